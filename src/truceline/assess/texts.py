"""Reports that a mission's documents make: joined to those of its tables before anything is fused.

A mission without incident claims goes through untouched, byte for byte.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from truceline.assess.folder import belongs
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.model.claim import Claim, ClaimKind, Document, Lineage
from truceline.model.mission import Mission
from truceline.model.record import Problem, in_order
from truceline.model.table import report_keys
from truceline.stages.evidence.intake import merge_reports, unknown_sides, unknown_sources
from truceline.stages.evidence.origin import trace_origins


class Texts(NamedTuple):
    """The report table with the rows of documents in it; `sources` tells the document of each of
    these, by key.
    """

    reports: pa.Table
    sources: dict[str, str]
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]


def with_texts(
    mission: Mission,
    reports: pa.Table,
    documents: Sequence[Document],
    claims: Sequence[Claim],
    gazetteer: Gazetteer,
) -> Texts:
    """`reports` (one row per key, as `reports_at` gives them) and what the documents report."""
    if not any(claim.kind is ClaimKind.INCIDENT for claim in claims):
        return Texts(reports, {}, (), ())
    from truceline.stages.evidence.reporting import reports_from  # noqa: PLC0415 - not for tables

    rows, told = reports_from(
        documents, claims, datasets_of(mission, documents), mission, gazetteer
    )
    if not rows.num_rows:
        return Texts(reports, {}, (), told)
    merged, doubled = merge_reports([reports, rows])
    files = {claim.claim_id: claim.source_file for claim in claims}
    ids, keys = rows["report_id"].to_pylist(), report_keys(rows).to_pylist()
    sources = {key: files[id_] for key, id_ in zip(keys, ids, strict=True)}
    who = unknown_sources(rows, mission.roster)
    sides = unknown_sides(rows, mission.spec.parties)
    return Texts(merged, sources, tuple(documents), in_order((*told, *doubled, *who, *sides)))


def datasets_of(mission: Mission, documents: Sequence[Document]) -> dict[str, str]:
    """The dataset of each document by name; the first of the mission whose files it belongs to."""
    found = {}
    for document in documents:
        file = document.name.partition("#")[0]
        fits = (d.id for d in mission.spec.datasets if belongs(file, d))
        found[document.name] = next(fits, "")
    return found


def origins_with_texts(
    mission: Mission, reports: pa.Table, texts: Texts
) -> tuple[pa.Table, Lineage | None]:
    """Origins of all reports (`ORIGIN_SCHEMA`), copies of one text being one; and the lineage of
    all documents where it was needed for that.
    """
    origins = trace_origins(reports, mission.roster, mission.spec.parties)
    if len(set(texts.sources.values())) < 2:
        return origins, None
    from truceline.stages.evidence.lineage import trace_lineage  # noqa: PLC0415 - heavy
    from truceline.stages.evidence.reporting import shared_origins  # noqa: PLC0415

    lineage = trace_lineage(texts.documents)
    parties = frozenset(party.id for party in mission.spec.parties)
    told = shared_origins(origins, reports, texts.sources, texts.documents, lineage, parties)
    return told, lineage
