"""What a brief tells at one level and withholds at another: sections, figures and rows side by side.

Counts what is there and decides nothing: `release.py` did. Must only be shown to those who may see the
narrowest of the levels compared.
"""

from collections.abc import Iterator, Mapping

from truceline.model.brief import Brief, IncidentView
from truceline.model.record import Record

SHOWN, WITHHELD, ABSENT = "shown", "withheld", "absent"
Value = float | int | str | None


class SectionAt(Record, frozen=True, kw_only=True):
    """A section by level: how many of its rows or cells are told."""

    id: str
    told: dict[str, int]

    @property
    def alike(self) -> bool:
        """Is as much told at every level?"""
        return len(set(self.told.values())) == 1


class FigureAt(Record, frozen=True, kw_only=True):
    """A figure by level: its value, and whether it is shown, withheld as too telling, or absent."""

    id: str
    label: str
    unit: str
    values: dict[str, Value]
    states: dict[str, str]


class RowAt(Record, frozen=True, kw_only=True):
    """An incident by level: which of its facts are told (accused, object, exact place, rule traces,
    whose word it is, why its reports are together, replies), None where it is left out.
    """

    id: str
    number: int
    title: str
    told: dict[str, tuple[str, ...] | None]


class Levels(Record, frozen=True, kw_only=True):
    """One moment's briefs side by side. `figures` and `rows` are those that differ, of so many."""

    sections: tuple[SectionAt, ...]
    figures: tuple[FigureAt, ...]
    figure_count: int
    rows: tuple[RowAt, ...]
    row_count: int


def side_by_side(briefs: Mapping[str, Brief]) -> Levels:
    """Briefs of one moment by level, the narrowest first."""
    figures, rows = list(_figures(briefs)), list(_rows(briefs))
    return Levels(
        sections=tuple(_sections(briefs)),
        figures=tuple(f for f in figures if _differs(f)),
        figure_count=len(figures),
        rows=tuple(r for r in rows if len(set(r.told.values())) > 1),
        row_count=len(rows),
    )


def _differs(figure: FigureAt) -> bool:
    return len(set(figure.states.values())) > 1 or len(set(figure.values.values())) > 1


def _sections(briefs: Mapping[str, Brief]) -> Iterator[SectionAt]:
    every = {level: _told(brief) for level, brief in briefs.items()}
    for name in next(iter(every.values()), {}):
        yield SectionAt(id=name, told={level: told[name] for level, told in every.items()})


def _told(brief: Brief) -> dict[str, int]:
    """Rows of each section, and of tables the cells that show a number."""
    cards = brief.incident_views
    cells = [v for view in brief.ledgers for p in view.parts for li in p.lines for v in li.values]
    return {
        "key_lines": sum(len(line.lines) for line in brief.key_lines),
        "incidents": len(brief.incidents),
        "sides": len(cards) if brief.sides_told else 0,
        "map": len(brief.map_marks),
        "ledger_cells": sum(v is not None for v in cells),
        "objects": sum(n is not None for row in brief.objects for n in row.accused.values()),
        "disputes": sum(bool(d.incident_id) for d in brief.disputes),
        "denials": len(brief.denials),
        "totals": sum(t.itemised is not None for t in brief.totals),
        "accounts": len(brief.accounts),
        "bulletin_days": sum(len(s.days) for s in brief.sources),
        "restatement": len(brief.restatement),
        "traces": sum(len(card.traces) for card in cards),
        "reports": sum(len(card.reports) for card in cards),
        "whys": sum(bool(r.why) for card in cards for r in card.reports),
        "replies": sum(len(card.replies) for card in cards),
        "findings": len(brief.findings),
        "ledger_rows": len(brief.ledger),
        "problems": sum(p.file != "mission" for p in brief.problems),
        "figures": sum(f.value is not None for f in brief.figures),
        "said": len(brief.said.documents) if brief.said else 0,
        "holding": int(brief.holding is not None),
    }


def _figures(briefs: Mapping[str, Brief]) -> Iterator[FigureAt]:
    by_level = {level: {f.id: f for f in brief.figures} for level, brief in briefs.items()}
    names = dict.fromkeys(name for figures in by_level.values() for name in figures)
    for name in names:
        here = {level: figures.get(name) for level, figures in by_level.items()}
        first = next(f for f in here.values() if f is not None)
        yield FigureAt(
            id=name,
            label=first.label,
            unit=first.unit,
            values={level: f.value if f else None for level, f in here.items()},
            states={
                level: ABSENT if f is None else SHOWN if f.value is not None else WITHHELD
                for level, f in here.items()
            },
        )


def _rows(briefs: Mapping[str, Brief]) -> Iterator[RowAt]:
    cards = {level: {c.id: c for c in brief.incident_views} for level, brief in briefs.items()}
    names = {i: c for level in reversed(cards) for i, c in cards[level].items()}
    for name, card in names.items():
        told = {level: _facts(briefs[level], found.get(name)) for level, found in cards.items()}
        yield RowAt(id=name, number=card.number, title=card.title, told=told)


def _facts(brief: Brief, card: IncidentView | None) -> tuple[str, ...] | None:
    if card is None:
        return None
    told = {
        "accused": brief.sides_told,
        "object": card.object != WITHHELD,
        "place": bool(card.mgrs),
        "traces": bool(card.traces),
        "voices": any(r.claimant for r in card.reports),
        "whys": any(r.why for r in card.reports),
        "replies": bool(card.replies),
    }
    return tuple(name for name, here in told.items() if here)
