"""Explanations: why reports were put together, term by term, so that a person can argue with it.

Holds what fusion weighed, and weighs nothing itself. Weights are nats: natural logarithms of odds.
"""

from truceline.model.record import Record


class Term(Record, frozen=True, kw_only=True):
    """One term of the log odds of one act against two; terms that are weighed together add up."""

    name: str
    nats: float
    words: str

    def __str__(self) -> str:
        return f"{self.name}: {self.words} ({weight(self.nats)})"


class Explained(Record, frozen=True, kw_only=True):
    """A report beside the rest of its incident: `probability` that it belongs there, and `terms`,
    none where it stands alone or where `note` says that a rule or a reviewer put it there.

    `alternative` is the best other incident, `alternative_probability` that the report belongs to
    it, and `alternative_terms` what stands for and against that.
    """

    key: str
    probability: float
    terms: tuple[Term, ...] = ()
    note: str = ""
    alternative: str | None = None
    alternative_probability: float = 0.0
    alternative_terms: tuple[Term, ...] = ()


class Explanation(Record, frozen=True, kw_only=True):
    """An incident's reports, explained. `rough` says why probabilities are rough, where they are."""

    incident_id: str
    reports: tuple[Explained, ...]
    rough: str = ""


class PairExplained(Record, frozen=True, kw_only=True):
    """Two reports beside each other alone, whatever else belongs to their incidents."""

    one: str
    two: str
    terms: tuple[Term, ...]
    note: str = ""
    rough: str = ""


RULED_OUT = -1e8
"""Nats below this mean: never one act, whatever else is said."""


def total(terms: tuple[Term, ...]) -> float:
    """The log odds that terms add up to, nats."""
    return sum(t.nats for t in terms)


def weight(nats: float) -> str:
    """`+1.2`, `−0.4`, `0.0`; `never` where something rules one act out."""
    if nats < RULED_OUT:
        return "never"
    return f"{nats:+.1f}".replace("-", "−") if round(nats, 1) else "0.0"
