"""Checks of an agreement: small questions that a drafter or a mission should settle beforehand.

Each check is one function from what it needs to Problems. An `error` makes findings meaningless, a
`warning` leaves a question open, `info` states a limit. Problems name a field, not a line: whoever
holds the file puts them on their lines (`yamltext.on_lines`). No check changes the agreement.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations

from truceline.foundation.agreement.overrides import DROPPED
from truceline.foundation.agreement.reading import all_readings
from truceline.foundation.agreement.shape import shape_fault
from truceline.foundation.agreement.window import day_count_ends
from truceline.foundation.vocabulary import matches, nearest
from truceline.foundation.zones import zone_of
from truceline.model.agreement import (
    OBSERVABLE,
    Agreement,
    AnyTerm,
    BreachExit,
    Definitions,
    EntryDuration,
    LineTerm,
    NatureParties,
    Reading,
    Window,
    Withdrawal,
)
from truceline.model.mission import MissionSpec, Site
from truceline.model.place import Line
from truceline.model.record import Problem, Record, in_order

BIND_NOBODY = (EntryDuration, NatureParties, Definitions, BreachExit)
"""Kinds of term that state something and demand no conduct of a party."""

NOT_SCOPE = ("id", "text", "cite", "in_force", "exempt", "standard")
"""Fields of a term that don't say what it forbids, to whom, or where."""


class Subject(Record, frozen=True, kw_only=True):
    """What every check sees. `known` are the mission's parties, or the agreement's own; `alone`
    is true when there is no mission, so that a line can't be missed.
    """

    agreement: Agreement
    known: tuple[str, ...]
    sites: tuple[Site, ...] = ()
    line: Line | None = None
    alone: bool = False

    def versions(self, field: str) -> Iterator[tuple[str, AnyTerm]]:
        """Each different version of the terms, by the path of `field`: as written, then as
        readings change that field or add a term.
        """
        written = {term.id for term in self.agreement.terms}
        yield from ((f"terms.{t.id}.{field}", t) for t in self.agreement.terms)
        for reading in self.agreement.readings:
            for term in reading.terms:
                if f"{term.id}.{field}" in reading.changed or term.id not in written:
                    yield f"readings.{reading.party}.{term.id}.{field}", term


Found = Iterator[Problem]
Check = Callable[[Subject], Found]


def check_agreement(
    agreement: Agreement,
    spec: MissionSpec,
    sites: Sequence[Site],
    line: Line | None,
    file: str,
    *,
    alone: bool = False,
) -> tuple[Problem, ...]:
    """Everything that the checks find, by field. `sites` and `line` may be empty where the mission
    has none: no sites means that site categories aren't checked. `alone` says that the agreement
    is checked without a mission: then nothing is said of a line.
    """
    subject = Subject(
        agreement=agreement,
        known=tuple(party.id for party in spec.parties) or agreement.parties,
        sites=tuple(sites),
        line=line,
        alone=alone,
    )
    return in_order(p.but(file=file) for check in CHECKS for p in check(subject))


def _problem(field: str, message: str, hint: str = "", severity: str = "error") -> Problem:
    return Problem(file="", field=field, message=message, hint=hint, severity=severity)


def _warning(field: str, message: str, hint: str = "") -> Problem:
    return _problem(field, message, hint, "warning")


# windows


def empty_windows(subject: Subject) -> Found:
    """A window that no moment lies in, or whose alternatives share none."""
    for field, term in subject.versions("in_force"):
        windows = term.in_force.alternatives()
        if not windows and not _left_before(subject.agreement, field, term):
            yield _problem(field, "the window is empty: it ends before it begins")
        elif windows and max(w.start for w in windows) >= min(w.end for w in windows):
            hint = "no act could be found inside for certain; check the alternatives"
            yield _warning(field, "the alternatives of the window share no moment", hint)


def _left_before(agreement: Agreement, field: str, term: AnyTerm) -> bool:
    """Is the window empty by a declared exit? That is told by its own check."""
    exits = (r.declared_exit for r in agreement.readings if field.startswith(_stem(r)))
    return any(end is not None and end <= min(term.in_force.starts) for end in exits)


def _stem(reading: Reading) -> str:
    return f"readings.{reading.party}."


