"""Findings as a table: one row per incident, term, reading and accused side, without its trace."""

from collections.abc import Iterable

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.picture.rows import breach_word
from truceline.model.finding import Finding

_WORD = pa.dictionary(pa.int32(), pa.string())

FINDING_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),  # of the incident
        pa.field("term", _WORD, nullable=False),
        pa.field("reading", _WORD, nullable=False),
        pa.field("accused", _WORD, nullable=False),
        pa.field("outcome", _WORD, nullable=False),  # a word of `rows.STRENGTH`
        pa.field("alleged", pa.bool_(), nullable=False),
        pa.field("probability", pa.float64()),
    ]
)
"""In the order of incidents' ids, then readings, terms and accused sides as they were judged."""


def finding_rows(findings: Iterable[Finding]) -> pa.Table:
    """Findings as a table, in their order."""
    every = list(findings)
    columns = {
        "id": [f.incident_id for f in every],
        "term": [f.term_id for f in every],
        "reading": [f.reading for f in every],
        "accused": [f.accused for f in every],
        "outcome": [breach_word(f.breach, f.why) for f in every],
        "alleged": [f.alleged for f in every],
        "probability": [f.probability for f in every],
    }
    arrays = [pa.array(columns[field.name], field.type) for field in FINDING_SCHEMA]
    return pa.table(arrays, schema=FINDING_SCHEMA)


class Findings(msgspec.Struct, frozen=True):
    """All findings (`FINDING_SCHEMA`, by id) but for those of some incidents, `without`, whose `new` ones
    stand apart by id: one table is made of them only when somebody asks.
    """

    base: pa.Table
    new: dict[str, pa.Table]
    without: frozenset[str]

    def after(self, made: pa.Table, touched: frozenset[str]) -> "Findings":
        """These with other ones of the incidents that were touched."""
        if not len(self.base) and not self.new:
            return Findings(made, {}, frozenset())
        kept = {key: table for key, table in self.new.items() if key not in touched}
        ids = made["id"].to_pylist()
        starts = [n for n, name in enumerate(ids) if not n or ids[n - 1] != name]
        ends = [*starts[1:], len(ids)][: len(starts)]
        fresh = {ids[a]: made.slice(a, b - a) for a, b in zip(starts, ends, strict=True)}
        return Findings(self.base, {**kept, **fresh}, self.without | touched)

    def table(self) -> pa.Table:
        """All of them, by id."""
        gone = pa.array(sorted(self.without), pa.string())
        kept = self.base.filter(pc.invert(pc.is_in(self.base["id"], value_set=gone)))
        every = pa.concat_tables([kept, *(self.new[key] for key in sorted(self.new))])
        every = every.unify_dictionaries().combine_chunks()
        return every.take(pc.sort_indices(every["id"]))
