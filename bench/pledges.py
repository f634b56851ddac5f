"""Matching pledges with requirements on made-up nations: our warm start beside HiGHS alone.

    python bench/pledges.py --size small
    python bench/pledges.py --size large --seconds 120 --seeds 1 2 3
    python bench/pledges.py --size large --seconds 120 --alone --record

Nations, windows, caveats and conditions are drawn from a seed. Both solve the same programme with
one thread; the gap is that of HiGHS on the whole programme. Limits and `seconds` are of the wall, `cpu_s`
is what a busy machine left of them; `--record` adds the rows to bench/pledges.json.
"""

import argparse
import json
import random
import time
from datetime import date
from pathlib import Path

from truceline.model.matching import MatchScenario
from truceline.model.plan import Backstop, Pledge, Requirement
from truceline.stages.plan.pledge import match

SIZES = {"small": (30, 15, 12), "large": (150, 60, 24)}
KINDS = (
    "engineers",
    "infantry_battalion",
    "logistics",
    "military_police",
    "observers",
    "medical_role2",
    "signals",
    "demining",
)
SECTORS = tuple("ABCDEFGHIJKL")
BACKSTOP = (
    Backstop(provider="another", capabilities={"airlift": 0.0, "fixed_wing_air_cover": 0.0}),
)
LODGING = 6000.0
RESULTS = Path(__file__).with_name("pledges.json")


def month(place: int) -> date:
    return date(2031 + place // 12, place % 12 + 1, 1)


def nations(
    pledges: int, lines: int, months: int, seed: int
) -> tuple[list[Pledge], list[Requirement]]:
    """Offers of log-normal size, a quarter of them waiting for the backstop, a seventh for another
    nation; needs that build up over the months, in sectors that a seventh of offers bar each.
    """
    rng = random.Random(seed)
    offered = [offer(rng, place, pledges, months) for place in range(pledges)]
    needed = [line for place in range(lines) for line in needs(rng, place, months)]
    return offered, needed


def offer(rng: random.Random, place: int, count: int, months: int) -> Pledge:
    kind = rng.choice(KINDS)
    size = max(10.0, float(round(rng.lognormvariate(5.5, 0.8))))
    start = rng.randrange(months // 2)
    end = min(months, start + rng.randint(4, months))
    return Pledge(
        pledge_id=f"p{place:03}",
        contributor=f"n{place % (count * 3 // 4):03}",
        capability=kind,
        quantity=size,
        start=month(start),
        end=month(end),
        status=rng.choice(("indicated", "offered", "firm")),
        caveats=tuple(caveats(rng, kind, size)),
        depends_on=tuple(conditions(rng, place, count)),
    )


def caveats(rng: random.Random, kind: str, size: float) -> list[str]:
    found = [f"no:{sector}" for sector in SECTORS if rng.random() < 0.15]
    found.append(f"tour_months:{rng.choice((3, 4, 6))}")
    if rng.random() < 0.5:
        found.append(f"dwell:{rng.choice((1, 2))}")
    if rng.random() < 0.3:
        found.append(f"minimum:{round(size * 0.2)}")
    if rng.random() < 0.3:
        found.append(f"substitutes:{rng.choice(KINDS)}:0.6")
    if kind == "engineers":
        found.append(f"lodging:{round(size * 1.5)}")
    return found


def conditions(rng: random.Random, place: int, count: int) -> list[str]:
    found = []
    if rng.random() < 0.25:
        found.append(f"backstop:{rng.choice(('airlift', 'fixed_wing_air_cover'))}")
    if rng.random() < 0.15 and place:
        found.append(f"p{rng.randrange(min(place, count)):03}")
    return found


def needs(rng: random.Random, place: int, months: int) -> list[Requirement]:
    """A line that begins in the first month, or after a quarter or half of them."""
    size, kind, sector = rng.lognormvariate(5.6, 0.6), rng.choice(KINDS), rng.choice(SECTORS)
    priority = rng.choice((1.0, 2.0, 5.0))
    first = 0 if place % 3 == 0 else months // 4 * (place % 3)
    return [
        Requirement(
            line_id=f"l{place:02}",
            capability=kind,
            quantity=float(round(size)),
            start=month(first),
            end=month(months),
            priority=priority,
            sector=sector,
        )
    ]


def measured(size: str, seed: int, seconds: float, warm: bool) -> dict[str, object]:
    offered, needed = nations(*SIZES[size], seed)
    scenario = MatchScenario(lodging=LODGING)
    start, worked = time.perf_counter(), time.process_time()
    found = match(offered, needed, BACKSTOP, scenario, seconds, 1, warm=warm)
    return {
        "size": "x".join(str(n) for n in SIZES[size]),
        "seed": seed,
        "method": "ours" if warm else "HiGHS alone",
        "limit_s": seconds,
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_s": round(time.process_time() - worked, 1),
        "status": found.status,
        "objective": round(found.objective),
        "bound": round(found.bound),
        "gap": round(found.gap, 4),
        "met": round(1 - found.objective / found.required, 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--alone", action="store_true", help="HiGHS without our warm start too")
    parser.add_argument("--record", action="store_true")
    asked = parser.parse_args()
    rows = []
    for seed in asked.seeds:
        for warm in (True, False) if asked.alone else (True,):
            rows.append(measured(asked.size, seed, asked.seconds, warm))
            print(json.dumps(rows[-1]), flush=True)
    if asked.record:
        kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
        RESULTS.write_text(json.dumps([*kept, *rows], indent=1) + "\n")


if __name__ == "__main__":
    main()
