"""The agreement as data: clauses made checkable, and each party's reading of them.

A clause is treaty text, a `Term` its checkable form. All sixteen kinds of clause that ceasefires
are made of can be written; which of them incidents can show is `OBSERVABLE`. A `Reading` says
where one party's version differs from the written term: nothing here decides who is right.
"""

from datetime import datetime
from typing import Literal, TypeAlias

from truceline.model.place import ZoneSpec
from truceline.model.record import Interval, Record


class Window(Record, frozen=True, kw_only=True):
    """When a term is in force. Several starts or ends are alternatives that a reading holds.

    `days` keeps a length that was given in days: its end depends on how days are counted.
    No end means open-ended.
    """

    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...] = ()
    zone: str = "+00:00"
    days: int | None = None

    def alternatives(self) -> tuple[Interval, ...]:
        """Every pair of start and end that makes an interval, in order."""
        ends = self.ends or (datetime.fromisoformat("9999-12-31T00:00:00+00:00"),)
        pairs = {(s, e) for s in self.starts for e in ends if s < e}
        return tuple(Interval(start=s, end=e, zone=self.zone) for s, e in sorted(pairs))


class SiteList(Record, frozen=True, kw_only=True):
    """Categories of protected objects: covered, disputed wording, and expressly not covered.

    Patterns are `family/member` or `family/*`. What no pattern names is not covered.
    """

    yes: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


class Exemption(Record, frozen=True, kw_only=True):
    """Acts that are no breach under a condition: `announced_exercise`, `demining`,
    `authorised_return_fire`, `notified`, or any word that a judgement may use.
    """

    act: str
    when: str


class Standard(Record, frozen=True, kw_only=True):
    """Evidence that a term demands before the word breach may stand without alleged."""

    breach: Literal["alleged", "corroborated", "verified"] = "corroborated"
    approvals: int = 1


class Term(Record, frozen=True, kw_only=True, tag_field="clause"):
    """What every kind of term has. `acts` are patterns `family/act` or `family/*`;
    `open_acts` are acts whose coverage is disputed: they answer undetermined(clause).
    `zone` names a zone of the agreement; `cite` is where the words are published.
    """

    id: str
    text: str = ""
    cite: str = ""
    binds: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    open_acts: tuple[str, ...] = ()
    sites: SiteList | None = None
    zone: str = ""
    in_force: Window
    exempt: tuple[Exemption, ...] = ()
    standard: Standard = Standard()


class EntryDuration(Term, frozen=True, kw_only=True, tag="entry_duration"):
    """1 Entry into force, duration, renewal."""

    renewal: str = ""
    inclusive_end: bool | None = None


class NatureParties(Term, frozen=True, kw_only=True, tag="nature_parties"):
    """2 Nature of the halt and who signs."""

    nature: Literal["unilateral", "bilateral", "multilateral"] = "bilateral"
    signatories: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()


class ProhibitedActs(Term, frozen=True, kw_only=True, tag="prohibited_acts"):
    """3 Acts that are forbidden, anywhere or in a zone."""

    weapon: tuple[str, ...] = ()


class Definitions(Term, frozen=True, kw_only=True, tag="definitions"):
    """4 A defined word and the test it stands for."""

    term: str = ""
    test: str = ""


class LineTerm(Term, frozen=True, kw_only=True, tag="line"):
    """5 The line; acts forward of it are breaches. `line` names a line file or `mission`."""

    line: str = "mission"


class Withdrawal(Term, frozen=True, kw_only=True, tag="withdrawal"):
    """6 Weapons withdrawn behind a distance from the line (km), by a deadline.

    `distance_km` counts from the line; `width_km` is the width of a whole zone, which is not the
    same: the check asks when a text leaves it open.
    """

    weapon: tuple[str, ...] = ()
    distance_km: float | None = None
    width_km: float | None = None
    deadline: datetime | None = None


class LimitedForces(Term, frozen=True, kw_only=True, tag="limited_forces"):
    """7 Caps on holdings within a zone: item → number."""

    caps: dict[str, float] = {}


