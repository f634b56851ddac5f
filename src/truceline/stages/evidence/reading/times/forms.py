"""The words and forms of time of one language, made into patterns once.

The forms are data (`data/languages/*/times.yaml`); what a form means is code (`rules`).
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from truceline.stages.evidence.reading.numbers.scan import even, listed

_YEAR = "(?:19|20)[0-9]{2}"
_FIXED = {
    "day": "(?P<day>0?[1-9]|[12][0-9]|3[01])(?![0-9])",
    "day2": "(?P<day2>0?[1-9]|[12][0-9]|3[01])(?![0-9])",
    "monthno": "(?P<monthno>0?[1-9]|1[0-2])",
    "year": f"(?P<year>{_YEAR})(?![0-9])",
    "year2": f"(?P<year2>{_YEAR})(?![0-9])",
    "hour": "(?P<hour>[01]?[0-9]|2[0-4])",
    "hour2": "(?P<hour2>[01]?[0-9]|2[0-4])",
    "minute": "(?P<minute>[0-5][0-9])(?![0-9])",
    "minute2": "(?P<minute2>[0-5][0-9])(?![0-9])",
}


class Form(NamedTuple):
    """A pattern and the name of the rule that resolves what it finds."""

    rule: str
    pattern: re.Pattern[str]


class TimeWords:
    """The time words of one language, ready to be looked up."""

    def __init__(self, language: str) -> None:
        data: dict[str, Any] = listed(language, "times")
        self.capitals: bool = data["capitals"]
        self.months = _by_word(data["months"])
        self.weekdays = _by_word(data["weekdays"])
        self.seasons = _by_word(data["seasons"])
        self.parts = _by_word(data["parts"])
        self.units = _by_word(data["units"])
        self.which = _by_word(data["which"])
        self.thirds = _by_word(data["thirds"])
        self.halves = _by_word(data["halves"])
        self.relative = _by_word(data["relative"])
        self.noon = _by_word(data["noon"])
        self.zones = {even(k): str(v) for k, v in data["zones"].items()}
        self.counts = _counts(language, data["counts"])
        self.openers = _by_word(data["openers"])
        self.opening = re.compile(rf"(?<!\w)({_any(self.openers)})\s+$")
        self.joining = re.compile(rf"\s*(?:{_any(data['joins'])})\s*")
        self.join_openers = frozenset(data["join_openers"])
        self.bridges = frozenset(data["bridges"])
        self.ambiguous = frozenset(map(even, data["ambiguous"]))
        self.year_before = frozenset(data["year_before"])
        self.forms = tuple(Form(rule, self._compiled(form, data)) for rule, form in data["forms"])
        self.any_form = re.compile("|".join(_nameless(form.pattern.pattern) for form in self.forms))
        self.triggers = self._triggers(data)
        self.starters = self.triggers | self._starters(data)

    def _compiled(self, form: str, data: Mapping[str, Any]) -> re.Pattern[str]:
        """A form as a pattern: names become groups, spaces white space."""
        groups = {name: _group(name, words) for name, words in self._named().items()}
        groups |= {f"{name}2": _group(f"{name}2", words) for name, words in self._named().items()}
        about = rf"(?:(?P<about>{_any(data['about'])})\s+)"
        groups |= _FIXED | {"about": about, "ordinals": data["ordinals"]}
        body = form.replace(" ?", r"\s*").replace(" ", r"\s+")
        for name, group in groups.items():
            body = body.replace("{" + name + "}", group)
        return re.compile(body + r"(?![^\W_])")

    def _named(self) -> dict[str, Iterable[str]]:
        return {
            "month": self.months,
            "weekday": self.weekdays,
            "season": self.seasons,
            "part": self.parts,
            "unit": self.units,
            "which": self.which,
            "third": self.thirds,
            "half": self.halves,
            "relative": self.relative,
            "noon": self.noon,
            "zone": self.zones,
            "count": [*self.counts, "[0-9]{1,4}"],
        }

    def _triggers(self, data: Mapping[str, Any]) -> frozenset[str]:
        """The words that only expressions of time hold."""
        words = [*self.months, *self.weekdays, *self.seasons, *self.units, *self.noon]
        words += [*self.relative, *self.parts, *map(even, data["triggers"])]
        return frozenset(part for word in words for part in word.split())

    def _starters(self, data: Mapping[str, Any]) -> frozenset[str]:
        """The words with which a form may begin, besides triggers and numbers."""
        words = [*self.which, *self.thirds, *self.counts, *data["starters"], *data["about"]]
        return frozenset(re.split(r"[\s-]", even(word).strip())[0] for word in words)


@cache
def time_words(language: str) -> TimeWords:
    """The time words of a language, read once."""
    return TimeWords(language)


def _by_word(forms: Mapping[Any, Iterable[str]]) -> dict[str, str]:
    return {even(str(word)): str(value) for value, words in forms.items() for word in words}


def _counts(language: str, extra: Mapping[str, float]) -> dict[str, str]:
    """Small numbers in words: up to a hundred, whole."""
    cardinals = listed(language, "numbers")["cardinals"]
    small = {even(w): str(v) for v, ws in cardinals.items() for w in ws if 0 < v < 100}
    return small | {even(str(word)): str(value) for word, value in extra.items()}


def _any(words: Iterable[str]) -> str:
    """An alternation, the longest first; spaces inside a phrase are white space."""
    kept = sorted({even(str(word)) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in kept)


def _nameless(pattern: str) -> str:
    """A pattern without the names of its groups, to stand beside others."""
    return "(?:" + re.sub(r"\(\?P<\w+>", "(?:", pattern) + ")"


def _group(name: str, words: Iterable[str]) -> str:
    listed_words = [word for word in words if not word.startswith("[")]
    patterns = [word for word in words if word.startswith("[")]
    return f"(?P<{name}>{'|'.join([_any(listed_words), *patterns])})"
