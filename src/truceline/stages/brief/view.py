"""The brief as its pages show it: plain data that the HTML and the PDF template both read.

Words are chosen by what composed the brief; here are only labels, order, signs and links.
"""

from collections.abc import Iterable, Mapping, Sequence

from truceline import __version__
from truceline.model.brief import (
    AccountRow,
    Brief,
    LedgerView,
    ObjectRow,
    PartyView,
    Said,
    SetAside,
    SourceView,
)
from truceline.model.incident import AccountKind
from truceline.model.mission import Restated
from truceline.stages.brief.cites import Cites, anchor, web_link
from truceline.stages.brief.draw.bars import funnel_chart, scale_words, total_bar, total_scale
from truceline.stages.brief.draw.daily import daily_chart
from truceline.stages.brief.draw.dates import short
from truceline.stages.brief.draw.incident_map import incident_map
from truceline.stages.brief.draw.letters import plain
from truceline.stages.brief.draw.svg import Drawing
from truceline.stages.brief.draw.symbols import NOBODY, cover_box, party_sign
from truceline.stages.brief.draw.windows import window_charts
from truceline.stages.brief.holding_view import holding_view
from truceline.stages.brief.incident_cards import card, ledger_of, register_row
from truceline.stages.brief.said import said_view
from truceline.stages.brief.sections import SECTIONS, numbered
from truceline.stages.brief.source_days import day_tables

Plain = dict[str, object]

WITHHELD = "w"
_PAGE = 815.0  # what headings, legends and notes leave of a page for the map and the daily chart
COVER_WORDS = {
    "yes": "covered",
    "clause": "not named (clause)",
    "no": "not covered",
    "kind": "undetermined (kind)",
}


def view_of(brief: Brief) -> Plain:
    """Everything that a page shows, cleaned of control characters; figures as SVG with their words."""
    cites = Cites(brief)
    parties = {p.id: p for p in brief.parties}
    shown = _head(brief) | _signs(brief) | _summary(brief, cites) | _record(brief, parties)
    shown |= _claims(brief, parties, cites) | _rest(brief, cites) | _incidents(brief, parties)
    shown |= {"said": said_view(brief), "holding": holding_view(brief)}
    no = numbered(holding=brief.holding is not None, said=brief.said is not None)
    shown |= {"no": no, "contents": [{"id": name, "title": SECTIONS[name]} for name in no]}
    cleaned = clean(shown)
    assert isinstance(cleaned, dict)
    return cleaned


