"""The questions that most kinds of term ask: time, act, object, means, who is bound, exemptions.

Each answers in words with a share where there is one. No step knows a party, a list or a place by
name: all of them come from the agreement.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from truceline.foundation.agreement.reading import covers_act, covers_category
from truceline.foundation.phrase import called, listed
from truceline.foundation.vocabulary import matches
from truceline.model.agreement import SiteList
from truceline.model.finding import Answer, Verdict, Why
from truceline.model.record import Interval
from truceline.stages.compliance.scene import Scene
from truceline.stages.compliance.share import share_between
from truceline.stages.compliance.weigh import (
    Weighed,
    by_share,
    measured,
    ordered,
    plain_answer,
    unknown,
    weigh,
)
from truceline.stages.compliance.words import (
    gap_words,
    list_words,
    moment_words,
    reading_words,
    span_words,
)

FOREVER = datetime.fromisoformat("9999-12-31T00:00:00+00:00")


def window_step(scene: Scene) -> Answer:
    """Did it fall within the term's window? Where a reading holds alternatives, yes needs them all."""
    windows = _windows(scene)
    question = f"inside the window of {reading_words(scene.reading.party)}"
    if not windows:
        return unknown(question, Why.CLAUSE, "the reading gives no window that can be computed")
    question = f"{question}, {span_words(windows[0], scene.zones_of_time)}"
    if scene.incident.when is None:
        return _untimed(scene, question, windows)
    return _timed(scene, question, scene.incident.when, windows)


def _untimed(scene: Scene, question: str, windows: list[Interval]) -> Answer:
    """Of an act at no told time, no more is sure than that it came before it was reported."""
    known = scene.incident.known
    if known is not None and all(known <= w.start for w in windows):
        return measured(question, 0.0, Why.TIME, scene.ground.settings, "reported before it opens")
    return unknown(question, Why.TIME, "the time is not known")


def _timed(scene: Scene, question: str, when: Interval, windows: list[Interval]) -> Answer:
    error = scene.incident.time_uncertainty_h
    measure = partial(share_between, when, error)
    verdicts = [by_share(measure(w), scene.ground.settings) for w in windows]
    if len(set(verdicts)) > 1:
        told = (
            f"{v} for {span_words(w, scene.zones_of_time)}"
            for v, w in zip(verdicts, windows, strict=True)
        )
        note = "; ".join(told)
        return Answer(
            question=question, verdict=Verdict.UNDETERMINED, why=Why.CLAUSE, note=note
        ).but(probability=_common_share(measure, windows))
    whole = Interval(start=min(w.start for w in windows), end=max(w.end for w in windows))
    note = gap_words(when, whole) or _alternatives(scene, windows)
    answer = measured(question, measure(windows[0]), Why.TIME, scene.ground.settings, note)
    return answer.but(probability=_common_share(measure, windows))


def _common_share(measure: Callable[[Interval], float], windows: list[Interval]) -> float:
    """The share inside all alternatives at once."""
    start, end = max(w.start for w in windows), min(w.end for w in windows)
    return measure(Interval(start=start, end=end)) if start < end else 0.0


def _windows(scene: Scene) -> list[Interval]:
    """The alternatives, each ended by a declared exit."""
    left = scene.reading.declared_exit
    every = scene.term.in_force.alternatives()
    if left is None:
        return list(every)
    cut = (w.but(end=max(w.start, min(w.end, left))) for w in every)
    return list(dict.fromkeys(cut))


def _alternatives(scene: Scene, windows: list[Interval]) -> str:
    others = windows[1:]
    if not others:
        return ""
    if all(w.start == windows[0].start for w in others):
        ends = listed(moment_words(w.end, scene.zones_of_time) for w in others)
        return f"also with the end{'s' if len(others) > 1 else ''} {ends}"
    return f"also for {listed(span_words(w, scene.zones_of_time) for w in others)}"


def deadline_step(scene: Scene, deadline: datetime) -> Answer:
    """Did it fall after a deadline?"""
    return _since(scene, deadline, "after the deadline")


