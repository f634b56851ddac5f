"""The watch held to its bars on simulated missions, whose truth is known, and on a public record.

    python bench/watch_change.py [--sectors 200] [--seed 1] [--ucdp FILE] [--out bench/watch-results.json]

A sector of twelve posts works three, six or twelve at a time, doubling or halving at random; what it
sees follows from the mission's own coverage model. Acts happen at a constant rate, or twice that rate
from one day on. Counted: changes told and alerts raised a sector and year (none is due), days until the
alert of a doubling, how often the interval of the corrected rate covers the truth, each with and without
correction; beside it the delay of a chart that is told rate, exposure and size of the change beforehand.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.mission.alertfile import shipped_rules
from truceline.model.plan import Asset, Shift
from truceline.model.watch import TALLY_SCHEMA, Change
from truceline.stages.watch.change import looked_back, strongest, told_daily
from truceline.stages.watch.counted import Counted, of_days
from truceline.stages.watch.exposure import exposure
from truceline.stages.watch.rate import grounds, rates, to_counted
from truceline.stages.watch.support import Support

Floats = NDArray[np.float64]
FIRST = date(2031, 1, 1)
DAYS = 365
DOUBLED = 200
POSTS = 12
LEVELS = (3, 6, 12)
ACT = "fire/artillery"


@dataclass(frozen=True)
class Sight:
    """Hours by light (day, night) and number of posts at work: effort, sight, whole."""

    effort: Floats
    seen: Floats
    whole: Floats


def sight() -> Sight:
    """What posts of a sector of 12 × 6 km see on one day, by the mission's own coverage model."""
    lat, lon = np.meshgrid(np.linspace(48.0, 48.05, 6), np.linspace(37.0, 37.17, 12))
    cells = pa.table({"cell": np.arange(lat.size), "lat": lat.ravel(), "lon": lon.ravel()})
    assets = [
        Asset(id=f"p{n:02}", kind="observation_post", profile="observation_post",
              lat=48.025, lon=37.007 + 0.014 * (n * 5 % POSTS))
        for n in range(POSTS)
    ]  # fmt: skip
    start = datetime(2031, 3, 21, tzinfo=UTC)
    hours = np.datetime64("2031-03-21T00") + np.arange(24)
    found = []
    for number in LEVELS:
        shifts = [Shift(asset_id=a.id, start=start, end=start + timedelta(days=1))
                  for a in assets[:number]]  # fmt: skip
        rows = exposure(cells, hours, assets, shifts, shipped_profiles(), [ACT]).to_pylist()
        found.append([[r[k] for r in rows] for k in ("effort_h", "seen_h", "whole_h")])
    return Sight(*(np.array([level[k] for level in found]) for k in range(3)))


def levels(rng: np.random.Generator, sectors: int, days: int) -> NDArray[np.int64]:
    """How many posts work (index of `LEVELS`): halved or doubled every thirty days or so."""
    out = np.zeros((sectors, days), np.int64)
    for row in out:
        at, level = 0, int(rng.integers(len(LEVELS)))
        while at < days:
            end = at + 3 + int(rng.exponential(30))
            row[at:end] = level
            at, level = end, int(np.clip(level + rng.choice([-1, 1]), 0, len(LEVELS) - 1))
    return out


def bursts(rng: np.random.Generator, rate: Floats) -> NDArray[np.int64]:
    """Acts a day of which each sets off half a one, half a day later in the mean (Hawkes)."""
    out = np.zeros(len(rate), np.int64)
    own = rng.poisson(rate / 2)
    time_ = np.repeat(np.arange(len(rate)), own) + rng.random(own.sum())
    while len(time_):
        out += np.bincount(time_.astype(int), minlength=len(rate))
        later = np.repeat(time_, rng.poisson(0.5, len(time_)))
        later = later + rng.exponential(0.5, len(later))
        time_ = later[later < len(rate)]
    return out


