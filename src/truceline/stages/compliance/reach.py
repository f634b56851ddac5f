"""How far an edit of an agreement reaches: which incidents a rule can't judge otherwise than before.

The rules themselves are asked, once for each word, side and stretch of time that two versions of a
term tell apart, instead of once for each incident. What isn't certain counts as reached. Must never
hold an incident back whose finding would change.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from truceline.foundation.agreement.reading import all_readings, covers_category
from truceline.model.agreement import (
    OBSERVABLE,
    Agreement,
    DisengagementArea,
    ProtectedSites,
    Reading,
    Term,
    Withdrawal,
)
from truceline.model.finding import Verdict, Why
from truceline.model.incident import Incident, Share
from truceline.model.place import ZoneSpec
from truceline.model.record import Interval
from truceline.stages.compliance.rules import steps_of
from truceline.stages.compliance.scene import Ground, Scene, Topic

SIGMAS = 6.0
"""Beyond so many standard deviations nothing is left of an error that a threshold could notice."""
NOTICED = 1e-4
"""Thresholds nearer to 0 or 1 than this do notice tails: then no time and no place is certain."""
LEAST_EARTH_KM = 6330.0
"""Below any radius of curvature of the Earth, so that no distance is told too long."""

_FOLLOWED = (
    "id", "text", "cite", "in_force", "acts", "open_acts", "sites", "buffer_km", "binds", "deadline",
)  # fmt: skip
"""Fields whose reach is worked out; another one that differs reaches everything."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST = datetime(1, 1, 2, tzinfo=UTC)
_LAST = datetime(9999, 12, 30, tzinfo=UTC)
_HOUR = 3_600_000_000

Doubts: TypeAlias = tuple[tuple[Verdict, Why | None], ...]
"""What the steps of one topic answer, without each yes, which changes nothing."""
Pair: TypeAlias = tuple[str, str]
"""A reading's party and a term's id."""


class Version(NamedTuple):
    """A term as one reading holds it, with the zone that it names."""

    reading: Reading
    term: Term
    zone: ZoneSpec | None

    def same(self, other: "Version") -> bool:
        """Do rules answer alike of both, whatever is judged?"""
        exits = self.reading.declared_exit, other.reading.declared_exit
        return exits[0] == exits[1] and self[1:] == other[1:]


class Words(NamedTuple):
    """What units are told of: unit `owner[i]` of `names[codes[i]]`, or of nothing where not `some`."""

    names: tuple[str, ...]
    codes: np.ndarray
    owner: np.ndarray
    some: np.ndarray


class Units(NamedTuple):
    """Incidents, or single reports, as far as an edit is followed: start and end in microseconds since
    1970 (where `timed`), errors in hours and km (one standard deviation), degrees (NaN: no place).
    """

    timed: np.ndarray
    start: np.ndarray
    end: np.ndarray
    error_h: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    radius_km: np.ndarray
    acts: Words
    objects: Words


class Reach(NamedTuple):
    """What may find otherwise (`moved`), and what surely lay and lies outside the term (bool); and what
    answers alike about time and place now, whatever happened (int, −1 for those that may differ).
    """

    moved: np.ndarray
    before: np.ndarray
    now: np.ndarray
    alike: np.ndarray


class _Found(NamedTuple):
    """What one kind of step says: as `Reach`."""

    moved: np.ndarray
    before: np.ndarray
    now: np.ndarray


def versions(agreement: Agreement) -> dict[Pair, Version]:
    """Every term that incidents can show, as each reading holds it."""
    zones = {zone.id: zone for zone in agreement.zones}
    return {
        (reading.party, term.id): Version(reading, term, zones.get(term.zone))
        for reading in all_readings(agreement)
        for term in reading.terms
        if isinstance(term, OBSERVABLE)
    }


def reach(units: Units, was: Version | None, now: Version | None, ground: Ground) -> Reach:
    """Which units a term reaches that was another one, or wasn't there, or is no more, whoever is
    accused. `ground` is the mission's, under either agreement.
    """
    one, other = _both(was, now)
    time = _in_time(units, one, other, ground)
    lies = _lies(units, other, ground)
    acts = _in_words(units.acts, *(_asker(v, ground, Topic.ACT, "acts") for v in (one, other)))
    asked = [_asker(v, ground, Topic.OBJECT, "categories") for v in (one, other)]
    objects, near = _in_words(units.objects, *asked), _near(units, one, other, ground)
    beside = near.moved & ~_listed(units.objects, *asked)
    found = Reach(
        time.moved | acts.moved | objects.moved | beside | _elsewhere(one, other),
        time.before | acts.before | (objects.before & near.before),
        time.now | acts.now | (objects.now & near.now),
        np.where((time.alike >= 0) & (lies >= 0), time.alike * 3 + lies, -1),
    )
    return _there(found, was, now)


