"""Every incident's own anchor: facts, origins, rule traces and reports."""

from collections.abc import Iterable
from datetime import tzinfo

from truceline.foundation.phrase import count, listed, noun
from truceline.foundation.places.grid import mgrs_of
from truceline.foundation.replies import replies_by_incident
from truceline.model.brief import AccountRow, IncidentView, ReplyRow, ReportRow, TraceView
from truceline.model.evidence import About, Report
from truceline.model.finding import Finding
from truceline.model.incident import Incident, IncidentStatus
from truceline.model.place import Place, PlaceBasis
from truceline.model.release import Reply
from truceline.stages.brief.accounts import within
from truceline.stages.brief.case import Case
from truceline.stages.brief.disputes import title
from truceline.stages.brief.origins import origin_rows
from truceline.stages.brief.readings import title as term_title
from truceline.stages.brief.release import may_see
from truceline.stages.brief.sites import listed_site, site_note
from truceline.stages.brief.words import (
    degrees,
    interval_words,
    offset_words,
    published_words,
    short_moment,
)

MOST_TERMS = 4
"""So many terms of the log odds are told of each report, the strongest."""
LEAST_TOLD = 0.005
"""A probability that two decimals would show as none isn't told."""
MGRS_KM = (20.0, 2.0)
"""Below these errors a place is told to the 10 km and the 1 km square: no false precision."""


def incident_views(case: Case, accounts: Iterable[AccountRow] = ()) -> tuple[IncidentView, ...]:
    """A card per incident, in the order of their numbers, with the accounts that cover it."""
    covering, replied = within(accounts), _replies(case)
    return tuple(
        _card(case, incident).but(
            within=covering.get(incident.id, ()), replies=replied.get(incident.id, ())
        )
        for incident in case.ordered
    )


def _replies(case: Case) -> dict[str, tuple[ReplyRow, ...]]:
    """What parties replied, by incident, for those who see whose word each report is: the parties."""
    if not may_see(case.release, "parties"):
        return {}
    found = replies_by_incident(case.mission.replies, case.incidents)
    return {name: tuple(_reply(case, r) for r in replies) for name, replies in found.items()}


def _reply(case: Case, reply: Reply) -> ReplyRow:
    reading = f", {case.reading_name(reply.reading)}" if reply.reading else ""
    return ReplyRow(
        party=case.name(reply.party),
        about=f"{term_title(reply.term)}, accused {case.name(reply.accused)}{reading}",
        text=reply.text,
        received=f"received by {reply.received_by}, {short_moment(reply.received, case.zone)}",
    )


def _card(case: Case, incident: Incident) -> IncidentView:
    status = case.status[incident.id]
    where = incident.where
    return IncidentView(
        id=incident.id,
        number=case.numbers[incident.id],
        title=title(case, incident),
        when=_when(case, incident),
        when_note=_when_note(incident),
        where=_where(where) if where else "no report gives a place that could be resolved",
        mgrs=_mgrs(where) if where else "",
        status=_status(case, status),
        notes=tuple(_notes(case, incident, status)),
        accused=incident.accused,
        object=listed((noun(s.value) for s in incident.categories[:2]), "or") or "not stated",
        start=short_moment(incident.when.start, case.zone_at(incident))
        if incident.when
        else "not known",
        place=where.name if where else "not known",
        origins=origin_rows(case, incident.id),
        traces=tuple(_traces(case, incident)),
        reports=tuple(_report(case, incident, key) for key in incident.report_ids),
        corroborated=case.corroborated(incident.id),
    )


def _when(case: Case, incident: Incident) -> str:
    if incident.when is None:
        return "not known"
    zone = case.zone_at(incident)
    return f"{interval_words(incident.when, zone)} ({offset_words(zone, incident.when.start)})"


def _when_note(incident: Incident) -> str:
    shared = len(incident.report_ids) - len(incident.outside)
    if not incident.outside:
        return f"shared by all {count(shared, 'report')}" if shared > 1 else ""
    return f"shared by {shared} of {count(len(incident.report_ids), 'reported interval')}"


