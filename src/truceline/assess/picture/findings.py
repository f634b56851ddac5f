"""Findings as a table: one row per incident, term, reading and accused side, without its trace."""

from collections.abc import Iterable

import pyarrow as pa

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
