"""English sentences of traces, cards and refusals in a reader's language, by patterns that are data.

What rules and briefs say stays as it was written, byte for byte; it is told in another language only
where somebody reads it. A pattern has parts, each of a kind with patterns of its own. A sentence that no
pattern fits whole stays in English: half a translation would be a mixture that nobody wrote.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final, NamedTuple, TypeAlias

from ruamel.yaml import YAML

from truceline.foundation.phrase import called, noun
from truceline.foundation.vocabulary import words
from truceline.web.languages import catalogue

LONGEST: Final = 4000
"""Characters of a sentence at most: what reports wrote may be of any length."""
_PART: Final = re.compile(r"\{(?:(?P<name>\w+):)?(?P<kind>\w+)(?:\*(?P<last>[^}]+))?\}")

Naming: TypeAlias = Callable[[str], str]
"""What a place or country is called."""
Told: TypeAlias = str | Mapping[str, str]
"""A pattern in the reader's language, or several by how a number is counted."""


class _Plain(NamedTuple):
    """A kind without patterns: what it looks like, and whether it is a name of a place."""

    looks: str
    named: bool = False


_ANYTHING: Final = r".+?"
PLAIN: Final = {
    "text": _Plain(_ANYTHING),
    "place": _Plain(_ANYTHING, named=True),
    "digits": _Plain(r"\d+"),
    "number": _Plain(r"[+\-−]?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?"),
}


class _Pattern(NamedTuple):
    """One way to say something: `theirs` finds it, with a group for each of `parts`."""

    theirs: re.Pattern[str]
    parts: tuple[re.Match[str], ...]
    ours: Told


class Grammar:
    """The sentences of one language; `kinds` hold English patterns and ours by kind."""

    def __init__(self, kinds: Mapping[str, Mapping[str, Told]], told: Mapping[str, Any]) -> None:
        self.kinds = kinds
        self._plurals = {form: re.compile(rule) for form, rule in told["plurals"].items()}
        self._figures = str.maketrans(told["figures"])
        self._joined: dict[str, str] = told["joined"]
        self._looks: dict[str, str] = {}
        self._patterns: dict[str, tuple[_Pattern, ...]] = {}

    def said(self, text: str, kind: str, named: Naming = str) -> str | None:
        """A text of a kind in our words, places by `named`; None where no pattern fits it whole."""
        if len(text) > LONGEST:
            return None
        for pattern in self._of(kind):
            match = pattern.theirs.fullmatch(text)
            if match and (found := self._filled(pattern, match, named)) is not None:
                return found
        return None

    def _filled(self, pattern: _Pattern, match: re.Match[str], named: Naming) -> str | None:
        told: dict[str, str] = {}
        for part, theirs in zip(pattern.parts, match.groups(), strict=True):
            ours = self._part(part, theirs, named)
            if ours is None:
                return None
            told[part["name"] or part["kind"]] = ours
        return _PART.sub(lambda p: told[p["name"] or p["kind"]], self._form(pattern, match))

    def _form(self, pattern: _Pattern, match: re.Match[str]) -> str:
        """Our pattern, in the form that its first number takes."""
        if isinstance(pattern.ours, str):
            return pattern.ours
        counted = (t for p, t in zip(pattern.parts, match.groups(), strict=True) if _counts(p))
        number = next(counted).replace(",", "")
        found = (form for form, rule in self._plurals.items() if rule.fullmatch(number))
        return pattern.ours[next(found)]

    def _part(self, part: re.Match[str], text: str, named: Naming) -> str | None:
        if part["last"] is None:
            return self._one(part["kind"], text, named)
        items = _items(text, part["last"])
        told = [self._one(part["kind"], item, named) for item in items]
        whole = [item for item in told if item is not None]
        return self._listed(whole, part["last"]) if len(whole) == len(told) else None

    def _one(self, kind: str, text: str, named: Naming) -> str | None:
        plain = PLAIN.get(kind)
        if plain is None:
            return self.said(text, kind, named)
        if plain.named:
            return named(text)
        return text.translate(self._figures) if kind == "number" else text

    def _listed(self, items: list[str], last: str) -> str:
        if last in ";,·":
            return self._joined[last].join(items)
        head = ", ".join(items[:-1])
        return f"{head} {self._joined[last]} {items[-1]}" if head else items[-1]

    def _of(self, kind: str) -> tuple[_Pattern, ...]:
        if kind not in self._patterns:
            made = (self._pattern(theirs, ours) for theirs, ours in self.kinds[kind].items())
            self._patterns[kind] = tuple(made)
        return self._patterns[kind]

    def _pattern(self, theirs: str, ours: Told) -> _Pattern:
        source = _woven(theirs, lambda part: f"({self._like(part)})")
        return _Pattern(re.compile(source), tuple(_PART.finditer(theirs)), ours)

    def _like(self, part: re.Match[str]) -> str:
        one = self._kind(part["kind"])
        anything = part["kind"] in PLAIN and PLAIN[part["kind"]].looks == _ANYTHING
        if part["last"] is None or anything:  # to look for the commas in anything may take for ever
            return one
        last = part["last"]
        if last in ";,·":
            return f"{one}(?:{re.escape(_between(last))}{one})*"
        return f"{one}(?:(?:, {one})* {last} {one})?"

    def _kind(self, kind: str) -> str:
        """What a kind looks like, without groups: the longest alternatives first."""
        if kind in PLAIN:
            return f"(?:{PLAIN[kind].looks})"
        if kind not in self._looks:
            every = sorted(self.kinds[kind], key=len, reverse=True)
            self._looks[kind] = f"(?:{'|'.join(_woven(theirs, self._like) for theirs in every)})"
        return self._looks[kind]


