"""How many derivatives does lineage find, and how many strangers does it call relatives?

    python bench/reading/derivatives.py [--pairs 50] [--seed 1]

Each pair is judged by `trace_lineage` among all texts of its class, so that finding candidates and
verifying both count. Bars: recall 0.90 for light and moderate, 1 % of false positives among
independent texts on the same facts.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable

import rewrite
import texts

from truceline.model.claim import Document
from truceline.stages.evidence.lineage import trace_lineage

Pair = tuple[list[str], list[str]]
INDEPENDENT: dict[str, Callable[[random.Random], Pair]] = {
    "same facts, other words": texts.same_facts,
    "same facts, words by chance": lambda rng: texts.same_facts(rng, by_chance=True),
    "same topic, other event": texts.same_topic,
}


def documents(pairs: list[Pair]) -> list[Document]:
    return [
        Document(name=f"{n:05d}{side}", sha256="", text=" ".join(text), language="en")
        for n, pair in enumerate(pairs)
        for side, text in zip("ab", pair, strict=True)
    ]


def verdicts(pairs: list[Pair]) -> tuple[Counter[str], Counter[str]]:
    """Verdicts on the pairs themselves, and on all others, which are strangers."""
    own: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for pair in trace_lineage(documents(pairs)).pairs:
        (own if pair.a[:5] == pair.b[:5] else other)[pair.verdict] += 1
    own["independent"] = len(pairs) - sum(own[v] for v in ("copy", "derived", "partial"))
    return own, other


def shingles(text: list[str]) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", " ".join(text).lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def resemblance(pairs: list[Pair]) -> float:
    """Mean Jaccard of word-3 shingles (Broder): how much wording is left to find."""
    both = [(shingles(a), shingles(b)) for a, b in pairs]
    return sum(len(a & b) / len(a | b) for a, b in both) / len(both)


def told(label: str, pairs: list[Pair]) -> None:
    own, other = verdicts(pairs)
    total = len(pairs)
    derived, partial = own["copy"] + own["derived"], own["partial"]
    strangers = 2 * total * (2 * total - 1) // 2 - total
    print(
        f"{label:30} {total:5} {resemblance(pairs):6.2f} {derived / total:8.3f} {partial / total:8.3f} "
        f"{own['independent'] / total:12.3f}   {other['derived']:3} {other['partial']:5} of {strangers}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(
        f"{'class':30} {'pairs':>5} {'word-3':>6} {'derived':>8} {'partial':>8} {'independent':>12}   other pairs"
    )
    for at, level in enumerate(rewrite.CLASSES):
        rng = random.Random(arguments.seed * 1000 + at)
        told(level, [rewrite.derivative(rng, level) for _ in range(arguments.pairs)])
    for at, (label, make) in enumerate(INDEPENDENT.items()):
        rng = random.Random(arguments.seed * 1000 + 100 + at)
        told(label, [make(rng) for _ in range(4 * arguments.pairs)])


if __name__ == "__main__":
    main()