def reach_of_sides(
    sides: Sequence[str], was: Version | None, now: Version | None, ground: Ground
) -> Reach:
    """The same of accused sides, whatever happened: by whom the term binds."""
    told = [[_doubts(v, ground, accused=s)[Topic.BOUND] for s in sides] for v in _both(was, now)]
    before, then = (np.array([_refused(doubts) for doubts in each], bool) for each in told)
    moved = np.array([a != b for a, b in zip(*told, strict=True)], bool)
    return _there(Reach(moved, before, then, np.arange(len(sides))), was, now)


def _both(was: Version | None, now: Version | None) -> tuple[Version, Version]:
    one, other = was or now, now or was
    assert one is not None
    assert other is not None
    return one, other


def _there(found: Reach, was: Version | None, now: Version | None) -> Reach:
    """Where a term isn't there, everything lies outside."""
    every = np.ones(len(found.moved), bool)
    return Reach(
        found.moved if was and now else every,
        found.before if was else every,
        found.now if now else every,
        found.alike,
    )


def _elsewhere(was: Version, now: Version) -> bool:
    """Do they differ in anything that isn't followed?"""
    if type(was.term) is not type(now.term) or was.zone != now.zone:
        return True
    known = {name: getattr(now.term, name) for name in _FOLLOWED if hasattr(now.term, name)}
    return was.term.but(**known) != now.term


# What the rules say


def _doubts(version: Version, ground: Ground, **known: object) -> dict[Topic, Doubts]:
    """What the rule says, by topic, of an act of which no more than this is known; surroundings of
    sites are left out.
    """
    accused = str(known.pop("accused", ""))
    nothing = {"id": "", "report_ids": (), "probabilities": (), "when": None, "where": None}
    scene = Scene(
        incident=Incident(**{**nothing, **known}),  # type: ignore[arg-type]
        accused=accused,
        reading=version.reading,
        term=version.term.but(buffer_km=None) if _buffer(version) else version.term,
        ground=ground,
    )
    told = [(s.topic, (s.answer.verdict, s.answer.why)) for s in steps_of(scene)]
    return {t: tuple(a for of, a in told if of is t and a[0] is not Verdict.YES) for t in Topic}


def _refused(doubts: Doubts) -> bool:
    return any(verdict is Verdict.NO for verdict, _ in doubts)


def _asker(version: Version, ground: Ground, topic: Topic, field: str) -> Callable[[str], Doubts]:
    """What a rule says of a word; of none, where it is empty."""

    def ask(name: str) -> Doubts:
        known = {field: (Share(value=name, share=1.0),) if name else ()}
        return _doubts(version, ground, **known)[topic]

    return ask


# Words


def _in_words(words: Words, was: Callable[[str], Doubts], now: Callable[[str], Doubts]) -> _Found:
    """Units that are told of a word which is judged otherwise, or of none but refused ones."""
    told = [(was(name), now(name)) for name in words.names]
    moved = _any(words, [a != b for a, b in told])
    if was("") != now(""):
        moved |= ~words.some
    outside = [words.some & ~_any(words, [not _refused(t[n]) for t in told]) for n in (0, 1)]
    return _Found(moved, *outside)


def _listed(words: Words, was: Callable[[str], Doubts], now: Callable[[str], Doubts]) -> np.ndarray:
    """Units all of whose words are in both lists, so that no surroundings are asked."""
    found: np.ndarray = words.some & ~_any(words, [bool(was(n) or now(n)) for n in words.names])
    return found


def _any(words: Words, which: Sequence[bool]) -> np.ndarray:
    """Units that have a word of these."""
    found = np.zeros(len(words.some), bool)
    found[words.owner[np.array(which, bool)[words.codes]]] = True
    return found


# Time


def _in_time(units: Units, was: Version, now: Version, ground: Ground) -> Reach:
    """Units whose time, with its errors, comes near a bound of either version may be moved, and those
    that lie between two bounds where the versions disagree.
    """
    every = [m for v in (was, now) for kind in _timing(v) for m in kind]
    bounds = np.unique([_micros(m) for m in every])
    cell = _cells(units, bounds) if _blunt(ground) else np.full(len(units.timed), -1)
    told = [_of_cells(v, bounds, ground) for v in (was, now)]
    clear = cell >= 0
    moved = np.where(clear, np.array([a != b for a, b in zip(*told, strict=True)])[cell], [True])
    before, then = (clear & np.array([_refused(d) for d in each])[cell] for each in told)
    return Reach(moved & (_timing(was) != _timing(now)), before, then, cell)


