"""Waiting: against simpy with the same random numbers, and against what can be computed."""

import numpy as np
import pytest
from simulated import scenario

from truceline.model.plan import Backstop
from truceline.model.simulation import Handling, Reserve, Teams, Violations
from truceline.stages.plan.simulate import simulate
from truceline.stages.plan.simulate.estimate import mean_of, share_of
from truceline.stages.plan.simulate.handle import Cases, Handler, arrivals, reinforced
from truceline.stages.plan.simulate.queues import served
from truceline.stages.plan.simulate.streams import joined, key_of

simpy = pytest.importorskip("simpy")


def by_simpy(ready, work, sector, lasting, analysts, teams):
    """Classification, then a team of the sector: times of knowing and of starting out."""
    env = simpy.Environment()
    desk = simpy.Resource(env, analysts)
    crews = [simpy.Resource(env, n) for n in teams]
    known, start = np.full(len(ready), np.inf), np.full(len(ready), np.inf)

    def case(i):
        yield env.timeout(ready[i])
        with desk.request() as turn:
            yield turn
            yield env.timeout(work[i])
        known[i] = env.now
        with crews[sector[i]].request() as turn:
            yield turn
            start[i] = env.now
            yield env.timeout(lasting[i])

    for i in range(len(ready)):
        env.process(case(i))
    env.run()
    return known, start


@pytest.mark.parametrize("load", [0.3, 0.9, 1.5])
def test_response_times_are_those_of_simpy(load):
    rng = np.random.default_rng(4)
    count, analysts, teams = 800, 3, [2, 1, 4]
    ready, work = rng.uniform(0, count / 6, count), rng.lognormal(np.log(0.3 * load), 0.6, count)
    sector, lasting = rng.integers(0, 3, count), rng.lognormal(np.log(0.8 * load), 0.5, count)
    taken = served(ready, work, np.zeros(count, int), np.array([analysts]))
    start = served(taken + work, lasting, sector, np.array(teams))
    known, wanted = by_simpy(ready, work, sector, lasting, analysts, teams)
    assert taken + work == pytest.approx(known, rel=1e-12)
    assert start == pytest.approx(wanted, rel=1e-12)
    assert (start > taken + work + 0.01).mean() > 0.02


def test_the_whole_handling_is_that_of_simpy():
    setting = scenario(handling=Handling(analysts=1, alarms_sent=1.0))
    handler, rng = Handler(setting), np.random.default_rng(8)
    count = 600
    told = rng.uniform(0, 300, count)
    cell, key = rng.integers(0, 160, count), joined(key_of("x"), np.arange(count, dtype=np.uint64))
    done = handler.handle(Cases(told, cell, key, np.zeros(count, bool)))
    work, drive = done.known - done.taken, handler._drive[cell]
    sector = setting.sector[cell]
    lasting = _lasting(setting, key, drive)
    known, start = by_simpy(told, work, sector, lasting, 1, handler.servers.tolist())
    assert done.known == pytest.approx(known, rel=1e-9)
    assert done.there == pytest.approx(start + 0.25 + drive, rel=1e-9)


def _lasting(setting, key, drive):
    from truceline.stages.plan.simulate.handle import _STAY
    from truceline.stages.plan.simulate.streams import lognormal

    said = setting.handling
    return 0.25 + 2 * drive + lognormal(joined(key, _STAY), said.on_site_h, said.on_site_spread)


def test_waits_of_a_queue_that_theory_knows():
    """M/M/1 at load 0.8: the mean wait is 0.8 / (1 − 0.8) service times."""
    rng = np.random.default_rng(1)
    count = 200_000
    ready, work = np.cumsum(rng.exponential(1.0, count)), rng.exponential(0.8, count)
    start = served(ready, work, np.zeros(count, int), np.array([1]))
    assert (start - ready).mean() == pytest.approx(0.8 * 4, rel=0.08)


