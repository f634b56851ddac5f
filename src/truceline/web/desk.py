"""The reviewers' desk: judgements as a page says them, what stands against them, what they would change.

Nothing here judges: forms become entries, and what the mandate, the file or another judgement has
against one is told before it is said. Must never let an entry in that would have no effect.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from truceline.assess.load import Loaded
from truceline.assess.picture.changes import Changes, changes
from truceline.assess.picture.derive import supposed
from truceline.assess.picture.judging import judgements_log, wrong
from truceline.assess.picture.picture import Picture
from truceline.assess.run import known_mission
from truceline.assess.said import by_age
from truceline.errors import UnreadableError
from truceline.foundation.judging import WITHDRAW, Weighed
from truceline.model.evidence import Judgement
from truceline.model.people import Person
from truceline.model.ports import Engine
from truceline.model.record import Problem, Record, content_id, in_order
from truceline.model.table import report_keys
from truceline.stages.compliance.rulings import in_force
from truceline.stages.fusion import contradictions

GONE: Final = frozenset({"superseded", "refused"})
"""States in which a judgement has nothing left to withdraw."""


CARRYING: Final = 60
"""So many of an incident's reports stand for it: a judgement is about each pair of its reports."""


class JudgementForm(Record, frozen=True, kw_only=True):
    """A judgement as it is said, or tried: who and when are the server's to add. `incidents` stand for
    their reports, as they are gathered when it is said.
    """

    about: tuple[str, ...]
    incidents: tuple[str, ...] = ()
    verdict: str
    value: str = ""
    method: str = ""
    reason: str = ""
    supersedes: str = ""


def judgement_of(form: JudgementForm, picture: Picture, person: Person, at: datetime) -> Judgement:
    """The entry that a form makes: reports once each and in order, words without blanks around them.
    Raises `UnreadableError` for an unknown incident.
    """
    meant = (key for name in form.incidents for key in reports_of(picture, name))
    return Judgement(
        about=tuple(sorted({*form.about, *meant})),
        verdict=form.verdict,
        value=form.value.strip(),
        method=form.method.strip(),
        reason=form.reason.strip(),
        reviewer=person.name,
        at=at,
        supersedes=form.supersedes,
    )


def home_of(picture: Picture, incident_id: str) -> str:
    """The incident of an id, or that of the report which the id is made of: a judgement may have put
    an incident's first report elsewhere. Raises `UnreadableError` where there is neither.
    """
    if incident_id in picture.work.sheets:
        return incident_id
    groups = picture.work.groups
    at: int = pc.index(groups["report_id"], incident_id.removeprefix("I-")).as_py()
    home: str = groups["incident_id"][at].as_py() if at >= 0 else ""
    if home not in picture.work.sheets:
        raise UnreadableError(f"{incident_id}: no such incident")
    return home


def reports_of(picture: Picture, incident_id: str) -> tuple[str, ...]:
    """An incident's reports, those most at home there first: so many that they carry the rest."""
    incident = picture.sheet(home_of(picture, incident_id)).incident
    told = sorted(zip(incident.probabilities, incident.report_ids, strict=True), reverse=True)
    return tuple(key for _, key in told[:CARRYING])


def known_of(picture: Picture, made: Iterable[Judgement]) -> frozenset[str]:
    """Of the reports that judgements are about, those that are known: rejected ones too."""
    about = pa.array(sorted({key for j in made for key in j.about}), pa.string())
    found = about.filter(
        pc.is_in(about, value_set=report_keys(picture.evidence.located).combine_chunks())
    )
    return frozenset(found.to_pylist())


def objections(
    loaded: Loaded, known: frozenset[str], made: Sequence[Judgement]
) -> tuple[Problem, ...]:
    """All that stands against judgements: what can't be read of them, reports that nobody knows
    (`known` are the keys), what the mandate doesn't allow, what other judgements contradict.
    """
    told = [p for j in made for p in (*wrong(j), *_unknown(known, j), *_undoing(loaded, j))]
    if told:
        return in_order(told)
    _, barred = in_force(made, loaded.mission.spec)
    before = loaded.mission.judgements
    against = set(contradictions((*before, *made))) - set(contradictions(before))
    return in_order((*barred, *against))


def _unknown(known: frozenset[str], judgement: Judgement) -> Iterator[Problem]:
    missing = () if judgement.verdict == WITHDRAW else sorted(set(judgement.about) - known)
    for key in missing:
        yield Problem(file="judgement", field=key, message="no such report is known")


def _undoing(loaded: Loaded, judgement: Judgement) -> Iterator[Problem]:
    """Only what still counts, or waits, can be withdrawn or replaced."""
    if not judgement.supersedes:
        return
    told = said(loaded, judgement.supersedes)
    if told is None:
        yield Problem(file="judgement", field="supersedes", message="no such judgement")
    elif told.state in GONE:
        yield Problem(file="judgement", field="supersedes", message=f"it is {told.state} already")
    elif told.judgement.verdict == WITHDRAW:
        hint = "make the judgement that it undid once more"
        message = "a withdrawal can't be withdrawn"
        yield Problem(file="judgement", field="supersedes", message=message, hint=hint)


def said(loaded: Loaded, key: str) -> Weighed | None:
    """A judgement of the log by its id, with its state."""
    return next((w for w in judgements_log(loaded) if w.id == key), None)


def same_said(loaded: Loaded, judgement: Judgement) -> Weighed | None:
    """The same judgement by the same person where it stands or waits already: saying it again, as after
    a lost connection, is no second entry.
    """
    alike = (w for w in judgements_log(loaded) if w.state not in GONE)
    return next((w for w in alike if w.judgement.but(at=judgement.at) == judgement), None)


def tried(picture: Picture, loaded: Loaded, made: Sequence[Judgement], engine: Engine) -> Changes:
    """What judgements would change if they counted, whoever must still approve them; those of the log
    that wait may be among them. Nothing is said.
    """
    known = known_mission(loaded.mission, picture.as_of)
    trial = known.but(judgements=by_age((*known.judgements, *made)))
    return changes(picture, supposed(picture, trial, engine))


def state_of(loaded: Loaded, judgement: Judgement) -> Weighed:
    """How an appended judgement stands now."""
    found = said(loaded, content_id(judgement))
    assert found is not None, "it was appended"
    return found
