"""Which judgements count: one answer for all who read them.

A judgement that takes another's place supersedes it for good, whatever later takes its own place;
one that is withdrawn is as if never made, and so gives back what it had superseded. Where the
agreement asks for more than one person, a judgement counts once enough others approved, and never
when one of them refused. Must never look at what a judgement does to an incident.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from truceline.foundation.agreement.reading import all_readings
from truceline.model.agreement import OBSERVABLE, Agreement
from truceline.model.evidence import Approval, Judgement
from truceline.model.record import content_id

WITHDRAW, STANDING = "withdraw", "standing"
WEIGHTY = frozenset({"verify", "exempt", "exercise", "reject"})
"""Verdicts that a term's standard bears on: they settle an act, excuse it or take evidence away. How
reports belong together, where and of what kind they are, is for one reviewer to say, and undone as
easily."""


class Weighed(msgspec.Struct, frozen=True):
    """A judgement with its content `id`, and how far it counts: `state` is standing, superseded,
    pending or refused. `needed` are the persons it takes, its reviewer among them; `by` those who
    stand behind it. `superseded_by` names the judgements that took its place or withdrew it.
    """

    id: str
    judgement: Judgement
    state: str
    needed: int
    by: tuple[str, ...]
    superseded_by: tuple[str, ...] = ()


def standing(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Those in force, oldest first, equal ones once: not superseded, not withdrawn; withdrawals, which
    say nothing of reports, left out.
    """
    given = {content_id(j): j for j in judgements}
    gone = superseded(given)
    kept = [(j.at, key) for key, j in given.items() if key not in gone and j.verdict != WITHDRAW]
    return tuple(given[key] for _, key in sorted(kept))


def superseded(given: Mapping[str, Judgement]) -> dict[str, tuple[str, ...]]:
    """By id, the judgements that stand in each one's way; those in nobody's way left out. `given`
    is by content id, so that none can supersede itself, however long the chain.
    """
    over: dict[str, list[str]] = defaultdict(list)
    for key, judgement in given.items():
        if judgement.supersedes in given:
            over[judgement.supersedes].append(key)
    undone = _undone(given, over)
    told = {key: tuple(sorted(k for k in keys if k not in undone)) for key, keys in over.items()}
    return {key: keys for key, keys in told.items() if keys}


def _undone(given: Mapping[str, Judgement], over: Mapping[str, list[str]]) -> frozenset[str]:
    """Those that a withdrawal makes as if never made. What supersedes is settled before what it
    supersedes: a chain of any length is walked from its end.
    """
    undone: set[str] = set()
    for key in _last_first(given):
        made = (k for k in over.get(key, ()) if k not in undone)
        if any(given[k].verdict == WITHDRAW for k in made):
            undone.add(key)
    return frozenset(undone)


def _last_first(given: Mapping[str, Judgement]) -> list[str]:
    """Ids, each before the one that it supersedes."""
    chains: list[list[str]] = []
    seen: set[str] = set()
    for first in given:
        chain, key = [], first
        while key in given and key not in seen:
            seen.add(key)
            chain.append(key)
            key = given[key].supersedes
        chains.append(chain)
    return [key for chain in reversed(chains) for key in chain]


def needed(agreement: Agreement) -> int:
    """How many persons a weighty judgement takes: the most that any term asks, under any reading,
    of those that incidents can show. A judgement is about reports, and which terms an incident of
    theirs touches may change with the next report, so the strictest holds for all.
    """
    terms = (t for r in all_readings(agreement) for t in r.terms if isinstance(t, OBSERVABLE))
    return max((t.standard.approvals for t in terms), default=1)


def weighed(
    judgements: Iterable[Judgement], approvals: Sequence[Approval], agreement: Agreement
) -> tuple[Weighed, ...]:
    """Every judgement with its state, oldest first, equal ones once."""
    given = {content_id(j): j for j in judgements}
    told = _told(given, approvals, needed(agreement))
    gone = superseded({key: w.judgement for key, w in told.items() if w.state == STANDING})
    every = (
        msgspec.structs.replace(w, state="superseded", superseded_by=gone[w.id])
        if w.id in gone
        else w
        for w in told.values()
    )
    return tuple(sorted(every, key=lambda w: (w.judgement.at, w.id)))


def in_effect(
    judgements: Iterable[Judgement], approvals: Sequence[Approval], agreement: Agreement
) -> tuple[Judgement, ...]:
    """The judgements that count, in the order given: without those that wait for a second person or
    that one refused. What supersedes what is left to `standing`.
    """
    given = tuple(judgements)
    takes = needed(agreement)
    if takes == 1 and all(a.approved for a in approvals):
        return given
    told = _told({content_id(j): j for j in given}, approvals, takes)
    return tuple(j for j in given if told[content_id(j)].state == STANDING)


def _told(
    given: Mapping[str, Judgement], approvals: Sequence[Approval], takes: int
) -> dict[str, Weighed]:
    """Each judgement as persons stand to it; what supersedes what isn't looked at."""
    said: dict[str, list[Approval]] = defaultdict(list)
    for approval in approvals:
        said[approval.judgement].append(approval)
    alike: dict[tuple[str, str, str], list[Judgement]] = defaultdict(list)
    for judgement in given.values():
        alike[_kind(judgement)].append(judgement)
    told: dict[str, Weighed] = {}
    for key in reversed(_last_first(given)):
        told[key] = _one(key, given[key], said[key], alike, _takes(given[key], told, takes))
    return told


def _kind(judgement: Judgement) -> tuple[str, str, str]:
    return judgement.verdict, judgement.value, judgement.supersedes


def _one(
    key: str,
    judgement: Judgement,
    said: Sequence[Approval],
    alike: Mapping[tuple[str, str, str], Sequence[Judgement]],
    takes: int,
) -> Weighed:
    """Refused by another person, waiting for one, or standing. Whoever made the same judgement of
    these reports on their own stands behind it too.
    """
    about = set(judgement.about)
    others = [a for a in said if a.reviewer != judgement.reviewer]
    by = {judgement.reviewer, *(a.reviewer for a in others if a.approved)}
    if takes > 1:
        by |= {j.reviewer for j in alike[_kind(judgement)] if about <= set(j.about)}
    refused = any(not a.approved for a in others)
    state = "refused" if refused else STANDING if len(by) >= takes else "pending"
    return Weighed(key, judgement, state, takes, tuple(sorted(by)))


def _takes(judgement: Judgement, told: Mapping[str, Weighed], takes: int) -> int:
    """Undoing takes as many persons as doing took; what still waits, one may take back."""
    if judgement.verdict != WITHDRAW:
        return takes if judgement.verdict in WEIGHTY else 1
    undone = told.get(judgement.supersedes)
    return undone.needed if undone is not None and undone.state == STANDING else 1
