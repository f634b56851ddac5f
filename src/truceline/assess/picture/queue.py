"""What to look at first: the judgement that would move most figures, of those that are in doubt.

What a judgement would really change is told by a preview, once somebody opens it; here it is only
guessed, for a hundred thousand incidents at once. Must never say that a report is wrong.
"""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.load import Loaded
from truceline.assess.picture.judging import pending
from truceline.assess.picture.whole import Picture
from truceline.foundation.judging import Weighed, standing
from truceline.model.evidence import Report
from truceline.model.incident import Incident
from truceline.model.record import Record

LEAST = 0.2
"""Less doubt than this isn't worth a look: a report is 0.9 sure of its home."""
MOST = 200
"""So many items are told at once; the next come when these are done."""
AT_ONCE = 256


class QueueItem(Record, frozen=True, kw_only=True):
    """An incident to look at: the `verdict` that is suggested about `report_ids`, why, and what it may
    move (`score`: figures × doubt). `judgement` is the id of one that waits for a second person, where
    the verdict is `approve`; its incident may be empty.
    """

    incident_id: str
    place: str
    verdict: str
    report_ids: tuple[str, ...]
    reason: str
    score: float
    reports: int
    judgement: str = ""


def queue(picture: Picture, loaded: Loaded, most: int = MOST) -> tuple[QueueItem, ...]:
    """What waits for a second person, oldest first; then incidents by what they may move, at `most` so
    many in all.
    """
    waiting = [_waiting(picture, w) for w in pending(loaded, picture.as_of)]
    scores, verdicts = _scored(picture)
    order = np.lexsort((np.arange(len(scores)), -scores))
    order = order[scores[order] > 0]
    done = _judged(picture)
    found = (item for item in _items(picture, order, scores, verdicts) if not _settled(item, done))
    return tuple([*waiting, *(item for item, _ in zip(found, range(most), strict=False))][:most])


def _waiting(picture: Picture, told: Weighed) -> QueueItem:
    judgement, groups = told.judgement, picture.work.groups
    about = pa.array(judgement.about, pa.string())
    homes = groups["incident_id"].filter(pc.is_in(groups["report_id"], value_set=about))
    incident = next((home for home in homes.to_pylist() if home in picture.work.sheets), "")
    return QueueItem(
        incident_id=incident,
        place="",
        verdict="approve",
        report_ids=judgement.about,
        reason=f"{judgement.verdict} by {judgement.reviewer} waits for {told.needed - len(told.by)} more",
        score=0.0,
        reports=len(judgement.about),
        judgement=told.id,
    )


def _scored(picture: Picture) -> tuple[np.ndarray, np.ndarray]:
    """Per row of the picture the score of its best judgement, and which: 0 none, 1 apart or together,
    2 relocate, 3 rekind.
    """
    rows = picture.rows
    doubt = pc.fill_null(rows["doubt"], 0.0).to_numpy()
    accused = pc.list_value_length(rows["accused"]).to_numpy().astype(float)
    blamed = pc.list_value_length(rows["blamed"]).to_numpy().astype(float)
    names = [n for n in rows.column_names if n.startswith("outcome_")]
    place, kind = (sum(_says(rows, n, word) for n in names) for word in ("place", "kind"))
    apart = np.where(doubt >= LEAST, doubt * (2 + blamed + accused * (1 + len(names) / 3)), 0.0)
    lost = _says(rows, "place_state", "ambiguous") + _says(rows, "place_state", "unlocated")
    scores = np.stack([np.zeros(len(rows)), apart, (1 + place) * lost + 0.5 * place, 0.5 * kind])
    return scores.max(axis=0), scores.argmax(axis=0)


def _says(rows: pa.Table, name: str, word: str) -> np.ndarray:
    """1 where a coded column says a word."""
    coded = rows[name].combine_chunks()
    code = pc.index(coded.dictionary, value=word).as_py()
    codes = coded.indices.fill_null(-2).to_numpy()
    found: np.ndarray = (codes == code).astype(float)
    return found


def _items(
    picture: Picture, order: np.ndarray, scores: np.ndarray, verdicts: np.ndarray
) -> Iterator[QueueItem]:
    for start in range(0, len(order), AT_ONCE):
        some = order[start : start + AT_ONCE]
        rows = picture.rows.select(["id", "place", "reports"]).take(pa.array(some)).to_pylist()
        least = _least_at_home(picture.work.groups, [row["id"] for row in rows])
        for n, row in zip(some.tolist(), rows, strict=True):
            incident = picture.sheet(row["id"]).incident
            verdict, about, reason = _suggested(picture, incident, int(verdicts[n]), least)
            yield QueueItem(
                incident_id=incident.id,
                place=row["place"] or "",
                verdict=verdict,
                report_ids=about,
                reason=reason,
                score=round(float(scores[n]), 6),
                reports=row["reports"],
            )


def _least_at_home(
    groups: pa.Table, incident_ids: Sequence[str]
) -> Mapping[str, tuple[str, str | None]]:
    """Incident id → its least sure report and that one's best other incident."""
    some = pa.array(incident_ids, pa.string())
    groups = groups.filter(pc.is_in(groups["incident_id"], value_set=some))
    order = pc.sort_indices(groups, [("probability", "ascending"), ("report_id", "ascending")])
    told = groups.take(order)
    columns = (told[n].to_pylist() for n in ("incident_id", "report_id", "alternative"))
    found: dict[str, tuple[str, str | None]] = {}
    for incident, report, other in zip(*columns, strict=True):
        found.setdefault(incident, (report, other))
    return found


def _suggested(
    picture: Picture,
    incident: Incident,
    verdict: int,
    least: Mapping[str, tuple[str, str | None]],
) -> tuple[str, tuple[str, ...], str]:
    """(verdict, the reports it is about, why)."""
    if verdict == 2:
        return "relocate", incident.report_ids, "several places may be meant, or none is known"
    if verdict == 3:
        return "rekind", incident.report_ids, "the kind of act or object leaves a reading open"
    report, other = least[incident.id]
    reports = picture.assessment.reports
    if len(incident.report_ids) == 1:
        if other is None:
            return "verify", (report,), f"{report}: may be another incident's"
        return "same", (report, other.removeprefix("I-")), f"{report} may be of {other}"
    rest = tuple(key for key in incident.report_ids if key != report)
    return "different", (report, rest[0]), _why(incident, reports[report], reports[rest[0]])


def _why(incident: Incident, report: Report, rest: Report) -> str:
    """What sets a report apart from the others, in a word."""
    if report.key in incident.outside:
        return f"{report.key}: time fits no other report"
    if report.target_category and report.target_category != rest.target_category:
        return f"{report.key}: another object"
    if report.kind != rest.kind:
        return f"{report.key}: another act"
    return f"{report.key}: may tell of another act"


def _judged(picture: Picture) -> frozenset[tuple[str, str]]:
    """(report, verdict) of what stands."""
    made = standing(picture.assessment.mission.judgements)
    return frozenset((key, j.verdict) for j in made for key in j.about)


def _settled(item: QueueItem, done: frozenset[tuple[str, str]]) -> bool:
    """Has a reviewer said so already, or the contrary?"""
    alike = ("same", "different") if item.verdict in {"same", "different"} else (item.verdict,)
    return any((key, verdict) in done for key in item.report_ids for verdict in alike)
