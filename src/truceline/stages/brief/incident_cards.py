"""An incident as the brief shows it: a row of the register, and a card with everything behind it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from truceline.model.brief import (
    Brief,
    IncidentView,
    OriginRow,
    PartyView,
    ReadingView,
    ReplyRow,
    ReportRow,
    TraceView,
    Within,
)
from truceline.model.finding import Answer, Breach, LedgerRow
from truceline.stages.brief.accounts import MOST_WITHIN
from truceline.stages.brief.cites import anchor, web_link

Plain = dict[str, object]


Ledger = Mapping[tuple[str, str], Mapping[str, str]]
"""(incident id, reading) → accused party → finding in words."""


def ledger_of(brief: Brief) -> Ledger:
    """The ledgers' findings by incident and reading; traces speak where no ledger row stands."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for view in brief.incident_views:
        for trace in view.traces:
            found[view.id, trace.reading].update(trace.findings)
    for row in brief.ledger:
        found[row.incident_id, row.reading][row.accused] = ledger_words(row)
    return found


def register_row(view: IncidentView, readings: Sequence[ReadingView], ledger: Ledger) -> Plain:
    """One row: when, where, who is accused, and what each reading makes of it."""
    findings = [_alike(ledger.get((view.id, reading.id), {})) for reading in readings]
    return {
        "number": view.number,
        "anchor": anchor(view.id),
        "id": view.id,
        "start": view.start,
        "place": view.place,
        "accused": list(view.accused),
        "object": view.object,
        "reports": len(view.reports),
        "origins": sum(o.occurrence == "affirms" for o in view.origins),
        "findings": findings,
    }


def _alike(said: Mapping[str, str]) -> list[Plain]:
    """One entry where all accused sides fare alike, else one per side."""
    if len(set(said.values())) == 1:
        return [{"party": "", "words": next(iter(said.values()))}]
    return [{"party": a, "words": said[a]} for a in sorted(said)] or [{"party": "", "words": "—"}]


def ledger_words(row: LedgerRow) -> str:
    """The strongest finding of a ledger in the brief's words."""
    if row.breach is Breach.BREACH:
        return "alleged, would breach" if row.alleged else "breach"
    return f"undetermined ({row.why})" if row.breach is Breach.UNDETERMINED else str(row.breach)


def card(view: IncidentView, parties: Mapping[str, PartyView]) -> Plain:
    """Facts, origins, rule traces and reports of one incident."""
    sides = [*view.accused, *sorted(set(parties) - set(view.accused))]
    names = {parties[s].name: s for s in sides if s in parties} | {s: s for s in parties}
    return {
        "number": view.number,
        "anchor": anchor(view.id),
        "id": view.id,
        "title": view.title,
        "facts": _facts(view),
        "accused": list(view.accused),
        "notes": list(view.notes),
        "within": [_within(w) for w in view.within[:MOST_WITHIN]],
        "within_more": max(len(view.within) - MOST_WITHIN, 0),
        "origins": [_origin(o, names) for o in view.origins],
        "replies": [_reply(r) for r in view.replies],
        "traces": [_trace(t, parties) for t in view.traces],
        "reports": [_report(r) for r in view.reports],
    }


def _reply(row: ReplyRow) -> Plain:
    return {
        "label": f"{row.party} replies",
        "text": f"“{row.text}”",
        "note": f"On {row.about}; {row.received}",
    }


def _within(told: Within) -> Plain:
    return {"label": told.label, "anchor": anchor(told.account), "words": told.words}


def _facts(view: IncidentView) -> list[list[str]]:
    where = f"{view.where} · MGRS {view.mgrs}" if view.mgrs else view.where
    when = f"{view.when}: {view.when_note}" if view.when_note else view.when
    rows = [["When", when], ["Where", where], ["Object", view.object], ["Status", view.status]]
    return rows + ([["Withheld", view.withheld]] if view.withheld else [])


def _origin(origin: OriginRow, names: Mapping[str, str]) -> Plain:
    blames = [{"party": names.get(b, ""), "name": b} for b in origin.blames]
    return {
        "name": origin.name,
        "who": origin.who,
        "reports": origin.reports,
        "occurrence": origin.occurrence,
        "object": origin.object,
        "actor": origin.actor,
        "blames": blames,
    }


def _trace(trace: TraceView, parties: Mapping[str, PartyView]) -> Plain:
    steps = [{"question": s.question, "answer": _answer(s), "note": s.note} for s in trace.steps]
    said = [(parties[a].name if a in parties else a, words) for a, words in trace.findings]
    return {"name": trace.name, "term": trace.term, "steps": steps, "finding": _finding(said)}


def _answer(step: Answer) -> str:
    why = f" ({step.why})" if step.why else ""
    share = f", share {step.probability:.2f}" if step.probability is not None else ""
    return f"{step.verdict}{why}{share}"


def _finding(said: Sequence[tuple[str, str]]) -> list[Plain]:
    """Words with the sides they hold for; sides aren't named where all fare alike."""
    if len({words for _, words in said}) == 1:
        return [{"words": said[0][1], "side": "each accused side" if len(said) > 1 else ""}]
    return [{"words": words, "side": side} for side, words in said] or [
        {"words": "no party is accused", "side": ""}
    ]


def _report(row: ReportRow) -> Plain:
    side = f" ({row.side})" if row.side else ""
    parts = [f"{row.claimant}{side}" if row.claimant else row.side, row.stance]
    parts += [
        f"published {row.published}" if row.published else "",
        f"grade {row.grade}" if row.grade else "",
    ]
    unsure = row.probability < 0.995  # shown with two decimals
    parts.append(f"belongs here with {row.probability:.2f}" if unsure else "")
    return {
        "key": row.key,
        "source": row.source or row.key,
        "url": web_link(row.url),
        "about": " · ".join(p for p in parts if p),
        "text": row.text,
        "why": list(row.why),
        "chance": f"{row.probability:.2f}",
        "other": _other(row),
    }


def _other(row: ReportRow) -> Plain | None:
    """The best other incident, if one is worth telling."""
    if not row.other:
        return None
    chance = f"{row.other_probability:.2f}"
    return {"number": row.other_number, "anchor": anchor(row.other), "chance": chance}
