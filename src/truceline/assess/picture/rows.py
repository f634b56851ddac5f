"""The picture as a table: one row for each incident, for whatever filters, counts and draws.

Column by column, so that a hundred thousand incidents take seconds. Nothing is derived here that an
incident, its status or its ledger doesn't already say, but `doubt`, which says where to look first.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.run import Assessment
from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.propositions import accuses
from truceline.foundation.vocabulary import words
from truceline.model.evidence import Report
from truceline.model.finding import Breach, LedgerRow, Why
from truceline.model.incident import Contestation, Incident, IncidentStatus, Occurrence
from truceline.model.mission import Mission
from truceline.model.place import PlaceBasis
from truceline.stages.brief.marks import REGION_KM

_WORD = pa.dictionary(pa.int32(), pa.string())
_WORDS = pa.list_(pa.string())
_MOMENT = pa.timestamp("us", tz="UTC")

ROW_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("number", pa.int32(), nullable=False),  # by start, then id, from 1
        pa.field("start", _MOMENT),
        pa.field("end", _MOMENT),  # half-open; equal to start for an instant
        pa.field("time_uncertainty_h", pa.float64(), nullable=False),
        pa.field("known", _MOMENT),  # when its first report became known
        pa.field("lat", pa.float64()),  # WGS84 degrees
        pa.field("lon", pa.float64()),
        pa.field("radius_km", pa.float64()),  # one standard deviation
        pa.field("place", pa.string()),
        pa.field("admin1", pa.string()),
        pa.field("country", pa.string()),
        pa.field("place_state", _WORD, nullable=False),  # located, region, ambiguous, unlocated
        pa.field("act", _WORD),  # the one with the largest share
        pa.field("category", _WORD),
        pa.field("site", pa.string()),
        pa.field("accused", _WORDS),
        pa.field("blamed", _WORDS),  # `side>accused`: who accuses whom
        pa.field("occurrence", _WORD),
        pa.field("contestation", _WORD),
        pa.field("disputed", _WORDS),
        pa.field("reports", pa.int32(), nullable=False),
        pa.field("origins", pa.int32()),  # independent groups that affirm it
        pa.field("doubt", pa.float64()),  # 0 settled, 1 a toss-up
    ]
)
"""What every picture's rows have. Behind these stand, for each reading, `outcome_<reading>` (the
strongest finding over the accused) and `outcome_<reading>_<party>`: yes, exempt, no, or what an
undetermined one hangs on (place, time, kind, clause); null where nobody, or not that party, is
accused."""

PLACE_STATES = ("located", "region", "ambiguous", "unlocated")
STRENGTH = ("yes", "place", "time", "kind", "clause", "exempt", "no")
"""Outcomes from the strongest."""


def outcome_names(mission: Mission) -> tuple[str, ...]:
    """The names of the outcome columns, reading by reading."""
    parties = [party.id for party in mission.spec.parties]
    return tuple(
        name
        for reading in all_readings(mission.agreement)
        for name in (
            outcome_name(reading.party),
            *(outcome_name(reading.party, p) for p in parties),
        )
    )


def outcome_name(reading: str, party: str = "") -> str:
    """The column of a reading's outcome, over all accused sides or against one."""
    return f"outcome_{reading}_{party}" if party else f"outcome_{reading}"


def row_schema(mission: Mission) -> pa.Schema:
    """`ROW_SCHEMA` with the outcome columns of a mission."""
    return pa.schema([*ROW_SCHEMA, *(pa.field(n, _WORD) for n in outcome_names(mission))])


def rows_of(assessment: Assessment, groups: pa.Table | None = None) -> pa.Table:
    """One row per incident, by id, with `row_schema`. `groups` (`GROUP_SCHEMA`) tells how sure fusion
    was; without it every doubt is what an incident's own probabilities say.
    """
    rows = bare_rows(
        assessment.mission,
        assessment.incidents,
        assessment.statuses,
        assessment.ledger,
        assessment.reports,
        side_of(assessment.origins),
        doubts(groups) if groups is not None else {},
    )
    return merged_rows(rows.schema.empty_table(), [rows], ())


def side_of(origins: pa.Table) -> dict[str, str]:
    """Report key → the side that it speaks for."""
    keys, sides = origins["report_id"].to_pylist(), origins["side"].to_pylist()
    return {key: side or "" for key, side in zip(keys, sides, strict=True)}


def doubts(groups: pa.Table) -> dict[str, float]:
    """Incident id → the doubt of its least sure report: 1 − 2·|s − ½|, with the share s of its home
    against its best rival as in `review_order`.
    """
    own = groups["probability"].to_numpy()
    other = pc.fill_null(groups["alternative_probability"], 0.0).to_numpy()
    best = np.maximum(other, np.maximum(1 - own - other, 0.0))
    doubt = np.round(1 - 2 * np.abs(own / np.maximum(own + best, 1e-300) - 0.5), 9)
    told = pa.table({"id": groups["incident_id"], "doubt": np.clip(doubt, 0.0, 1.0)})
    most = told.group_by("id").aggregate([("doubt", "max")])
    return dict(zip(most["id"].to_pylist(), most["doubt_max"].to_pylist(), strict=True))