def record(
    rng: np.random.Generator,
    seen: Sight,
    level: NDArray[np.int64],
    rate: Floats,
    scatter: float | str,
) -> pa.Table:
    """A tally of every sector: acts that happened and were seen. `rate` acts a day by day."""
    sight_ = seen.seen[level] / 24.0
    if isinstance(scatter, str):
        acts = np.array([bursts(rng, one) for one in rate])
        share = np.concatenate([sight_, 1.0 - sight_.sum(axis=2, keepdims=True)], axis=2)
        count = rng.multinomial(acts, share)[:, :, :2]
    else:
        wild = rng.gamma(scatter, 1 / scatter, level.shape) if np.isfinite(scatter) else 1.0
        count = rng.poisson((rate * wild)[:, :, None] * sight_)
    lights = count.shape[2]
    at = np.indices(count.shape).reshape(3, -1)
    own = level.ravel()[np.arange(level.size).repeat(lights)]
    columns = {
        "sector": [f"S{k:03}" for k in at[0]],
        "act": pa.array([ACT] * count.size),
        "side": pa.array([""] * count.size),
        "light": [("day", "night")[k] for k in at[2]],
        "day": [FIRST + timedelta(days=int(k)) for k in at[1]],
        "unit": pa.array(["incident"] * count.size),
        "count": count.ravel().astype(float),
        "effort_h": seen.effort[own, at[2]],
        "seen_h": seen.seen[own, at[2]],
        "whole_h": seen.whole[own, at[2]],
    }
    return pa.table(columns, schema=TALLY_SCHEMA)


def series_of(tally: pa.Table, held: Support) -> list[Counted]:
    return [to_counted(g, label["sector"], held) for label, g in grounds(tally, ["sector"])]


def delays(told: Sequence[Change], names: Sequence[str], within: int) -> Floats:
    """Days from the doubling until its alert (1: on its own day), infinite beyond `within`."""
    out = np.full(len(names), np.inf)
    for change in told:
        assert change.told is not None
        days = (change.told - FIRST).days - DOUBLED + 1
        if 1 <= days <= within and change.ratio.value > 1:
            k = names.index(change.series)
            out[k] = min(out[k], days)
    return out


def alerts(told: Sequence[Change]) -> list[Change]:
    """Changes that the shipped rule of a rise raises an alert for."""
    (rule,) = (r for r in shipped_rules() if r.kind == "change" and not r.falls)
    return [c for c in told if c.probability >= rule.level and c.ratio.value >= rule.factor]


def charted(series: Sequence[Counted], rate: float, level: float) -> tuple[float, Floats]:
    """CUSUM of a doubling (Page 1954) by one who knows rate and exposure: alarms a series and year, and
    days from the doubling until the first (1: on its own day).
    """
    n, e = (np.array([getattr(c, k) for c in series]) for k in ("counts", "exposure"))
    sums, alarms, first = np.zeros(len(n)), 0, np.full(len(n), np.inf)
    for day in range(n.shape[1]):
        sums = np.maximum(0.0, sums + n[:, day] * np.log(2.0) - rate * e[:, day])
        hit = sums > level
        alarms += int(hit.sum())
        new = hit & np.isinf(first) & (day >= DOUBLED)
        first[new] = day - DOUBLED + 1
        sums[hit] = 0.0
    return alarms / len(n) * 365 / n.shape[1], first


def knowing(calm: Sequence[Counted], doubled: Sequence[Counted]) -> float:
    """Median delay of that chart at one false alarm a year: nothing that has to learn is quicker."""
    rate = sum(c.counts.sum() for c in calm) / sum(c.exposure.sum() for c in calm)
    low, high = 0.0, 20.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if charted(calm, rate, middle)[0] > 1 else (low, middle)
    return float(np.median(charted(doubled, rate, high)[1]))


def detection(
    sectors: int, seed: int, rate: float, scatter: float, seen: Sight
) -> dict[str, float]:
    """False alarms a year and the delay of a true doubling's alert, corrected and not."""
    rng = np.random.default_rng(seed)
    level, flat = levels(rng, sectors, DAYS), np.full((sectors, DAYS), rate)
    calm = record(rng, seen, level, flat, scatter)
    doubled = record(rng, seen, level, np.where(np.arange(DAYS) >= DOUBLED, 2, 1) * flat, scatter)
    out: dict[str, float | str] = {"rate": rate, "scatter": scatter}
    for kind, held in (("corrected", Support()), ("recorded", Support(why="left as recorded"))):
        clock = time.process_time()
        quiet = series_of(calm, held)
        alarms = told_daily(quiet)
        out[f"cpu_s_{kind}"] = time.process_time() - clock
        out[f"false_changes_a_year_{kind}"] = len(alarms) * 365 / (sectors * DAYS)
        out[f"false_alerts_a_year_{kind}"] = len(alerts(alarms)) * 365 / (sectors * DAYS)
        told = series_of(doubled, held)
        found = delays(alerts(told_daily(told)), [c.name for c in told], 60)
        if kind == "corrected" and scatter == np.inf:
            out["median_delay_knowing"] = knowing(quiet, told)
        out[f"median_delay_{kind}"] = float(np.median(found))
        out[f"told_within_14_{kind}"] = float((found <= 14).mean())
    return out


