"""Copies of one text are one origin of what it says on its own word.

Joins the lineage of documents to the origins of reports: what a document hands on for a claimant
keeps that claimant's group, however many papers carry it.
"""

import pyarrow as pa

from truceline.model.claim import Document, Lineage
from truceline.model.evidence import PUBLISHER_ITSELF
from truceline.model.table import ORIGIN_SCHEMA, report_keys
from truceline.stages.evidence.lineage import origins_of_documents


def shared_origins(
    origins: pa.Table,
    reports: pa.Table,
    sources: dict[str, str],
    documents: tuple[Document, ...],
    lineage: Lineage,
    parties: frozenset[str],
) -> pa.Table:
    """`origins` (`ORIGIN_SCHEMA`) with one group for the own word of documents of one text.

    `sources` tells the document of each report that came from one, by the report's key. Nobody's
    word stays nobody's; of several groups a party's stands, else the first by name: a copy of a
    party's text gains no standing from whoever prints it.
    """
    text = origins_of_documents(lineage, documents)
    keys = report_keys(reports).to_pylist()
    own = [c in {None, "", PUBLISHER_ITSELF} for c in reports["claimant"].to_pylist()]
    groups = origins["group"].to_pylist()
    of = [text.get(sources.get(k, "")) if mine else None for k, mine in zip(keys, own, strict=True)]
    first: dict[str, str] = {}
    pairs = {(n, g) for n, g in zip(of, groups, strict=True) if n and g}
    for name, group in sorted(pairs, key=lambda p: (p[1] not in parties, *p)):
        first.setdefault(name, group)
    joined = [first.get(n, g) if n and g else g for n, g in zip(of, groups, strict=True)]
    at = origins.schema.get_field_index("group")
    column = pa.array(joined, ORIGIN_SCHEMA.field("group").type)
    return origins.set_column(at, ORIGIN_SCHEMA.field("group"), column)
