"""Whom an office means: whoever the text gave it, else its holder in the month of the text.

Where neither tells, the office itself is the answer. It must never choose between two.
"""

from truceline.stages.evidence.reading.actors import referents as make
from truceline.stages.evidence.reading.actors.catalogue import state_named
from truceline.stages.evidence.reading.actors.fits import (
    leads,
)
from truceline.stages.evidence.reading.actors.naming import Naming, back, state_of
from truceline.stages.evidence.reading.actors.offices import (
    holder,
    leader,
    office_class,
    offices_like,
    single,
)
from truceline.stages.evidence.reading.actors.phrase_words import Node
from truceline.stages.evidence.reading.actors.referents import Referent
from truceline.stages.evidence.reading.actors.story import Seen
from truceline.stages.evidence.reading.actors.tables import people, rows

_LED = "leader"
_ANY = "minister"


class Titles(Naming):
    """Offices, leaders and counterparts of one text."""

    def _office(self, node: Node, words: str) -> Referent:
        whose = self._whose(node)
        if node.name:
            return self._named(node, whose, node.key, words)
        if "a" in node.flags and not single(node.key):
            return self._anonymous(node, words)
        if node.key == _LED:
            return self._leading(node, words)
        if whose is None:
            return self._the_office(node, words)
        return self._office_of(node, state_of(whose), words)

    def _the_office(self, node: Node, words: str) -> Referent:
        """Of "the prime minister": the last one spoken of, else the holder in the only state that the
        sentence or the one before it speaks of.
        """
        same = self.story.latest(lambda s: self._held_by(s, node.key))
        if same and "former" not in node.flags and "deputy" not in node.flags:
            return back(same)
        near = self.story.nearest(self.sentence, lambda s: s.category == make.STATE, 1)
        person = self._holder(near.state, node) if near else None
        return self._holding(person) if person else make.unresolved(words, make.OFFICE)

    def _held_by(self, seen: Seen, office: str) -> bool:
        if seen.category not in {make.PERSON, make.OFFICE}:
            return False
        return office in seen.offices or (
            office == _ANY and any(o.endswith(f" {_ANY}") and not leads(o) for o in seen.offices)
        )

    def _office_of(self, node: Node, state: str, words: str) -> Referent:
        """An office of a state: who was named with it before, else its holder, else the office."""
        plain = not {"former", "deputy"} & node.flags
        same = self.story.latest(
            lambda s: s.state == state and bool(s.offices & offices_like(node.key)) and plain
        )
        if same and state:
            return back(same)
        person = self._holder(state, node)
        if person:
            return self._holding(person)
        prefix = " ".join(flag for flag in ("former", "deputy") if flag in node.flags)
        named = node.key if single(node.key) else node.form or node.key
        return self._of_office(f"{prefix} {named}".strip(), state, words)

    def _of_office(self, office: str, state: str, words: str) -> Referent:
        if not state:
            return make.unresolved(words, make.OFFICE)
        spoken = f"{office} of {state_named(state)}"
        offices = frozenset({office})
        return Referent(spoken[0].upper() + spoken[1:], make.OFFICE, state, spoken, offices=offices)

    def _holder(self, state: str, node: Node) -> str:
        if {"former", "deputy"} & node.flags or not single(node.key):
            return ""
        if not self.month:
            return self._named_holder(state, node.key)
        person = holder(state, frozenset({node.key}), self.month)
        person = person or holder(state, offices_like(node.key), self.month)
        return person.name if person else ""

    def _named_holder(self, state: str, office: str) -> str:
        """Without a date: the only one named in this text who ever held the office."""
        known = people()
        found = [
            name
            for name in self.named
            if name in known
            and known[name].state == state
            and any(t.office in offices_like(office) for t in known[name].held)
        ]
        return found[0] if len(found) == 1 else ""

    def _holding(self, name: str) -> Referent:
        found = make.of_person(people()[name], self.month)
        return found._replace(notes=("holder of the office on the document's date",))

    def _leading(self, node: Node, words: str) -> Referent:
        """Of "the … leader", "the head of state": whoever led it when the document was written."""
        heading = self._heading(node)
        if heading:
            return self._heads(node._replace(key=heading, form=heading), words)
        state, owner = state_of(self._whose(node)), node.owner
        if owner is not None and owner.kind == "body" and self._bodies[owner.key]["kind"] == "body":
            return self._of_office(f"head of the {owner.key}", state, words)
        if not state:
            same = self.story.nearest(self.sentence, self._leads)
            return back(same) if same else make.unresolved(words, make.OFFICE)
        person = None if "former" in node.flags else leader(state, self.month)
        same = self.story.latest(lambda s: s.state == state and self._leads(s))
        if same and (person is None or same.actor == make.of_person(person, self.month).actor):
            return back(same)
        return self._holding(person.name) if person else self._of_office("leader", state, words)

    def _heading(self, node: Node) -> str:
        """The office of whoever heads a body: an army's chief leads no state."""
        offices: dict[str, str] = self.known.words.get("heads_of", {})
        owner = node.owner
        if owner is None:
            return ""
        row = self._kinds.get(owner.key, {})
        army = owner.kind == "organisation" and row.get("kind") == "army"
        return offices.get("Armed Forces" if army else owner.key, "")

    def _heads(self, node: Node, words: str) -> Referent:
        state = state_of(self._whose(node))
        return self._office_of(node, state, words) if state else self._the_office(node, words)

    def _leads(self, seen: Seen) -> bool:
        return seen.category == make.PERSON and any(map(leads, seen.offices))

    def _counterpart(self, node: Node, words: str) -> Referent:
        """Of "his … counterpart": the holder of the possessor's office in the other state."""
        if node.name:
            return self._named(node, self._whose(node), "", words)
        whose = node.owner
        asked = whose.owner if whose and whose.owner else whose
        first = self.refer(asked, asked.form) if asked else None
        state = whose.key if whose and whose.owner else ""
        classes = {office_class(office) for office in first.offices} if first else set()
        if not state or not classes:
            return make.unresolved(words, make.OFFICE)
        return self._counterpart_in(state, classes, words)

    def _counterpart_in(self, state: str, classes: set[str], words: str) -> Referent:
        if _LED in classes:
            node = Node("office", 0, 0, _LED, owner=Node("state", 0, 0, state))
            return self._leading(node, words)
        offices = [row["office"] for row in rows("offices") if row["class"] in classes]
        return self._office_of(Node("office", 0, 0, offices[0]), state, words)

    _title = _leading
