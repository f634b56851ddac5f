"""Judgements made in the room: each an entry of its own, with what others say of it.

A judgement is never edited nor taken out: undoing one is another entry. Must never let one count that
waits for a second person, nor one that somebody refused; `foundation.judging` says which these are.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

import msgspec

from truceline.assess.load import Loaded
from truceline.assess.said import by_age, read_approvals, read_replies, read_said
from truceline.assess.shelf import Shelf
from truceline.errors import UnreadableError
from truceline.foundation.judging import Weighed, weighed
from truceline.foundation.mission.judgements import read_judgements
from truceline.model.evidence import Approval, Entry, Judgement, Receipt
from truceline.model.ports import Store
from truceline.model.record import Problem, content_id, in_order

T = TypeVar("T", Judgement, Approval)


def append_judgement(store: Store, judgement: Judgement) -> Receipt:
    """Append a judgement durably; the same one twice is one entry. Raises `UnreadableError` with what
    is wrong with it: nothing unreadable enters the log.
    """
    if problems := wrong(judgement):
        raise UnreadableError("\n".join(str(p) for p in problems))
    return _append(store, "judgement", judgement)


def append_approval(store: Store, approval: Approval) -> Receipt:
    """Append a second person's word durably. Raises `UnreadableError` where it refuses without a
    reason, or names no judgement.
    """
    if not approval.judgement or not approval.reviewer.strip():
        raise UnreadableError("an approval names a judgement and a person")
    if not approval.approved and not approval.reason.strip():
        raise UnreadableError("a refusal gives a reason")
    return _append(store, "approval", approval)


def wrong(judgement: Judgement) -> tuple[Problem, ...]:
    """What keeps a judgement out of the log, as the mission's own file is read."""
    text = msgspec.json.encode(judgement, order="deterministic").decode()
    _, problems = read_judgements(text, f"judgement/{content_id(judgement)}")
    return tuple(p for p in problems if p.severity == "error")


def _append(store: Store, kind: str, record: T) -> Receipt:
    digest, size = store.put_bytes(msgspec.json.encode(record, order="deterministic"))
    name = f"{kind}/{content_id(record)}"
    (receipt,) = store.append([Entry(kind=kind, name=name, sha256=digest, size=size)])
    return receipt


def refreshed(loaded: Loaded, store: Store) -> Loaded:
    """The loaded mission with the judgements, approvals and replies that the log holds now. Files that were
    taken in since aren't read: for these, `load` again.
    """
    shelf = Shelf(store)
    made, problems = read_said(shelf, loaded.mission.spec)
    told, more = read_approvals(shelf)
    replies, most = read_replies(shelf)
    mission = loaded.mission.but(
        judgements=made,
        approvals=told,
        replies=replies,
        problems=in_order((*loaded.mission.problems, *problems, *more, *most)),
        root=store.root(shelf.size),
        entries=shelf.size,
    )
    return msgspec.structs.replace(loaded, mission=mission)


def with_judgements(loaded: Loaded, *made: Judgement) -> Loaded:
    """The loaded mission with more judgements, as if they stood in its log."""
    every = by_age((*loaded.mission.judgements, *made))
    return msgspec.structs.replace(loaded, mission=loaded.mission.but(judgements=every))


def judgements_log(loaded: Loaded, as_of: datetime | None = None) -> tuple[Weighed, ...]:
    """Every judgement known by `as_of` (now by default) with its state, oldest first."""
    mission = loaded.mission
    made, told = _by(mission.judgements, as_of), _by(mission.approvals, as_of)
    return weighed(made, tuple(told), mission.agreement)


def pending(loaded: Loaded, as_of: datetime | None = None) -> tuple[Weighed, ...]:
    """Judgements that wait for another person, oldest first."""
    return tuple(w for w in judgements_log(loaded, as_of) if w.state == "pending")


def _by(records: Iterable[T], as_of: datetime | None) -> tuple[T, ...]:
    return tuple(r for r in records if as_of is None or r.at <= as_of)
