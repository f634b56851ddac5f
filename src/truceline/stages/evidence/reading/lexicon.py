"""A language's words as the grammar asks for them: closed classes, verb forms, frames.

All words are data (`data/languages/<language>`); this module only loads them and inflects verbs.
It knows no name and no number.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from truceline.model.record import Record

SHAPES = ("base", "s", "past", "part", "ing")
"""Forms of a verb: bare, third person, past, past participle, present participle."""
_VOWELS = "aeiou"
_PREFIXES = ("re", "dis", "over", "under", "mis")
_AMBIGUOUS = frozenset({"sub", "prep"})


class Lexicon(Record, frozen=True, kw_only=True):
    """`tags` gives the closed class of a word; `verbs` the (lemma, shape) pairs of a form;
    `units` the words of several words, by their first; `negated` holds words that deny.
    """

    tags: dict[str, str]
    verbs: dict[str, tuple[tuple[str, str], ...]]
    units: dict[str, tuple[tuple[str, ...], ...]]
    negated: frozenset[str]
    nouns: frozenset[str]
    adjectives: frozenset[str]
    copular: frozenset[str]
    speech: frozenset[str]
    contact: frozenset[str]
    governing: frozenset[str]
    compounding: frozenset[str]
    transitive: frozenset[str]

    def tag(self, word: str) -> str:
        """The closed class of a word; empty for open ones. `after` and its like are `subprep`."""
        return self.tags.get(word, "")

    def shapes(self, word: str) -> dict[str, str]:
        """Lemma by shape, where the word can be a verb."""
        found = self.verbs.get(word, ())
        if not found and word not in self.nouns and word not in self.tags:
            prefix = next((p for p in _PREFIXES if word.startswith(p)), "")
            base = word[len(prefix) :].lstrip("-")
            rest = self.verbs.get(base, ()) if prefix and len(base) >= 4 else ()
            found = tuple((prefix + lemma, shape) for lemma, shape in rest)
        return {shape: lemma for lemma, shape in found}


_ORDER = (
    "neg", "modal", "be", "have", "do", "rel", "cc", "sub", "prep", "det", "poss", "pron", "adv",
)  # fmt: skip


def _rank(tag: str) -> int:
    return _ORDER.index(tag)


def _only(found: set[str]) -> str:
    """The one tag that a word goes by; `after` and its like are `subprep`."""
    return "subprep" if found >= _AMBIGUOUS else min(found, key=_rank)


@cache
def load(language: str, name: str) -> Any:  # noqa: ANN401 - plain data of any shape
    """The parsed data file `languages/<language>/<name>.yaml`."""
    path = files("truceline").joinpath(f"data/languages/{language}/{name}.yaml")
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


@cache
def lexicon(language: str = "en") -> Lexicon:
    """The words of one language, loaded once."""
    words, verbs = load(language, "words"), load(language, "verbs")
    closed = {tag: words[tag].split() for tag in _ORDER}
    tags: dict[str, set[str]] = defaultdict(set)
    for tag, listed in closed.items():
        for word in listed:
            tags[word.replace("_", " ")].add(tag)
    never = set(verbs["never_verbs"].split()) | set(tags)
    return Lexicon(
        tags={word: _only(found) for word, found in tags.items()},
        verbs={w: f for w, f in _inflected(verbs).items() if w not in never},
        units=_units(tags),
        negated=frozenset(w.replace("_", " ") for w in words["negated"].split()),
        nouns=frozenset(words["nouns"].split()),
        adjectives=frozenset(words["adjectives"].split()),
        copular=frozenset(words["copular"].split()),
        speech=frozenset(words["speech"].split()),
        contact=frozenset(words["contact"].split()),
        governing=frozenset(words["governing"].split()),
        compounding=frozenset(words["compounding"].split()),
        transitive=frozenset(words["transitive"].split()),
    )


def _units(tags: dict[str, set[str]]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Words of several words by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in (tuple(w.split()) for w in tags if " " in w):
        found[words[0]].append(words)
    return {first: tuple(sorted(rows, key=len, reverse=True)) for first, rows in found.items()}


def _inflected(verbs: dict[str, str]) -> dict[str, tuple[tuple[str, str], ...]]:
    forms: dict[str, list[tuple[str, str]]] = defaultdict(list)
    doubling = set(verbs["doubling"].split())
    for lemma, shape, form in _all_forms(verbs, doubling):
        if (lemma, shape) not in forms[form]:
            forms[form].append((lemma, shape))
    return {form: tuple(found) for form, found in forms.items()}


def _all_forms(verbs: dict[str, str], doubling: set[str]) -> Iterator[tuple[str, str, str]]:
    for line in verbs["irregular"].strip().splitlines():
        lemma, past, part = line.split()
        yield from ((lemma, "past", past), (lemma, "part", part))
        yield from _present(lemma, lemma in doubling)
    for lemma in verbs["regular"].split():
        stem = _stem(lemma, "ed", lemma in doubling)
        past = stem + ("d" if stem.endswith("e") else "ed")
        yield from ((lemma, "past", past), (lemma, "part", past))
        yield from _present(lemma, lemma in doubling)
        if lemma in doubling and lemma.endswith("l"):  # labelled and labeled
            yield from ((lemma, "past", lemma + "ed"), (lemma, "part", lemma + "ed"))
            yield lemma, "ing", lemma + "ing"


def _present(lemma: str, doubled: bool) -> Iterator[tuple[str, str, str]]:
    yield lemma, "base", lemma
    yield lemma, "s", _third(lemma)
    yield lemma, "ing", _stem(lemma, "ing", doubled) + "ing"


def _third(lemma: str) -> str:
    if re.search(r"[^aeiou]y$", lemma):
        return lemma[:-1] + "ies"
    return lemma + ("es" if re.search(r"(s|x|z|ch|sh|[^aeiou]o)$", lemma) else "s")


def _stem(lemma: str, ending: str, doubled: bool) -> str:
    """The lemma as it stands before -ed or -ing: stopp-, mov-, carri-."""
    if lemma.endswith("ie") and ending == "ing":
        return lemma[:-2] + "y"
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma if ending == "ed" else lemma[:-1]
    if lemma.endswith("e"):
        return lemma
    if re.search(r"[^aeiou]y$", lemma) and ending == "ed":
        return lemma[:-1] + "i"
    return lemma + lemma[-1] if doubled or _short(lemma) else lemma


def _short(lemma: str) -> bool:
    """One vowel between consonants, in one syllable: stop, plan, but not meet, show or fix."""
    single = re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", lemma)
    return bool(single) or bool(re.fullmatch(r"qu[aeiou][^aeiouwxy]", lemma))