def _blunt(ground: Ground) -> bool:
    """Are thresholds too far from certainty to notice an error's tails?"""
    return ground.settings.no >= NOTICED and ground.settings.yes <= 1 - NOTICED


def _timing(version: Version) -> tuple[tuple[datetime, ...], ...]:
    """Moments on which the rule's answers about time hang, each kind apart."""
    term, window = version.term, version.term.in_force
    days = term.timetable_days if isinstance(term, DisengagementArea) else None
    over = tuple(end for s in window.starts if days and (end := _after(s, days)))
    late = term.deadline if isinstance(term, Withdrawal) else None
    left = version.reading.declared_exit
    return window.starts, window.ends, over, (late,) if late else (), (left,) if left else ()


def _after(start: datetime, days: int) -> datetime | None:
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _cells(units: Units, bounds: np.ndarray) -> np.ndarray:
    """Between which bounds each unit surely lies: how many are before it; −1 where it isn't sure."""
    error = np.ceil(SIGMAS * units.error_h * _HOUR)
    first = np.searchsorted(bounds, units.start - error, "left")
    last = np.searchsorted(bounds, units.end + error, "right")
    cells: np.ndarray = np.where(units.timed & (first == last), first, -1)
    return cells


def _of_cells(version: Version, bounds: np.ndarray, ground: Ground) -> list[Doubts]:
    """What the rule says of a moment before the first bound, between each two, and after the last."""
    low, high = _micros(_FIRST), _micros(_LAST)
    edges = [low, *(min(max(int(b), low), high) for b in bounds), high]
    inside = [_EPOCH + timedelta(microseconds=(a + b) // 2) for a, b in pairwise(edges)]
    times = [Interval(start=moment, end=moment) for moment in inside]
    return [_doubts(version, ground, when=when)[Topic.WINDOW] for when in times]


# Surroundings of sites


def _near(units: Units, was: Version, now: Version, ground: Ground) -> _Found:
    """Units near sites whose surroundings one version protects otherwise than the other; and those
    that lie in no surroundings of either.
    """
    told = [(_buffer(v), _sites(v, ground)) for v in (was, now)]
    outside = [_beyond(units, *each, ground) for each in told]
    same = told[0] == told[1]
    return _Found(~(outside[0] & outside[1]) & (not same), *outside)


def _lies(units: Units, version: Version, ground: Ground) -> np.ndarray:
    """What the rule finds of the place: 0 nothing is asked, 1 beyond all surroundings, 2 no site to
    measure from; −1 where it must be judged.
    """
    doubts = _doubts(version, ground)
    if doubts[Topic.PLACE] or doubts[Topic.MEANS]:
        return np.full(len(units.lat), -1)
    km, sites = _buffer(version), _sites(version, ground)
    if km is None or not sites:
        return np.full(len(units.lat), 0 if km is None else 2)
    return np.where(_beyond(units, km, sites, ground), 1, -1)


def _buffer(version: Version) -> float | None:
    return version.term.buffer_km if isinstance(version.term, ProtectedSites) else None


def _sites(version: Version, ground: Ground) -> tuple[tuple[float, float], ...]:
    """Where the sites lie whose surroundings are protected."""
    listed = version.term.sites
    if listed is None or _buffer(version) is None:
        return ()
    told = {c: covers_category(listed, c).verdict for c in {s.category for s in ground.sites}}
    return tuple((s.lat, s.lon) for s in ground.sites if told[s.category] is Verdict.YES)


def _beyond(
    units: Units, km: float | None, sites: Sequence[tuple[float, float]], ground: Ground
) -> np.ndarray:
    """Units that surely lie farther than `km` from all sites; all of them without a distance, none
    where there is no site to measure from.
    """
    if km is None or not sites or not _blunt(ground):
        return np.full(len(units.lat), km is None)
    cosine = _directions(units.lat, units.lon) @ _directions(*np.array(sites).T).T
    apart = LEAST_EARTH_KM * np.arccos(np.clip(cosine.max(axis=1), -1.0, 1.0))
    beyond: np.ndarray = apart > km + SIGMAS * units.radius_km + 1.0  # NaN: the place isn't known
    return beyond


def _directions(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Unit vectors of places in degrees, a row each."""
    phi, theta = np.radians(lat), np.radians(lon)
    return np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)
