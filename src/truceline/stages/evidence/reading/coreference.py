"""Whom a phrase means in its text: by name, by office and date, or by what was said before.

A pronoun or description goes back to the nearest fitting mention, the subject first. Where two fit,
or none, the words stay unresolved; nothing here may guess.
"""

from collections.abc import Callable

from truceline.stages.evidence.reading import referents as make
from truceline.stages.evidence.reading.actor_tables import people, rows, states
from truceline.stages.evidence.reading.catalogue import Catalogue, state_named
from truceline.stages.evidence.reading.fits import (
    acting,
    bears,
    human,
    initials,
    kind_of,
    leads,
    misspelt,
    named_so,
    party,
    plural,
    side,
    somebody,
    thing,
    variant,
)
from truceline.stages.evidence.reading.offices import (
    holder,
    leader,
    office_class,
    offices_like,
    single,
)
from truceline.stages.evidence.reading.phrase_words import Node
from truceline.stages.evidence.reading.referents import Referent
from truceline.stages.evidence.reading.story import Seen, Story

_LED = "leader"
_ANY = "minister"
_ARMED, _ARMY = "armed", "army"
_BACK = 3


class Resolver:
    """Resolves the phrases of one text in their order. `month` is that of the document (`YYYY-MM`,
    empty where unknown), `named` holds everybody whom the text gives in full.
    """

    def __init__(self, known: Catalogue, month: str, named: frozenset[str]) -> None:
        self.known = known
        self.month = month
        self.named = named
        self.story = Story()
        self.sentence = 0
        self._kinds = {row["name"]: row for row in rows("organisations")}
        self._armies = {r["state"]: r["name"] for r in self._kinds.values() if r["kind"] == _ARMY}
        self._bodies = {row["body"]: row for row in rows("bodies")}

    def refer(self, node: Node, words: str) -> Referent | None:
        """Whom a phrase means; none for words that stand for nobody here."""
        find: Callable[[Node, str], Referent | None] | None = getattr(self, f"_{node.kind}", None)
        return find(node, words) if find else None

    # by name

    def _state(self, node: Node, _words: str) -> Referent:
        note = ("written without a capital",) if "lower" in node.flags else ()
        return make.of_state(node.key)._replace(notes=note)

    _seat = _capital = _adjective = _state

    def _people(self, node: Node, words: str) -> Referent:
        return make.of_state(node.key)._replace(plural=True, speaker=words)

    def _ambiguous(self, node: Node, words: str) -> Referent:
        """A seat of several: the one that the text has spoken of, if only one."""
        told = {s.actor for s in self.story.seen} & set(self.known.ambiguous[node.key])
        if len(told) != 1:
            return make.unresolved(words, make.ORGANISATION)
        return Referent(told.pop(), make.ORGANISATION, speaker=words, gender="n")

    def _organisation(self, node: Node, _words: str) -> Referent:
        row = self._kinds.get(node.key)
        state, kind = (row["state"], row["kind"]) if row else ("", "")
        return Referent(node.key, make.ORGANISATION, state, node.key, "n", kind=kind)

    def _outlet(self, node: Node, _words: str) -> Referent:
        return Referent(node.key, make.ORGANISATION, speaker=node.key, gender="n", kind="outlet")

    def _person(self, node: Node, words: str) -> Referent:
        if node.form == "unknown":
            return self._stranger(node, "", "")
        person = make.chosen(node.key, self.named, self.month)
        if person is None:
            return self._stranger(node._replace(key=words), "", "")
        note = ("written without a capital",) if "lower" in node.flags else ()
        return make.of_person(person, self.month)._replace(notes=note)

    def _stranger(self, node: Node, state: str, office: str) -> Referent:
        """Somebody whom no file knows: the same as before where the last name is."""
        name = node.key
        same = self.story.latest(lambda s: s.category == make.PERSON and bears(s.actor, name))
        if same and (not state or same.state in {"", state}) and same.actor != name:
            return _back(same)
        return make.of_stranger(name, state, office, node.gender)

    # by owner and head

    def _whose(self, node: Node) -> Referent | None:
        owner = node.owner
        return self.refer(owner, owner.form) if owner else None

    def _group(self, node: Node, _words: str) -> Referent:
        whose = self._whose(node)
        if node.form in self.known.topic("fighters"):
            group = whose if whose and whose.kind == _ARMED else self._the_fighters(node, whose)
            if group:
                return group._replace(plural=True)
        state = whose.state if whose else ""
        return Referent(node.key, make.GROUP, state, node.key, "p", plural=True, kind=node.form)

    def _the_fighters(self, node: Node, whose: Referent | None) -> Referent | None:
        """Of "the rebels": the armed group that was called so before, where there is one."""
        if whose is not None or "the" not in node.flags:
            return None
        same = self.story.latest(lambda s: s.kind == _ARMED and s.head == node.form)
        return _back(same) if same else None

    def _body(self, node: Node, words: str) -> Referent | None:
        whose, row = self._whose(node), self._bodies[node.key]
        if whose is None:
            return self._the_body(row["kind"], node, words)
        state = whose.state or (whose.actor if whose.category == make.ORGANISATION else "")
        if not state:
            return make.unresolved(words, make.ORGANISATION)
        found = self._of_body(node.key, state, row["kind"])
        return found if found.speaker else found._replace(speaker=found.actor)

    def _of_body(self, body: str, state: str, kind: str) -> Referent:
        """A body of a state; an army that has a name of its own goes by it."""
        army = self._armies.get(state) if self._bodies[body]["stem"] == _ARMY else None
        if army:
            return self._organisation(Node("organisation", 0, 0, army), army)
        return make.of_body(body, state, kind)

    def _the_body(self, kind: str, node: Node, words: str) -> Referent | None:
        """Of "the defence ministry": the last one of that name; forces without an owner are nobody's."""
        if kind == "forces" or "the" not in node.flags:
            return None
        fits = self._fits_body(node.key)
        found = self.story.latest(fits)
        if found:
            return _back(found)
        return self._body_here(kind, node) or make.unresolved(words, make.ORGANISATION)

    def _body_here(self, kind: str, node: Node) -> Referent | None:
        """The body of the only state that the sentence, or else the text, has spoken of so far."""
        told = [s for s in self.story.seen if s.state in states()]
        here = [s for s in told if s.sentence == self.sentence] or told
        if len({s.state for s in here}) != 1:
            return None
        found = self._of_body(node.key, here[0].state, kind)
        return found._replace(antecedent=here[0].alias, speaker=found.speaker or found.actor)

    def _fits_body(self, body: str) -> Callable[[Seen], bool]:
        stem = self._bodies[body]["stem"]
        nouns = self.known.anaphors
        return lambda s: (
            s.category == make.ORGANISATION
            and (s.actor.endswith(f" {body}") or stem in nouns.get(s.kind, ()))
        )

    def _spokes(self, node: Node, words: str) -> Referent:
        whose = self._whose(node)
        if node.name:
            return self._named(node, whose, "spokesperson", words)
        if whose is None:
            same = self.story.latest(lambda s: "spokesperson" in s.offices)
            return _back(same) if same and "the" in node.flags else make.unresolved(words)
        speaker = f"{node.form} of {whose.speaker or whose.actor}"
        offices = frozenset({"spokesperson"})
        return whose._replace(speaker=speaker, category=make.OFFICE, offices=offices, plural=False)

    def _anonymous(self, node: Node, words: str) -> Referent:
        whose = self._whose(node)
        if node.name:
            return self._named(node, whose, "", words)
        bare = _without_article(words)
        if "the" in node.flags and whose is None:
            same = self.story.latest(lambda s: s.kind == f"anonymous {node.form}")
            if same:
                return _back(same)._replace(kind=same.kind)
        actor = bare[0].upper() + bare[1:] if whose else "Unattributed"
        state = whose.state if whose else ""
        kind = f"anonymous {node.form}"
        return Referent(actor, make.PERSON, state, bare, kind=kind)

    def _named(self, node: Node, whose: Referent | None, office: str, words: str) -> Referent:
        """A name with its title."""
        name = node.name
        assert name is not None
        state = _state_of(whose)
        if name.form != "unknown":
            person = make.chosen(name.key, self.named, self.month, office)
            if person:
                former = "former" in node.flags
                title = "" if "deputy" in node.flags else office
                return make.titled(person, title, self.month, _shown(words), former=former)
            name = name._replace(
                key=name.key if name.form != "surname" else words.rsplit(maxsplit=1)[-1]
            )
        return self._respelt(name.key, state, office) or self._stranger(name, state, office)

    def _respelt(self, name: str, state: str, office: str) -> Referent | None:
        """The holder of the office under another spelling of the name, with a note."""
        person = holder(state, offices_like(office), self.month) if office else None
        if person is None or not variant(person.name, name):
            return None
        return make.of_person(person, self.month)._replace(notes=(f"spelt: {name}",))

    # offices

    def _office(self, node: Node, words: str) -> Referent:
        whose = self._whose(node)
        if node.name:
            return self._named(node, whose, node.key, words)
        if node.key == _LED:
            return self._leading(node, words)
        if whose is None:
            return self._the_office(node, words)
        return self._office_of(node, _state_of(whose), words)

    def _the_office(self, node: Node, words: str) -> Referent:
        """Of "the prime minister": the last one spoken of, else the holder in the only state that the
        sentence or the one before it speaks of.
        """
        same = self.story.latest(lambda s: self._held_by(s, node.key))
        if same and "former" not in node.flags and "deputy" not in node.flags:
            return _back(same)
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
            return _back(same)
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
        person = holder(state, frozenset({node.key}), self.month)
        person = person or holder(state, offices_like(node.key), self.month)
        return person.name if person else ""

    def _holding(self, name: str) -> Referent:
        found = make.of_person(people()[name], self.month)
        return found._replace(notes=("holder of the office on the document's date",))

    def _leading(self, node: Node, words: str) -> Referent:
        """Of "the … leader", "the head of state": whoever led it when the document was written."""
        state = _state_of(self._whose(node))
        if not state:
            same = self.story.nearest(self.sentence, self._leads)
            return _back(same) if same else make.unresolved(words, make.OFFICE)
        person = None if "former" in node.flags else leader(state, self.month)
        same = self.story.latest(lambda s: s.state == state and self._leads(s))
        if same and (person is None or same.actor == make.of_person(person, self.month).actor):
            return _back(same)
        return self._holding(person.name) if person else self._of_office("leader", state, words)

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

    # by what was said before

    def alone(self, word: str, *, acts: bool) -> Referent | None:
        """A capitalised word that no file knows: the last name or the initials of somebody or
        something told before, perhaps misspelt; else unresolved where it acts, or nothing.
        """
        same = self.story.latest(lambda s: bears(s.actor, word) or initials(s) == word)
        if same:
            return _back(same)
        near = self.story.latest(lambda s: misspelt(s, word))
        if near:
            return _back(near)._replace(notes=(f"misspelt: {word}",))
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
        return _back(found)

    def _sides(self, node: Node, words: str) -> Referent:
        fits = {"both_sides": side, "both_states": party}.get(node.key, somebody)
        two = self.story.two(self.sentence, fits)
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
        return _back(same)._replace(speaker=words) if same else None


def _state_of(whose: Referent | None) -> str:
    """A state's code; for an organisation without one, its name."""
    if whose is None:
        return ""
    return whose.state or (whose.actor if whose.category == make.ORGANISATION else "")


def _without_article(words: str) -> str:
    first, _, rest = words.partition(" ")
    return rest if first.lower() in {"a", "an", "the", "one", "another"} and rest else words


def _shown(words: str) -> str:
    return " ".join(words.split())


def _back(seen: Seen) -> Referent:
    """The same as an earlier mention."""
    members = tuple((m.actor, m.alias) for m in seen.members)
    return Referent(
        seen.actor, seen.category, seen.state, seen.actor.partition(" (")[0], seen.gender,
        seen.plural, seen.offices, seen.alias, members, kind=seen.kind,
    )  # fmt: skip
