"""What a claim says of somebody's contribution: whose, of what, how firm, on what condition.

Officials are not countries: what somebody expects or hopes of others is no pledge, neither his nor
theirs. What is required of somebody is no pledge either. A capability is named only where the
words name it.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from truceline.foundation.text import sentences
from truceline.model.claim import ClaimKind, Document, Modality
from truceline.stages.evidence.reading.actors.mentions import find_mentions
from truceline.stages.evidence.register.phrases import Phrases, found, named, topic
from truceline.stages.evidence.register.setting import Said
from truceline.stages.evidence.register.sides import (
    NOBODY,
    UNRESOLVED,
    is_party,
    is_state,
    party_of,
    teller,
    voices,
)

PLEDGED = ("indicated", "offered", "firm")
_EDGES = ' \t\n,;:.–—-“”"«»'
TROOPS, PART, BACKSTOP, OTHER = "troops", "part", "backstop", "other"
_ACTING = frozenset({"actor", "possessive"})
_KINDS = frozenset({ClaimKind.PLEDGE, ClaimKind.POSITION, ClaimKind.CONDITION})


class Contribution(NamedTuple):
    """One contributor's part as one claim tells it. `what` is a capability, `troops`, `part` (not
    named) or `other`; `voice` is whose word it is.
    """

    said: Said
    contributor: str
    what: str
    words: str
    status: str
    condition: str
    voice: str


def contributions(said: Said) -> Iterator[Contribution]:
    """What a claim says of contributions, one per contributor; nothing for most claims."""
    if said.claim.kind not in _KINDS or said.has("register", "contributions", "no_giving"):
        return
    if required := _required(said):
        yield required
    elif _gives(said) and not _called_for(said):
        yield from _given(said)
    else:
        yield from _answered(said)


def _called_for(said: Said) -> bool:
    """A demand or a condition of something else: nobody gives anything by it."""
    demanded = said.claim.modality is Modality.DEMANDED
    return demanded or said.claim.kind is ClaimKind.CONDITION


def _gives(said: Said) -> bool:
    what = _what(said.quote, said.language)
    giving = said.has("register", "contributions", "giving")
    if said.claim.kind is ClaimKind.PLEDGE and not giving:
        return _what(_after_actor(said), said.language) not in {"", PART}
    if said.claim.kind is ClaimKind.PLEDGE:
        return True
    return what == BACKSTOP or (giving and bool(what))


def _after_actor(said: Said) -> str:
    """The quote after its own actor's name: an army that acts isn't what is given."""
    named = said.mentioned(via="alias")
    ends = [span.end for actor in said.claim.actors for span in named.get(actor, ())]
    return said.quote[min(ends, default=0) :]


def _what(words: str, language: str) -> str:
    """The one capability that the words name, else troops, else a part that isn't named."""
    cut = topic("register", "contributions", "cuts").first(words, language)
    words = words[: cut.start] if cut else words
    if topic("register", "contributions", BACKSTOP)(words, language):
        return BACKSTOP
    listed = named("register", "contributions", "capabilities").items()
    capabilities = [name for name, phrase in listed if phrase(words, language)]
    troops = topic("register", "contributions", TROOPS)(words, language)
    more = troops or topic("register", "contributions", "unlisted")(words, language)
    if capabilities:
        return capabilities[0] if len(capabilities) == 1 and not more else OTHER
    if troops:
        return TROOPS
    return PART if topic("register", "contributions", PART)(words, language) else ""


def _given(said: Said) -> Iterator[Contribution]:
    status = _status(said)
    head = _head(said)
    subjects = set(parties_named(head, said.language, said.day))
    speaking = {voice.party: voice.who for voice in voices(said.claim, said.day)}
    ours = [party for party in speaking if is_state(party)] or _unresolved(said)
    if subjects and subjects.isdisjoint(speaking):
        yield from _expected(said, sorted(subjects))
    elif _of_others(head, said.language, subjects) or _speaks_of_others(said, subjects):
        yield from _expected(said, [""])
    elif status:
        told = teller(said.claim, said.day)
        speaking |= {told.party: told.who}
        yield from (_contribution(said, p, status, speaking.get(p, told.who)) for p in ours)


def _unresolved(said: Said) -> list[str]:
    """Contributors by a name that nobody could resolve: shown as such, never guessed."""
    return [
        a for a in said.claim.actors if a.startswith(UNRESOLVED) and a[len(UNRESOLVED)].isupper()
    ]


def _speaks_of_others(said: Said, subjects: set[str]) -> bool:
    """Does the actor only tell what he expects, with nobody who could give named?"""
    return said.has("register", "expects") and not subjects


