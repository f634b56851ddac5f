"""Silent sources, and what nobody reported."""

from datetime import date, timedelta

import numpy as np
import pytest

from truceline.foundation.cadence import due_days
from truceline.model.evidence import RosterEntry
from truceline.model.watch import Gap
from truceline.stages.watch.health import alone, health, heard
from truceline.stages.watch.recapture import ListedAct, Lister, unreported

UNTIL = date(2031, 5, 10)


def source(name, cadence):
    return RosterEntry(id=name.lower(), role="claimant", name=name, cadence=cadence)


def may(*days):
    return [date(2031, 5, d) for d in days]


@pytest.mark.parametrize(
    ("cadence", "count"),
    [
        ("daily from 2031-05-01", 10),
        ("daily from 2031-05-01 to 2031-05-03", 3),
        ("weekly from 2031-05-01", 2),
        ("daily from 2031-06-01", 0),
        ("now and then", 0),
        ("", 0),
    ],
)
def test_due_days(cadence, count):
    assert len(due_days(cadence, UNTIL)) == count


def test_gaps_are_told_with_what_rests_on_the_source():
    roster = [
        source("B", "daily from 2031-05-01"),
        source("A", "weekly from 2031-05-01"),
        source("C", ""),
    ]
    found = health(roster, {"B": may(1, 2, 3, 6, 7), "A": may(3)}, UNTIL, {"B": 0.4})
    assert [h.source for h in found] == ["A", "B"]
    assert (found[1].expected, found[1].received) == (10, 5)
    assert found[1].gaps == (
        Gap(first=date(2031, 5, 4), last=date(2031, 5, 5)),
        Gap(first=date(2031, 5, 8), last=date(2031, 5, 10)),
    )
    assert found[1].words == (
        "B: 5 of 10 bulletins that were due; last gap 2031-05-08 to 2031-05-10; "
        "40% of the record rests on it alone"
    )
    assert [(g.first.day, g.last.day) for g in found[0].gaps] == [(8, 14)]


def test_a_silent_source_takes_its_share_of_the_days_it_is_silent():
    roster = [source("A", "daily from 2031-05-01"), source("B", "daily from 2031-05-01")]
    shares = alone([["A"], ["A", "B"], ["B"], ["A"]])
    assert shares == {"A": 0.5, "B": 0.25}
    found = health(roster, {"A": may(1, 3), "B": may(1, 2)}, date(2031, 5, 3), shares)
    assert heard(may(1, 2, 3), found) == pytest.approx([1.0, 0.5, 0.75])


def test_a_drop_out_lowers_no_trend():
    from truceline.stages.watch.change import told_daily
    from truceline.stages.watch.counted import Counted, days_between

    rng = np.random.default_rng(3)
    days = days_between(date(2031, 1, 1), date(2031, 4, 30))
    roster = [source("A", "daily from 2031-01-01"), source("B", "daily from 2031-01-01")]
    silent = np.array([day >= date(2031, 3, 1) for day in days])
    counts = rng.poisson(6, len(days)) + np.where(silent, 0, rng.poisson(9, len(days)))
    came = {"A": days, "B": [d for d, gone in zip(days, silent, strict=True) if not gone]}
    found = health(roster, came, days[-1], {"A": 0.4, "B": 0.6})
    heard_of = Counted("all", "incident", days, counts.astype(float), heard(days, found))
    assert told_daily([heard_of]) == ()
    as_told = Counted("all", "incident", days, counts.astype(float), np.ones(len(days)))
    assert [c.ratio.value < 1 for c in told_daily([as_told])] == [True]


def test_a_day_of_which_nothing_could_be_heard_is_not_observed():
    found = health(
        [source("A", "daily from 2031-05-01")], {"A": may(1)}, date(2031, 5, 2), {"A": 1.0}
    )
    assert heard(may(1, 2), found).tolist() == [1.0, 0.0]


# what nobody reported

PATROL = Lister(name="patrols", side="mission", group="mission")
NGO = Lister(name="hospitals", side="third", group="ngo")
PARTIES = ("RUR", "FRE")


def acts(seed=1, total=400, p=(0.5, 0.6), copied=0.0):
    rng = np.random.default_rng(seed)
    out = []
    for n in range(total):
        first = rng.random() < p[0]
        second = first if rng.random() < copied else rng.random() < p[1]
        third = bool(rng.random() < 0.5)
        out.append(
            ListedAct(id=f"a{n}", first=first, second=second, stratum="AB"[n % 2], third=third)
        )
    return out


def test_two_independent_lists_tell_the_total():
    inside = 0
    for seed in range(60):
        found = unreported(acts(seed), PATROL, NGO, PARTIES)
        if found.estimate:
            inside += found.estimate.lo <= 400 <= found.estimate.hi
            assert found.estimate.lo >= found.in_first + found.in_second - found.both
            assert len(found.tested) == 3
    assert inside >= 44  # one in seven is refused by one of three tests at 5 %


@pytest.mark.parametrize(
    ("first", "second", "listed", "why"),
    [
        (
            Lister("a", "RUR", "g1"),
            Lister("b", "FRE", "g2"),
            acts(),
            "both are lists of the parties",
        ),
        (PATROL, Lister("copy", "third", "mission"), acts(), "both lists go back to mission"),
        (PATROL, NGO, acts(total=20), "at least 10 are needed"),
        (PATROL, NGO, acts(p=(0.15, 0.6)), "at least 30% is needed"),
        (PATROL, NGO, acts(copied=0.5), "aren't independent (lists independent within a third"),
        (
            PATROL,
            NGO,
            [ListedAct(id=a.id, first=a.first, second=a.second) for a in acts()],
            "can't be tested",
        ),
        (PATROL, NGO, [], "at least 10 are needed"),
    ],
    ids=["parties", "one group", "few", "seldom", "dependent", "untestable", "nothing"],
)
def test_what_cannot_be_said_is_refused_in_words(first, second, listed, why):
    found = unreported(listed, first, second, PARTIES)
    assert found.estimate is None
    assert why in found.why


def test_a_list_that_knows_one_sector_better_is_refused():
    rng = np.random.default_rng(4)
    listed = [
        ListedAct(
            id=f"a{n}",
            stratum="AB"[n % 2],
            first=bool(rng.random() < (0.9, 0.4)[n % 2]),
            second=bool(rng.random() < 0.6),
        )
        for n in range(300)
    ]
    found = unreported(listed, PATROL, NGO, PARTIES)
    assert "first list alike over strata" in found.why


def test_occupied_days_are_at_most_all_days():
    days = acts(total=60, p=(0.9, 0.9))
    found = unreported(days, PATROL, NGO, PARTIES, units="sector-days", most=60)
    assert found.units == "sector-days"
    if found.estimate:
        assert found.estimate.hi <= 60


def test_the_order_of_acts_never_matters():
    assert unreported(acts(), PATROL, NGO, PARTIES) == unreported(
        acts()[::-1], PATROL, NGO, PARTIES
    )


def test_gaps_run_to_the_day_asked_for():
    (found,) = health([source("A", "daily from 2031-05-01")], {}, UNTIL)
    assert found.gaps == (Gap(first=date(2031, 5, 1), last=UNTIL),)
    assert found.received == 0
    assert UNTIL - timedelta(days=9) == found.gaps[0].first
