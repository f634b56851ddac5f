"""What readings say: which hold, what they share, and whether a term covers an act or an object.

Answers have three values. A disputed wording answers undetermined(clause); a report that names only
a family (`energy/other`, `air`) answers undetermined(kind) where the term covers only part of that
family. Nothing here knows an incident, and no reading is preferred to another.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from truceline.foundation.phrase import noun
from truceline.foundation.vocabulary import family, matches, names_member, words
from truceline.model.agreement import (
    Agreement,
    AnyTerm,
    CoreTerm,
    Reading,
    SiteList,
    Term,
    Window,
)
from truceline.model.finding import Answer, Verdict, Why
from truceline.model.record import Interval

COMMON = "common"
"""The party of the reading that is the signed text itself."""

_STRIKES = ("air", "fire")
_ATTACKS = (*_STRIKES, "sea", "sabotage")
_UNSTATED = "attack/unspecified"  # FORMATS: covered by any ban on strikes


def all_readings(agreement: Agreement) -> tuple[Reading, ...]:
    """Every reading that incidents are judged under, with whole terms, in the parties' order.

    With a signed text it stands first, as `common`. Without one, a party that states no reading
    of its own is taken to read the terms as written (`check` says so).
    """
    stated = {reading.party: reading for reading in agreement.readings}
    if agreement.common_text is not None:
        return (
            Reading(party=COMMON, terms=agreement.terms),
            *(reading for reading in agreement.readings if reading.terms),
        )
    order = dict.fromkeys((*agreement.parties, *stated))
    whole = (stated.get(p) or Reading(party=p, terms=agreement.terms) for p in order)
    return tuple(reading for reading in whole if reading.terms)


def common_core(agreement: Agreement) -> tuple[CoreTerm, ...]:
    """What all readings share of each term that all of them hold: the intersection of windows,
    bound parties, acts, and sites that every list covers.
    """
    readings = all_readings(agreement)
    if not readings:
        return ()
    held = [{term.id: term for term in reading.terms} for reading in readings]
    shared = (t.id for t in readings[0].terms if all(t.id in terms for terms in held))
    return tuple(_core([terms[name] for terms in held]) for name in shared)


def _core(versions: Sequence[AnyTerm]) -> CoreTerm:
    first = versions[0]
    lists = [term.sites for term in versions if term.sites is not None]
    return CoreTerm(
        id=first.id,
        binds=tuple(p for p in first.binds if all(p in t.binds for t in versions)),
        acts=_shared("acts", lambda act: all(_yes(covers_act(t, act)) for t in versions)),
        sites=SiteList(yes=_shared_sites(lists)) if lists else None,
        window=_shared_window([term.in_force for term in versions]),
    )


def _shared_sites(lists: Sequence[SiteList]) -> tuple[str, ...]:
    return _shared("site_categories", lambda c: all(_yes(covers_category(s, c)) for s in lists))


def _yes(answer: Answer) -> bool:
    return answer.verdict is Verdict.YES


def _shared(topic: str, covered: Callable[[str], bool]) -> tuple[str, ...]:
    """The words of a topic that are covered, a family that is covered whole as `family/*`."""
    names = sorted({family(word) for word in words(topic)})
    return tuple(p for name in names for p in _family_patterns(members(topic, name), covered))


def _family_patterns(every: tuple[str, ...], covered: Callable[[str], bool]) -> tuple[str, ...]:
    inside = tuple(word for word in every if covered(word))
    whole = len(every) > 1 and inside == every
    return (f"{family(every[0])}/*",) if whole else inside


@cache
def members(topic: str, name: str) -> tuple[str, ...]:
    """The known members of a family, sorted; `other` only where there is nothing else."""
    every = {word for word in words(topic) if family(word) == name and "/" in word}
    return tuple(sorted(word for word in every if names_member(word))) or tuple(sorted(every))


def _shared_window(windows: Sequence[Window]) -> Interval | None:
    """The moments inside every alternative of every window; None when there are none."""
    every = [each for window in windows for each in window.alternatives()]
    empty = any(not window.alternatives() for window in windows)
    if empty or max(e.start for e in every) >= min(e.end for e in every):
        return None
    start, end = max(e.start for e in every), min(e.end for e in every)
    return Interval(start=start, end=end, zone=windows[0].zone)


def covers_category(sites: SiteList, category: str, reading: str = "") -> Answer:
    """Does a list of protected objects cover a site category?

    `reading` only names the list in the question. The most specific pattern decides; what no
    pattern names isn't covered.
    """
    question = f"{noun(category)} is in the list" + (f" of reading {reading}" if reading else "")
    lists = (
        (Verdict.YES, sites.yes),
        (Verdict.NO, sites.no),
        (Verdict.UNDETERMINED, sites.clause),
    )
    return _answer(question, "site_categories", category, lists)


def covers_act(term: Term, act: str, reading: str = "") -> Answer:
    """Does a term forbid an act? `reading` only names whose term it is in the question.

    An attack by unstated means is covered by a term that forbids a whole family of strikes.
    """
    title = term.id.replace("_", " ")
    owner = f" of reading {reading}" if reading else ""
    question = f"{noun(act)} is forbidden by {title}{owner}"
    lists = ((Verdict.YES, term.acts), (Verdict.UNDETERMINED, term.open_acts))
    named = any(family(pattern) == family(act) for _, one in lists for pattern in one)
    if act in {_UNSTATED, family(_UNSTATED)} and not named:
        return _unstated(question, term.acts)
    return _answer(question, "acts", act, lists)


Lists = Sequence[tuple[Verdict, tuple[str, ...]]]
"""Patterns by the verdict that they give; among equals the later list wins."""


def _answer(question: str, topic: str, word: str, lists: Lists) -> Answer:
    found = [_verdict(member, lists) for member in _candidates(topic, word)]
    verdicts = {verdict for verdict, _ in found}
    if len(verdicts) > 1:
        note = f"which kind of {family(word)} isn't known, and only some kinds are covered"
        return _undetermined(question, Why.KIND, note)
    if verdicts == {Verdict.UNDETERMINED}:
        return _undetermined(question, Why.CLAUSE, "whether the wording covers it is disputed")
    return Answer(question=question, verdict=found[0][0], note=_note(found))


def _candidates(topic: str, word: str) -> tuple[str, ...]:
    """What a word may stand for. Where the member isn't known, that is every known member and one
    that no vocabulary knows: only a pattern for the whole family covers that one.
    """
    if names_member(word):
        return (word,)
    return (*members(topic, family(word)), f"{family(word)}/other")


def _verdict(word: str, lists: Lists) -> tuple[Verdict, bool]:
    """What the most specific pattern says of a member, and whether any pattern names it."""
    hits = [
        (pattern == word, rank, verdict)
        for rank, (verdict, patterns) in enumerate(lists)
        for pattern in patterns
        if matches(pattern, word)
    ]
    return (max(hits)[2], True) if hits else (Verdict.NO, False)


def _note(found: Sequence[tuple[Verdict, bool]]) -> str:
    if found[0][0] is Verdict.YES:
        return "named"
    return "expressly left out" if all(named for _, named in found) else "not named"


def _undetermined(question: str, why: Why, note: str) -> Answer:
    return Answer(question=question, verdict=Verdict.UNDETERMINED, why=why, note=note)


def _unstated(question: str, acts: Iterable[str]) -> Answer:
    """An attack whose means nobody stated, under a term that doesn't name such attacks."""
    listed = tuple(acts)
    if any(not names_member(pattern) and family(pattern) in _STRIKES for pattern in listed):
        return Answer(question=question, verdict=Verdict.YES, note="any ban on strikes covers it")
    if any(family(pattern) in _ATTACKS for pattern in listed):
        note = "its means aren't known, and only some kinds of attack are forbidden"
        return _undetermined(question, Why.KIND, note)
    return Answer(question=question, verdict=Verdict.NO, note="not named")
