"""What is done to a text that somebody uses again: from a changed word to a heavy rewrite."""

import random
import re
from functools import cache

from ruamel.yaml import YAML
from texts import HERE, base, event, wordings, write

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_PADDING = (
    "highlighting the ongoing uncertainty",
    "underscoring how fragile the calm remains",
    "a step that observers regard as notable",
    "which adds to the volatility of the moment",
    "reflecting the complex dynamics at play",
    "as the world watches closely",
)
_CLOSING = (
    "As these developments unfold, the international community keeps a close watch.",
    "It remains to be seen what the consequences will be.",
    "These events show how much depends on trust.",
)
_ARTICLES = re.compile(r"\b(?:the|a|an) ", re.IGNORECASE)
_ATTRIBUTED = re.compile(
    r", (?:according to officials|in the opinion of [^,;.]+|by the estimate of [^,;.]+)(?=[,;.])"
)


@cache
def _synonyms() -> dict[str, list[str]]:
    groups = YAML(typ="safe", pure=True).load(HERE / "synonyms.yaml")
    table: dict[str, list[str]] = {}
    for group in groups:
        for phrase in group:
            table.setdefault(phrase, []).extend(other for other in group if other != phrase)
    return table


@cache
def _phrase() -> re.Pattern[str]:
    longest = sorted(_synonyms(), key=lambda p: (-len(p), p))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)


def swapped(rng: random.Random, sentence: str, share: float) -> str:
    """Words and phrases of the table exchanged, each with this chance."""

    def other(match: re.Match[str]) -> str:
        if rng.random() >= share:
            return match.group()
        chosen = rng.choice(_synonyms()[match.group().lower()])
        return chosen.capitalize() if match.group()[0].isupper() else chosen

    return _phrase().sub(other, sentence)


def turned(rng: random.Random, sentence: str) -> str:
    """Clauses in another order, where the sentence has several."""
    body = sentence.rstrip(".")
    parts = re.split(r", (?:and|while|as|but) |; | after ", body)
    if len(parts) < 2:
        return sentence
    rng.shuffle(parts)
    joined = parts[0] + "".join(rng.choice((", and ", ", while ", "; ")) + p for p in parts[1:])
    return joined[0].upper() + joined[1:] + "."


def merged(rng: random.Random, text: list[str], share: float) -> list[str]:
    """Neighbours as one sentence, sentences of two clauses as two."""
    out: list[str] = []
    for sentence in text:
        halves = re.split(r"; |, (?:and|while|but) ", sentence.rstrip("."), maxsplit=1)
        if out and rng.random() < share:
            out[-1] = out[-1].rstrip(".") + ", and " + sentence[0].lower() + sentence[1:]
        elif len(halves) == 2 and rng.random() < share:
            out += [half[0].upper() + half[1:] + "." for half in halves]
        else:
            out.append(sentence)
    return out


def dropped(rng: random.Random, text: list[str], share: float) -> list[str]:
    kept = [s for n, s in enumerate(text) if n == 0 or rng.random() >= share]
    return kept if len(kept) >= 3 else text


def nudged(rng: random.Random, text: list[str], share: float) -> list[str]:
    """Some sentences change places with the next."""
    out = list(text)
    for n in range(1, len(out) - 1):
        if rng.random() < share:
            out[n], out[n + 1] = out[n + 1], out[n]
    return out


def near_copy(rng: random.Random, text: list[str]) -> list[str]:
    return dropped(rng, [swapped(rng, s, 0.03) for s in text], 0.04)


def light(rng: random.Random, text: list[str]) -> list[str]:
    """An editor's hand: one word in four of the table, a sentence gone, one moved, one new."""
    out = [swapped(rng, _ATTRIBUTED.sub("", s), 0.25) for s in text]
    out = nudged(rng, dropped(rng, out, 0.08), 0.08)
    out.insert(rng.randint(1, len(out)), rng.choice(_CLOSING))
    return out


def moderate(rng: random.Random, text: list[str]) -> list[str]:
    """A rewriter's: four words in five of the table and some others, clauses turned, sentences
    merged and split, some padded, one in seven left out.
    """
    out = [swapped(rng, _ATTRIBUTED.sub("", s), 0.8) for s in dropped(rng, text, 0.15)]
    out = [turned(rng, s) if rng.random() < 0.5 else s for s in out]
    out = [_others(rng, _padded(rng, s, 0.2), 0.06) for s in merged(rng, out, 0.2)]
    return [*nudged(rng, out, 0.2), rng.choice(_CLOSING)]


def _padded(rng: random.Random, sentence: str, share: float) -> str:
    if rng.random() >= share:
        return sentence
    return sentence.rstrip(".") + ", " + rng.choice(_PADDING) + "."


def heavy(rng: random.Random, text: list[str], vague: float = 0.2) -> list[str]:
    """A machine's: all words of the table and one in five others, padding, a quarter left out."""
    out = []
    for sentence in merged(rng, dropped(rng, text, 0.25), 0.25):
        changed = swapped(rng, turned(rng, _ATTRIBUTED.sub("", sentence)), 1.0)
        out.append(_padded(rng, _others(rng, changed, vague), 0.5))
    return [*nudged(rng, out, 0.2), *rng.sample(_CLOSING, 2)]


_FILLERS = [
    "matter",
    "step",
    "process",
    "measure",
    "effort",
    "aspect",
    "element",
    "factor",
    "development",
    "outcome",
    "approach",
    "framework",
    "context",
    "concern",
    "prospect",
    "momentum",
    "dimension",
    "narrative",
    "stakeholder",
    "landscape",
]


def _others(rng: random.Random, sentence: str, share: float) -> str:
    """Plain words replaced by vague ones; names and numbers stay."""

    def other(match: re.Match[str]) -> str:
        word = match.group()
        plain = word.islower() and len(word) > 4
        return rng.choice(_FILLERS) if plain and rng.random() < share else word

    return _WORD.sub(other, sentence)


def noisy(rng: random.Random, text: list[str]) -> list[str]:
    """A bad translation there and back: no articles, other words, turned clauses, misspelt names."""
    out = []
    for sentence in text:
        changed = swapped(rng, _ARTICLES.sub("", sentence), 0.6)
        changed = turned(rng, changed) if rng.random() < 0.3 else changed
        out.append(_WORD.sub(lambda m: _misspelt(rng, m.group()), changed))
    return out


def _misspelt(rng: random.Random, word: str) -> str:
    if not (word[0].isupper() and len(word) > 5 and rng.random() < 0.15):
        return word
    at = rng.randint(1, len(word) - 2)
    return word[:at] + word[at] + word[at:]


def splice(rng: random.Random, text: list[str]) -> list[str]:
    """A short story, lightly edited, in the midst of a long one about something else."""
    host: list[str] = []
    while len(host) < 3 * len(text):
        other = event(rng)
        host += write(rng, other, wordings(rng, other))
    at = rng.randint(2, len(host) - 2)
    return host[:at] + light(rng, text) + host[at:]


def very_heavy(rng: random.Random, text: list[str]) -> list[str]:
    """Little but names, numbers and the order of things is left."""
    return heavy(rng, text, 0.75)


CLASSES = {
    "near copy": near_copy,
    "light": light,
    "splice": splice,
    "translation noise": noisy,
    "moderate": moderate,
    "heavy": heavy,
    "very heavy": very_heavy,
}


def derivative(rng: random.Random, level: str) -> tuple[list[str], list[str]]:
    """A base text, and what was made of it."""
    text = base(rng)
    return text, CLASSES[level](rng, text)
