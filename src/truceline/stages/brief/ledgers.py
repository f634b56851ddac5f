"""Ledgers per accused side, each read alone; the limits of its sources stand above its numbers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product

from truceline.foundation.phrase import count, listed
from truceline.model.brief import LedgerLine, LedgerPart, LedgerView, SourceView
from truceline.model.finding import Breach, LedgerRow, Why
from truceline.model.incident import Contestation, Occurrence
from truceline.stages.brief.case import Case
from truceline.stages.brief.origins import claimant_count, origin_count
from truceline.stages.brief.words import days_listed

OUTCOMES = (
    "would breach",
    "undetermined (place)",
    "undetermined (time)",
    "undetermined (kind)",
    "undetermined (clause)",
    "exempt",
    "none",
)


def ledger_views(case: Case, sources: Sequence[SourceView]) -> tuple[LedgerView, ...]:
    """One ledger per party, in the order of their names."""
    return tuple(_view(case, p.id, sources) for p in case.parties)


def _view(case: Case, party: str, sources: Sequence[SourceView]) -> LedgerView:
    ids = [i.id for i in case.against(party)]
    reports = sum(len(case.by_id[i].report_ids) for i in ids)
    outcomes, matrix = _matrix(case, party)
    return LedgerView(
        party=party,
        limits=tuple(_limits(case, party, sources)),
        parts=tuple(_parts(case, party)),
        funnel=(
            ("reports known", reports),
            ("claimant × incident", claimant_count(case, ids)),
            ("independent origins", origin_count(case, ids)),
            ("incidents", len(ids)),
        ),
        outcomes=outcomes,
        matrix=matrix,
    )


def _limits(case: Case, party: str, sources: Sequence[SourceView]) -> Iterable[tuple[str, str]]:
    itemised, gaps = source_limits(party, sources)
    yield "Itemised by", itemised
    yield "Bulletin gaps", gaps
    hours = case.mission.spec.access_hours.get(party)
    where = f"on the territory of {case.name(party)}"
    yield (
        "Neutral access",
        f"{hours:g} hours {where}" if hours is not None else f"not logged {where}",
    )


def source_limits(party: str, sources: Sequence[SourceView]) -> tuple[str, str]:
    """Who itemises what a party is accused of, and the gaps of their bulletins, in words."""
    accusers = [s for s in sources if s.accuses == party]
    regular = [s for s in accusers if s.days]
    names = listed(s.name for s in accusers[:3])
    nobody = f"{names or 'nobody'}: single acts and totals, no periodic list"
    itemised = "; ".join(f"{s.name}: {s.cadence}" for s in regular) or nobody
    return itemised, "; ".join(map(_gaps, regular)) or "no cadence to measure"


def _gaps(source: SourceView) -> str:
    silent = [d.day for d in source.days if d.state == "silent"]
    part = [d.day for d in source.days if d.state == "part"]
    words = [f"not found: {days_listed(silent)}" if silent else "none silent"]
    if part:
        words.append(f"found in part: {days_listed(part)}")
    return f"{'; '.join(words)} ({count(len(source.days), 'bulletin')} due)"


def _parts(case: Case, party: str) -> Iterable[LedgerPart]:
    incidents = case.against(party)
    refuted = [i for i in incidents if case.status[i.id].occurrence is Occurrence.REFUTED]
    own = [i for i in incidents if _named_in_denial(case, i.id, party)]
    both = [i for i in incidents if len(i.accused) > 1]
    counter = [
        i for i in incidents if case.status[i.id].contestation is Contestation.COUNTER_CLAIMED
    ]
    lines: tuple[LedgerLine, ...] = (
        LedgerLine(
            label="Incidents that some report blames on this side", values=(len(incidents),)
        ),
        LedgerLine(label="of these, named in a denial by this side", values=(len(own),)),
        LedgerLine(label="of these, also blamed on another side", values=(len(both),)),
        LedgerLine(label="of these, counter-claimed", values=(len(counter),)),
    )
    if refuted:
        lines = (*lines, LedgerLine(label="of these, refuted", values=(len(refuted),)))
    yield LedgerPart(heading="", lines=lines)
    for reading in case.readings:
        yield _under(case, party, reading.party)
    yield _under_all(case, party)


def _named_in_denial(case: Case, incident_id: str, party: str) -> bool:
    return any(d.side == party and d.about != "effect" for d in case.status[incident_id].denials)


def _under(case: Case, party: str, reading: str) -> LedgerPart:
    rows = case.rows(reading, party)
    whys = [
        w for w in Why if any(r.why is w for r in rows if r.breach is Breach.UNDETERMINED)
    ] or list(Why)[-2:]
    undetermined = tuple(
        sum(r.breach is Breach.UNDETERMINED and r.why is w for r in rows) for w in whys
    )
    key = f"{reading}.by.{party}"
    lines = (
        *_breaches(rows, key),
        LedgerLine(
            label=f"undetermined ({' · '.join(whys)})",
            values=undetermined,
            figures=tuple(f"undetermined.{key}.{w}" for w in whys),
        ),
        _breach_line("exempt", rows, Breach.EXEMPT, f"exempt.{key}"),
        _breach_line("none", rows, Breach.NONE, f"none.{key}"),
        LedgerLine(
            label="stands under this reading alone",
            values=(len(case.only(reading, party)),),
            figures=(f"only.{key}",),
        ),
    )
    return LedgerPart(
        heading=f"Under the {case.reading_name(reading)[0].lower()}{case.reading_name(reading)[1:]}",
        lines=lines,
    )


BREACHES = {
    Occurrence.ALLEGED: "alleged, would breach",
    Occurrence.CORROBORATED: "would breach, occurrence corroborated",
    Occurrence.VERIFIED: "would breach, occurrence verified",
    Occurrence.UNDER_VERIFICATION: "would breach, under verification",
    Occurrence.NO_ACCESS: "would breach, unverifiable for lack of access",
}
ALWAYS = (Occurrence.ALLEGED, Occurrence.CORROBORATED)


def _breaches(rows: Sequence[LedgerRow], key: str) -> Iterable[LedgerLine]:
    """A line per level of occurrence: the first two always, the others where they occur."""
    for level, label in BREACHES.items():
        count = sum(r.breach is Breach.BREACH and r.occurrence == level for r in rows)
        if count or level in ALWAYS:
            yield LedgerLine(label=label, values=(count,), figures=(f"would_breach.{key}.{level}",))
    if firm := sum(r.breach is Breach.BREACH and not r.alleged for r in rows):
        yield LedgerLine(label="of these, breach to the term's standard", values=(firm,))


def _breach_line(label: str, rows: Sequence[LedgerRow], breach: Breach, figure: str) -> LedgerLine:
    return LedgerLine(
        label=label, values=(sum(r.breach is breach for r in rows),), figures=(figure,)
    )


def _under_all(case: Case, party: str) -> LedgerPart:
    statuses = [case.status[i.id] for i in case.against(party)]
    verified = sum(s.occurrence is Occurrence.VERIFIED for s in statuses)
    admitted = sum(any(a.side == party and a.admitted for a in s.affirmations) for s in statuses)
    lines = (
        LedgerLine(
            label="alleged, would breach under each",
            values=(len(case.under_all(party)),),
            figures=(f"all_readings.by.{party}",),
        ),
        LedgerLine(
            label="verified · admitted",
            values=(verified, admitted),
            figures=(f"verified.by.{party}", f"admitted.by.{party}"),
        ),
    )
    return LedgerPart(heading="Under every reading", lines=lines)


def outcome(row: LedgerRow | None) -> str:
    """A row's outcome in the words of `OUTCOMES`."""
    if row is None:
        return "none"
    if row.breach is Breach.BREACH:
        return "would breach"
    if row.breach is Breach.UNDETERMINED:
        return f"undetermined ({row.why})"
    return str(row.breach)


def _matrix(case: Case, party: str) -> tuple[tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """Incidents by their outcomes under the first two readings; empty unless there are two."""
    if len(case.readings) != 2:
        return (), ()
    one, two = (r.party for r in case.readings)
    pairs = Counter(
        (outcome(case.row.get((one, party, i.id))), outcome(case.row.get((two, party, i.id))))
        for i in case.against(party)
    )
    used = tuple(o for o in OUTCOMES if any(o in pair for pair in pairs))
    cells = {pair: pairs[pair] for pair in product(used, used)}
    return used, tuple(tuple(cells[a, b] for b in used) for a in used)