def overlapping_windows(subject: Subject) -> Found:
    """Two terms of one reading that forbid the same at the same time: acts would be found twice."""
    for reading in (_written(subject.agreement), *subject.agreement.readings):
        for one, other in combinations(reading.terms, 2):
            if _same_scope(one, other) and _overlap(one.in_force, other.in_force):
                field = f"{_path(reading, other.id)}.in_force"
                hint = "let one end where the other begins, or make it one term"
                yield _warning(field, f"its window overlaps that of `{one.id}`", hint)


def _written(agreement: Agreement) -> Reading:
    return Reading(party="", terms=agreement.terms)


def _path(reading: Reading, term_id: str) -> str:
    """Where a reading's version of a term is written: in the reading only where it differs."""
    own = any(change.partition(".")[0] == term_id for change in reading.changed)
    return f"readings.{reading.party}.{term_id}" if own else f"terms.{term_id}"


def _same_scope(one: AnyTerm, other: AnyTerm) -> bool:
    """Do both terms forbid the same, but for the time? Only kinds that forbid acts can."""
    free = {name: getattr(one, name) for name in NOT_SCOPE}
    return isinstance(one, OBSERVABLE) and one == other.but(**free)


def _overlap(one: Window, other: Window) -> bool:
    pairs = ((a, b) for a in one.alternatives() for b in other.alternatives())
    return any(a.start < b.end and b.start < a.end for a, b in pairs)


def counted_days(subject: Subject) -> Found:
    """An end that depends on whether the first day counts: both last days are said."""
    for field, term in subject.versions("in_force"):
        window = term.in_force
        if window.days is not None and len(window.ends) > 1:
            yield from (_counted(field, window, n) for n in range(len(window.starts)))


def _counted(field: str, window: Window, n: int) -> Problem:
    start = window.starts[n].astimezone(zone_of(window.zone))
    try:
        counted, after = day_count_ends(start, window.days or 0, window.zone)
    except OverflowError:
        return _problem(field, f"{window.days} days go beyond the calendar")
    first, second = (_date(end - timedelta(days=1)) for end in (counted, after))
    message = (
        f"{window.days} day{'s' * (window.days != 1)} from {_date(start)} end with {first} if the first day"
        f" counts and with {second} if it doesn't"
    )
    both = f"[{counted.isoformat()}, {after.isoformat()}]"
    return _warning(field, message, f"write the end that was agreed, or keep both: until: {both}")


