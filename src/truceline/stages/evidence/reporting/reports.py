"""Incident claims of documents become rows of the report table, so that an article and a table row
about one strike meet in one incident.

A row says what its claim says and nothing else: an act that the words don't name makes no row, a
place that they don't name makes an unlocated one. Absences, plans and demands are no reports.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.text import sentences
from truceline.foundation.vocabulary import words
from truceline.model.claim import (
    Bound,
    Claim,
    ClaimKind,
    Document,
    Modality,
    Quantity,
    Span,
)
from truceline.model.evidence import About, Report, Stance
from truceline.model.mission import Mission, Site
from truceline.model.record import Problem, in_order
from truceline.model.table import report_table
from truceline.stages.evidence.reading.actors.mentions import ActorMention, find_mentions
from truceline.stages.evidence.reading.actors.uses import ADJECTIVE, POSSESSIVE
from truceline.stages.evidence.reading.times.expressions import find_times
from truceline.stages.evidence.reporting.again import placed_again
from truceline.stages.evidence.reporting.places import Passage, Where, unit_in, where
from truceline.stages.evidence.reporting.sides import Sides
from truceline.stages.evidence.reporting.sites import site_in
from truceline.stages.evidence.reporting.when import When, when
from truceline.stages.evidence.reporting.words import act_of, folded, site_of, strikes, times_unit

_TOLD = frozenset({Modality.ASSERTED, Modality.ALLEGED, Modality.DENIED})
_UNATTRIBUTED, _UNRESOLVED = "Unattributed", "unresolved: "
_EFFECTS = "effect"
_NEAR = 3  # words from whose strike it is to the strike
_HEAD = 120  # characters: a longer first sentence is no head
SITE_KM = 1.0
"""Error of the place of a site that the mission lists, one standard deviation, km."""


class _Text(NamedTuple):
    """A document with what its claims are read against."""

    document: Document
    dataset: str
    mentions: Sequence[ActorMention]
    passage: Passage
    lines: Sequence[Span]
    sides: Sides


class _Act(NamedTuple):
    """What a row says beside its time."""

    kind: str
    stance: Stance
    accused: str | None


def reports_from(
    documents: Iterable[Document],
    claims: Iterable[Claim],
    datasets: Mapping[str, str],
    mission: Mission,
    gazetteer: Gazetteer,
) -> tuple[pa.Table, tuple[Problem, ...]]:
    """One row (`REPORT_SCHEMA`) per incident claim that names an act, in the order of their keys.

    `datasets` tells the dataset of each document by name. A claim of a document that isn't among
    `documents`, or that tells no date, makes no row; what is ahead of its document's date is told.
    """
    named = {document.name: document for document in documents}
    said: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.source_file in named and _reports(claim):
            said.setdefault(claim.source_file, []).append(claim)
    rows: list[Report] = []
    problems: list[Problem] = []
    for name, told in said.items():
        text = _text(named[name], datasets.get(name, ""), mission, gazetteer)
        here: list[Report] = []
        for claim in sorted(told, key=lambda c: c.char_start):
            row = _row(text, claim, mission, gazetteer)
            if isinstance(row, Report):
                here.append(placed_again(row, text.document.language, here))
            problems += [row] if isinstance(row, Problem) else []
        rows += here
    return report_table(sorted(rows, key=lambda r: r.key)), in_order(problems)


def _reports(claim: Claim) -> bool:
    """Does the claim say that something happened, or deny it?"""
    told = claim.kind is ClaimKind.INCIDENT and claim.modality in _TOLD
    return told and (claim.polarity == "+" or claim.modality is Modality.DENIED)


def _text(document: Document, dataset: str, mission: Mission, gazetteer: Gazetteer) -> _Text:
    lines = sentences(document.text, document.language or "en")
    mentions = find_mentions(document, lines)
    language = document.language or "en"
    times = find_times(document.text, document.published, document.zone, language)
    actors = [m.span for m in mentions if not m.mention.actor.startswith("unresolved")]
    taken = [*actors, *(t.span for t in times)]
    sides = Sides(mission.spec.parties, mentions)
    passage = Passage(document.text, taken, language)
    head = lines[0] if lines and lines[0].end - lines[0].start <= _HEAD else None
    unit = unit_in(passage, head, gazetteer) if head else ""
    return _Text(document, dataset, mentions, passage._replace(unit=unit), lines, sides)


def _row(
    text: _Text, claim: Claim, mission: Mission, gazetteer: Gazetteer
) -> Report | Problem | None:
    kind = act_of(claim.quote, text.document.language)
    if not kind:
        return None
    time = when(text.document, claim.time)
    if time is None:
        return _ahead(claim)
    speaker = _claimant(text.document, claim) or _own_word(claim)
    side = text.sides.of(speaker) if speaker else None
    act = _act(text, claim, kind, side)
    site = site_in(claim.quote, text.document.language, mission.sites)
    report = Report(
        dataset=text.dataset,
        report_id=claim.claim_id,
        source=_source(text.document),
        source_url=text.document.url or None,
        published=text.document.published,
        known=text.document.known,
        claimant=speaker,
        claimant_side=side,
        zone=mission.spec.timezone,
        kind=act.kind,
        alleged_actor=act.accused,
        stance=act.stance,
        about=About.ALL,
        text=claim.quote,
        attributes=json.dumps({"claim_id": claim.claim_id}),
    )
    sited = _sited(_timed(report, time), text, claim, site, gazetteer, mission)
    return None if _only_effect(sited) else _counted(sited, claim)


def _only_effect(report: Report) -> bool:
    """Harm without a place of its own belongs to the act that it is told with."""
    return report.kind.startswith(_EFFECTS) and not report.place_name


def _claimant(document: Document, claim: Claim) -> str | None:
    """Whose word it is, the innermost of the chain; None where it is the publisher's own."""
    chain = [name for name in claim.attribution_chain if name != _UNATTRIBUTED]
    own = {document.outlet, document.author}
    return chain[-1] if chain and chain[-1] not in own else None


