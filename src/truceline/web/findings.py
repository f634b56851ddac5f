"""One finding with all it stands on: what each reading asks and answers, whose word it is, and what a
party replied.

Must never show reports or replies to somebody who isn't cleared for what is restricted.
"""

from datetime import datetime

from truceline.assess.load import Loaded
from truceline.assess.picture.card import IncidentCard, card
from truceline.assess.picture.picture import Picture
from truceline.assess.picture.rows import breach_word
from truceline.errors import UnreadableError
from truceline.foundation.replies import replies_by_incident
from truceline.model.brief import OriginRow, ReportRow
from truceline.model.finding import Answer, Finding
from truceline.model.ports import Engine
from truceline.model.record import Record
from truceline.model.release import Reply
from truceline.stages.brief.case import Case
from truceline.stages.brief.readings import title


class UnderReading(Record, frozen=True, kw_only=True):
    """What one reading says: its steps in order, `outcome` as the grid counts it, `words` as the brief
    writes it. Nothing where the reading holds no such term or binds no such side.
    """

    reading: str
    name: str
    outcome: str = ""
    words: str = ""
    probability: float | None = None
    steps: tuple[Answer, ...] = ()


class FindingView(Record, frozen=True, kw_only=True):
    """Incident × term × accused side under every reading, with its evidence."""

    incident: str
    number: int
    title: str
    when: str
    where: str
    status: str
    notes: tuple[str, ...]
    term: str
    term_title: str
    text: str
    accused: str
    start: datetime | None
    under: tuple[UnderReading, ...]
    origins: tuple[OriginRow, ...] = ()
    reports: tuple[ReportRow, ...] = ()
    reports_told: bool = True
    replies: tuple[Reply, ...] = ()


def finding_view(
    picture: Picture,
    loaded: Loaded,
    case: Case,
    engine: Engine,
    incident: str,
    term: str,
    accused: str,
    *,
    restricted: bool,
) -> FindingView:
    """A finding as somebody with or without the clearance for reports may read it. Raises
    `UnreadableError` where there is no such incident, or nothing was found of it.
    """
    shown = card(picture, loaded, incident, engine)
    found = {f.reading: f for f in shown.findings if f.term_id == term and f.accused == accused}
    if not found:
        raise UnreadableError(f"{incident}: no finding under {term} against {accused}")
    every = _finding(shown, case, term, accused, found)
    return (
        every if restricted else every.but(origins=(), reports=(), reports_told=False, replies=())
    )


def _finding(
    shown: IncidentCard, case: Case, term: str, accused: str, found: dict[str, Finding]
) -> FindingView:
    told = shown.view
    return FindingView(
        incident=shown.id,
        number=shown.number,
        title=told.title,
        when=told.when,
        where=f"{told.place} · {told.where}" if told.place else told.where,
        status=told.status,
        notes=told.notes,
        term=term,
        term_title=title(term),
        text=next((t.text for r in case.readings for t in r.terms if t.id == term), ""),
        accused=accused,
        start=shown.incident.when.start if shown.incident.when else None,
        under=tuple(_under(case, r.party, found.get(r.party)) for r in case.readings),
        origins=told.origins,
        reports=told.reports,
        replies=_replies(case, shown, term),
    )


def _replies(case: Case, shown: IncidentCard, term: str) -> tuple[Reply, ...]:
    """Replies to the findings of this incident under this term, oldest first."""
    found = replies_by_incident(case.mission.replies, [shown.incident])
    return tuple(r for r in found.get(shown.id, ()) if r.term == term)


def _under(case: Case, reading: str, found: Finding | None) -> UnderReading:
    name = case.reading_name(reading)
    if found is None:
        return UnderReading(reading=reading, name=name)
    return UnderReading(
        reading=reading,
        name=name,
        outcome=breach_word(found.breach, found.why),
        words=found.words,
        probability=found.probability,
        steps=found.trace,
    )