def _date(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def exit_before_start(subject: Subject) -> Found:
    """A declared exit that comes before a term has begun."""
    for reading in subject.agreement.readings:
        end = reading.declared_exit
        late = [t.id for t in reading.terms if end and end <= min(t.in_force.starts)]
        if late:
            field = f"readings.{reading.party}.declared_exit"
            message = f"the exit comes before the start of {', '.join(f'`{i}`' for i in late)}"
            yield _problem(field, message, f"drop the term with `{DROPPED}` if it never held")


# parties


def nobody_bound(subject: Subject) -> Found:
    """A term that demands conduct and binds nobody."""
    for field, term in subject.versions("binds"):
        if not term.binds and not isinstance(term, BIND_NOBODY):
            yield _problem(field, "nobody is bound by this term", "add `binds: [party, …]`")


def unknown_parties(subject: Subject) -> Found:
    """Parties that are bound or have a reading, and that the mission doesn't know."""
    named = {(party, "parties") for party in subject.agreement.parties}
    bound = [(p, field) for field, t in subject.versions("binds") for p in t.binds]
    stated = [(r.party, f"readings.{r.party}") for r in subject.agreement.readings]
    told = dict((*sorted(named), *bound, *stated))
    for party, field in sorted(told.items()):
        if party not in subject.known:
            what = "reading of an unknown party" if field.startswith("readings.") else "party"
            message = f"`{party}` isn't known to the mission"
            near = nearest(party, subject.known)
            hint = f"did you mean `{near}`?" if near else f"known: {', '.join(subject.known)}"
            yield _problem(field, message if what == "party" else f"{what}: {message}", hint)


def silent_parties(subject: Subject) -> Found:
    """A party with no reading where no text was signed."""
    if subject.agreement.common_text is not None:
        return
    stated = {reading.party for reading in subject.agreement.readings}
    for party in subject.agreement.parties:
        if party not in stated:
            message = f"`{party}` has no reading and no common text was signed"
            hint = (
                "it is taken to read the terms as written; state its reading and where it said so"
            )
            yield _warning("readings", message, hint)


# zones and distances


def uncomputable_zones(subject: Subject) -> Found:
    """A zone that is named and not defined, or defined and without a computable shape."""
    for zone in subject.agreement.zones:
        lined = zone.from_line is not None or zone.width_km is not None
        unknown = lined and subject.alone and subject.line is None
        if not unknown and (fault := shape_fault(zone, subject.line)):
            yield _problem(f"zones.{zone.id}", *fault)
    known = {zone.id for zone in subject.agreement.zones}
    for field, term in subject.versions("zone"):
        if term.zone and term.zone not in known:
            near = nearest(term.zone, known)
            hint = f"did you mean `{near}`?" if near else "define it under `zones`"
            yield _problem(field, f"there is no zone `{term.zone}`", hint)


def lines_missing(subject: Subject) -> Found:
    """A term that is measured from the mission's line, which the mission doesn't have."""
    if subject.line is not None or subject.alone:
        return
    for field, term in subject.versions("distance_km"):
        lined = isinstance(term, LineTerm) and term.line == "mission"
        if lined or (isinstance(term, Withdrawal) and term.distance_km is not None):
            hint = "add `line` to mission.yaml"
            yield _problem(field.removesuffix(".distance_km"), "the mission has no line", hint)


def ambiguous_widths(subject: Subject) -> Found:
    """A width of a whole zone where a distance from the line may be meant, or both at once."""
    for field, term in subject.versions("width_km"):
        if isinstance(term, Withdrawal) and term.width_km is not None:
            yield _width(field, term.width_km, both=term.distance_km is not None)
    for zone in subject.agreement.zones:
        if zone.width_km is not None:
            yield _width(f"zones.{zone.id}.width", zone.width_km, both=zone.from_line is not None)


def _width(field: str, width: float, *, both: bool) -> Problem:
    if both:
        message = f"a width of {width:g} km and a distance from the line are both given"
        return _problem(field, message, "keep the one that the text gives")
    message = (
        f"a width of {width:g} km: {width / 2:g} km to each side of the line,"
        f" or {width:g} km from it?"
    )
    return _warning(field, message, "where a distance is meant, write distance_km or from_line")


# what incidents can show


def categories_without_site(subject: Subject) -> Found:
    """A site category that no site of the mission's table has."""
    if not subject.sites:
        return
    have = {site.category for site in subject.sites}
    for field, term in subject.versions("sites"):
        listed = (*term.sites.yes, *term.sites.clause) if term.sites else ()
        for pattern in sorted(set(listed)):
            if not any(matches(pattern, category) for category in have):
                hint = "incidents at unlisted objects rest on their reports' category alone"
                yield _warning(field, f"no site of the site table is `{pattern}`", hint)


def other_means(subject: Subject) -> Found:
    """Terms that incidents can't show."""
    for field, term in subject.versions("clause"):
        if not isinstance(term, OBSERVABLE):
            clause = str(type(term).__struct_config__.tag)
            message = f"incidents can't show a term of kind {clause}: monitored by other means"
            yield _problem(field, message, severity="info")


def nothing_checkable(subject: Subject) -> Found:
    """An agreement that no incident could ever breach is an error, never compliance."""
    readings = subject.agreement.readings or (_written(subject.agreement),)
    held = (*readings, *all_readings(subject.agreement))
    terms = [term for reading in held for term in reading.terms]
    if not any(isinstance(term, OBSERVABLE) for term in terms):
        hint = "add a term of a kind that incidents can show, e.g. prohibited_acts"
        yield _problem("terms", "the agreement has no checkable term", hint)


CHECKS: tuple[Check, ...] = (
    empty_windows,
    overlapping_windows,
    counted_days,
    exit_before_start,
    nobody_bound,
    unknown_parties,
    silent_parties,
    uncomputable_zones,
    lines_missing,
    ambiguous_widths,
    categories_without_site,
    other_means,
    nothing_checkable,
)
