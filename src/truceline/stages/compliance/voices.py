"""Who says what of an incident: each report with its origin, gathered into independence groups."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

import pyarrow as pa

from truceline.errors import InvariantError
from truceline.foundation.propositions import PROPOSITIONS, Proposition, Said, said
from truceline.model.evidence import About, Report, Stance
from truceline.model.incident import Incident, Origin
from truceline.stages.compliance.rulings import Rulings

UNKNOWN = ("", "unknown")
_FIRST: tuple[Said, ...] = ("affirms", "denies", "unconfirmed", "silent")


class OriginRow(TypedDict):
    """A row of `ORIGIN_SCHEMA`."""

    report_id: str
    group: str | None
    side: str | None
    occurrence: bool
    object: bool
    actor: bool
    reliability: str


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One report and whose word it is. `access` are the propositions that it could see."""

    report: Report
    group: str
    side: str
    access: frozenset[str]

    def says(self, proposition: Proposition) -> Said:
        """What it says of one proposition; nothing of an actor or object that it doesn't name."""
        word = said(self.report.stance, self.report.about, proposition)
        unnamed = {
            "occurrence": False,
            "object": not self.report.target_category,
            "actor": (self.report.alleged_actor or "") in UNKNOWN,
        }[proposition]
        return "silent" if unnamed and word in {"affirms", "unconfirmed"} else word

    def stands_for(self, proposition: Proposition) -> bool:
        """Does it affirm, as the word of somebody who had access?"""
        return bool(
            self.group and proposition in self.access and self.says(proposition) == "affirms"
        )

    @property
    def blames(self) -> str:
        """The side it blames: by affirming, or by denying its own part and naming another."""
        actor = self.report.alleged_actor or ""
        if actor in UNKNOWN:
            return ""
        counter = self.report.stance == Stance.DENIES and self.report.about == About.ACTOR
        if counter:
            return actor if actor != self.side else ""
        return actor if self.says("actor") == "affirms" else ""


def origin_rows(origins: pa.Table) -> dict[str, OriginRow]:
    """Origins by report key."""
    return {row["report_id"]: row for row in origins.to_pylist()}


def voices_of(
    incident: Incident,
    reports: Mapping[str, Report],
    origins: Mapping[str, OriginRow],
    rulings: Rulings,
) -> tuple[Voice, ...]:
    """The incident's voices by report key; reports that a reviewer rejected have none.

    Raises `InvariantError` when a report of the incident is in neither table.
    """
    kept = (key for key in sorted(incident.report_ids) if not rulings.rejects(key))
    return tuple(_voice(key, reports, origins) for key in kept)


def _voice(key: str, reports: Mapping[str, Report], origins: Mapping[str, OriginRow]) -> Voice:
    if key not in reports or key not in origins:
        raise InvariantError(f"{key}: an incident's report has no row or no origin")
    row = origins[key]
    access = frozenset(p for p in PROPOSITIONS if row[p])
    return Voice(
        report=reports[key], group=row["group"] or "", side=row["side"] or "", access=access
    )


def gather_origins(voices: Iterable[Voice]) -> tuple[Origin, ...]:
    """One origin per independence group; those without a group are kept apart by side, last."""
    by_group: dict[tuple[str, str], list[Voice]] = defaultdict(list)
    for voice in voices:
        by_group[voice.group, voice.side].append(voice)
    every = sorted(by_group, key=lambda key: (not key[0], *key))
    return tuple(_origin(group, side, by_group[group, side]) for group, side in every)


def _origin(group: str, side: str, voices: Sequence[Voice]) -> Origin:
    keys = sorted(v.report.key for v in voices)
    return Origin(
        group=group,
        side=side,
        report_ids=tuple(keys),
        claimants=tuple(sorted({v.report.voice for v in voices})),
        occurrence=_together(voices, "occurrence"),
        object=_together(voices, "object"),
        actor=_together(voices, "actor"),
        speaks=tuple(p for p in PROPOSITIONS if any(p in v.access for v in voices)),
        actors=tuple(sorted({v.blames for v in voices} - {""})),
    )


def _together(voices: Sequence[Voice], proposition: Proposition) -> Said:
    """The group's strongest word; that it contradicts itself is told by its denials."""
    words = {v.says(proposition) for v in voices}
    return next(word for word in _FIRST if word in words)