def _where(where: Place) -> str:
    region = "; only a region is named" if where.basis is PlaceBasis.REGION else ""
    admin = ", ".join(w for w in (where.admin1, where.country) if w)
    text = f"{degrees(where.lat, where.lon)} · 1 s.d. {where.radius_km:.3g} km{region}"
    return f"{text} · {admin}" if admin else text


def _mgrs(where: Place) -> str:
    """MGRS no finer than the place's own error."""
    digits = sum(where.radius_km <= km for km in MGRS_KM)
    grid = mgrs_of(where.lat, where.lon, digits)
    head = grid[: len(grid) - 2 * digits]
    numbers = grid[len(head) :]
    return " ".join(filter(None, (head, numbers[:digits], numbers[digits:])))


def _status(case: Case, status: IncidentStatus) -> str:
    parts = [
        f"occurrence {str(status.occurrence).replace('_', ' ')}",
        str(status.contestation).replace("_", " "),
    ]
    if "actor" in status.disputed:
        parts.append("author disputed")
    if "object" in status.disputed:
        parts.append("object disputed")
    if status.attribution != "none":
        parts.append(f"attribution: {status.attribution} {case.name(status.attributed_to)}".strip())
    return " · ".join(parts)


def _notes(case: Case, incident: Incident, status: IncidentStatus) -> Iterable[str]:
    if site := listed_site(case, incident):
        yield site_note(site)
    if not status.inside_mandate:
        yield "Outside the territory of this mission's mandate."
    for denial in status.denials:
        own = ", against its own side's word" if denial.by_own_side else ""
        yield f"{case.name(denial.side)} denies ({denial.about}){own}: {count(len(denial.report_ids), 'report')}."
    for said in status.affirmations:
        if said.admitted:
            under = listed(map(case.reading_name, said.admitted))
            yield f"Admitted by {case.name(said.side)} ({under})."
        else:
            yield f"Affirmed, not admitted, by {case.name(said.side)}: {said.reason}."


def _traces(case: Case, incident: Incident) -> Iterable[TraceView]:
    for reading in case.readings:
        by_term: dict[str, list[Finding]] = {}
        for finding in case.trace.get((incident.id, reading.party), []):
            by_term.setdefault(finding.term_id, []).append(finding)
        for term, findings in by_term.items():
            yield TraceView(
                reading=reading.party,
                name=case.reading_name(reading.party),
                term=term_title(term),
                steps=findings[0].trace,
                findings=tuple((case.name(f.accused), f.words) for f in findings),
            )


def _report(case: Case, incident: Incident, key: str) -> ReportRow:
    report = case.reports[key]
    probability = dict(zip(incident.report_ids, incident.probabilities, strict=True))[key]
    return ReportRow(
        key=key,
        source=report.source,
        url=report.source_url or "",
        claimant=report.voice,
        side=case.name(report.claimant_side or ""),
        stance=_stance(report),
        when=_told(case.zone_at(incident), report),
        published=published_words(report.published, case.zone) if report.published else "",
        probability=probability,
        grade=case.grades.get(key, "F6"),
        text=report.text or "",
    ).but(**_why(case, key))


def _why(case: Case, key: str) -> dict[str, object]:
    """Why fusion put the report here, and where else it may belong; nothing where nobody asked."""
    told = case.explained.get(key)
    if told is None:
        return {}
    strongest = sorted(told.terms, key=lambda t: (-abs(t.nats), t.name))[:MOST_TERMS]
    kept = [str(t) for t in told.terms if t in strongest]
    why = tuple([told.note, *kept] if told.note else kept)
    if told.alternative not in case.numbers or told.alternative_probability < LEAST_TOLD:
        return {"why": why}
    return {
        "why": why,
        "other": told.alternative,
        "other_number": case.numbers[told.alternative],
        "other_probability": told.alternative_probability,
    }


def _stance(report: Report) -> str:
    return str(report.stance) if report.about is About.ALL else f"{report.stance} ({report.about})"


def _told(zone: tzinfo, report: Report) -> str:
    if report.start is None or report.end is None:
        return "not known"
    if report.start == report.end:
        return short_moment(report.start, zone)
    return f"{short_moment(report.start, zone)} to {short_moment(report.end, zone)}"
