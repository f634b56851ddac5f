"""Which parties of a mission a text's speakers and actors belong to.

A state is a party by its name; whoever belongs to no party is nobody's side here, never a guess.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from truceline.foundation.places.gazetteer import country_code
from truceline.foundation.text import fold
from truceline.model.mission import Party
from truceline.stages.evidence.reading.actors.mentions import ActorMention


class Sides:
    """The parties by the names of their states and bodies, for the actors of one document."""

    def __init__(self, parties: Iterable[Party], mentions: Iterable[ActorMention]) -> None:
        self._named = {fold(p.name): p.id for p in parties}
        self._ids = frozenset(self._named.values())
        self._states = _states(mentions)

    def of(self, actor: str) -> str | None:
        """The party that an actor or speaker is of; None where it is none."""
        state = self._states.get(actor, actor)
        for name in (actor, state):
            if fold(name) in self._named:
                return self._named[fold(name)]
        code = country_code(state) if state else None
        return code if code in self._ids else None

    def other(self, side: str | None) -> str | None:
        """The party that stands against one, where there are two."""
        rest = self._ids - {side}
        return next(iter(rest)) if side in self._ids and len(rest) == 1 else None


def _states(mentions: Iterable[ActorMention]) -> Mapping[str, str]:
    """Name or words of a speaker → the state it belongs to."""
    found: dict[str, str] = {}
    for mention in mentions:
        state = mention.state or (mention.mention.actor if mention.category == "state" else "")
        for name in (mention.mention.actor, mention.speaker_form):
            if name and state:
                found.setdefault(name, state)
    return MappingProxyType(found)