def merged_rows(old: pa.Table, new: Sequence[pa.Table], without: Iterable[str]) -> pa.Table:
    """Old rows but for those of some incidents, and new ones, by id and numbered. The same rows make the
    same table, however they came together.
    """
    gone = pa.array(sorted(without), pa.string())
    out = pc.is_in(old["id"], value_set=gone).to_numpy()
    kept = np.flatnonzero(~out)
    fresh = pa.concat_tables([old.slice(0, 0), *new], promote_options="permissive")
    fresh = fresh.take(pc.sort_indices(fresh["id"]))
    rows = pa.concat_tables(_woven(old, kept, fresh)).combine_chunks()
    return numbered(
        pa.table(
            [_settled(c, f.name) for c, f in zip(rows.columns, rows.schema, strict=True)],
            schema=rows.schema,
        )
    )


def _woven(old: pa.Table, kept: np.ndarray, fresh: pa.Table) -> Iterator[pa.Table]:
    """Pieces of two tables by id, in order: the rows of `old` that are kept, and all of `fresh`."""
    ids = old["id"].to_pylist() if len(fresh) else []
    before = [bisect_left(ids, name) for name in fresh["id"].to_pylist()]
    cuts = np.searchsorted(kept, before)
    pieces = np.flatnonzero(np.diff(kept) > 1) + 1
    yield old.slice(0, 0)
    start = 0
    for n, cut in enumerate(cuts.tolist()):
        yield from _runs(old, kept, pieces, start, cut)
        yield fresh.slice(n, 1)
        start = cut
    yield from _runs(old, kept, pieces, start, len(kept))


def _runs(
    old: pa.Table, kept: np.ndarray, pieces: np.ndarray, start: int, stop: int
) -> Iterator[pa.Table]:
    """Rows `kept[start:stop]` as slices, `pieces` being where they leave some out."""
    inside = pieces[np.searchsorted(pieces, start, "right") : np.searchsorted(pieces, stop)]
    ends = [start, *inside.tolist(), stop]
    for low, high in pairwise(ends):
        if low < high:
            yield old.slice(int(kept[low]), high - low)


def _settled(column: pa.ChunkedArray, name: str) -> pa.Array:
    """One piece; words coded by the vocabulary, with what stands in none behind it."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = (
            whole.unify_dictionaries().combine_chunks() if whole.num_chunks != 1 else whole.chunk(0)
        )
    if not pa.types.is_dictionary(whole.type) or whole.dictionary.equals(_vocabulary(name)):
        return whole
    return words_of(whole.cast(pa.string()), name)


def words_of(plain: pa.Array, name: str) -> pa.DictionaryArray:
    """Words of a column as codes that don't depend on how often or where they stand."""
    known = _vocabulary(name)
    new = pc.unique(plain).drop_null()
    new = new.filter(pc.invert(pc.is_in(new, value_set=known)))
    every = pa.concat_arrays([known, new.take(pc.sort_indices(new))]) if len(new) else known
    return pa.DictionaryArray.from_arrays(pc.index_in(plain, value_set=every), every)


@cache
def _vocabulary(name: str) -> pa.Array:
    topics = {"act": "acts", "category": "site_categories"}
    fixed = {
        "place_state": PLACE_STATES,
        "occurrence": tuple(Occurrence),
        "contestation": tuple(Contestation),
    }
    told = sorted(words(topics[name])) if name in topics else fixed.get(name, STRENGTH)
    return pa.array([str(word) for word in told], pa.string())


def numbered(rows: pa.Table) -> pa.Table:
    """Rows by id with their numbers: by when they began, then by id; those without a time last."""
    start = pc.fill_null(rows["start"].cast(pa.int64()), np.iinfo(np.int64).max).to_numpy()
    number = np.empty(len(rows), np.int32)
    number[np.argsort(start, kind="stable")] = np.arange(1, len(rows) + 1, dtype=np.int32)
    return rows.set_column(1, ROW_SCHEMA.field("number"), pa.array(number))


def bare_rows(
    mission: Mission,
    incidents: Sequence[Incident],
    statuses: Iterable[IncidentStatus],
    ledger: Iterable[LedgerRow],
    reports: Mapping[str, Report],
    sides: Mapping[str, str],
    doubt: Mapping[str, float],
) -> pa.Table:
    """Rows of some incidents, by id, not yet numbered; the other arguments may hold more."""
    ordered = sorted(incidents, key=lambda i: i.id)
    status = {s.incident_id: s for s in statuses}
    said = [status[i.id] for i in ordered]
    columns = _when(ordered) | _where(ordered, reports) | _what(ordered, reports, sides)
    columns |= _status(said)
    columns |= _outcomes(mission, ordered, ledger)
    columns["doubt"] = [doubt.get(i.id, 0.0) for i in ordered]
    schema = row_schema(mission)
    return pa.table([_column(columns[f.name], f) for f in schema], schema=schema)


