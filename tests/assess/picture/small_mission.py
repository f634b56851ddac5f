"""An invented mission with every oddity that a judgement can touch, and judgements about it."""

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from truceline.assess.load import Loaded
from truceline.foundation.agreement.read import read_agreement
from truceline.model.evidence import Judgement, Report, RosterEntry
from truceline.model.mission import Mandate, Mission, MissionSpec, Party
from truceline.model.record import content_id
from truceline.model.table import report_table
from truceline.stages.evidence.intake import VERSION

NOON = datetime(2031, 5, 10, 12, tzinfo=UTC)
AS_OF = datetime(2033, 1, 1, tzinfo=UTC)
COUNT = 30
AGREEMENT = """
title: A truce
parties: [FRE, RUR]
terms:
  - id: no_strikes
    clause: protected_sites
    acts: [air/*, fire/*]
    binds: [FRE, RUR]
    sites: {yes: [energy/*], clause: [settlement/*]}
    in_force: {from: 2031-05-01T00:00:00+00:00, until: 2031-07-11T00:00:00+00:00}
    exempt: [{act: fire/*, when: notified}]
readings:
  RUR: {no_strikes: {in_force: {from: 2031-05-11T00:00:00+00:00}}}
"""
SOURCES = ("Gazette", "Herald", "Radio")
VALUES = {"relocate": "48.3,30.2,2", "rekind": "sea/mine", "exempt": "notified"}


def reports(seed: int = 3, count: int = COUNT) -> pa.Table:
    """Companies, copies, places of one name, totals, calm and denials, over two hundred days."""
    chance = random.Random(seed)
    table = report_table(_report(n, chance) for n in range(count))
    return table.append_column(VERSION, pa.array(np.zeros(count, np.int32)))


def _report(n: int, chance: random.Random) -> Report:
    start = NOON + timedelta(days=chance.choice((0, 1, 63, 70, 190)), hours=chance.randrange(20))
    odd = chance.random()
    return Report(
        dataset="press",
        report_id=f"R{n:02}",
        start=start if odd < 0.9 else start - timedelta(days=9),
        end=start + timedelta(hours=chance.choice((0, 1, 12))),
        published=start + timedelta(days=1),
        known=start + timedelta(days=chance.choice((2, 9))),
        source=chance.choice(SOURCES),
        claimant=chance.choice(("Ministry", "Mayor", None)),
        claimant_side=chance.choice(("FRE", "RUR")),
        place_name=chance.choice(("Lakeview", "Hilltop")),
        lat=None if odd > 0.95 else 48.0 + chance.choice((0, 0.01, 0.3)),
        lon=None if odd > 0.95 else 30.0,
        place_uncertainty_km=160.0 if odd > 0.9 else 3.0,
        kind=chance.choice(("air/drone_strike", "fire/shelling")),
        target_category=chance.choice(("energy/substation", "settlement/town", None)),
        alleged_actor=chance.choice(("FRE", "RUR", "unknown")),
        count=chance.choice((None, None, None, 3.0)),
        count_unit="attacks",
        stance=chance.choice(("claims", "claims", "claims", "denies")),
        text=chance.choice(("house hit", "lines cut", None)),
    )


def loaded(seed: int = 3, judgements=(), approvals=(), standard: str = "") -> Loaded:
    """The mission with some judgements; `standard` is a line of its term."""
    text = (
        AGREEMENT.replace("    exempt:", f"    {standard}\n    exempt:") if standard else AGREEMENT
    )
    agreement, _ = read_agreement(text, "agreement.yaml")
    parties = (Party(id="FRE", name="Freedonia"), Party(id="RUR", name="Ruritania"))
    mandate = Mandate(role="verify", max_attribution="party", verifiers=("desk", "peer"))
    roster = tuple(
        RosterEntry(id=name, role="publisher", name=name, side="third", access=("occurrence",))
        for name in SOURCES
    )
    mission = Mission(
        spec=MissionSpec(name="small", parties=parties, mandate=mandate),
        agreement=agreement,
        roster=roster,
        judgements=tuple(judgements),
        approvals=tuple(approvals),
    )
    return Loaded(mission=mission, reports=reports(seed))


def said(verdict: str, *about: str, reviewer: str = "desk", minute: int = 0, **more) -> Judgement:
    """A judgement about `R03`, …"""
    keys = tuple(sorted(f"press.{name}" for name in about))
    told = {"value": VALUES.get(verdict, ""), "method": "seen" if verdict == "verify" else ""}
    at = AS_OF - timedelta(days=9) + timedelta(minutes=minute)
    return Judgement(
        **{"reason": "seen", **told, **more}, about=keys, verdict=verdict, reviewer=reviewer, at=at
    )


@st.composite
def judgements(draw, most: int = 4):
    """Judgements of all verdicts, some of which undo or replace another."""
    made: list[Judgement] = []
    verdicts = ("same", "different", "reject", "relocate", "rekind", "verify", "exempt", "exercise")
    for minute in range(draw(st.integers(0, most))):
        about = draw(st.lists(st.integers(0, COUNT - 1), min_size=2, max_size=3, unique=True))
        before = draw(st.sampled_from([*made, None])) if made else None
        over = {"supersedes": content_id(before)} if before else {}
        verdict = draw(st.sampled_from((*verdicts, "withdraw") if before else verdicts))
        made.append(said(verdict, *(f"R{n:02}" for n in about), minute=minute, **over))
    return tuple(made)
