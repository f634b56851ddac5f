"""Who an actor is for a reader of news: somebody or nobody in particular, a side or a bystander.

What a body is stands in the actors' own tables; nothing is concluded from how a name sounds.
"""

from functools import cache

from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.actors.tables import rows
from truceline.stages.evidence.reading.grammar.frames import frames
from truceline.stages.evidence.reading.lexicon import lexicon

UNATTRIBUTED = "Unattributed"
_PARTISAN = frozenset({"armed", "party", "military"})
_NEUTRAL = frozenset({"mission", "intergovernmental", "agency", "court", "ngo", "mediation"})


def takes_sides(found: ActorMention) -> bool:
    """Does it speak for a state or an armed side?"""
    if found.category == "organisation" and not found.state:
        return kind_of_body(found.mention.actor) in _PARTISAN
    if found.state and found.category in {"person", "office"}:
        return kind_of_body(found.state) in _PARTISAN | {""}
    return bool(found.state) or found.category == "state"


def is_neutral(found: ActorMention) -> bool:
    """Is it a body, or somebody of one, that belongs to no side?"""
    return kind_of_body(found.state or found.mention.actor) in _NEUTRAL


@cache
def outlets() -> frozenset[str]:
    """Papers and agencies by name."""
    return frozenset(row["name"] for row in rows("outlets"))


@cache
def _bodies() -> dict[str, str]:
    return {row["name"]: row["kind"] for row in rows("organisations")}


def kind_of_body(name: str) -> str:
    """What an organisation is (armed, mission, …); empty where it isn't listed, as states are."""
    return _bodies().get(name, "")


def known(found: ActorMention) -> bool:
    """Is somebody named? `They` that nobody resolves and `some countries` are nobody."""
    if found.mention.actor == UNATTRIBUTED:
        return False
    if found.mention.actor.startswith("unresolved:"):
        said = found.mention.actor.removeprefix("unresolved:").split()
        opening = len(said) > 1  # a capital there may only be that of the sentence
        return any(letter.isupper() for word in said[opening:] for letter in word)
    if found.category != "group" or found.state or found.members:
        return True
    return any(_telling(word) for word in found.mention.actor.split())


def _telling(word: str) -> bool:
    """Does a word of a group's name say whose it is (`Houthi officials`, not `some countries`)?"""
    low, known_words = word.lower(), lexicon()
    small = known_words.tag(low) or low in known_words.adjectives or low in known_words.nouns
    return word[0].isupper() and not small and low not in _common()


@cache
def _common() -> frozenset[str]:
    """Nouns of people, with their plurals: no name among them."""
    people = frames().sets["people_nouns"] | frames().of("meeting", "guests")
    return people | {f"{noun}s" for noun in people} | frames().sets["group_nouns"]
