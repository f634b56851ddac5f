"""Which verbs, adjectives and nouns make which kind of claim: the data, ready to be asked.

Frames are data (`languages/<language>/frames.yaml`); nothing here knows a word of its own.
"""

from functools import cache, lru_cache

from truceline.model.record import Record
from truceline.stages.evidence.reading.lexicon import load

KINDS = ("incident", "meeting", "mandate", "pledge", "figure", "agreement", "condition", "assessment")  # fmt: skip
_Words = dict[str, frozenset[str]]


class Frames(Record, frozen=True, kw_only=True):
    """Word sets by topic: `report` verbs by how they hand on, `stances` by part of speech, `kinds`
    by their verbs, light verbs and nouns; phrases are lemma_particle.
    """

    report: _Words
    clausal: frozenset[str]
    stances: dict[str, _Words]
    kinds: dict[str, _Words]
    sets: _Words
    saying: dict[str, str]
    standing: dict[str, dict[str, str]]

    def hands_on(self, *names: str) -> str:
        """How a verb (phrase or lemma) hands on what somebody says; empty where it doesn't."""
        return next((self.saying[name] for name in names if name in self.saying), "")

    def stance(self, names: tuple[str, ...], part: str) -> str:
        """The stance that a phrase, else its lemma, stands for as `verbs`, `adjectives`, `nouns`."""
        known = self.standing.get(part, {})
        return next((known[name] for name in names if name in known), "")

    def of(self, kind: str, part: str) -> frozenset[str]:
        """One word set of a kind; empty where the data give none."""
        return self.kinds[kind].get(part, frozenset())


@cache
def frames(language: str = "en") -> Frames:
    """The frames of one language, loaded once."""
    data = load(language, "frames")
    report = _sets(data["report"])
    stances = {name: _sets(parts) for name, parts in data["stances"].items()}
    return Frames(
        report=report,
        clausal=frozenset().union(*(words for how, words in report.items() if how != "accuse")),
        stances=stances,
        kinds={kind: _sets(data[kind]) for kind in KINDS},
        sets=_sets({k: v for k, v in data.items() if isinstance(v, str)}),
        saying=_turned(report),
        standing={
            part: _turned({name: parts.get(part, frozenset()) for name, parts in stances.items()})
            for part in ("verbs", "adjectives", "nouns")
        },
    )


def _sets(parts: dict[str, str]) -> _Words:
    return {name: frozenset(words.split()) for name, words in parts.items()}


def _turned(words: _Words) -> dict[str, str]:
    """The set that each word is first found in."""
    found: dict[str, str] = {}
    for name, listed in words.items():
        found |= {word: name for word in listed if word not in found}
    return found


_SAME = frozenset({"news", "headquarters", "series", "means"})


@lru_cache(maxsize=1 << 14)
def singular(noun: str) -> str:
    """A noun without the ending of its plural; good enough to look it up."""
    if noun in _SAME:
        return noun
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "shes", "ches", "xes")):
        return noun[:-2]
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) else noun
