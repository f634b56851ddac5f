"""The simulation beside simpy, and twenty replicas of ninety days on a whole line.

    python bench/simulation.py [--rate 960] [--replicas 20] [--days 90] [--assets 300] [--seed 7] [--record]

First one replica's queue of cases (classification, then a team of the sector), ours compiled and
simpy's, from the same random numbers: times of response must be equal, and events per second are
counted alike (a case is told, known, sent out, back). Then the whole: acts that set each other off along a line of
some 850 km, seen, classified and answered; with and without the wrong profiles. Times are told with CPU
beside the clock, since other work may share the machine.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

import numpy as np
import simpy
from numpy.typing import NDArray

from coverage_of_line import assets_along, line
from planned import keep
from truceline.foundation.compiled import compiled
from truceline.foundation.coverage.cells import cells_of_band, with_sectors
from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.places.sectors import sectors_of
from truceline.model.simulation import Handling, Teams, Violations
from truceline.stages.plan.simulate import Scenario, simulate
from truceline.stages.plan.simulate.queues import serve, served
from truceline.stages.plan.simulate.replica import Player
from truceline.stages.plan.simulate.run import play_all

T = TypeVar("T")
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SHARES = {"fire/artillery": 0.3, "fire/small_arms": 0.5, "air/drone_flight": 0.19}


def timed(name: str, work: Callable[[], T]) -> tuple[T, float, float]:
    clock, cpu = time.perf_counter(), time.process_time()
    done = work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    print(f"{name}: {clock:.2f} s, CPU {cpu:.2f} s")
    return done, clock, cpu


def setting(rate: float, days: float, assets: int, seed: int) -> Scenario:
    """Twelve sectors, 300 systems, bursts; `rate` acts a day."""
    track = line(seed)
    cells = with_sectors(cells_of_band(track, 10, 7), track, sectors_of(track, 12)[0])
    shares = {**SHARES, "ground/assault": 0.01}
    return Scenario(
        cells=cells,
        start=datetime(2031, 5, 1, tzinfo=UTC),
        days=days,
        assets=assets_along(track, assets, seed),
        profiles=shipped_profiles(),
        violations=tuple(
            Violations(act=act, per_day=rate * share, offspring=0.5, decay_h=3)
            for act, share in shares.items()
        ),
        teams=tuple(Teams(sector=f"{chr(65 + n)}", count=12) for n in range(12)),
        handling=Handling(analysts=40),
    )


def ours(cases: tuple[Floats, Floats, Ints, Floats], analysts: int, teams: Ints) -> Floats:
    """When a team sets out for each case."""
    told, work, sector, lasting = cases
    nobody = np.zeros(len(told), np.int64)
    known = served(told, work, nobody, np.array([analysts])) + work
    return served(known, lasting, sector, teams)


def by_simpy(cases: tuple[Floats, Floats, Ints, Floats], analysts: int, teams: Ints) -> Floats:
    """The same, by processes and resources."""
    told, work, sector, lasting = cases
    env = simpy.Environment()
    desk = simpy.Resource(env, analysts)
    crews = [simpy.Resource(env, n) for n in teams.tolist()]
    start = np.full(len(told), np.inf)

    def case(i: int) -> Iterator[simpy.Event]:
        with desk.request() as turn:
            yield turn
            yield env.timeout(work[i])
        with crews[sector[i]].request() as turn:
            yield turn
            start[i] = env.now
            yield env.timeout(lasting[i])

    def arrivals() -> Iterator[simpy.Event]:
        for i in np.argsort(told, kind="stable"):
            yield env.timeout(told[i] - env.now)
            env.process(case(i))

    env.process(arrivals())
    env.run()
    return start


def cases_of(player: Player, seed: int) -> tuple[tuple[Floats, Floats, Ints, Floats], int, Ints]:
    """What one replica brings to the analysts."""
    played = player.play(seed, 0)
    rng = np.random.default_rng(seed)
    told = np.concatenate([played.told[played.detected], played.alarms.time])
    cell = np.concatenate([played.acts.cell[played.detected], played.alarms.cell])
    work = rng.lognormal(np.log(0.5), 0.6, len(told))
    lasting = rng.lognormal(np.log(3.0), 0.5, len(told))
    where = player.setting.sector[cell]
    return (told, work, where, lasting), player.setting.handling.analysts, player.handler.servers


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rate", type=float, default=960.0)
    asked.add_argument("--replicas", type=int, default=20)
    asked.add_argument("--days", type=float, default=90.0)
    asked.add_argument("--assets", type=int, default=300)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--record", action="store_true")
    said = asked.parse_args()
    given, _, _ = timed("set up", lambda: setting(said.rate, said.days, said.assets, said.seed))
    player = Player(given)
    cases, analysts, teams = cases_of(player, said.seed)
    compiled(serve)
    ours(cases, analysts, teams)
    events = 4 * len(cases[0])
    found, _, cpu = timed(f"queues, ours, {events:,} events", lambda: ours(cases, analysts, teams))
    wanted, _, cpu_simpy = timed("queues, simpy", lambda: by_simpy(cases, analysts, teams))
    same = bool(np.allclose(found, wanted, rtol=1e-9, atol=1e-9))
    print(
        f"same times: {same}; events a second {events / cpu:,.0f} and {events / cpu_simpy:,.0f}, "
        f"{cpu_simpy / cpu:.0f} times"
    )
    queues = {"same": same, "ratio": cpu_simpy / cpu, "per_s": events / cpu}
    played, wall, cpu = timed("replicas", lambda: play_all(player, said.replicas, said.seed))
    count, acts = sum(r.events for r in played), sum(len(r.acts) for r in played)
    print(f"{acts:,} acts, {count:,} events, {count / cpu:,.0f} a second with detection")
    whole = timed("with wrong profiles", lambda: simulate(given, said.replicas, said.seed))
    if said.record:
        case = f"{said.replicas} × {said.days:g} days at {said.rate:g} acts a day"
        times = {"seconds": wall, "cpu_s": cpu, "whole_s": whole[1], "whole_cpu_s": whole[2]}
        keep({"what": "simulation", "case": case, "acts": acts, "events": count, **times, **queues})


if __name__ == "__main__":
    main()
