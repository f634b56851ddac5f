"""What people said, as the log holds it: the mission's file, and one entry for each judgement,
approval and reply of the room. Must never drop one silently.
"""

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from truceline.assess.shelf import Shelf
from truceline.foundation.mission.judgements import read_judgements
from truceline.model.evidence import Approval, Judgement
from truceline.model.mission import MissionSpec
from truceline.model.record import Problem, content_id, in_order
from truceline.model.release import Reply

T = TypeVar("T", Judgement, Approval, Reply)
Read = tuple[tuple[T, ...], tuple[Problem, ...]]


def read_said(shelf: Shelf, spec: MissionSpec) -> Read[Judgement]:
    """All judgements, of the file and of the room, oldest first; and what can't be read."""
    text = shelf.text("judgements", spec.judgements) if spec.judgements else None
    filed, wrong = read_judgements(text, spec.judgements) if text else ((), ())
    found = list(_entries(shelf, "judgement", Judgement))
    made = by_age((*filed, *(j for j in found if isinstance(j, Judgement))))
    return made, in_order((*wrong, *(p for p in found if isinstance(p, Problem))))


def read_approvals(shelf: Shelf) -> Read[Approval]:
    """All approvals and refusals, oldest first; and what can't be read."""
    found = list(_entries(shelf, "approval", Approval))
    told = by_age(a for a in found if isinstance(a, Approval))
    return told, in_order(p for p in found if isinstance(p, Problem))


def read_replies(shelf: Shelf) -> Read[Reply]:
    """What parties replied to findings, oldest first; and what can't be read."""
    found = list(_entries(shelf, "reply", Reply))
    told = by_age(r for r in found if isinstance(r, Reply))
    return told, in_order(p for p in found if isinstance(p, Problem))


def by_age(records: Iterable[T]) -> tuple[T, ...]:
    """Oldest first, equal ones once, whatever order they came in."""
    return tuple(sorted(set(records), key=lambda r: (r.at, content_id(r))))


def _entries(shelf: Shelf, kind: str, record: type[T]) -> Iterator[T | Problem]:
    for (of_kind, name), entry in shelf.newest.items():
        if of_kind == kind:
            yield _record(name, shelf.store.blob(entry.sha256).read_bytes(), kind, record)


def _record(name: str, data: bytes, kind: str, record: type[T]) -> T | Problem:
    try:
        found = msgspec.json.decode(data, type=record)
    except (msgspec.DecodeError, ValueError) as e:
        return Problem(file=name, message=f"is no {kind}: {e}", hint="it is set aside")
    if name != f"{kind}/{content_id(found)}":
        return Problem(file=name, message="isn't named after its content", hint="it is set aside")
    return found