def _own_word(claim: Claim) -> str | None:
    """Who denies, and who accuses another, speaks for itself."""
    if claim.modality is Modality.DENIED:
        own = claim.actors[0]
        return own.removeprefix(_UNRESOLVED) if own != _UNATTRIBUTED else None
    accusers = _accusers(claim)
    return accusers[0].removeprefix(_UNRESOLVED) if accusers else None


def _accusers(claim: Claim) -> tuple[str, ...]:
    """X of *X accused Y*, with the state whose organ it is; two who accuse each other are none."""
    if claim.modality is not Modality.ALLEGED or claim.attribution_chain:
        return ()
    verb = claim.char_start + max(claim.quote.find(claim.predicate), 0)
    before = [m for m in claim.mentions if m.span.end <= verb]
    behind = [m for m in claim.mentions if m.span.start >= verb]
    one = len({(m.span.start, m.span.end) for m in before}) == 1
    return tuple(m.actor for m in before) if one and behind else ()


def _ahead(claim: Claim) -> Problem | None:
    """A claim of what has happened, dated after its own document."""
    if claim.time is None or claim.time.start is None:
        return None
    return Problem(
        file=claim.source_file,
        field=claim.claim_id,
        message="an incident is dated later than its own document: it makes no report",
        hint="is the document's date right?",
        severity="warning",
    )


def _source(document: Document) -> str:
    return document.outlet or document.author or document.name


def _timed(report: Report, time: When) -> Report:
    return report.but(start=time.start, end=time.end, time_uncertainty_h=time.error_h)


def _act(text: _Text, claim: Claim, kind: str, side: str | None) -> _Act:
    """The act with the party that is said to have done it; one's own act is admitted, not alleged."""
    parties = [p for p in map(text.sides.of, _doers(text, claim)) if p]
    if claim.modality is Modality.DENIED:
        return _Act(kind, Stance.DENIES, side or (parties[0] if parties else None))
    if kind.startswith(_EFFECTS) or kind.endswith("intercepted"):
        return _Act(kind, Stance.CLAIMS, None)
    accused = parties[0] if len(set(parties)) == 1 else None
    if not parties and claim.modality is Modality.ALLEGED:
        accused = text.sides.other(side)
    if accused is not None and _of_another(text, claim, accused):
        accused = None
    own = accused is not None and accused == side
    return _Act(kind, Stance.CONFIRMS if own else Stance.CLAIMS, accused)


def _doers(text: _Text, claim: Claim) -> list[str]:
    """Who is said to have acted: not whoever tells it."""
    speakers = set(claim.attribution_chain)
    speakers |= {m.mention.actor for m in text.mentions if m.speaker_form in speakers}
    speakers |= set(_accusers(claim))
    return [a for a in claim.actors if a != _UNATTRIBUTED and a not in speakers]


def _of_another(text: _Text, claim: Claim, accused: str) -> bool:
    """Do the words give the strike itself to another party: "during a Kenyan strike"?"""
    for mention in text.mentions:
        inside = claim.char_start <= mention.span.start and mention.span.end <= claim.char_end
        if inside and mention.use in {ADJECTIVE, POSSESSIVE}:
            after = folded(text.document.text[mention.span.end : claim.char_end])[:_NEAR]
            struck = any(strikes(word, text.document.language) for word in after)
            if struck and text.sides.of(mention.mention.actor) not in {None, accused}:
                return True
    return False


def _sited(
    report: Report,
    text: _Text,
    claim: Claim,
    site: Site | None,
    gazetteer: Gazetteer,
    mission: Mission,
) -> Report:
    """The row with its place and its kind of site."""
    found = _where(text, claim, mission, gazetteer)
    category = site.category if site else site_of(claim.quote, text.document.language)
    report = report.but(
        place_name=found.name or None,
        admin1=found.unit or None,
        country=found.country or None,
        target_category=category or None,
        target_name=site.name if site else None,
        place_basis="unlocated",
    )
    if site is None:
        return report
    return report.but(
        place_name=found.name or site.name,
        lat=site.lat,
        lon=site.lon,
        place_uncertainty_km=SITE_KM,
        place_basis="given",
    )


def _where(text: _Text, claim: Claim, mission: Mission, gazetteer: Gazetteer) -> Where:
    """What the quote names; its unit may stand before it in the sentence, or at the text's head."""
    parties = sorted(party.id for party in mission.spec.parties)
    around = next((s for s in text.lines if s.start <= claim.char_start < s.end), claim.span)
    return where(text.passage, claim.span, around.start, parties, gazetteer)


def _counted(report: Report, claim: Claim) -> Report:
    quantity = claim.quantity
    number = _number(quantity) if quantity else None
    if quantity is None or number is None:
        return report
    if report.kind.startswith(_EFFECTS):
        return report.but(count=number, count_unit=quantity.unit)
    unit = times_unit() if quantity.unit == "times" else quantity.unit
    counts = unit in words("act_units") or unit in words("means_units")
    return report.but(count=number, count_unit=unit) if counts else report


def _number(quantity: Quantity) -> float | None:
    """The number as it is told; the lower end of a range and of what is at least so many."""
    return quantity.lo if quantity.bound in {Bound.RANGE, Bound.MORE_THAN} else quantity.value
