"""Findings: what a reading makes of an incident. Three-valued, with the trace that led there."""

from enum import StrEnum

from truceline.model.record import Record


class Verdict(StrEnum):
    """Answer of one rule."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"


class Why(StrEnum):
    """What an undetermined answer hangs on."""

    PLACE = "place"
    TIME = "time"
    KIND = "kind"
    CLAUSE = "clause"


class Answer(Record, frozen=True, kw_only=True):
    """One step of a rule trace: the question in words, the answer, its probability.

    `probability` is the share of the incident's error that lies inside, None where the answer is
    a matter of words. `why` is set when undetermined.
    """

    question: str
    verdict: Verdict
    probability: float | None = None
    why: Why | None = None
    note: str = ""


class Breach(StrEnum):
    """What a term under one reading says of one incident and one accused party.

    `BREACH` means: the act as alleged would breach. Whether the word may stand without
    *alleged* is `Finding.alleged`.
    """

    NONE = "none"
    EXEMPT = "exempt"
    BREACH = "breach"
    UNDETERMINED = "undetermined"


class Finding(Record, frozen=True, kw_only=True):
    """Incident × term × reading × accused party."""

    incident_id: str
    term_id: str
    reading: str
    accused: str
    breach: Breach
    why: Why | None = None
    alleged: bool = True
    probability: float | None = None
    trace: tuple[Answer, ...] = ()
    basis: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The finding in the brief's words."""
        if self.breach is Breach.BREACH:
            return "alleged, would breach" if self.alleged else "breach"
        if self.breach is Breach.UNDETERMINED:
            return f"undetermined ({self.why})"
        return str(self.breach)


class LedgerRow(Record, frozen=True, kw_only=True):
    """One incident in the ledger of one accused side under one reading: the strongest finding
    over all terms (breach, then undetermined, exempt, none).
    """

    accused: str
    reading: str
    incident_id: str
    breach: Breach
    why: Why | None = None
    alleged: bool = True
    term_id: str = ""
    occurrence: str = "alleged"
    contestation: str = "uncontested"
    reports: int = 0
    origins: int = 0


class Figure(Record, frozen=True, kw_only=True):
    """A number that is published, with the ids it rests on.

    `interval` is the half-open period it speaks of, ISO 8601 with zone, or None; `release` the
    widest level at which it may be shown.
    """

    id: str
    label: str
    value: float | int | str | None
    unit: str = ""
    interval: tuple[str, str] | None = None
    basis: tuple[str, ...] = ()
    release: str = "public"