def _column(values: Sequence[object], field: pa.Field) -> pa.Array:
    if pa.types.is_dictionary(field.type):
        return words_of(pa.array(values, pa.string()), field.name)
    return pa.array(values, field.type)


def _when(incidents: Sequence[Incident]) -> dict[str, list[object]]:
    return {
        "id": [i.id for i in incidents],
        "number": [0] * len(incidents),
        "start": [i.when and i.when.start for i in incidents],
        "end": [i.when and i.when.end for i in incidents],
        "time_uncertainty_h": [i.time_uncertainty_h for i in incidents],
        "known": [i.known for i in incidents],
    }


def _where(incidents: Sequence[Incident], reports: Mapping[str, Report]) -> dict[str, list[object]]:
    places = [i.where for i in incidents]
    told = [None if i.where else _named(i, reports) for i in incidents]
    return {
        "lat": [p and p.lat for p in places],
        "lon": [p and p.lon for p in places],
        "radius_km": [p and p.radius_km for p in places],
        "place": [p.name if p else t and t.place_name for p, t in zip(places, told, strict=True)],
        "admin1": [p.admin1 if p else t and t.admin1 for p, t in zip(places, told, strict=True)],
        "country": [p.country if p else t and t.country for p, t in zip(places, told, strict=True)],
        "place_state": [_place_state(i, t) for i, t in zip(incidents, told, strict=True)],
    }


def _named(incident: Incident, reports: Mapping[str, Report]) -> Report:
    """The report that says most of a place that couldn't be found."""
    every = [reports[key] for key in incident.report_ids]
    return min(every, key=lambda r: (r.place_basis is not PlaceBasis.AMBIGUOUS, not r.place_name))


def _place_state(incident: Incident, told: Report | None) -> str:
    if incident.where is None:
        ambiguous = told is not None and told.place_basis is PlaceBasis.AMBIGUOUS
        return "ambiguous" if ambiguous else "unlocated"
    wide = incident.where.basis is PlaceBasis.REGION or incident.where.radius_km >= REGION_KM
    return "region" if wide else "located"


def _what(
    incidents: Sequence[Incident], reports: Mapping[str, Report], sides: Mapping[str, str]
) -> dict[str, list[object]]:
    return {
        "act": [i.acts[0].value if i.acts else None for i in incidents],
        "category": [i.categories[0].value if i.categories else None for i in incidents],
        "site": [i.sites[0].value if i.sites else None for i in incidents],
        "accused": [i.accused for i in incidents],
        "blamed": [_blamed(i, reports, sides) for i in incidents],
        "reports": [len(i.report_ids) for i in incidents],
    }


def _blamed(
    incident: Incident, reports: Mapping[str, Report], sides: Mapping[str, str]
) -> list[str]:
    """`side>accused` of every report that accuses somebody, each once."""
    found = set()
    for key in incident.report_ids:
        r = reports[key]
        if actor := accuses(r.stance, r.about, r.claimant_side, r.alleged_actor):
            found.add(f"{sides.get(key, '')}>{actor}")
    return sorted(found)


def _status(said: Sequence[IncidentStatus]) -> dict[str, list[object]]:
    return {
        "occurrence": [str(s.occurrence) for s in said],
        "contestation": [str(s.contestation) for s in said],
        "disputed": [s.disputed for s in said],
        "origins": [len(s.affirming) for s in said],
    }


def _outcomes(
    mission: Mission, incidents: Sequence[Incident], ledger: Iterable[LedgerRow]
) -> dict[str, list[object]]:
    place = {incident.id: n for n, incident in enumerate(incidents)}
    found: dict[str, list[str | None]] = {
        name: [None] * len(incidents) for name in outcome_names(mission)
    }
    for row in ledger:
        if (n := place.get(row.incident_id)) is None:
            continue
        word, whole = breach_word(row.breach, row.why), found[outcome_name(row.reading)]
        if (own := found.get(outcome_name(row.reading, row.accused))) is not None:
            own[n] = word
        whole[n] = min(whole[n] or "no", word, key=STRENGTH.index)
    return {name: list(words) for name, words in found.items()}


def breach_word(breach: Breach, why: Why | None) -> str:
    """A finding in one word of `STRENGTH`."""
    if breach is Breach.UNDETERMINED:
        return str(why)
    return {Breach.BREACH: "yes", Breach.EXEMPT: "exempt"}.get(breach, "no")