def test_where_there_is_no_team_nobody_comes():
    setting = scenario(teams=(Teams(sector="A", count=1),))
    done = Handler(setting).handle(
        Cases(
            np.array([1.0, 2.0]),
            np.array([0, 159]),
            joined(1, np.arange(2, dtype=np.uint64)),
            np.zeros(2, bool),
        )
    )
    assert np.isfinite(done.known).all()
    assert np.isfinite(done.there).tolist() == [True, False]
    assert done.teams_h[1] == 0


def test_a_sector_calls_once_in_a_hold_and_reserves_run_out():
    setting = scenario(handling=Handling(decision_h=2.0, hold_h=10.0, detour=1.0))
    known, sector = np.array([0.0, 1.0, 4.0, 11.0]), np.array([0, 1, 0, 0])
    base = {"lat": 48.1, "lon": 37.2, "speed_kmh": 1e9, "ready_h": 1.0}
    there, calls = reinforced(known, sector, setting, Reserve(id="r", count=1, **base))
    assert calls.tolist() == [0, 1, 3]
    assert there == pytest.approx([3.0, 14.0, 25.0])  # the one unit is away for 11 h each time
    there, _ = reinforced(known, sector, setting, Reserve(id="r", count=2, **base))
    assert there == pytest.approx([3.0, 4.0, 14.0])
    there, _ = reinforced(
        known, sector, setting, Backstop(provider="x", capabilities={}, delay_days=3)
    )
    assert there == pytest.approx([74.0, 75.0, 85.0])
    there, calls = reinforced(known, sector, setting, Reserve(id="r", sectors=("B",), **base))
    assert calls.tolist() == [1]


def test_intervals_hold_what_they_should():
    """95 % of intervals hold the truth, for shares of cases that come in bursts too."""
    rng, held = np.random.default_rng(2), 0
    for _ in range(400):
        whole = rng.poisson(30, 20) + 1
        luck = rng.beta(4, 6, 20)
        found = share_of(rng.binomial(whole, luck), whole)
        held += found.lo <= 0.4 <= found.hi
    assert 0.9 <= held / 400 <= 0.985
    assert share_of([0, 0], [0, 0]) is None
    assert mean_of([np.inf, np.nan]) is None
    assert mean_of([3.0]).lo == 3.0


def test_who_could_come_and_when_with_a_unit_free():
    near = Reserve(id="near", lat=48.1, lon=37.2, ready_h=2.0, sectors=("A",))
    stand = (
        Backstop(provider="Z", capabilities={}, delay_days=1.0, agreed=True),
        Backstop(provider="Y", capabilities={}, delay_days=2.0),
        Backstop(provider="Y", capabilities={}, delay_days=5.0, condition="if asked"),
    )
    setting = scenario(reserves=(near,), backstop=stand, handling=Handling(decision_h=3.0))
    found = {(one.by, one.sector): one for one in arrivals(setting)}
    assert found["Z", "B"].hours == 27.0
    assert found["Z", "B"].agreed
    assert found["Y, after 2 days", "A"].hours == 51.0
    assert found["Y, after 5 days", "A"].condition == "if asked"
    assert ("near", "B") not in found
    assert 5.0 < found["near", "A"].hours < 5.5  # some km from the sector's middle
    assert found["near", "A"].agreed is None


def test_what_keeps_reinforcement_away_is_said():
    stand = (Backstop(provider="Z", capabilities={}, delay_days=1.0, condition="if asked"),)
    quiet = simulate(scenario(backstop=stand, days=2.0), 1, 1, wrong_sets=0)
    assert any("nobody calls for reinforcement" in note for note in quiet.notes)
    assert any("Z hasn't agreed (if asked)" in note for note in quiet.notes)
    loud = (Violations(act="ground/assault", per_day=3.0),)
    called = simulate(scenario(backstop=stand, days=20.0, violations=loud), 2, 1, wrong_sets=0)
    assert not any("nobody calls" in note for note in called.notes)
    waits = [w for w in called.waits if w.until == "reinforced" and w.q50]
    arrival = called.arrivals[0].hours
    assert waits
    assert all(w.q50.mean > arrival for w in waits)  # it is known some time after the act