def after_days_step(scene: Scene, days: int) -> Answer:
    """Did it fall after a timetable, counted in days from the last start that the reading holds?"""
    over = max(scene.term.in_force.starts) + timedelta(days=days)
    return _since(scene, over, f"after the timetable of {days} days, from")


def _since(scene: Scene, moment: datetime, question: str) -> Answer:
    words = f"{question} {moment_words(moment, scene.zones_of_time)}"
    if scene.incident.when is None:
        return unknown(words, Why.TIME, "the time is not known")
    share = share_between(
        scene.incident.when, scene.incident.time_uncertainty_h, Interval(start=moment, end=FOREVER)
    )
    return measured(words, share, Why.TIME, scene.ground.settings)


def act_step(scene: Scene, usual: tuple[str, ...] = ()) -> Answer:
    """Is the act forbidden? `usual` are the acts of a kind of term that names none itself."""
    term = scene.term
    if not (term.acts or term.open_acts) and usual:
        term = term.but(acts=usual)
    shares = ordered(scene.incident.acts)
    question = f"act {listed((called(s.value) for s in shares), 'or') or 'not reported'} is covered"
    if not (term.acts or term.open_acts):
        return unknown(question, Why.CLAUSE, "the term names no act")
    weighed = (Weighed(called(s.value), covers_act(term, s.value), s.share) for s in shares)
    return weigh(question, weighed, scene.ground.settings)


def object_step(scene: Scene, sites: SiteList) -> Answer:
    """Is the object in the reading's list?"""
    shares = ordered(scene.incident.categories)
    what = listed((called(s.value) for s in shares), "or") if shares else "the object"
    weighed = (Weighed(called(s.value), covers_category(sites, s.value), s.share) for s in shares)
    question = f"{what} is in {list_words(scene.reading.party)}"
    return weigh(question, weighed, scene.ground.settings)


def bound_step(scene: Scene) -> Answer:
    """Is the accused side bound by the term?"""
    question = f"{scene.accused} is bound"
    if not scene.term.binds:
        return unknown(question, Why.CLAUSE, "the term doesn't say who is bound")
    return plain_answer(question, scene.accused in scene.term.binds)


def weapon_step(scene: Scene, weapons: tuple[str, ...]) -> Answer:
    """Was it one of the weapons that the term names? Read from the reports that name one."""
    question = f"weapon is {listed(weapons, 'or')}"
    named = [r.weapon for r in scene.reports if r.weapon]
    values = (
        Weighed(word, plain_answer(question, _is_one_of(word, weapons)), 1 / len(named))
        for word in sorted(named)
    )
    return weigh(question, values, scene.ground.settings)


def _is_one_of(word: str, weapons: Iterable[str]) -> bool:
    return any(weapon.casefold() in word.casefold() for weapon in weapons)


def exempt_step(scene: Scene) -> Answer:
    """Was it exempt? A judgement says that a condition was met; the term says what that exempts.

    A judgement `exempt` without a condition exempts by itself: a reviewer decided.
    """
    conditions = {_condition(j.verdict, j.value) for j in scene.rulings} - {None}
    if not conditions:
        return plain_answer("exempt", verdict=False)
    if "" in conditions:
        return plain_answer("exempt", verdict=True, note="by a reviewer's decision")
    met = [e for e in scene.term.exempt if e.when in conditions]
    if not met:
        words = listed(sorted(str(c).replace("_", " ") for c in conditions))
        return plain_answer("exempt", verdict=False, note=f"{words}: no exemption of this term")
    question = f"exempt as {listed(sorted({e.when.replace('_', ' ') for e in met}), 'or')}"
    values = (
        Weighed(
            called(s.value), plain_answer("", _any_match(s.value, (e.act for e in met))), s.share
        )
        for s in ordered(scene.incident.acts)
    )
    return weigh(question, values, scene.ground.settings)


def _condition(verdict: str, value: str) -> str | None:
    """The condition that a judgement states; None when it is about something else."""
    if verdict == "exercise":
        return value or "announced_exercise"
    return value if verdict == "exempt" else None


def _any_match(word: str, patterns: Iterable[str]) -> bool:
    return any(matches(pattern, word) for pattern in patterns)
