"""Groups kept and fused again are those of fusing from scratch, whatever was judged before."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lakeview import DAY as NOON
from lakeview import told

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.model.evidence import Judgement
from truceline.model.table import report_table
from truceline.stages.fusion.again import again, keep
from truceline.stages.fusion.fuse import error_model, fuse

KINDS = ("air/drone_strike", "fire/shelling", "attack/unspecified")
DAYS = 7.0
ENGINE = EmbeddedEngine()


def some_reports(seed: int, count: int = 30):
    """Reports of few places and about two hundred days: companies, copies, homonyms, totals, calm."""
    chance = random.Random(seed)
    rows = []
    for n in range(count):
        start = NOON + timedelta(
            days=chance.choice((0, 1, 60, 63, 64, 70, 190)), hours=chance.randrange(30)
        )
        wide = chance.random()
        rows.append(
            told(
                f"R{n:02}",
                start=start if wide < 0.9 else start - timedelta(days=9),
                end=start + timedelta(hours=chance.choice((0, 1, 12))),
                published=start + timedelta(days=chance.choice((1, 9))),
                known=start + timedelta(days=chance.choice((1, 9))),
                source=chance.choice(("Gazette", "Herald", "Radio")),
                claimant=chance.choice(("Ministry", "Mayor")),
                place_name=chance.choice(("Lakeview", "Hilltop", "Northbridge")),
                lat=None if wide > 0.95 else 48.0 + chance.choice((0, 0.01, 0.3)),
                lon=None if wide > 0.95 else 30.0,
                place_uncertainty_km=chance.choice((1.0, 5.0, 160.0 if wide > 0.85 else 2.0)),
                place_candidates="48.0,30.0,3;49.0,31.0,3" if wide > 0.95 else None,
                kind=chance.choice(KINDS),
                count=chance.choice((None, None, 3.0, 0.0)),
                count_unit=chance.choice(("attacks", "drones")),
                stance=chance.choice(("claims", "claims", "denies")),
                text=chance.choice(("house hit", "lines cut", None)),
            )
        )
    return report_table(rows)


REPORTS = some_reports(3)
MODEL = error_model(REPORTS, ENGINE, (), DAYS)
KEPT = keep(REPORTS, (), ENGINE, DAYS, MODEL)
KEYS = st.integers(0, 29).map(lambda n: f"press.R{n:02}")
VALUES = {"relocate": "48.0,30.0,2", "rekind": "sea/mine", "exempt": "notified"}


@st.composite
def judgement(draw):
    verdict = draw(st.sampled_from(("same", "different", "reject", "relocate", "rekind", "verify")))
    about = draw(st.lists(KEYS, min_size=2, max_size=3, unique=True))
    return Judgement(
        about=tuple(sorted(about)),
        verdict=verdict,
        value=VALUES.get(verdict, ""),
        reason="seen",
        reviewer="desk",
        at=datetime.fromisoformat("2032-01-01T00:00:00+00:00")
        + timedelta(minutes=draw(st.integers(0, 99))),
    )


@settings(max_examples=8, deadline=None)
@given(st.lists(judgement(), max_size=4), st.lists(judgement(), max_size=4))
def test_groups_are_those_of_scratch(first, more):
    kept = again(again(KEPT, first, ENGINE), more, ENGINE)
    assert kept.groups.equals(fuse(REPORTS, more, ENGINE, DAYS, MODEL))


def test_a_record_of_whom_all_is_rejected_has_no_group():
    gone = Judgement(
        about=tuple(f"press.R{n:02}" for n in range(30)),
        verdict="reject",
        reason="seen",
        reviewer="desk",
        at=NOON,
    )
    assert not len(again(KEPT, [gone], ENGINE).groups)


def test_blocks_that_read_nothing_new_are_kept():
    key = KEPT.groups["report_id"][0].as_py()
    moved = Judgement(
        about=(key,), verdict="relocate", value="48.0,30.0,2", reason="s", reviewer="d", at=NOON
    )
    after = again(KEPT, [moved], ENGINE)
    before, now = KEPT.memory[0].blocks, after.memory[0].blocks
    assert any(now[n] is before[n] for n in now if n in before)
    assert any(now[n] is not before.get(n) for n in now)


def test_what_was_tried_is_not_fused_again_when_it_is_said():
    key = KEPT.groups["report_id"][1].as_py()
    form = {"about": (key,), "verdict": "relocate", "value": "48.0,30.0,2", "reviewer": "d"}
    tried = again(KEPT, [Judgement(reason="…", at=NOON, **form)], ENGINE)
    other = again(tried, [], ENGINE)
    said = again(other, [Judgement(reason="seen", at=NOON + timedelta(hours=1), **form)], ENGINE)
    blocks = tried.memory[0].blocks
    assert all(said.memory[0].blocks[n] is block for n, block in blocks.items())


@pytest.mark.parametrize("seed", [5, 8])
def test_other_records_too(seed):
    reports = some_reports(seed)
    model = error_model(reports, ENGINE, (), DAYS)
    assert keep(reports, (), ENGINE, DAYS, model).groups.equals(fuse(reports, (), ENGINE, DAYS))