def _expected(said: Said, parties: list[str]) -> Iterator[Contribution]:
    """What somebody says of others; a denial of it says nothing of anybody."""
    if said.claim.polarity == "-" or said.claim.modality is Modality.DENIED:
        return
    told = teller(said.claim, said.day).who
    if (
        told == NOBODY
        or not _what(said.quote, said.language)
        or not (_status(said) or said.has("register", "expects"))
    ):
        return
    for party in parties:
        yield _contribution(said, party, "expected_by_others", told)


def _contribution(said: Said, party: str, status: str, voice: str) -> Contribution:
    what = _what(said.quote, said.language) or OTHER
    words, condition = words_of(said), said.claim.condition or ""
    return Contribution(said, party, what, words, status, condition, voice)


def _status(said: Said) -> str:
    """Refused or undecided, else how firm the words are; empty where they promise nothing."""
    if said.has("register", "status", "undecided"):
        return "undecided"
    if topic("issues", "stances", "not_refused")(said.quote, said.language):
        return "indicated"
    if said.claim.modality is Modality.DENIED or said.claim.polarity == "-":
        return "refused"
    if said.claim.modality is Modality.CONDITIONAL:
        return "indicated"
    levels = named("register", "status")
    order = (("indicated", levels["indicated"]), *_sure(said), ("offered", levels["offered"]))
    return found(order, said.quote, said.language)


def _sure(said: Said) -> Iterator[tuple[str, Phrases]]:
    """Firm words, where the claim names one part: of several nobody knows which is meant."""
    if _what(said.quote, said.language) != OTHER:
        yield "firm", named("register", "status")["firm"]


def _head(said: Said) -> str:
    """The words before the giving: who would give."""
    start = topic("register", "contributions", "giving").first(said.quote, said.language)
    return said.quote[: start.start] if start else said.quote


def _of_others(head: str, language: str, subjects: set[str]) -> bool:
    return not subjects and topic("register", "others")(head, language)


def parties_named(words: str, language: str, day: date | None) -> list[str]:
    """The parties that words name as actors, in their order."""
    document = Document(name="", sha256="", text=words, language=language)
    found_ = find_mentions(document, sentences(words, language))
    each = (one.actor for m in found_ if m.use in _ACTING for one in m.each)
    return [p for p in dict.fromkeys(party_of(actor, day) for actor in each) if is_party(p)]


def words_of(said: Said) -> str:
    """What would be given, in the claim's own words: from the giving to the condition."""
    phrase = topic("register", "contributions", "giving").first(said.quote, said.language)
    if phrase and _what(said.quote, said.language) == PART:
        return _bare(said.quote[phrase.start :].partition(",")[0], said)
    tail = said.quote[phrase.end :] if phrase else said.quote
    return _bare(tail, said) or _bare(said.quote, said) or said.quote


def _bare(words: str, said: Said) -> str:
    """Words without the condition, the word that leads to it, what joins them to the verb, and
    what is spoken of after them.
    """
    for leading in ("tellers", "cuts"):
        told = topic("register", "contributions", leading).first(words, said.language)
        words = words[: told.start] if told else words
    if said.claim.condition and said.claim.condition in words:
        words = words[: words.index(said.claim.condition)]
    cut = [span.start for span in topic("register", "ifs").all(words, said.language)]
    return words[: cut[-1] if cut else len(words)].strip(_EDGES).removeprefix("of ")


def _required(said: Said) -> Contribution | None:
    """What somebody calls for from another: the state that the condition names first."""
    if said.claim.kind is not ClaimKind.CONDITION or not said.has("register", "requires"):
        return None
    told = teller(said.claim, said.day)
    asked = said.claim.condition or said.quote
    every = parties_named(asked, said.language, said.day)
    others = [p for p in every if is_state(p) and p != told.party]
    what = _what(asked, said.language)
    if not others or not what:
        return None
    return Contribution(said, others[0], what, asked, "required_not_pledged", "", told.who)


def _answered(said: Said) -> Iterator[Contribution]:
    """`X has said no`: what to stands in the sentence before."""
    no = said.has("register", "contributions", "said_no")
    yet = said.has("register", "contributions", "said_not_yet")
    undecided = yet or said.has("register", "status", "undecided")
    if not (no or undecided) or not _gives_before(said):
        return
    parties = set(parties_named(said.quote, said.language, said.day))
    for voice in voices(said.claim, said.day):
        if is_state(voice.party) and parties <= {voice.party}:
            status = "refused" if no and not undecided else "undecided"
            yield Contribution(said, voice.party, TROOPS, said.quote, status, "", voice.who)


def _gives_before(said: Said) -> bool:
    return topic("register", "contributions", TROOPS)(said.paragraph, said.language)
