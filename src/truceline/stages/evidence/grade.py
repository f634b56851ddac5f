"""Admiralty grades of reports, the two axes apart.

Reliability is the roster's grade of the source; credibility is computed from lineage alone and
never from reliability: 1 where an independent origin of another side affirms the same, else 6.
F and 6 mean that nothing is known, not that little is thought of it. The steps between, 2 to 5,
are a reader's and are never computed.
"""

import pyarrow as pa
import pyarrow.compute as pc

from truceline.foundation.propositions import PROPOSITIONS, Proposition, said
from truceline.model.evidence import About, Stance
from truceline.model.table import report_keys

GRADE_SCHEMA: pa.Schema = pa.schema(
    [
        pa.field(name, pa.string(), nullable=False)
        for name in (
            "report_id",
            "incident_id",
            "reliability",
            "credibility",
            *PROPOSITIONS,
        )
    ]
)
"""One row per report and incident. `credibility` is 1 only where every proposition that the report
affirms is confirmed; the columns per proposition say which are."""

COUNTER_CLAIM = f"{Stance.DENIES}|{About.ACTOR}"

_VALUES = {"occurrence": None, "object": "target_category", "actor": "alleged_actor"}


def grade(reports: pa.Table, groups: pa.Table, origins: pa.Table) -> pa.Table:
    """Grade every report that stands in a group; `GRADE_SCHEMA`, by report id.

    Shapes: `reports` as `REPORT_SCHEMA`, `groups` as `GROUP_SCHEMA`, `origins` as
    `ORIGIN_SCHEMA`. A source without access of its own needs two sides to be confirmed, since
    its word may be one of theirs.
    """
    told = _told(reports, groups, origins)
    for name in PROPOSITIONS:
        told = told.append_column(f"sure_{name}", _confirmed(told, name))
    marks = [_mark(told[f"sure_{name}"]) for name in PROPOSITIONS]
    columns = [told["report_id"], told["incident_id"], told["reliability"], _overall(told), *marks]
    return pa.table(columns, schema=GRADE_SCHEMA)


def _told(reports: pa.Table, groups: pa.Table, origins: pa.Table) -> pa.Table:
    columns = ["stance", "about", "target_category", "alleged_actor"]
    words = reports.select(columns).append_column("report_id", report_keys(reports))
    access = origins.rename_columns(
        [f"access_{n}" if n in PROPOSITIONS else n for n in origins.column_names]
    )
    joined = groups.select(["report_id", "incident_id"]).join(words, "report_id")
    joined = joined.join(access, "report_id").sort_by("report_id")
    for name in PROPOSITIONS:
        joined = joined.append_column(name, _affirms(joined, name))
    return joined.append_column("row", pa.array(range(joined.num_rows), pa.int64()))


def _affirms(told: pa.Table, name: Proposition) -> pa.ChunkedArray:
    """Does the report affirm the proposition, and say what of it?"""
    pairs = [
        f"{stance}|{about}"
        for stance in Stance
        for about in About
        if said(stance, about, name) == "affirms"
    ]
    code = pc.binary_join_element_wise(told["stance"], told["about"], "|")
    affirms = pc.is_in(code, value_set=pa.array(pairs))
    value = _VALUES[name]
    if value is None:
        return affirms
    if name == "actor":  # who denies its side's part and names another side alleges that one
        other = pc.not_equal(told[value], told["side"])
        affirms = pc.or_kleene(affirms, pc.and_(pc.equal(code, COUNTER_CLAIM), other))
    known = pc.and_(pc.is_valid(told[value]), pc.not_equal(told[value], "unknown"))
    return pc.and_(affirms, pc.fill_null(known, fill_value=False))


def _confirmed(told: pa.Table, name: Proposition) -> pa.ChunkedArray:
    """Is it affirmed by an independent origin of another side? False where it isn't affirmed."""
    value = _VALUES[name]
    key = ["incident_id"] if value is None else ["incident_id", value]
    speaks = pc.and_(pc.and_(told[name], told[f"access_{name}"]), pc.is_valid(told["group"]))
    sides = told.filter(speaks).group_by([*key, "side"]).aggregate([])
    sides = sides.append_column("heard", pa.array([1] * sides.num_rows, pa.int64()))
    counted = sides.group_by(key).aggregate([("heard", "sum")])
    found = told.select(["row", *key, "side"]).join(counted, key).join(sides, [*key, "side"])
    found = found.sort_by("row")
    # a side is no confirmation of itself; a source that is nobody's own may echo one of the two
    echo = pc.cast(pc.is_null(told["group"]), pa.int64())
    own = pc.max_element_wise(pc.fill_null(found["heard"], 0), echo)
    others = pc.subtract(pc.fill_null(found["heard_sum"], 0), own)
    return pc.and_(told[name], pc.greater(others, 0))


def _mark(sure: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(sure, "1", "6")


def _overall(told: pa.Table) -> pa.ChunkedArray:
    """1 where something is affirmed and all of it is confirmed."""
    sure, affirmed = (
        [told[f"{before}{name}"] for name in PROPOSITIONS] for before in ("sure_", "")
    )
    whole = [pc.or_(s, pc.invert(a)) for s, a in zip(sure, affirmed, strict=True)]
    every = pc.and_(pc.and_(whole[0], whole[1]), whole[2])
    any_affirmed = pc.or_(pc.or_(affirmed[0], affirmed[1]), affirmed[2])
    return _mark(pc.and_(every, any_affirmed))
