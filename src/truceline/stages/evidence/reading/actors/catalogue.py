"""What words may stand for an actor or help to describe one: a trie over the data files.

It finds candidates only. Whether a candidate is an actor where it stands is decided by the grammar
in `phrases.py`; nothing here may look at more than the words themselves.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import product
from typing import Any, NamedTuple

from truceline.foundation.text import tokens
from truceline.stages.evidence.reading.actors.lookup import Word, keys_of
from truceline.stages.evidence.reading.actors.tables import load, rows, split, states

LANGUAGES = ("en", "ru", "uk")
_END = ""
_VARIANTS = 3
_TITLED = 4
_NAMES = frozenset(
    {"state", "adjective", "people", "capital", "seat", "organisation", "person", "surname", "none"}
    | {"outlet", "ambiguous"}
)


class Entry(NamedTuple):
    """One form of one thing. `kind` is what it is, `key` which: a code, a name, an office."""

    kind: str
    key: str
    form: str


class Hit(NamedTuple):
    """An entry that the words [start, end) of a sentence spell; `lower`: without its capital."""

    start: int
    end: int
    entry: Entry
    lower: bool = False


_Trie = dict[str, Any]


class Catalogue:
    """All entries of one language, and English names wherever Latin letters are used."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.words = load(f"words-{language}")
        self._trie: _Trie = {}
        self._topics: dict[str, frozenset[str]] = {}
        self._common = frozenset(self.words.get("common", ()))
        respelt: dict[str, str] = self.words.get("spellings", {})
        for entry in _entries(language):
            self._add(entry)
            for one, other in respelt.items():
                if one in entry.form:
                    self._add(entry._replace(form=entry.form.replace(one, other)))

    def topic(self, name: str) -> frozenset[str]:
        """The words of one topic of this language's words; none where it has no such topic."""
        found = self._topics.get(name)
        if found is None:
            found = self._topics[name] = _topic(self.language, name)
        return found

    def opens(self, word: Word) -> bool:
        """Can a phrase start with this word? Most words can't, and need no further look."""
        return word.capital or not self._openings.isdisjoint(word.keys)

    def goes_on(self, word: Word) -> bool:
        """Can this word stand behind an article in a phrase?"""
        return self.opens(word) or word.low in self._nouns

    @cached_property
    def _nouns(self) -> frozenset[str]:
        """Nouns that go back to something, and what counts two of it."""
        return self.topic("counting").union(*self.anaphors.values())

    @cached_property
    def _openings(self) -> frozenset[str]:
        topics = ("former", "deputy", "qualifiers", "group_words", "both", "articles")
        return frozenset(self._trie).union(*(self.topic(topic) for topic in topics))

    @property
    def anaphors(self) -> dict[str, list[str]]:
        """Nouns that go back to an organisation or state, by its kind."""
        found: dict[str, list[str]] = self.words.get("anaphors", {})
        return found

    @property
    def ambiguous(self) -> dict[str, list[str]]:
        """What a name that stands for several may stand for."""
        found: dict[str, list[str]] = load("ambiguous")
        return found

    def _add(self, entry: Entry) -> None:
        parts = [word for token in tokens(entry.form) for word in _parts(token.text)]
        options = [keys_of(part, self.language)[:_VARIANTS] for part in parts]
        for keys in product(*options):
            node = self._trie
            for key in keys:
                node = node.setdefault(key, {})
            node.setdefault(_END, []).append(entry)

    def hits(self, words: Sequence[Word], at: int) -> list[Hit]:
        """All entries that start at a word, the longest first."""
        if not any(key in self._trie for key in words[at].keys):
            return []
        found: dict[tuple[int, Entry], Hit] = {}
        for end, entries in self._walk(self._trie, words, at):
            said = words[at].text if end == at + 1 else None
            for entry in entries:
                case = self._case(entry, words[at], words[end - 1], said)
                if case is not None:
                    found[end, entry] = Hit(at, end, entry, case)
        return sorted(found.values(), key=lambda hit: -hit.end)

    def _walk(
        self, node: _Trie, words: Sequence[Word], at: int
    ) -> Iterator[tuple[int, list[Entry]]]:
        if at >= len(words):
            return
        for key in words[at].keys:
            below = node.get(key)
            if below is not None:
                if _END in below:
                    yield at + 1, below[_END]
                yield from self._walk(below, words, at + 1)

    def _case(self, entry: Entry, first: Word, last: Word, said: str | None) -> bool | None:
        """False when the capitals fit, True when they are missing but may be, None: no match."""
        form = entry.form
        if form.islower() or entry.kind not in _NAMES:
            return False if not _shouted(form) or said == form else None
        if said is None and first.capital and not last.text[0].isalpha():
            return False
        if said is not None and _shouted(form):
            return False if said == form or _titled(said, form) else None
        if last.capital or (first.capital and not form.split()[-1][0].isupper()):
            return False
        bare = entry.kind in {"state", "surname"} and said is not None
        return True if bare and len(form) > _TITLED and first.low not in self._common else None