def clean(value: object) -> object:
    """The same data with every text on one line and without control characters."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {k: clean(v) for k, v in value.items()}
    return [clean(v) for v in value] if isinstance(value, list | tuple) else value


def _figure(drawing: Drawing | None) -> Plain | None:
    return {"svg": drawing.svg, "alt": drawing.alt} if drawing else None


def _head(brief: Brief) -> Plain:
    head = brief.header
    return {
        "lang": head.language,
        "title": head.title,
        "subtitle": head.subtitle,
        "version": __version__,
        "as_of": head.as_of_words,
        "release": head.release,
        "mandate": head.mandate,
        "sign_off": head.sign_off,
        "agreement": head.agreement,
        "footer": head.footer or head.title,
        "root": head.root,
    }


def _signs(brief: Brief) -> Plain:
    parties = [{"id": p.id, "name": p.name, "sign": party_sign(p)} for p in brief.parties]
    return {"parties": parties, "nobody": party_sign(NOBODY)}


def _said(said: Said, cites: Cites) -> Plain:
    return {"text": said.text, "cites": cites.links(said.cites), "party": said.party}


def _summary(brief: Brief, cites: Cites) -> Plain:
    charts = window_charts(brief)
    readings = [
        {
            "name": r.name,
            "words": r.words,
            "chart": _figure(charts[r.id]),
            "links": [link for url in r.cites if (link := web_link(url))],
        }
        for r in brief.readings
    ]
    return {
        "key_lines": [
            {"label": k.label, "lines": [_said(s, cites) for s in k.lines]} for k in brief.key_lines
        ],
        "readings": readings,
        "core": [_said(s, cites) for s in brief.core],
        "objects": [_object(row, brief) for row in brief.objects],
        "objects_note": brief.objects_note,
    }


def _object(row: ObjectRow, brief: Brief) -> Plain:
    covers = [row.cover.get(r.id, "") for r in brief.readings]
    return {
        "label": row.label,
        "covers": [
            {"box": cover_box(c), "words": COVER_WORDS.get(c, c or "no list"), "short": c or "—"}
            for c in covers
        ],
        "counts": [told(row.accused.get(p.id, 0)) for p in brief.parties],
    }


def told(number: int | None) -> str:
    """A count in figures; withheld ones as `w`."""
    return WITHHELD if number is None else f"{number:,}"


def _record(brief: Brief, parties: Mapping[str, PartyView]) -> Plain:
    daily = daily_chart(brief) if brief.timeline.marks else None
    room = _PAGE - daily.height if daily else _PAGE
    return {
        "map": _figure(incident_map(brief, room)),
        "map_note": brief.map_note,
        "daily": _figure(daily),
        "ledgers": [_ledger(n, view, parties, brief) for n, view in enumerate(brief.ledgers)],
        "withheld": _withholds(brief),
    }


def _withholds(brief: Brief) -> bool:
    cells = (c for view in brief.ledgers for row in view.matrix for c in row)
    lines = (
        v for view in brief.ledgers for part in view.parts for li in part.lines for v in li.values
    )
    funnel = (n for view in brief.ledgers for _, n in view.funnel)
    objects = (n for row in brief.objects for n in row.accused.values())
    return any(None in group for group in (list(cells), list(lines), list(funnel), list(objects)))


def _ledger(index: int, view: LedgerView, parties: Mapping[str, PartyView], brief: Brief) -> Plain:
    party = parties.get(view.party, NOBODY)
    return {
        "party": view.party,
        "name": party.name,
        "limits": [list(limit) for limit in view.limits],
        "parts": [
            {
                "heading": part.heading,
                "lines": [
                    {
                        "label": li.label,
                        "value": " · ".join(map(told, li.values)),
                        "figures": " ".join(li.figures),
                    }
                    for li in part.lines
                ],
            }
            for part in view.parts
        ],
        "funnel": _figure(funnel_chart(f"funnel-{index}", view, party)) if view.funnel else None,
        "matrix": _matrix(view, brief),
    }


def _matrix(view: LedgerView, brief: Brief) -> Plain | None:
    """Rows by the first reading, columns by the second; darker where more incidents stand."""
    if not view.matrix or len(brief.readings) < 2:
        return None
    most = max((n or 0 for row in view.matrix for n in row), default=0)
    rows = [
        {"label": _briefly(label), "cells": [_cell(n, i == j, most) for j, n in enumerate(row)]}
        for i, (label, row) in enumerate(zip(view.outcomes, view.matrix, strict=True))
    ]
    first, second = brief.readings[0].name, brief.readings[1].name
    return {
        "columns": [_briefly(o) for o in view.outcomes],
        "wide": len(view.outcomes) > 4,
        "rows": rows,
        "first": _lowered(first),
        "second": _lowered(second),
    }


def _cell(number: int | None, same: bool, most: int) -> Plain:
    shade = 0 if not number else 1 + round(3 * number / most)
    return {"text": "·" if number == 0 else told(number), "same": same, "shade": shade}


def _briefly(outcome: str) -> str:
    return outcome.replace("undetermined", "undet.")


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def _claims(brief: Brief, parties: Mapping[str, PartyView], cites: Cites) -> Plain:
    disputes = [
        {
            "title": d.title,
            "about": ", ".join(d.about),
            "text": d.text,
            "cites": cites.links([d.incident_id]),
        }
        for d in brief.disputes
    ]
    accused = sorted(
        {t.accused for t in brief.totals},
        key=lambda a: (list(parties).index(a) if a in parties else 99, a),
    )
    return {
        "disputes": disputes,
        "disputes_left": left_column([len(d.text) for d in brief.disputes]),
        "denials": [_said(s, cites) for s in brief.denials],
        "totals": [_totals(brief, a, parties.get(a, NOBODY), cites) for a in accused],
        "totals_note": brief.totals_note,
        "accounts": _accounts(brief, cites),
    }


def _accounts(brief: Brief, cites: Cites) -> list[Plain]:
    """Two tables: what speaks of several acts, and what speaks of none."""
    summed = [r for r in brief.accounts if r.kind == AccountKind.SUMMARY]
    others = [r for r in brief.accounts if r.kind != AccountKind.SUMMARY]
    tables = (
        ("Totals and summaries that were told", "Incidents within", summed),
        ("Reported calm and denials in general", "Incidents told of it", others),
    )
    return [
        {"title": title, "within": head, "rows": [_account(r, cites) for r in rows]}
        for title, head, rows in tables
        if rows
    ]


def _account(row: AccountRow, cites: Cites) -> Plain:
    return {
        "anchor": anchor(row.id),
        "by": f"{row.by} ({row.side})" if row.side else row.by,
        "url": web_link(row.url),
        "said": row.said,
        "when": row.when,
        "where": row.where,
        "reports": f"{len(row.report_ids):,}",
        "cites": cites.links(row.cites),
        "maybe": cites.links(row.maybe),
    }


def left_column(lengths: Sequence[int]) -> int:
    """How many of the texts stand in the left of two columns, so that these are about equal."""
    splits = range(len(lengths) + 1)
    return min(splits, key=lambda n: (max(sum(lengths[:n]), sum(lengths[n:])), n), default=0)


def _totals(brief: Brief, accused: str, party: PartyView, cites: Cites) -> Plain:
    rows = [t for t in brief.totals if t.accused == accused]
    scale = total_scale(rows)
    return {
        "party": accused,
        "name": party.name,
        "scale": scale_words(scale),
        "rows": [
            {
                "stated": short(t.stated),
                "by": t.by,
                "url": web_link(t.source_url),
                "claimed": t.claimed,
                "window": t.window,
                "itemised": told(t.itemised),
                "bar": total_bar(t, scale, party.colour),
                "difference": t.difference,
                "cites": cites.links(t.cites),
                "figure": t.figure,
            }
            for t in rows
        ],
    }


def _rest(brief: Brief, cites: Cites) -> Plain:
    return {
        "other_means": [
            {
                "term": o.term,
                "stated_by": o.stated_by,
                "known": o.known,
                "cites": cites.links(o.cites),
            }
            for o in brief.other_means
        ],
        "sources": [_source(s) for s in brief.sources],
        "source_days": [table for s in brief.sources for table in day_tables(s)],
        "set_aside": [_aside(a, cites) for a in brief.set_aside],
        "restatement": [_restated(r, cites) for r in brief.restatement],
        "restatement_note": brief.restatement_note,
        "method": list(brief.method),
    }


def _aside(aside: SetAside, cites: Cites) -> Plain:
    links = cites.links(aside.cites)
    return {
        "rows": told(aside.rows),
        "why": aside.why,
        "treatment": aside.treatment,
        "cites": links,
    }


def _restated(row: Restated, cites: Cites) -> Plain:
    links = cites.links(row.basis)
    return {"what": row.what, "then": row.then, "now": row.now, "why": row.why, "cites": links}


def _source(source: SourceView) -> Plain:
    due = sum(d.state != "none" for d in source.days)
    regular = any(d.state in {"silent", "part"} for d in source.days) or bool(
        source.cadence and source.days
    )
    counts = [source.count(state) for state in ("found", "part", "silent")]
    return {
        "name": source.name,
        "url": web_link(source.url),
        "cadence": source.cadence or "none",
        "counts": [f"{n:,}" for n in (due, *counts)] if regular else ["—"] * 4,
        "reports": f"{source.reports:,}",
        "grade": source.grade,
        "access": source.access or "not stated",
    }


def _incidents(brief: Brief, parties: Mapping[str, PartyView]) -> Plain:
    named = [*(d.incident_id for d in brief.disputes), *_cited_above(brief)]
    cited, ledger = set(Cites(brief).known(named)), ledger_of(brief)
    return {
        "register": [register_row(v, brief.readings, ledger) for v in brief.incident_views],
        "cards": [card(v, parties) | {"cited": v.id in cited} for v in brief.incident_views],
    }


def _cited_above(brief: Brief) -> Iterable[str]:
    return (name for line in brief.key_lines for said in line.lines for name in said.cites)
