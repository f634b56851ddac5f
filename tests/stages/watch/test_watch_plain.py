"""What leaves the watch is plain: numbers that any reader of JSON takes, never an array's own."""

from datetime import date, datetime, timedelta, timezone

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from truceline.model.record import Record
from truceline.model.watch import TALLY_SCHEMA, Period
from truceline.stages.watch.change import looked_back, told_daily, with_beside
from truceline.stages.watch.counted import of_periods
from truceline.stages.watch.health import alone
from truceline.stages.watch.rate import curves, grounds, hours_counted, rates, to_counted
from truceline.stages.watch.recapture import ListedAct, Lister, unreported
from truceline.stages.watch.scan import Places, Scanning, observed, scan
from truceline.stages.watch.support import Support

FIRST = date(2031, 1, 1)
DAYS = 60
ZONE = timezone(timedelta(hours=2))


def plain(value):
    """No value of a type that JSON doesn't know, however deep."""
    if isinstance(value, Record):
        return all(plain(getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, tuple):
        return all(map(plain, value))
    return type(value) in {str, int, float, bool, date, datetime, type(None)}


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(2)
    rows = [
        {
            "sector": sector, "act": "fire/mortar", "side": "", "light": light,
            "day": FIRST + timedelta(days=day), "unit": "incident",
            "count": float(rng.poisson(9 if day > 50 and sector == "B" else 2)),
            "effort_h": 12.0 + float(rng.integers(3)), "seen_h": 6.5, "whole_h": 12.0,
        }
        for day in range(DAYS) for sector in "ABC" for light in ("day", "night")
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=TALLY_SCHEMA)


def of_rates(table):
    held = Support(error=0.1)
    return (*rates(table, ["sector"], held), *curves(table, ["sector", "light"], held))


def of_changes(table):
    held = Support()
    own = [to_counted(g, label["sector"], held) for label, g in grounds(table, ["sector"])]
    own += [hours_counted(g, "hours") for _, g in grounds(table, ["sector"])]
    hours = {FIRST + timedelta(days=n): 20.0 for n in range(DAYS)}
    return tuple(with_beside(one, hours) for one in (*looked_back(own[1]), *told_daily(own)))


def of_periods_(_):
    at = [datetime(2031, 1, n, tzinfo=ZONE) for n in range(1, 32)]
    rows = [
        Period(series="v", unit="violation", start=a, end=b, lo=n, hi=n, basis=("x",))
        for a, b, n in zip(at, at[1:], [2.0] * 15 + [90.0] * 15, strict=False)
    ]
    return looked_back(of_periods(rows, ZONE))


def of_scan(table):
    names = tuple("ABC")
    places = Places(names, np.full(3, 48.0), np.array([37.0, 37.1, 37.2]), np.array([0.0, 9, 18]))
    return scan(observed(table, places), Scanning(replicas=19, analyses=2)).clusters


def of_lists(_):
    rng = np.random.default_rng(1)
    acts = [
        ListedAct(id=f"a{n}", first=bool(rng.random() < 0.5), second=bool(rng.random() < 0.6),
                  stratum="AB"[n % 2], third=bool(rng.random() < 0.5))
        for n in range(400)
    ]  # fmt: skip
    first, second = (Lister(name=n, side=s, group=n) for n, s in (("p", "mission"), ("h", "third")))
    found = unreported(acts, first, second, ("X", "Y"))
    assert found.estimate
    return (found,)


@pytest.mark.parametrize("made", [of_rates, of_changes, of_periods_, of_scan, of_lists])
def test_what_a_stage_gives_can_be_written_down(table, made):
    found = made(table)
    assert found
    assert all(map(plain, found))
    assert msgspec.json.decode(msgspec.json.encode(found))


def test_shares_of_sources_are_plain():
    assert all(type(share) is float for share in alone([["a"], ["a", "b"]]).values())
