"""Incidents: what happened, as far as reports say, with every uncertainty kept."""

from datetime import datetime
from enum import StrEnum

from truceline.model.place import Place
from truceline.model.record import Interval, Record


class Share(Record, frozen=True, kw_only=True):
    """One of several values that reports give, and the share of origins' weight behind it."""

    value: str
    share: float


class Occurrence(StrEnum):
    """Did it happen? Levels of evidence, never of belief."""

    ALLEGED = "alleged"
    UNDER_VERIFICATION = "under_verification"
    CORROBORATED = "corroborated"
    VERIFIED = "verified"
    REFUTED = "refuted"
    NO_ACCESS = "unverifiable_no_access"


class Contestation(StrEnum):
    """Does anybody say otherwise?"""

    UNCONTESTED = "uncontested"
    DENIED = "denied"
    COUNTER_CLAIMED = "counter_claimed"


class Incident(Record, frozen=True, kw_only=True):
    """A group of reports about one act, named after its smallest report key.

    `probabilities[i]` is the probability that `report_ids[i]` belongs here. `when` is None when
    no report gives a usable time, `where` when none gives a place; `known` is when its first report became
    known. Shares add to 1 over the reports that affirm; `accused` are the parties that some
    report blames.
    """

    id: str
    report_ids: tuple[str, ...]
    probabilities: tuple[float, ...]
    when: Interval | None
    time_uncertainty_h: float = 0.0
    outside: tuple[str, ...] = ()  # reports whose interval doesn't meet `when`
    where: Place | None
    acts: tuple[Share, ...] = ()
    categories: tuple[Share, ...] = ()
    sites: tuple[Share, ...] = ()
    accused: tuple[str, ...] = ()
    known: datetime | None = None


class AccountKind(StrEnum):
    """Of how many acts an account speaks: several, none, or one that nobody tells."""

    SUMMARY = "summary"
    CALM = "calm"
    DENIAL = "denial"


class Cover(Record, frozen=True, kw_only=True):
    """An incident within an account's time and place; not `sure` where errors leave it open."""

    incident_id: str
    sure: bool


class Account(Record, frozen=True, kw_only=True):
    """Reports that speak of no one act: no incident, and counted as none. `denies` where they deny
    that anything happened; `covers` are the incidents that they speak of or contest, by id.
    """

    id: str
    kind: AccountKind
    report_ids: tuple[str, ...]
    denies: bool = False
    covers: tuple[Cover, ...] = ()


class Origin(Record, frozen=True, kw_only=True):
    """An independence group behind an incident and what it says of each proposition.

    Values per proposition: affirms, denies, unconfirmed, silent. `speaks` says for which
    propositions the group had access to the facts: only there does it count as independent.
    `actors` are the sides that it blames. An empty `group` gathers the reports of one side that are
    nobody's independent word.
    """

    group: str
    side: str
    report_ids: tuple[str, ...]
    claimants: tuple[str, ...]
    occurrence: str = "silent"
    object: str = "silent"
    actor: str = "silent"
    speaks: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()


class Denial(Record, frozen=True, kw_only=True):
    """A denial of one proposition by one side; `by_own_side` when the side contradicts itself."""

    side: str
    about: str
    report_ids: tuple[str, ...]
    by_own_side: bool = False


class Affirmation(Record, frozen=True, kw_only=True):
    """The accused side affirming its own act. `admitted` names the readings under which it is an
    admission; empty means affirmed, not admitted, for the reason given.
    """

    side: str
    report_ids: tuple[str, ...]
    admitted: tuple[str, ...] = ()
    reason: str = ""


class IncidentStatus(Record, frozen=True, kw_only=True):
    """What belongs to the incident itself, under every reading alike.

    `attribution` is none, direction, origin_area, party or unit, capped by the mandate, and
    `attributed_to` the party where one is named. `disputed` lists the propositions on which
    origins contradict each other (occurrence, object, actor, effect). `verified_by` are the mandated
    reviewers behind a verification; `inside_mandate` is False only where the place is known to lie
    outside the mandate's territory.
    """

    incident_id: str
    occurrence: Occurrence
    contestation: Contestation
    origins: tuple[Origin, ...]
    denials: tuple[Denial, ...] = ()
    affirmations: tuple[Affirmation, ...] = ()
    disputed: tuple[str, ...] = ()
    attribution: str = "none"
    attributed_to: str = ""
    verified_by: tuple[str, ...] = ()
    inside_mandate: bool = True
    basis: tuple[str, ...] = ()

    @property
    def affirming(self) -> tuple[Origin, ...]:
        """Origins that affirm the occurrence and had access to it."""
        heard = (o for o in self.origins if o.group and "occurrence" in o.speaks)
        return tuple(o for o in heard if o.occurrence == "affirms")
