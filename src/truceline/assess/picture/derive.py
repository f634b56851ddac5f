"""A picture derived from evidence and judgements: all of it at first, then what a judgement touches.

One way for both: a first picture is one that comes after nothing. An incident is gathered and judged
anew where its reports, their homes, whose word they are, what contests it or what reviewers said of
them isn't what it was. Must give the same bytes whatever picture came before.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.folder import Progress
from truceline.assess.load import Loaded
from truceline.assess.picture.findings import FINDING_SCHEMA, Findings
from truceline.assess.picture.known import known_at
from truceline.assess.picture.made import Made, assessment_of, made_of
from truceline.assess.picture.rows import merged_rows, row_schema
from truceline.assess.picture.sheets import Sheets
from truceline.assess.picture.whole import Picture
from truceline.assess.picture.work import Work, origins_of
from truceline.assess.run import Evidence, evidence_at, known_mission
from truceline.assess.said import by_age
from truceline.foundation.judging import standing
from truceline.model.evidence import Judgement
from truceline.model.incident import Account
from truceline.model.mission import Mission
from truceline.model.ports import Engine
from truceline.model.record import Problem, content_id
from truceline.model.table import alike
from truceline.stages.compliance.contest import contested_by
from truceline.stages.fusion import gather_accounts
from truceline.stages.fusion.again import Kept, again, keep
from truceline.stages.fusion.fuse import error_model
from truceline.stages.fusion.judgements import revised, revision

BATCH = 4_000
"""So many incidents are gathered and judged at once: what they need of the table stays small."""


def first_picture(
    loaded: Loaded, as_of: datetime, engine: Engine, progress: Progress | None = None
) -> Picture:
    """A picture of a loaded mission from its evidence."""
    mission = loaded.mission
    evidence = evidence_at(mission, loaded.reports, as_of, loaded.documents, loaded.claims)
    return _derived(None, evidence, known_mission(mission, as_of), engine, progress)


def judged(
    picture: Picture,
    loaded: Loaded,
    judgements: Iterable[Judgement],
    engine: Engine,
    as_of: datetime | None = None,
) -> Picture:
    """The picture if `judgements` were all that the mission holds (give it those of
    `loaded.mission`, and more or fewer). Those made after `as_of` (the picture's own where none is
    given), and those that wait for a second person, have no effect. Equal to a derivation from
    scratch, which it is where evidence became known between the two moments.
    """
    mission = loaded.mission.but(judgements=by_age(judgements))
    moment = as_of or picture.as_of
    told = msgspec.structs.replace(loaded, mission=mission)
    if known_at(told, moment) != known_at(told, picture.as_of):
        return first_picture(told, moment, engine)
    evidence = msgspec.structs.replace(picture.work.evidence, as_of=moment)
    return _derived(picture, evidence, known_mission(mission, moment), engine, None)


def supposed(picture: Picture, known: Mission, engine: Engine) -> Picture:
    """The picture of the same evidence if just the judgements of `known` counted; but for judgements
    and approvals it is the mission that the picture was made of.
    """
    return _derived(picture, picture.work.evidence, known, engine, None)


def _derived(
    before: Picture | None,
    evidence: Evidence,
    mission: Mission,
    engine: Engine,
    progress: Progress | None,
) -> Picture:
    old = before.work if before else None
    origins, lineage = origins_of(evidence, mission, old)
    work = Work(
        evidence=evidence,
        origins=origins,
        lineage=lineage,
        kept=_kept(old, evidence, mission, engine),
        told=revision(mission.judgements),
        sheets=old.sheets if old else Sheets((), {}, {}),
        findings=old.findings if old else Findings(FINDING_SCHEMA.empty_table(), {}, frozenset()),
    )
    accounts = _accounts(work, mission)
    ids, gone = _touched(before, work, mission, accounts)
    made = list(_made(work, mission, accounts, ids, progress))
    return _picture(before, work, mission, accounts, made, {*ids, *gone})


def _kept(old: Work | None, evidence: Evidence, mission: Mission, engine: Engine) -> Kept | None:
    """Groups, with a model that evidence alone teaches."""
    if not len(evidence.located):
        return None
    if old is not None and old.kept is not None:
        return again(old.kept, mission.judgements, engine)
    days = mission.spec.settings.late_copy_days
    model = error_model(evidence.located, engine, (), days)
    return keep(evidence.located, mission.judgements, engine, days, model)


def _accounts(work: Work, mission: Mission) -> tuple[Account, ...]:
    if not pc.any(pc.is_valid(work.groups["role"]), min_count=0).as_py():
        return ()
    return gather_accounts(revised(work.evidence.located, mission.judgements), work.groups)


def _touched(
    before: Picture | None, work: Work, mission: Mission, accounts: Sequence[Account]
) -> tuple[list[str], list[str]]:
    """Incidents to make anew, by id; and those that are no more."""
    groups = work.groups
    if before is None:
        ids = pc.unique(groups["incident_id"].filter(pc.is_null(groups["role"])))
        return sorted(ids.to_pylist()), []
    found = set(_regrouped(before.work.groups, groups))
    was = before.assessment
    keys = _renamed(was.mission, mission)
    keys |= _other_words(before.work.origins, work.origins)
    found |= set(_homes(groups, keys))
    found |= contested_by(was.accounts) ^ contested_by(accounts)
    some = pa.array(sorted(found), pa.string())
    acts = groups.filter(pc.is_in(groups["incident_id"], value_set=some))
    there = set(pc.unique(acts["incident_id"].filter(pc.is_null(acts["role"]))).to_pylist())
    return sorted(there), sorted(found - there)


def _regrouped(old: pa.Table, new: pa.Table) -> Iterator[str]:
    """Incidents that a report came to, left, or isn't as sure of as before."""
    if old["report_id"].equals(new["report_id"]):
        yield from _unlike(old, new)
        return
    both = new["report_id"].combine_chunks(), old["report_id"].combine_chunks()
    kept_new, kept_old = pc.is_in(both[0], value_set=both[1]), pc.is_in(both[1], value_set=both[0])
    yield from new["incident_id"].filter(pc.invert(kept_new)).to_pylist()
    yield from old["incident_id"].filter(pc.invert(kept_old)).to_pylist()
    yield from _unlike(old.filter(kept_old), new.filter(kept_new))


