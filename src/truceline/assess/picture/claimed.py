"""What each report of an incident claims, field by field, so that a reader sees where they part.

A report of a document is shown in its own words; a row of a table in words made of its cells, with
the cell's own text behind them. Must never put words into a source's mouth: what is made up of cells
says so (`composed`).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo

from truceline.foundation.phrase import called
from truceline.foundation.propositions import NOBODY
from truceline.model.claim import Claim
from truceline.model.evidence import PUBLISHER_ITSELF, About, Report, Stance
from truceline.model.incident import Incident
from truceline.model.record import Interval, Record
from truceline.stages.brief.words import interval_words

FIELDS = ("actor", "act", "object", "time", "effect")


class FieldSpan(Record, frozen=True, kw_only=True):
    """Code points [start, end) of a claim's text that tell one of `FIELDS`; `differs` where most of the
    incident's reports tell it otherwise.
    """

    field: str
    start: int
    end: int
    differs: bool = False


class Claimed(Record, frozen=True, kw_only=True):
    """A report's claim as text with its spans, in order and apart. `composed` where the text is made
    of a table's cells; else it is a quote of `document`, which begins at its code point `at`.
    """

    report: str
    text: str
    spans: tuple[FieldSpan, ...]
    composed: bool
    document: str = ""
    at: int = 0


def claimed(
    incident: Incident,
    reports: Iterable[Report],
    claims: Mapping[str, Claim],
    names: Mapping[str, str],
    zone: tzinfo,
) -> tuple[Claimed, ...]:
    """The claims of an incident's reports, in their order. `claims` by id, `names` of sides."""
    return tuple(
        _quoted(report, claims[report.report_id], incident)
        if report.report_id in claims
        else _composed(report, incident, names, zone)
        for report in reports
    )


def _quoted(report: Report, claim: Claim, incident: Incident) -> Claimed:
    """The claim's own words; actors where their mentions stand, the act where its cue does."""
    found = [FieldSpan(field="actor", start=m.span.start, end=m.span.end) for m in claim.mentions]
    if claim.cue is not None:
        found.append(FieldSpan(field="act", start=claim.cue.start, end=claim.cue.end))
    found += _timed(claim)
    unlike = _unlike(report, incident)
    inside = (s for s in found if claim.char_start <= s.start < s.end <= claim.char_end)
    spans = (
        s.but(
            start=s.start - claim.char_start,
            end=s.end - claim.char_start,
            differs=s.field in unlike,
        )
        for s in inside
    )
    return Claimed(
        report=report.key,
        text=claim.quote,
        spans=_apart(spans),
        composed=False,
        document=claim.source_file,
        at=claim.char_start,
    )


def _timed(claim: Claim) -> Iterator[FieldSpan]:
    """The words of the time where the quote has them, once."""
    words = claim.time.expression if claim.time else ""
    if words and claim.quote.count(words) == 1:
        at = claim.char_start + claim.quote.index(words)
        yield FieldSpan(field="time", start=at, end=at + len(words))


def _apart(spans: Iterable[FieldSpan]) -> tuple[FieldSpan, ...]:
    """Spans in order; of two that overlap the first."""
    kept: list[FieldSpan] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if not kept or kept[-1].end <= span.start:
            kept.append(span)
    return tuple(kept)


def _composed(
    report: Report, incident: Incident, names: Mapping[str, str], zone: tzinfo
) -> Claimed:
    unlike = _unlike(report, incident)
    text, spans = "", []
    for field, words in _parts(report, names, zone):
        if field:
            at = len(text)
            spans.append(
                FieldSpan(field=field, start=at, end=at + len(words), differs=field in unlike)
            )
        text += words
    return Claimed(report=report.key, text=text, spans=tuple(spans), composed=True)


def _parts(report: Report, names: Mapping[str, str], zone: tzinfo) -> Iterator[tuple[str, str]]:
    """(field or nothing, words), one after another."""
    own = report.claimant in {None, "", PUBLISHER_ITSELF}
    yield "", f"{report.voice}{', own word,' if own else ''} {_verb(report)} "
    if report.alleged_actor not in NOBODY:
        yield "actor", names.get(report.alleged_actor or "", report.alleged_actor or "")
        yield "", ": "
    yield "act", called(report.kind)
    if thing := _object(report):
        yield "", " at "
        yield "object", thing
    yield "", ", "
    yield "time", _time(report, zone)
    if report.text:
        yield "", "; "
        yield "effect", report.text


def _verb(report: Report) -> str:
    if report.stance is Stance.DENIES:
        return "denies it was its side and accuses" if report.about is About.ACTOR else "denies"
    if report.stance is Stance.UNCONFIRMED:
        return "reports, unconfirmed,"
    return "accuses" if report.alleged_actor not in NOBODY else "reports"


def _object(report: Report) -> str:
    kind = called(report.target_category) if report.target_category else ""
    return report.target_name or kind or report.place_name or ""


def _time(report: Report, zone: tzinfo) -> str:
    if report.start is None or report.end is None:
        return "time not given"
    return interval_words(Interval(start=report.start, end=report.end), zone)


def _unlike(report: Report, incident: Incident) -> frozenset[str]:
    """Fields that this report tells otherwise than the incident's largest share."""
    told = {
        "act": (report.kind, incident.acts),
        "object": (report.target_category, incident.categories),
    }
    found = {f for f, (v, shares) in told.items() if v and shares and v != shares[0].value}
    if report.key in incident.outside:
        found.add("time")
    if len(incident.accused) > 1:
        found.add("actor")
    return frozenset(found)
