"""The section "What is said" and the documents behind it, as the page shows them.

A cell holds words of a text, linked to the place where they stand; who said them and when comes
from the register. Nothing here rates, sums or shortens what was said.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from truceline.foundation.phrase import count, listed
from truceline.model.brief import Brief
from truceline.model.claim import Claim
from truceline.model.register import (
    EstimateRow,
    Meeting,
    PledgeRow,
    Position,
    Relating,
    Relation,
    Sayings,
)
from truceline.stages.brief.cites import anchor
from truceline.stages.brief.said_files import PLEDGED
from truceline.stages.brief.said_texts import Sources, Texts
from truceline.stages.brief.words import day_words

Plain = dict[str, object]

STATUS = {
    "required_not_pledged": "required by another, not pledged",
    "expected_by_others": "expected or hoped for by another",
}
STANCES = {
    "demands": ("D", "demands or proposes"),
    "demands_end": ("E", "demands or proposes an end, or none"),
    "accepts": ("A", "accepts"),
    "refuses": ("R", "refuses"),
    "refuses_end": ("K", "refuses an end"),
    "offers": ("O", "offers"),
    "open": ("P", "is open to it"),
    "undecided": ("U", "undecided"),
    "raises": ("T", "names it for talks"),
}
"""Stance → its letter in the overview, and its words."""
RELATIONS = {
    Relating.CONTRADICTION: "contradiction",
    Relating.UPDATE: "update",
    Relating.AGREEMENT: "agreement",
    Relating.DIFFERENT_SCOPE: "different scope",
    Relating.UNCLEAR: "unclear",
}
"""Those that the page lists, in this order; copies stand in relations.csv."""
BOUNDS = {
    "about": "about",
    "at_least": "at least",
    "more_than": "more than",
    "up_to": "up to",
    "less_than": "less than",
    "range": "range",
    "unquantified": "no number",
    "exact": "exact",
}


def said_view(brief: Brief) -> Plain | None:
    """All that the section and its appendix show; None without documents."""
    if brief.said is None:
        return None
    said = brief.said
    sources = Sources(said)
    texts = Texts(said, sources, cited(said))
    tables = _Tables(said, sources)
    return {
        "summary": _summary(said),
        "withheld": _withheld(said),
        "boards": tables.boards(),
        "matrix": tables.matrix(),
        "positions": tables.positions(),
        "exclusions": tables.exclusions(),
        "estimates": tables.estimates(),
        "relations": tables.relations(),
        "meetings": tables.meetings(),
        "documents": texts.documents(),
        "whole": said.whole,
    }


def cited(said: Sayings) -> frozenset[str]:
    """The claims that some cell links to."""
    kept = said.register
    tables = (kept.pledges, kept.positions, kept.estimates, kept.meetings)
    cells = (claim for rows in tables for row in rows for claim in row.claims)
    linked = (claim for r in kept.relations if r.kind in RELATIONS for claim in r.claims)
    return frozenset((*cells, *linked))


def _summary(said: Sayings) -> str:
    kept = said.register
    texts = len({kept.origin_of.get(d.name, d.name) for d in said.documents})
    copies = len(said.documents) - texts
    told = f"; {count(copies, 'of them goes', 'of them go')} back to another" if copies else ""
    return (
        f"{count(len(said.documents), 'document')}{told}. {count(len(kept.claims), 'claim')}, read by "
        f"machine and confirmed by nobody; {count(kept.refused, 'draft was', 'drafts were')} refused "
        "because a text doesn't bear them out."
    )


def _withheld(said: Sayings) -> str:
    if not said.withheld:
        return ""
    return f"{count(said.withheld, 'document is', 'documents are')} withheld at this level."


def day_or_not(day: date | None) -> str:
    """`6 March 2025`, or that no day is told."""
    return day_words(day, year=True) if day else "no date told"


class _Tables:
    """The tables, each cell with links to its claims."""

    def __init__(self, said: Sayings, sources: Sources) -> None:
        self.kept = said.register
        self.sources = sources
        self.labels = said.register.labels
        self.claims: dict[str, Claim] = {c.claim_id: c for c in said.register.claims}

    def boards(self) -> list[Plain]:
        """What is pledged, and what is no pledge."""
        groups = (
            ("Pledges that are spoken of", [r for r in self.kept.pledges if r.status in PLEDGED]),
            ("No pledges", [r for r in self.kept.pledges if r.status not in PLEDGED]),
        )
        return [
            {"title": title, "rows": [self._pledge(r) for r in rows]}
            for title, rows in groups
            if rows
        ]

    def _pledge(self, row: PledgeRow) -> Plain:
        earlier = [s.condition for s in row.history if s.condition and s.condition != row.condition]
        return {
            "contributor": row.contributor or "others, not named",
            "what": row.words,
            "capability": row.capability.replace("_", " "),
            "status": STATUS.get(row.status, row.status),
            "condition": row.condition or "none told",
            "before": list(dict.fromkeys(earlier)),
            "since": day_or_not(row.since),
            "voices": _tellers(row.voices, row.contributor),
            "quotes": self._quotes(row.claims),
            "origins": row.origins,
        }

    def _quotes(self, claims: Iterable[str]) -> list[Plain]:
        return [self.sources.quote(self.claims[one]) for one in claims]

    def matrix(self) -> Plain | None:
        """Issues down, parties across; a letter per stance, framed where stances exclude."""
        cells: dict[tuple[str, str], list[Position]] = defaultdict(list)
        for cell in self.kept.positions:
            cells[cell.issue, cell.party].append(cell)
        if not cells:
            return None
        parties = sorted({party for _, party in cells})
        used = {cell.stance for cell in self.kept.positions}
        return {
            "parties": parties,
            "rows": [
                {"label": self.labels[i], "cells": [self._cell(cells[i, p]) for p in parties]}
                for i in self._issues()
            ],
            "key": [{"letter": a, "words": w} for s, (a, w) in STANCES.items() if s in used],
            "marked": bool(self.kept.exclusions),
        }

    def _issues(self) -> list[str]:
        used = {cell.issue for cell in self.kept.positions}
        return [issue for issue in self.labels if issue in used]

    def _cell(self, cells: Sequence[Position]) -> Plain:
        shut = {side for e in self.kept.exclusions for side in (e.a, e.b)}
        return {
            "letters": [
                {
                    "letter": STANCES[c.stance][0],
                    "words": STANCES[c.stance][1],
                    "anchor": _row_anchor(c),
                }
                for c in cells
            ],
            "framed": any((c.party, c.issue, c.stance.value) in shut for c in cells),
        }

    def positions(self) -> list[Plain]:
        """The words behind the matrix, issue by issue."""
        return [
            {
                "label": self.labels[issue],
                "rows": [self._position(c) for c in self.kept.positions if c.issue == issue],
            }
            for issue in self._issues()
        ]

    def _position(self, cell: Position) -> Plain:
        return {
            "anchor": _row_anchor(cell),
            "party": cell.party,
            "stance": STANCES[cell.stance][1],
            "modality": cell.modality,
            "on": day_or_not(cell.on),
            "voices": _tellers(cell.voices, cell.party),
            "quotes": self._quotes(cell.claims),
        }

    def exclusions(self) -> list[str]:
        """Which parties' stances can't both come true, one line per issue and pair of stances."""
        pairs: dict[tuple[str, ...], tuple[set[str], set[str]]] = {}
        for one in self.kept.exclusions:
            a, b = sorted((one.a, one.b), key=lambda side: (side[2], side[1]))
            sides = pairs.setdefault((one.issue, a[2], b[2], a[1], b[1]), (set(), set()))
            sides[0].add(a[0])
            sides[1].add(b[0])
        return [self._excluding(key, *sides) for key, sides in sorted(pairs.items())]

    def _excluding(self, key: tuple[str, ...], first: set[str], second: set[str]) -> str:
        _, a, b, issue_a, issue_b = key
        one = f"{listed(sorted(first))}: {STANCES[a][1]} ({self.labels[issue_a].lower()})"
        two = f"{listed(sorted(second))}: {STANCES[b][1]} ({self.labels[issue_b].lower()})"
        return f"{one} · {two}"

    def estimates(self) -> list[Plain]:
        """Numbers by scope; those without a scope last, each alone."""
        scopes = dict.fromkeys(row.scope for row in self.kept.estimates)
        return [
            {
                "label": self.labels[scope] if scope else "of no common scope",
                "rows": [self._estimate(r) for r in self.kept.estimates if r.scope == scope],
            }
            for scope in scopes
        ]

    def _estimate(self, row: EstimateRow) -> Plain:
        return {
            "by": "the document" if row.by == "Unattributed" else row.by,
            "on": day_or_not(row.on),
            "raw": row.raw or row.unit,
            "bounds": _bounds(row),
            "quotes": self._quotes(row.claims),
        }

    def relations(self) -> list[Plain]:
        """Claims about the same thing, contradictions first."""
        order = list(RELATIONS)
        shown = sorted(
            (r for r in self.kept.relations if r.kind in RELATIONS),
            key=lambda r: (order.index(r.kind), r.about, r.claims),
        )
        return [self._relation(r) for r in shown]

    def _relation(self, row: Relation) -> Plain:
        return {
            "kind": RELATIONS[row.kind],
            "about": row.about,
            "why": row.why,
            "quotes": self._quotes(row.claims),
        }

    def meetings(self) -> list[Plain]:
        """The timeline."""
        return [self._meeting(row) for row in self.kept.meetings]

    def _meeting(self, row: Meeting) -> Plain:
        return {
            "when": self.sources.days(row.start, row.end) or row.expression or "no time told",
            "who": listed(row.who) or "nobody named",
            "held": "told as held" if row.held else "announced",
            "length": _length(row),
            "quotes": self._quotes(row.claims),
        }


def _tellers(voices: Sequence[str], party: str) -> str:
    """Who speaks for the party; nobody where the document itself tells it."""
    return listed(voice for voice in voices if voice != party)


def _row_anchor(cell: Position) -> str:
    return "position-" + anchor(f"{cell.issue}.{cell.stance}.{cell.party}")


def _bounds(row: EstimateRow) -> str:
    """The bounds in figures: what lies within is compatible with the words."""
    bound = BOUNDS[row.bound]
    if row.lo is None and row.hi is None:
        return bound
    lo, hi = (f"{one:,.12g}" if one is not None else "…" for one in (row.lo, row.hi))
    return f"{bound}: {lo if lo == hi else f'{lo}–{hi}'} {row.unit}".rstrip()


def _length(row: Meeting) -> str:
    if row.minutes is None:
        return "not told"
    lo, hi = row.minutes
    numbers = dict.fromkeys(f"{m:g}" for m in (lo, hi) if m is not None)
    return f"{'–'.join(numbers)} min"