class DisengagementArea(Term, frozen=True, kw_only=True, tag="disengagement_area"):
    """8 An area out of which forces move, with its timetable."""

    precondition: str = ""
    timetable_days: int | None = None


class Airspace(Term, frozen=True, kw_only=True, tag="airspace"):
    """9 Airspace closed to some flights: height band in metres above ground."""

    floor_m: float | None = None
    ceiling_m: float | None = None
    permitted: tuple[str, ...] = ()


class Mines(Term, frozen=True, kw_only=True, tag="mines"):
    """10 No new mines, clearance of old ones, records."""

    clearance: str = ""
    records: str = ""


class ProtectedSites(Term, frozen=True, kw_only=True, tag="protected_sites"):
    """11 Objects that may not be struck; `buffer_km` also protects their surroundings."""

    buffer_km: float | None = None
    dual_use: str = ""


class ReturnFire(Term, frozen=True, kw_only=True, tag="return_fire"):
    """12 When fire may be returned and on whose order."""

    preconditions: str = ""
    authoriser: str = ""


class OrdersDiscipline(Term, frozen=True, kw_only=True, tag="orders_discipline"):
    """13 Orders to issue and publish, sanctions to report."""

    orders: str = ""
    sanctions: str = ""


class Monitoring(Term, frozen=True, kw_only=True, tag="monitoring"):
    """14 The monitors' mandate, access and means; interference with them is a breach."""

    mandate: str = ""
    access: str = ""
    means: tuple[str, ...] = ()


class BreachExit(Term, frozen=True, kw_only=True, tag="breach_exit"):
    """15 What follows a breach, and how a party leaves."""

    response: str = ""
    release: str = ""
    body: str = ""


class WindowsCorridors(Term, frozen=True, kw_only=True, tag="windows_corridors"):
    """16 Local silences for repairs and corridors for people: place, interval, guarantees."""

    guarantees: str = ""
    sites_named: tuple[str, ...] = ()


AnyTerm: TypeAlias = (
    EntryDuration
    | NatureParties
    | ProhibitedActs
    | Definitions
    | LineTerm
    | Withdrawal
    | LimitedForces
    | DisengagementArea
    | Airspace
    | Mines
    | ProtectedSites
    | ReturnFire
    | OrdersDiscipline
    | Monitoring
    | BreachExit
    | WindowsCorridors
)

OBSERVABLE: tuple[type[Term], ...] = (
    ProhibitedActs,
    LineTerm,
    Withdrawal,
    DisengagementArea,
    Airspace,
    Mines,
    ProtectedSites,
    Monitoring,
    WindowsCorridors,
)
"""Kinds of term that an incident can show; the others are monitored by other means."""


class Reading(Record, frozen=True, kw_only=True):
    """One party's version: the terms that it holds, after its own dates, lists and exits.

    `terms` are whole terms (the common text with this party's changes applied), in the
    agreement's order. `cites` are where the party stated its reading.
    """

    party: str
    terms: tuple[AnyTerm, ...]
    declared_exit: datetime | None = None
    changed: tuple[str, ...] = ()  # "term.field" that differs from the written term
    note: str = ""
    cites: tuple[str, ...] = ()


class CommonText(Record, frozen=True, kw_only=True):
    """The signed document, where there is one."""

    document: str
    date: str = ""


class Agreement(Record, frozen=True, kw_only=True):
    """An agreement: who is party, what the terms are, and how each party reads them.

    `common` holds the terms under a signed common text; None when nothing was signed.
    """

    title: str
    parties: tuple[str, ...]
    common_text: CommonText | None = None
    terms: tuple[AnyTerm, ...]
    zones: tuple[ZoneSpec, ...] = ()
    readings: tuple[Reading, ...] = ()


class CoreTerm(Record, frozen=True, kw_only=True):
    """What all readings of one term share: the intersection, for an agreement with no common text.

    `window` is None when the readings' windows share no moment.
    """

    id: str
    binds: tuple[str, ...]
    acts: tuple[str, ...]
    sites: SiteList | None
    window: Interval | None
