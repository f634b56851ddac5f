"""Whom a phrase means in its text: by name, by office and date, or by what was said before.

A pronoun or description goes back to the nearest fitting mention, the subject first. Where two fit,
or none, the words stay unresolved; nothing here may guess.
"""

from truceline.stages.evidence.reading.actors import referents as make
from truceline.stages.evidence.reading.actors.fits import (
    acting,
    called,
    human,
    kind_of,
    misspelt,
    named_so,
    party,
    plural,
    side,
    somebody,
    thing,
)
from truceline.stages.evidence.reading.actors.naming import back
from truceline.stages.evidence.reading.actors.phrase_words import Node
from truceline.stages.evidence.reading.actors.referents import Referent
from truceline.stages.evidence.reading.actors.titles import Titles

_BACK = 3


class Resolver(Titles):
    """Resolves the phrases of one text in their order."""

    def alone(self, word: str, *, acts: bool) -> Referent | None:
        """A capitalised word that no file knows: the last name or the initials of somebody or
        something told before, perhaps misspelt; else unresolved where it acts, or nothing.
        """
        same = self.story.latest(lambda s: called(s, word))
        if same:
            return back(same)
        near = self.story.latest(lambda s: misspelt(s, word))
        if near:
            return back(near)._replace(notes=(f"misspelt: {word}",))
        return make.unresolved(word) if acts else None

    def _pronoun(self, node: Node, words: str) -> Referent | None:
        pronoun = self.known.words["pronouns"][node.key]
        neuter = thing if node.form in pronoun["owning"] else acting
        fits = {"p": plural, "n": neuter}.get(pronoun["gender"], human(pronoun["gender"]))
        found = self.story.nearest(
            self.sentence, fits, 1 if pronoun["gender"] in {"n", "p"} else _BACK
        )
        if found is None or found.actor.startswith(make.UNRESOLVED):
            return None if pronoun["gender"] == "n" else make.unresolved(words)
        return back(found)

    def _sides(self, node: Node, words: str) -> Referent:
        fits = {"both_sides": side, "both_states": party, "both": side}.get(node.key, somebody)
        two = self.story.two(self.sentence, fits)
        if not two and node.key == "both":
            two = self.story.two(self.sentence, somebody)
        if not two:
            return make.unresolved(words, make.GROUP, plural=True)
        members = tuple((s.actor, s.alias) for s in two)
        spoken = " and ".join(s.actor for s in two)
        return Referent(
            two[0].actor, two[0].category, two[0].state, spoken, "p", plural=True,
            antecedent=two[0].alias, members=members,
        )  # fmt: skip

    def _anaphor(self, node: Node, words: str) -> Referent | None:
        """Of "the group", "the country": nearest of such a kind, or the last one whose name ends so
        ("the Mission"); nothing where there is none, since the words may well mean something else.
        """
        kinds, noun = set(node.key.split("|")), words.rsplit(maxsplit=1)[-1].lower()
        same = self.story.latest(lambda s: named_so(s, noun))
        same = same or self.story.nearest(self.sentence, lambda s: kind_of(s) in kinds and thing(s))
        return back(same)._replace(speaker=words) if same else None