def _parts(token: str) -> list[str]:
    from truceline.foundation.text import fold  # noqa: PLC0415

    low = fold(token)
    return [low[:-2], "'s"] if low.endswith("'s") and len(low) > 2 else [low]


def _shouted(form: str) -> bool:
    return form.isupper() and len(form) > 1


def _titled(said: str, form: str) -> bool:
    return len(form) >= _TITLED and said == form.capitalize()


@cache
def _topic(language: str, name: str) -> frozenset[str]:
    return frozenset(load(f"words-{language}").get(name, ()))


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; English for a language that isn't known. Loaded once."""
    return Catalogue(language if language in LANGUAGES else "en")


def _entries(language: str) -> Iterator[Entry]:
    if language == "en":
        yield from _english_states()
        yield from _tabled("organisations", "organisation", "name", ("also",))
        yield from _people()
        yield from _tabled("offices", "office", "office", ("forms",), named=False)
        yield from _tabled("bodies", "body", "body", ("forms",), named=False)
    else:
        yield from _other_states(language)
        yield from _tabled("organisations", "organisation", "name", (language,), named=False)
        yield from _people_in(language)
        yield from _tabled("offices", "office", "office", (language,), named=False)
        yield from _tabled("bodies", "body", "body", (language,), named=False)
    yield from _tabled("outlets", "outlet", "name", ("also",))
    yield from _spoken(load(f"words-{language}"))


def _tabled(
    table: str, kind: str, key: str, columns: tuple[str, ...], *, named: bool = True
) -> Iterator[Entry]:
    for row in rows(table):
        forms = [form for column in columns for form in split(row[column])]
        if named and f"the {row[key]}" not in forms:
            forms = [row[key], *forms]
        yield from _forms(kind, row[key], forms)


def _forms(kind: str, key: str, forms: Iterable[str]) -> Iterator[Entry]:
    return (Entry(kind, key, form) for form in forms)


def _english_states() -> Iterator[Entry]:
    for row in rows("states"):
        code, adjectives = row["iso"], split(row["adjective"])
        yield from _forms("state", code, [row["name"], *split(row["also"])])
        yield from _forms("adjective", code, adjectives)
        yield from _forms("people", code, split(row["people"]) or _plurals(adjectives))
        yield from _forms("capital", code, split(row["capital"]))
        yield from _forms("seat", code, split(row["seat"]))
    for name in load("ambiguous"):
        yield Entry("ambiguous", name, name)


def _plurals(adjectives: list[str]) -> list[str]:
    return [f"{word}s" for word in adjectives if word.endswith(("an", "i"))]


def _other_states(language: str) -> Iterator[Entry]:
    for row in rows("states-cyrillic"):
        code = row["iso"]
        yield from _forms("state", code, split(row[f"{language}_name"]))
        yield from _forms("adjective", code, split(row[f"{language}_adjective"]))
        yield from _forms("capital", code, split(row[f"{language}_capital"]))


def _people() -> Iterator[Entry]:
    for row in rows("people"):
        name, also = row["name"], split(row["also"])
        full = [form for form in also if " " in form]
        surname = row["surname"] or name.split()[-1]
        single = [] if row["surname"] == "-" else [surname]
        single += [form for form in also if " " not in form]
        yield from _forms("person", name, [name, *full])
        yield from _forms("surname", name, [form for form in single if form != name])


def _people_in(language: str) -> Iterator[Entry]:
    for row in rows("people"):
        forms = split(row[language])
        yield from _forms("person", row["name"], [form for form in forms if " " in form])
        if row["surname"] != "-":
            yield from _forms("surname", row["name"], [form.split()[-1] for form in forms])


def _spoken(words: Any) -> Iterator[Entry]:  # noqa: ANN401 - plain data of any shape
    for name, pronoun in words["pronouns"].items():
        yield from _forms("pronoun", name, pronoun["forms"])
    yield from _forms("none", "", words.get("not_actors", ()))
    yield from (Entry("honorific", gender, form) for form, gender in words["honorifics"].items())
    singles = {
        "spokespeople": "spokes",
        "anonymous": "anonymous",
        "groups": "group",
        "counterparts": "counterpart",
        "leading": "leading",
    }
    yield from (Entry("spokes", "owned", form) for form in words.get("speaking_for", ()))
    for topic, kind in singles.items():
        yield from (Entry(kind, form, form) for form in words.get(topic, ()))


def state_named(code: str) -> str:
    """The canonical name of a state's code; an organisation's name is its own."""
    return states()[code].name if code in states() else code
