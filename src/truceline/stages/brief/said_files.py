"""The register as files for programs: claims as lines of JSON, every table as CSV, all as JSON.

Rows name the claims that they rest on and quote them. `pledge_drafts.csv` has the columns of a
mission's `pledges.csv`; nothing in it is confirmed.
"""

from collections.abc import Iterable, Iterator

import msgspec

from truceline.foundation.claimlines import claim_line
from truceline.model.claim import Claim
from truceline.model.register import PledgeRow, Register, Sayings
from truceline.stages.brief.sheets import Cell, table

PLEDGED = ("indicated", "offered", "firm", "deployed")
DRAFT_COLUMNS = (
    "pledge_id", "contributor", "capability", "quantity", "unit", "from", "to", "status",
    "territory", "caveats", "depends_on", "releases", "source", "words", "confirmed_by",
)  # fmt: skip


def said_files(said: Sayings) -> dict[str, bytes]:
    """File name → bytes."""
    kept = said.register
    lines = _Lines(kept)
    return {
        "claims.jsonl": b"".join(map(claim_line, kept.claims)),
        "pledge_board.csv": lines.board(),
        "pledge_drafts.csv": lines.drafts(),
        "positions.csv": lines.positions(),
        "figures_said.csv": lines.figures(),
        "meetings.csv": lines.meetings(),
        "relations.csv": lines.relations(),
        "register.json": _json(kept),
    }


def _json(kept: Register) -> bytes:
    """All rows; the claims themselves stand in claims.jsonl."""
    plain = msgspec.to_builtins(kept.but(claims=()))
    del plain["claims"]
    encoded = msgspec.json.encode(plain, order="deterministic")
    return msgspec.json.format(encoded, indent=1) + b"\n"


class _Lines:
    """The tables. Several claims, voices or quotes stand in one cell, apart by ` · `."""

    def __init__(self, kept: Register) -> None:
        self.kept = kept
        self.claims: dict[str, Claim] = {claim.claim_id: claim for claim in kept.claims}

    def _basis(self, ids: Iterable[str]) -> tuple[str, str, str]:
        """Claims, their documents, their words."""
        claims = [self.claims[one] for one in ids]
        files = dict.fromkeys(claim.source_file for claim in claims)
        quotes = (" ".join(claim.quote.split()) for claim in claims)
        return (" ".join(c.claim_id for c in claims), " · ".join(files), " · ".join(quotes))

    def board(self) -> bytes:
        """A line per step of a row, from old to new."""
        columns = (
            "row", "contributor", "capability", "status", "words", "condition", "on", "since",
            "voices", "origins", "copies", "claims", "documents", "quotes",
        )  # fmt: skip
        rows = (
            (n, *step) for n, row in enumerate(self.kept.pledges, 1) for step in self._steps(row)
        )
        return table(columns, rows)

    def _steps(self, row: PledgeRow) -> Iterator[tuple[Cell, ...]]:
        for step in row.history:
            yield (
                row.contributor, step.capability, step.status, step.words, step.condition,
                _day(step.on), _day(row.since), " · ".join(row.voices), row.origins,
                " ".join(row.copies), *self._basis([step.claim]),
            )  # fmt: skip

    def drafts(self) -> bytes:
        """Pledges for a person to confirm: what the words don't say is left empty."""
        rows = [row for row in self.kept.pledges if row.status in PLEDGED]
        return table(DRAFT_COLUMNS, (self._draft(row) for row in rows))

    def _draft(self, row: PledgeRow) -> tuple[Cell, ...]:
        told = self.claims[row.claims[-1]].quantity
        number = told.value if told and told.value is not None else None
        _, files, quotes = self._basis(row.claims)
        caveats = f"condition: {row.condition}" if row.condition else ""
        return (
            f"draft-{row.claims[0]}", row.contributor, row.capability, number,
            told.unit if told and number is not None else "", "", "", row.status, "", caveats, "",
            "", files, quotes, "",
        )  # fmt: skip

    def positions(self) -> bytes:
        """A line per cell of the matrix, with the cells that exclude it."""
        columns = (
            "party", "issue", "issue_label", "stance", "modality", "on", "voices", "excluded_by",
            "copies", "claims", "documents", "quotes",
        )  # fmt: skip
        rows = (
            (
                c.party, c.issue, self.kept.labels[c.issue], str(c.stance), c.modality, _day(c.on),
                " · ".join(c.voices), self._excluded(c.party, c.issue, str(c.stance)),
                " ".join(c.copies), *self._basis(c.claims),
            )
            for c in self.kept.positions
        )  # fmt: skip
        return table(columns, rows)

    def _excluded(self, *cell: str) -> str:
        pairs = [(e.a, e.b) for e in self.kept.exclusions if cell in {e.a, e.b}]
        others = (b if a == cell else a for a, b in pairs)
        return " · ".join(" ".join(other) for other in others)

    def figures(self) -> bytes:
        """A line per speaker, scope and number."""
        columns = (
            "scope", "scope_label", "by", "on", "unit", "lo", "hi", "bound", "raw", "copies",
            "claims", "documents", "quotes",
        )  # fmt: skip
        rows = (
            (
                r.scope, self.kept.labels.get(r.scope, ""), r.by, _day(r.on), r.unit,
                _number(r.lo), _number(r.hi), str(r.bound), r.raw, " ".join(r.copies),
                *self._basis(r.claims),
            )
            for r in self.kept.estimates
        )  # fmt: skip
        return table(columns, rows)

    def meetings(self) -> bytes:
        """A line per meeting or call."""
        columns = (
            "start", "end", "expression", "who", "held", "minutes_lo", "minutes_hi", "copies",
            "claims", "documents", "quotes",
        )  # fmt: skip
        rows = (
            (
                _day(r.start), _day(r.end), r.expression, " · ".join(r.who), r.held,
                *((_number(m) for m in r.minutes) if r.minutes else ("", "")),
                " ".join(r.copies), *self._basis(r.claims),
            )
            for r in self.kept.meetings
        )  # fmt: skip
        return table(columns, rows)

    def relations(self) -> bytes:
        """A line per relation, copies too."""
        columns = ("relation", "about", "why", "claims", "documents", "quotes")
        rows = ((str(r.kind), r.about, r.why, *self._basis(r.claims)) for r in self.kept.relations)
        return table(columns, rows)


def _day(moment: object) -> str:
    """A day or a moment in ISO 8601; empty where none is told."""
    return str(msgspec.to_builtins(moment)) if moment is not None else ""


def _number(value: float | None) -> str:
    """Without an exponent: `3000000000`."""
    return f"{value:.12g}" if value is not None else ""