def covering(
    sectors: int, seed: int, rate: float, scatter: float, error: float, seen: Sight, days: int = 30
) -> dict[str, float]:
    """How often intervals cover the true rate; `error` is how badly detection is known (log sd)."""
    rng = np.random.default_rng(seed)
    level, flat = levels(rng, sectors, days), np.full((sectors, days), rate)
    off = np.exp(rng.normal(0.0, error, (sectors, 1)))
    tally = record(rng, seen, level, flat * off, scatter)
    found = rates(tally, ["sector"], Support(error=error))
    held = [r.corrected for r in found if r.corrected is not None]
    inside = np.mean([b.lo <= rate <= b.hi for b in held])
    seen_rate = [r.count / days for r in found]
    return {
        "rate": rate, "scatter": scatter, "error": error, "given": len(held) / len(found),
        "covers": float(inside),
        "mean_of_recorded_over_truth": float(np.mean(seen_rate) / rate),
        "mean_of_corrected_over_truth": float(np.mean([b.value for b in held]) / rate),
    }  # fmt: skip


def ucdp(file: Path) -> dict[str, object]:
    """The strongest change of 2020 in deaths' events whose date is known to within six days (date_prec 1 and 2)."""
    import csv  # noqa: PLC0415

    with file.open(encoding="cp1252", newline="") as lines:
        rows = [
            r for r in csv.DictReader(lines) if r["year"] == "2020" and int(r["date_prec"]) <= 2
        ]
    dates = [map(int, r["date_start"].split()[0].split("/")) for r in rows]
    when = [date(year, month, day) for month, day, year in dates]
    counted = of_days("ucdp", "event", when, date(2020, 1, 1), date(2020, 12, 31))
    clock = time.process_time()
    changes = looked_back(counted)
    best = strongest(changes)
    assert best is not None
    return {
        "events": len(rows), "changes": len(changes), "day": str(best.day),
        "earliest": str(best.earliest), "latest": str(best.latest),
        "probability": best.probability, "ratio": best.ratio.value,
        "ratio_interval": [best.ratio.lo, best.ratio.hi], "cpu_s": time.process_time() - clock,
    }  # fmt: skip


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sectors", type=int, default=200)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--ucdp", type=Path)
    asked.add_argument("--out", type=Path)
    said = asked.parse_args()
    seen = sight()
    told: dict[str, object] = {
        "sectors": said.sectors, "seed": said.seed,
        "posts": list(LEVELS), "p_by_light": (seen.seen / seen.whole).round(3).tolist(),
    }  # fmt: skip
    print(told)
    told["detection"] = [
        detection(said.sectors, said.seed, rate, scatter, seen)
        for rate, scatter in (
            (20, np.inf),
            (10, np.inf),
            (7, np.inf),
            (5, np.inf),
            (3, np.inf),
            (20, 16.0),
            (20, 4.0),
            (20, "bursts"),
            (10, "bursts"),
        )
    ]
    for row in told["detection"]:  # type: ignore[attr-defined]
        print({k: v if isinstance(v, str) else round(v, 3) for k, v in row.items()}, flush=True)
    told["intervals"] = [
        covering(said.sectors * 5, said.seed, rate, scatter, error, seen)
        for rate, scatter, error in (
            (0.3, np.inf, 0.0), (2, np.inf, 0.0), (20, np.inf, 0.0), (2, 4.0, 0.0), (20, 4.0, 0.0),
            (20, 1.0, 0.0), (20, np.inf, 0.15), (2, 4.0, 0.15),
        )
    ]  # fmt: skip
    for row in told["intervals"]:  # type: ignore[attr-defined]
        print({k: v if isinstance(v, str) else round(v, 3) for k, v in row.items()}, flush=True)
    if said.ucdp:
        told["ucdp_2020"] = ucdp(said.ucdp)
        print(told["ucdp_2020"])
    if said.out:
        text = json.dumps(told, indent=1, default=str).replace("Infinity", '"none"')
        said.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
