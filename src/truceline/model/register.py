"""The register: what a set of documents says, claim beside claim.

Every row names the claims that it rests on. It holds words and who used them, never what is true;
nothing in it is summed or averaged, and a pledge here is a draft until a person confirms it.
"""

from datetime import date, datetime
from enum import StrEnum

from truceline.model.claim import Bound, Claim, Document, Span
from truceline.model.record import Record


class Relating(StrEnum):
    """How claims about the same thing stand to each other."""

    AGREEMENT = "agreement"
    UPDATE = "update"
    CONTRADICTION = "contradiction"
    DIFFERENT_SCOPE = "different_scope"
    COPY = "copy"
    UNCLEAR = "unclear"


class Relation(Record, frozen=True, kw_only=True):
    """Two or more claims, by id and from old to new, and how they stand to each other. `about` is
    what they have in common in words, `why` the rule that found it. A copy names the claim of the
    older document first.
    """

    kind: Relating
    claims: tuple[str, ...]
    about: str
    why: str


class PledgeStep(Record, frozen=True, kw_only=True):
    """One claim in the history of a row: as of `on`, the day of its document."""

    on: date | None
    claim: str
    status: str
    words: str
    capability: str = ""
    condition: str = ""


class PledgeRow(Record, frozen=True, kw_only=True):
    """What is said of one contributor's part. Status, words and condition are those of the newest
    step of one part, dated if any is; `since` is the day of the oldest.

    `status` is indicated, offered, firm, refused, undecided, required_not_pledged (somebody else
    calls for it) or expected_by_others (somebody else expects it, or says it of others; then
    `contributor` is empty where nobody is named). Only the first three are pledges. `capability` is
    a word of the vocabulary, empty where the words don't say one. `voices` is who says so: actors,
    never more than the claims name. `origins` counts documents that aren't copies of each other.
    """

    contributor: str
    capability: str
    words: str
    status: str
    condition: str
    since: date | None
    voices: tuple[str, ...]
    history: tuple[PledgeStep, ...]
    claims: tuple[str, ...]
    copies: tuple[str, ...] = ()
    origins: int = 1


class Stance(StrEnum):
    """What a party does with an issue. `raises` names it as a subject of talks and no more."""

    DEMANDS = "demands"
    DEMANDS_END = "demands_end"
    ACCEPTS = "accepts"
    REFUSES = "refuses"
    REFUSES_END = "refuses_end"
    OFFERS = "offers"
    OPEN = "open"
    UNDECIDED = "undecided"
    RAISES = "raises"


class Position(Record, frozen=True, kw_only=True):
    """A cell of the matrix: one party's stance on one issue, its claims from old to new.

    `modality` and `on` are those of the newest claim; `voices` the persons and bodies that spoke
    for the party.
    """

    party: str
    issue: str
    stance: Stance
    modality: str
    on: date | None
    voices: tuple[str, ...]
    claims: tuple[str, ...]
    copies: tuple[str, ...] = ()


class Exclusion(Record, frozen=True, kw_only=True):
    """Two cells that can't both come true: `a` and `b` are (party, issue, stance)."""

    issue: str
    a: tuple[str, str, str]
    b: tuple[str, str, str]
    why: str


class EstimateRow(Record, frozen=True, kw_only=True):
    """Who names which number for which scope. `scope` is a word of the data, or empty: then the
    number is compared with nothing. Bounds as in `Quantity`; `raw` are the number's words.
    """

    scope: str
    by: str
    on: date | None
    unit: str
    lo: float | None
    hi: float | None
    bound: Bound
    raw: str
    claims: tuple[str, ...]
    copies: tuple[str, ...] = ()


class Meeting(Record, frozen=True, kw_only=True):
    """A meeting or call that claims speak of. Half-open [start, end) as far as it is told;
    `held` is false where it was only announced; `minutes` are (least, most) where a length is told.
    """

    start: datetime | None
    end: datetime | None
    expression: str
    who: tuple[str, ...]
    held: bool
    minutes: tuple[float | None, float | None] | None
    claims: tuple[str, ...]
    copies: tuple[str, ...] = ()


class Register(Record, frozen=True, kw_only=True):
    """All of a register. `claims` are all claims by place; `origin_of` names for each document the
    one whose word it is; `shown` holds by claim id the span to show where a negation stands just
    before the quote, or where the quote concedes something to its main clause; `labels` names issues and scopes; `refused` counts drafts that the gate didn't
    let through.
    """

    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    pledges: tuple[PledgeRow, ...] = ()
    positions: tuple[Position, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    estimates: tuple[EstimateRow, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    origin_of: dict[str, str] = {}
    shown: dict[str, Span] = {}
    labels: dict[str, str] = {}
    refused: int = 0


class Sayings(Record, frozen=True, kw_only=True):
    """What a brief shows of documents: those that its level may see, and their register. Where
    `whole` is false only quotes may be shown; `withheld` counts documents that the level may not
    see, and `zone` is that of days.
    """

    register: Register
    documents: tuple[Document, ...]
    zone: str = "UTC"
    whole: bool = True
    withheld: int = 0
