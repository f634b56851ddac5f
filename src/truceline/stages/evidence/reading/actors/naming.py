"""Whom a phrase means by name or by what it belongs to: states, organisations, people, bodies, groups.

A surname that several bear, or a body without an owner, may stay unresolved; nothing here guesses.
"""

from collections.abc import Callable

from truceline.stages.evidence.reading.actors import referents as make
from truceline.stages.evidence.reading.actors.catalogue import Catalogue
from truceline.stages.evidence.reading.actors.fits import (
    bears,
    variant,
)
from truceline.stages.evidence.reading.actors.offices import (
    holder,
    offices_like,
)
from truceline.stages.evidence.reading.actors.phrase_words import Node
from truceline.stages.evidence.reading.actors.referents import Referent
from truceline.stages.evidence.reading.actors.story import Seen, Story
from truceline.stages.evidence.reading.actors.tables import rows, states
from truceline.stages.evidence.reading.actors.uses import PLACE

_ARMED, _ARMY = "armed", "army"


class Naming:
    """Resolves the phrases of one text in their order. `month` is that of the document (`YYYY-MM`,
    empty where unknown), `named` holds everybody whom the text gives in full.
    """

    def __init__(self, known: Catalogue, month: str, named: frozenset[str]) -> None:
        self.known = known
        self.month = month
        self.named = named
        self.story = Story()
        self.sentence = 0
        self.home = ""
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
            return back(same)
        return make.of_stranger(name, state, office, node.gender)

    # by owner and head

    def _whose(self, node: Node) -> Referent | None:
        owner = node.owner
        if owner is None:
            return None
        return self.refer(owner._replace(flags=owner.flags | {"the"}), owner.form)

    def _group(self, node: Node, _words: str) -> Referent:
        whose = self._whose(node)
        if node.form in self.known.topic("fighters"):
            group = whose if whose and whose.kind == _ARMED else self._the_fighters(node, whose)
            if group:
                return group._replace(plural=True)
        state = whose.state if whose else ""
        name = self._plain(self._group_name(node))
        return Referent(name, make.GROUP, state, name, "p", plural=True, kind=node.form)

    def _plain(self, name: str) -> str:
        """Without words that say how high they stand: "senior officials" are officials."""
        said = name.split()
        kept = [w for w in said[:-1] if w.lower() not in self.known.topic("ranking")] + said[-1:]
        plain = " ".join(kept)
        return plain[0].upper() + plain[1:] if name[0].isupper() else plain

    def _group_name(self, node: Node) -> str:
        """A state's people by its demonym, however the text puts it; its allies aren't its own."""
        owner = node.owner
        if owner is None or owner.key not in states():
            return node.key
        demonym = states()[owner.key].demonym
        if node.key.startswith(owner.form):
            return demonym + node.key[len(owner.form) :]
        if node.form in self.known.topic("state_groups"):
            return node.key
        return f"{demonym} {node.key[0].lower()}{node.key[1:]}"

    def _the_fighters(self, node: Node, whose: Referent | None) -> Referent | None:
        """Of "the rebels": the armed group of the sentence before, else the only one that the text
        speaks of, if it does so more than once.
        """
        bare = "a" not in node.flags and node.form in {"rebels", "insurgents", "guerrillas"}
        if whose is not None or not ("the" in node.flags or bare):
            return None
        same = self.story.nearest(self.sentence - 1, _is_armed, 1)
        armed = [s for s in self.story.seen if _is_armed(s)]
        if same is None and len(armed) > 1 and len({s.actor for s in armed}) == 1:
            same = armed[-1]
        return back(same)._replace(plural=True) if same else None

    def _body(self, node: Node, words: str) -> Referent | None:
        whose, row = self._whose(node), self._bodies[node.key]
        if whose is None and node.form in self.known.topic("fighters"):
            return self._the_fighters(node, None) or _several(without_article(words))
        if whose is None:
            return self._the_body(row["kind"], node, words)
        state = state_of(whose)
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
        found = self.story.latest(fits) or self.story.latest(lambda s: s.head == node.form)
        if found:
            spoken = f"{node.key} of {found.actor}" if found.category == make.STATE else found.actor
            return back(found)._replace(speaker=spoken)
        return self._body_here(kind, node) or make.unresolved(words, make.ORGANISATION)

    def _body_here(self, kind: str, node: Node) -> Referent | None:
        """The body of the only state that the sentence, or else the text, has spoken of so far."""
        told = [s for s in self.story.seen if s.state in states() and s.use != PLACE]
        here = [s for s in told if s.sentence == self.sentence] or told
        if len({s.state for s in here}) != 1:
            here = [s for s in told if s.category == make.ORGANISATION or s.head == "government"]
        if len({s.state for s in here}) != 1:
            here = [s for s in self.story.seen if s.state == self.home][:1]
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
            return back(same) if same and "the" in node.flags else make.unresolved(words)
        speaker = f"{node.form} of {whose.speaker or whose.actor}"
        offices = frozenset({"spokesperson"})
        return whose._replace(speaker=speaker, category=make.OFFICE, offices=offices, plural=False)

    def _anonymous(self, node: Node, words: str) -> Referent:
        whose = self._whose(node)
        if node.name:
            return self._named(node, whose, "", words)
        bare = without_article(words)
        if "the" in node.flags and whose is None:
            same = self.story.latest(lambda s: s.kind == f"anonymous {node.form}")
            if same:
                return back(same)._replace(kind=same.kind)
        actor = bare[0].upper() + bare[1:] if whose else "Unattributed"
        state = whose.state if whose else ""
        kind = f"anonymous {node.form}"
        return Referent(actor, make.PERSON, state, bare, kind=kind)

    def _named(self, node: Node, whose: Referent | None, office: str, words: str) -> Referent:
        """A name with its title."""
        name = node.name
        assert name is not None
        state = state_of(whose)
        if name.form != "unknown":
            person = make.chosen(name.key, self.named, self.month, office)
            if person:
                former = "former" in node.flags
                title = "" if "deputy" in node.flags else office
                return make.titled(person, title, self.month, shown(words), former=former)
            name = name._replace(
                key=name.key if name.form != "surname" else words.rsplit(maxsplit=1)[-1]
            )
        if not state and office.endswith("minister"):
            state = self._ruled()
        return self._respelt(name.key, state, office) or self._stranger(name, state, office)

    def _ruled(self) -> str:
        """The state of a minister without one: the only state that the text has told of as acting."""
        told = [s for s in self.story.seen if s.state in states() and s.use != PLACE]
        own = {s.state for s in told if s.category == make.ORGANISATION or s.head == "government"}
        acting = own or {s.state for s in told}
        return acting.pop() if len(acting) == 1 else ""

    def _respelt(self, name: str, state: str, office: str) -> Referent | None:
        """The holder of the office under another spelling of the name, with a note."""
        person = holder(state, offices_like(office), self.month) if office else None
        if person is None or not variant(person.name, name):
            return None
        return make.of_person(person, self.month)._replace(notes=(f"spelt: {name}",))


def _several(words: str) -> Referent:
    """A group without a state, by its words."""
    name = words[0].upper() + words[1:]
    return Referent(name, make.GROUP, speaker=words, gender="p", plural=True)


def _is_armed(seen: Seen) -> bool:
    return seen.kind == _ARMED and not seen.members


def state_of(whose: Referent | None) -> str:
    """A state's code; for an organisation without one, its name."""
    if whose is None or whose.actor.startswith(make.UNRESOLVED):
        return ""
    return whose.state or (whose.actor if whose.category == make.ORGANISATION else "")


def without_article(words: str) -> str:
    """The words without the article that they start with."""
    first, _, rest = words.partition(" ")
    return rest if first.lower() in {"a", "an", "the", "one", "another"} and rest else words


def shown(words: str) -> str:
    """The words on one line."""
    return " ".join(words.split())


def back(seen: Seen) -> Referent:
    """The same as an earlier mention."""
    members = tuple((m.actor, m.alias) for m in seen.members)
    return Referent(
        seen.actor, seen.category, seen.state, seen.actor.partition(" (")[0], seen.gender,
        seen.plural, seen.offices, seen.alias, members, kind=seen.kind,
    )  # fmt: skip
