"""Accounts put together: reports that form no incident, with the incidents that they cover.

Summaries stand beside the incidents that they speak of, denials in general beside those that they
contest. Must never count one as an incident, nor add its number to any.
"""

from collections import defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.model.incident import Account, AccountKind, Cover
from truceline.model.table import COVER_SCHEMA, report_keys
from truceline.stages.fusion.accounts import denying
from truceline.stages.fusion.columns import cases
from truceline.stages.fusion.cover import YES, covered


def covers(reports: pa.Table, groups: pa.Table) -> pa.Table:
    """Which incidents each account covers (`COVER_SCHEMA`), by key and incident. `reports` (lean or
    not) are those that were fused, `groups` (`GROUP_SCHEMA`) what fusion found.
    """
    at = pc.index_in(report_keys(reports), value_set=groups["report_id"].combine_chunks())
    reports, at = reports.filter(pc.is_valid(at)), at.drop_null()
    found = groups.take(at)
    account = pc.is_valid(found["role"]).to_numpy()
    if not account.any():
        return COVER_SCHEMA.empty_table()
    coded = found["incident_id"].combine_chunks().dictionary_encode()
    label = coded.indices.to_numpy()
    asking, acts = np.flatnonzero(account), np.flatnonzero(~account)
    row, incident, grade = covered(cases(reports), asking, acts, label[acts])
    columns = [found["report_id"].take(pa.array(row)), coded.dictionary.take(pa.array(incident))]
    table = pa.table([*columns, pa.array(grade == YES)], schema=COVER_SCHEMA)
    return table.sort_by([("report_id", "ascending"), ("incident_id", "ascending")])


def gather_accounts(reports: pa.Table, groups: pa.Table) -> tuple[Account, ...]:
    """One account per group that is no incident, by id; arguments as of `covers`."""
    told = groups.filter(pc.is_valid(groups["role"]))
    denied = set(report_keys(reports).filter(pa.array(denying(reports))).to_pylist())
    links: dict[str, dict[str, bool]] = defaultdict(dict)
    for link in covers(reports, groups).to_pylist():
        of_report = links[link["report_id"]]
        of_report[link["incident_id"]] = link["sure"]
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in told.to_pylist():
        members[row["incident_id"], row["role"]].append(row["report_id"])
    return tuple(
        Account(
            id=name,
            kind=AccountKind(role),
            report_ids=tuple(sorted(keys)),
            denies=denied.issuperset(keys),
            covers=_covers([links[key] for key in keys if key in links]),
        )
        for (name, role), keys in sorted(members.items())
    )


def _covers(links: list[dict[str, bool]]) -> tuple[Cover, ...]:
    """What several reports of one account cover; surely what one of them surely covers."""
    sure: dict[str, bool] = defaultdict(bool)
    for found in links:
        for incident, surely in found.items():
            sure[incident] |= surely
    return tuple(Cover(incident_id=name, sure=sure[name]) for name in sorted(sure))
