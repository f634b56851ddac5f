"""How broken a sentence is, as bad machine translation breaks it: repeated phrases, impossible
capitals and neighbours, names that act on themselves, no verb.

The score lowers confidence and marks; it must never mend or drop words. Signs need no dictionary
and hardly any grammar, so that a foreign or rare word alone is never a sign.
"""

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from ruamel.yaml import YAML

from truceline.foundation.text import sentences
from truceline.model.claim import Span
from truceline.stages.evidence.reading.actors.catalogue import LANGUAGES, Hit, catalogue
from truceline.stages.evidence.reading.actors.lookup import Word, words_of

_LONGEST_REPEAT = 6
_MEASURED = 8
_PRIOR = 0.5
_STEEP = 2.5
_PEOPLE = frozenset({"person", "surname"})
_PLACES = frozenset({"state", "capital"})
_Lists = dict[str, frozenset[str]]
_Sign = Callable[[list[Word], _Lists], float]


def garble(text: str, sentence: Span, language: str = "en") -> float:
    """0 for clean prose to 1 for words that can't be trusted to say what was meant.

    Signs of the sentence are combined as independent evidence, `1 - ∏(1 - w)`. A text that is
    broken in many places is suspect throughout: the mean of its sentences, up to a half, counts as
    one more sign.
    """
    language = language if language in LANGUAGES else "en"
    own = _own(sentence.of(text), language)
    return round(1 - (1 - own) * (1 - _prior(text, language)), 3)


@lru_cache(maxsize=64)
def _prior(text: str, language: str) -> float:
    """What the whole text adds to each sentence: its mean, up to a half; nothing for one sentence."""
    scores = [_own(span.of(text), language) for span in sentences(text, language)]
    if len(scores) < 2:
        return 0.0
    return min(_PRIOR, _STEEP * sum(scores) / len(scores))


@lru_cache(maxsize=1 << 12)
def _own(said: str, language: str) -> float:
    words = words_of(said, Span(start=0, end=len(said)), "en")
    lists = _lists(language)
    doubt = 1.0
    for sign in _SIGNS:
        doubt *= 1 - sign(words, lists)
    return 1 - doubt * (1 - _names_astray(words, lists, language))


@cache
def _lists(language: str) -> _Lists:
    path = files("truceline").joinpath(f"data/garble/{language}.yaml")
    loaded = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return {topic: frozenset(words) for topic, words in loaded.items()}


def _low(words: list[Word]) -> list[str]:
    return [word.low for word in words]


def _repeated(words: list[Word], lists: _Lists) -> float:
    """A phrase, or a word that nobody doubles, said twice in a row; three times is worse."""
    low = [w for w in _low(words) if w[0].isalnum()]
    worst = 0.0
    for size in range(1, _LONGEST_REPEAT + 1):
        times = _most_repeats(low, size, lists["doubled"])
        worst = max(worst, 0.0 if times < 2 else min(0.95, 0.3 + 0.15 * size * (times - 1)))
    return worst


def _most_repeats(low: list[str], size: int, allowed: frozenset[str]) -> int:
    """How often in a row the most repeated phrase of a size stands."""
    starts = (at for at in range(len(low) - 2 * size + 1) if low[at] == low[at + size])
    return max((_repeats(low, at, size, allowed) for at in starts), default=1)


def _repeats(low: list[str], at: int, size: int, allowed: frozenset[str]) -> int:
    phrase, times = low[at : at + size], 1
    if size == 1 and (phrase[0] in allowed or not phrase[0].isalpha()):
        return 1
    while low[at + times * size : at + (times + 1) * size] == phrase:
        times += 1
    return times


def _echo(words: list[Word], _lists: _Lists) -> float:
    """A word that comes back after a hyphen or two ("egg-in-egg")."""
    low = _low(words)
    found = any(low[i + 1] == "-" and low[i] in low[i + 2 : i + 6 : 2] for i in range(len(low) - 4))
    return 0.3 if found else 0.0


def _capitals(words: list[Word], lists: _Lists) -> float:
    """Capitals where none can be: short joining words between small ones, capitals in a word."""
    inner = [
        b for a, b in pairwise(words) if b.low in lists["joiners"] and b.text[0].isupper()
        and a.text[-1].isalnum() and b.text.istitle()
    ]  # fmt: skip
    shouting = sum(w.text[0].isupper() for w in words if w.text[0].isalpha())
    titled = shouting > 0.6 * sum(w.text[0].isalpha() for w in words)
    found = 0.0 if titled else 0.4 * bool(inner)
    return max(found, 0.25 * any(_camel(w.text, lists["prefixes"]) for w in words))