def _unlike(old: pa.Table, new: pa.Table) -> Iterator[str]:
    same = pa.array(np.ones(len(new), bool))
    for name in ("incident_id", "probability", "alternative", "alternative_probability", "role"):
        same = pc.and_(same, alike(old[name], new[name]))
    other = pc.invert(same)
    yield from pc.unique(old["incident_id"].filter(other)).to_pylist()
    yield from pc.unique(new["incident_id"].filter(other)).to_pylist()


def _homes(groups: pa.Table, keys: Iterable[str]) -> list[str]:
    some = pa.array(sorted(keys), pa.string())
    found: list[str] = (
        groups["incident_id"].filter(pc.is_in(groups["report_id"], value_set=some)).to_pylist()
    )
    return found


def _renamed(was: Mission, now: Mission) -> set[str]:
    """Reports of which something stands that didn't, or the other way round, or by other persons."""
    old, new = ({content_id(j): j for j in standing(m.judgements)} for m in (was, now))
    moved = set(old.keys() ^ new.keys())
    moved |= {a.judgement for a in set(was.approvals) ^ set(now.approvals)}
    return {key for name in moved for j in (old.get(name), new.get(name)) if j for key in j.about}


def _other_words(old: pa.Table, new: pa.Table) -> set[str]:
    """Reports that are another's word than before."""
    if old is new:
        return set()
    rows = ({tuple(row.values()) for row in table.to_pylist()} for table in (old, new))
    return {str(row[0]) for row in set.symmetric_difference(*rows)}


def _made(
    work: Work,
    mission: Mission,
    accounts: Sequence[Account],
    ids: Sequence[str],
    progress: Progress | None,
) -> Iterator[Made]:
    """The incidents made anew, batch by batch; at least one, which may be empty."""
    for start in range(0, max(len(ids), 1), BATCH):
        if progress:
            progress("incidents", start, len(ids))
        yield made_of(work, mission, accounts, ids[start : start + BATCH])


def _picture(
    before: Picture | None,
    work: Work,
    mission: Mission,
    accounts: tuple[Account, ...],
    made: Sequence[Made],
    touched: set[str],
) -> Picture:
    old = before.rows if before else row_schema(mission).empty_table()
    rows = merged_rows(old, [m.rows for m in made], touched)
    new = {s.incident.id: s for m in made for s in m.sheets}
    told = pa.concat_tables([m.findings for m in made]).unify_dictionaries()
    findings = work.findings.after(told, frozenset(touched))
    sheets = work.sheets.after(rows["id"].to_pylist(), new)
    problems: tuple[Problem, ...] = made[0].problems
    return Picture(
        assessment=assessment_of(work, sheets, mission, accounts, problems),
        rows=rows,
        as_of=work.evidence.as_of,
        root=mission.root,
        entries=mission.entries,
        work=msgspec.structs.replace(work, sheets=sheets, findings=findings),
    )
