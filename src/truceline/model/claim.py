"""Claims: what a document says, tied to the very words that say it.

A claim is one statement by one speaker. It is never the truth of what is said: its modality keeps
how it was put, its chain who told it. Offsets count Unicode code points of the document's text.
"""

from datetime import datetime
from enum import StrEnum

from truceline.model.record import Record

UNRESOLVED = "unresolved: "
"""Before the words of an actor whom nobody may name otherwise."""
UNATTRIBUTED = "Unattributed"
"""The actor of a claim where the text names nobody."""


class Span(Record, frozen=True, kw_only=True):
    """Code points [start, end) of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words."""
        return text[self.start : self.end]


class Name(Record, frozen=True, kw_only=True):
    """Words that a tool took for a name; `category` is state, organisation, person or group."""

    span: Span
    category: str


class Document(Record, frozen=True, kw_only=True):
    """A text that was taken in. `name` is its file as the mission names it; `text` is what offsets
    count in: the file itself for plain text and Markdown, the extracted text for all others.

    `published` is the moment or start of the day of its dateline, `known` when it counts as known
    (the end of that local day for a bare date); null where neither the file nor the text tells.
    `dated_by` says who told: the file's own fields (`file`), its head (`dateline`), its name
    (`name`), or a person beside it (`given`). `zone` is the zone of its local days, by which
    "today" and "overnight" are reckoned. `language` is `en`, `ru`, `uk` or empty.
    """

    name: str
    sha256: str
    text: str
    media: str = "text/plain"
    title: str = ""
    outlet: str = ""
    author: str = ""
    url: str = ""
    language: str = ""
    published: datetime | None = None
    known: datetime | None = None
    dated_by: str = ""
    zone: str = "UTC"
    names: tuple[Name, ...] = ()


class ClaimKind(StrEnum):
    """What a claim is: the nine kinds of the codebook."""

    PLEDGE = "pledge"
    POSITION = "position"
    CONDITION = "condition"
    FIGURE = "figure"
    INCIDENT = "incident"
    MEETING = "meeting"
    MANDATE = "mandate"
    AGREEMENT = "agreement"
    ASSESSMENT = "assessment"


class Modality(StrEnum):
    """How a claim is put."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    DEMANDED = "demanded"
    ALLEGED = "alleged"
    DENIED = "denied"
    CONDITIONAL = "conditional"


class Bound(StrEnum):
    """How a number is bounded by its words."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    UP_TO = "up_to"
    LESS_THAN = "less_than"
    RANGE = "range"
    UNQUANTIFIED = "unquantified"


class Quantity(Record, frozen=True, kw_only=True):
    """A number as a text gives it: `raw` are its words, `unit` the noun in the plural, an ISO code
    for money, `GBP/year` for money a year.

    exact and about: lo = hi = value; more_than: lo = value + 1 (counts), hi null; at_least: lo =
    value, hi null; up_to: lo 0, hi = value; less_than: lo 0, hi = value − 1 (counts); range: value
    null; unquantified: all null.
    """

    value: float | None = None
    lo: float | None = None
    hi: float | None = None
    unit: str = ""
    bound: Bound = Bound.EXACT
    raw: str = ""


class ClaimTime(Record, frozen=True, kw_only=True):
    """The half-open interval that a claim speaks of; null where a side is open.

    `precision` is instant, hour, part_of_day, day, week, month, season, year or open; `basis` is
    explicit, resolved_from_dateline or inferred_from_content; `expression` are the words.
    """

    start: datetime | None = None
    end: datetime | None = None
    precision: str = "day"
    expression: str = ""
    basis: str = "resolved_from_dateline"


class Mention(Record, frozen=True, kw_only=True):
    """Words that stand for an actor. `via` is alias (the words are one of the actor's names), or
    coreference (a pronoun or description; `antecedent` is the alias that it goes back to).

    `actor` is the canonical name; `unresolved: <words>` where nobody may guess.
    """

    actor: str
    span: Span
    via: str = "alias"
    antecedent: Span | None = None


class Draft(Record, frozen=True, kw_only=True):
    """What an extractor proposes; nothing of it counts before the gate has checked it.

    `at` is where the extractor believes that `quote` starts; the gate finds out for itself.
    `mentions` name the words for each actor; `cue` are the words that carry the modality (null for
    asserted). The other fields are those of `Claim`.
    """

    kind: ClaimKind
    actors: tuple[str, ...]
    predicate: str = ""
    object: str = ""
    target: str = ""
    polarity: str = "+"
    quantity: Quantity | None = None
    time: ClaimTime | None = None
    modality: Modality = Modality.ASSERTED
    condition: str | None = None
    attribution_chain: tuple[str, ...] = ()
    quote: str
    at: int | None = None
    mentions: tuple[Mention, ...] = ()
    cue: Span | None = None
    extractor: str
    confidence: float = 0.5
    notes: tuple[str, ...] = ()


class Claim(Record, frozen=True, kw_only=True):
    """One statement by one speaker, with its exact words; see the codebook in docs/claims.md.

    `actors` are canonical names (who acts or holds the stance; the speaker stands in
    `attribution_chain`, outermost first); `condition` is filled in where the modality is
    conditional. `mentions` and `cue` are the words that bear the actors and the modality out.
    """

    claim_id: str
    source_file: str
    kind: ClaimKind
    actors: tuple[str, ...]
    predicate: str
    object: str
    target: str
    polarity: str
    quantity: Quantity | None
    time: ClaimTime | None
    modality: Modality
    condition: str | None
    attribution_chain: tuple[str, ...]
    quote: str
    char_start: int
    char_end: int
    extractor: str
    confidence: float
    notes: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    cue: Span | None = None

    @property
    def span(self) -> Span:
        """Where the quote stands."""
        return Span(start=self.char_start, end=self.char_end)


class Refusal(Record, frozen=True, kw_only=True):
    """A draft that the gate didn't let through, and why: for a person to look at, never published."""

    source_file: str
    draft: Draft
    reason: str


class TextPair(Record, frozen=True, kw_only=True):
    """Two documents that share wording. `cover` is the larger share of sentences with a counterpart
    in the other; `verdict` is copy, derived, partial or independent; `direction` names the document
    that came first as `a` or `b`, or `unknown`.
    """

    a: str
    b: str
    cover: float
    verdict: str
    direction: str = "unknown"
    basis: str = ""


class Lineage(Record, frozen=True, kw_only=True):
    """Which documents go back to one text: `groups` (sorted names, groups of one left out) are the
    components of copies and derivatives; `pairs` all that are more than independent, and the
    independent ones that quote the same words.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[TextPair, ...] = ()