def _camel(said: str, prefixes: frozenset[str]) -> bool:
    """A capital within a word, unless what stands before it begins names ("McRae")."""
    inner = next((i for i, c in enumerate(said) if i and c.isupper()), 0)
    known = said[:inner].lower() in prefixes or not said[:inner].isalpha()
    return bool(inner) and said[inner:].istitle() and said[inner + 1 :] != "" and not known


def _after_stop(words: list[Word], _lists: _Lists) -> float:
    """A semicolon that opens a new sentence."""
    return 0.25 * any(a.text == ";" and b.text.istitle() for a, b in pairwise(words))


def _neighbours(words: list[Word], lists: _Lists) -> float:
    """An article before what opens no noun phrase; words that don't agree."""
    low = [w for w in _low(words) if w[0].isalnum() or w == "'s"]
    wrong = sum(
        (a in lists["articles"] and b in lists["after_article"])
        or f"{a} {b}" in lists["disagreeing"]
        for a, b in pairwise(low)
    )
    return min(0.8, 0.4 * wrong)


def _unfinished(words: list[Word], lists: _Lists) -> float:
    """A full stop after a word that wants another."""
    low = _low(words)
    stopped = len(low) > 2 and low[-1] == "." and low[-2] in lists["unfinished"]
    return 0.5 if stopped else 0.0


def _verbless(words: list[Word], lists: _Lists) -> float:
    """A long sentence with a full stop and no verb, in a language whose verbs are listed."""
    if not lists["verbs"] or len(words) < _MEASURED or words[-1].text != ".":
        return 0.0
    verb = any(_verb(w.low, lists) for w in words)
    return 0.0 if verb or any(map(_third_person, words, words[1:])) else 0.4


def _verb(low: str, lists: _Lists) -> bool:
    return low in lists["verbs"] or low.endswith(tuple(lists["verb_endings"]))


def _third_person(subject: Word, verb: Word) -> bool:
    """A name or adverb with a word in -s behind it, as in "Kenya currently leads"."""
    after = subject.text[0].isupper() or subject.low.endswith("ly")
    return after and verb.text.islower() and verb.low.endswith("s") and len(verb.low) > 3


def _reflexive(words: list[Word], lists: _Lists) -> float:
    """Somebody who tells somebody of the same name."""
    found = any(
        a.low == c.low and a.text[0].isupper() and b.low in lists["telling"]
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
    )
    return 0.6 if found else 0.0


def _open_quote(words: list[Word], _lists: _Lists) -> float:
    """A quotation that opens within a clause and never closes, though the sentence does."""
    opens = [i for i, w in enumerate(words) if w.text == "“"]
    closed = sum(w.text == "”" for w in words)
    within = [i for i in opens if i and words[i - 1].text not in {":", ","}]
    return 0.2 if len(opens) > closed and within and words[-1].text == "." else 0.0


def _names_astray(words: list[Word], lists: _Lists, language: str) -> float:
    """Names of people and states without their capital, or side by side with nothing between."""
    found = list(_names(words, language))
    small = any(name.lower for name in found)
    places = [n for n in found if n.entry.kind in _PLACES and not _led_in(words, n, lists)]
    starts = {n.start for n in found if n.entry.kind in _PEOPLE}
    beside = any(place.end in starts or _stray(words, place, language) for place in places)
    return 1 - (1 - 0.5 * small) * (1 - 0.4 * beside)


def _led_in(words: list[Word], name: Hit, lists: _Lists) -> bool:
    """Does a word stand before a place that lets a person's name follow: "envoy for Chad X"?"""
    before = words[name.start - 1].low if name.start else ""
    return before in lists["joiners"] | {"for", "of", "to"}


def _stray(words: list[Word], place: Hit, language: str) -> bool:
    """A single unknown capitalised word right behind a place."""
    known = catalogue(language)
    at = place.end
    if at >= len(words) or not words[at].capital or known.hits(words, at):
        return False
    further = at + 1 < len(words) and words[at + 1].capital
    ordinary = words[at].low in known.topic("openers") or words[at].text.isupper()
    heads = words[at].text in known.topic("organisation_heads")
    return not (further or ordinary or heads) and words[at].text.isalpha()


def _names(words: list[Word], language: str) -> Iterator[Hit]:
    """The known people and places, none within another phrase."""
    known, at = catalogue(language), 0
    while at < len(words):
        hits = known.hits(words, at) if known.opens(words[at]) else []
        hit = hits[0] if hits else None
        if hit and hit.entry.kind in _PEOPLE | _PLACES and not hit.entry.form.islower():
            yield hit
        at = max(hit.end if hit else 0, at + 1)


_SIGNS: tuple[_Sign, ...] = (
    _repeated, _echo, _capitals, _after_stop, _neighbours, _unfinished, _verbless, _reflexive,
    _open_quote,
)  # fmt: skip