def _woven(theirs: str, part: Callable[[re.Match[str]], str]) -> str:
    """A pattern as a regular expression, its parts as `part` says."""
    found, at = "", 0
    for match in _PART.finditer(theirs):
        found += re.escape(theirs[at : match.start()]) + part(match)
        at = match.end()
    return found + re.escape(theirs[at:])


def _counts(part: re.Match[str]) -> bool:
    return part["kind"] in {"number", "digits"}


def _between(last: str) -> str:
    return " · " if last == "·" else f"{last} "


def _items(text: str, last: str) -> list[str]:
    """A list's items: `a, b or c`, or all by one sign."""
    if last in ";,·":
        return text.split(_between(last))
    head, comma, end = text.rpartition(f" {last} ")
    return [*head.split(", "), end] if comma else [end]


class Sentences:
    """The sentences of one language; in English they stay as they are."""

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def grammar(self) -> Grammar | None:
        """The language's patterns; None where it has no file."""
        path = files("truceline").joinpath(f"data/sentences/{self.language}.yaml")
        if not path.is_file():
            return None
        loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        return Grammar({**loaded["kinds"], **_vocabulary(self.language)}, loaded)

    def told(self, text: str, kind: str, named: Naming = str) -> str | None:
        """The sentence in the reader's language; None where no pattern of its kind fits."""
        return text if self.grammar is None else self.grammar.said(text, kind, named)


@cache
def sentences(language: str) -> Sentences:
    """The sentences of one language."""
    return Sentences(language)


def _vocabulary(language: str) -> dict[str, dict[str, Told]]:
    """What things and conditions of exemption are called, by what English briefs call them."""
    ours = catalogue(language)
    known = [w for topic in ("acts", "site_categories") for w in words(topic)]
    things = {say(w): ours[f"vocabulary.{w}"] for w in known for say in (noun, called)}
    conditions = {
        key.rpartition(".")[2].replace("_", " "): text
        for key, text in ours.items()
        if key.startswith("vocabulary.exempt.")
    }
    families = {
        key.removeprefix("vocabulary."): text
        for key, text in ours.items()
        if re.fullmatch(r"vocabulary\.[a-z]+", key)
    }
    return {"thing": dict(things), "condition": dict(conditions), "family": dict(families)}
