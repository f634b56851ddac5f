"""Lineage of 100,000 made-up documents, timed beside MinHash-LSH on the same texts.

    python bench/reading/lineage_scale.py [--documents 100000] [--days 100] [--seed 1] [--no-peer]

Texts are drawn from a vocabulary of 60,000 invented words by Zipf's law, with topics, events told by
several documents independently (same names, numbers and topic), and derivatives of five levels
among them. Words don't make sense; what counts here is how many share what. The peer is
datasketch's MinHash-LSH with 128 permutations on word-3 shingles; its candidates aren't verified.
"""

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from truceline.model.claim import Document
from truceline.stages.evidence.lineage import trace

LEVELS = {  # share of words replaced, of sentences left out, of sentences in another place
    "near copy": (0.02, 0.0, 0.0),
    "light": (0.12, 0.08, 0.05),
    "moderate": (0.35, 0.15, 0.15),
    "heavy": (0.55, 0.25, 0.3),
    "splice": (0.08, 0.0, 0.0),
}
DERIVED = 0.15
FUNCTION = "the of and to in a that for on is with by as at from it was has be are".split()  # noqa: SIM905
WORDS, TOPICS, TOPIC_WORDS = 60_000, 150, 250
START = datetime(2025, 1, 1, tzinfo=UTC)
LSH_THRESHOLDS = (0.5, 0.2)

Sentence = np.ndarray


def vocabulary(rng: np.random.Generator) -> np.ndarray:
    """Invented words with the endings of English; then names; then numbers."""
    parts = np.array(
        [
            "ba",
            "be",
            "ca",
            "co",
            "da",
            "del",
            "fa",
            "fer",
            "gan",
            "ha",
            "il",
            "ja",
            "ka",
            "lo",
            "ma",
            "men",
            "no",
            "or",
            "pa",
            "qui",
            "ra",
            "sel",
            "ta",
            "ur",
            "vo",
        ]
    )
    ends = np.array(["", "", "ing", "ed", "s", "ation", "er", "ly", "ment", "ity"])
    heads = parts[rng.integers(0, len(parts), (WORDS, 4))]
    size = rng.integers(2, 5, WORDS)
    words = [
        "".join(h[:n]) + e
        for h, n, e in zip(heads, size, ends[rng.integers(0, 10, WORDS)], strict=True)
    ]
    return np.array([*words, *FUNCTION], dtype=object)


@dataclass
class World:
    """Draws documents as lists of sentences, each an array of words."""

    rng: np.random.Generator

    def __post_init__(self) -> None:
        self.words = vocabulary(self.rng)
        rank = np.arange(1, WORDS + 1)
        self.zipf = np.cumsum(1 / (rank + 20)) / np.sum(1 / (rank + 20))
        self.topics = self.rng.integers(200, WORDS, (TOPICS, TOPIC_WORDS))

    def event(self) -> tuple[int, np.ndarray]:
        """A topic, and names and numbers that all who tell of it use."""
        heads = self.words[self.rng.integers(0, WORDS, 9)]
        names = [f"{w.capitalize()}{n}" for w, n in zip(heads, "abcdefghi", strict=True)]
        numbers = [str(n) for n in self.rng.integers(3, 5000, 5)]
        return int(self.rng.integers(TOPICS)), np.array([*names, *numbers], dtype=object)

    def draw(self, size: int, topic: int, own: np.ndarray) -> np.ndarray:
        """Words: a third function words, a fifth of the topic, a ninth names and numbers."""
        kind = self.rng.random(size)
        ids = np.searchsorted(self.zipf, self.rng.random(size)).clip(0, WORDS - 1)
        ids = np.where(
            kind < 0.20, self.topics[topic][self.rng.integers(0, TOPIC_WORDS, size)], ids
        )
        ids = np.where(kind > 0.67, WORDS + self.rng.integers(0, len(FUNCTION), size), ids)
        found = self.words[ids]
        named = (kind > 0.20) & (kind < 0.31)
        found[named] = own[self.rng.integers(0, len(own), int(named.sum()))]
        return found

    def text(self, topic: int, own: np.ndarray) -> list[Sentence]:
        """One document's sentences."""
        ends = np.cumsum(self.rng.integers(10, 27, self.rng.integers(9, 20)))
        return np.split(self.draw(int(ends[-1]), topic, own), ends[:-1])

    def derived(self, text: list[Sentence], level: str) -> list[Sentence]:
        """What a level of `LEVELS` makes of a text; a splice puts it between two others."""
        replaced, left_out, moved = LEVELS[level]
        kept = [s for s in text if self.rng.random() >= left_out] or text
        order = np.argsort(np.arange(len(kept)) + 4 * (self.rng.random(len(kept)) < moved))
        out = []
        for n in order:
            sentence, topic = kept[n].copy(), int(self.rng.integers(TOPICS))
            hit = self.rng.random(len(sentence)) < replaced
            sentence[hit] = self.draw(int(hit.sum()), topic, sentence)
            out.append(sentence)
        if level != "splice":
            return out
        host = self.text(*self.event()) + self.text(*self.event())
        return host[:7] + out[:9] + host[7:]


def corpus(count: int, days: int, seed: int) -> tuple[list[Document], list[tuple[str, str, str]]]:
    """Documents over the days, and the true pairs (base, derivative, level)."""
    world = World(np.random.default_rng(seed))
    rng, levels = world.rng, list(LEVELS)
    documents: list[Document] = []
    true: list[tuple[str, str, str]] = []
    while len(documents) < count:
        day = float(rng.random() * days)
        topic, own = world.event()
        for _ in range(int(rng.integers(1, 5))):
            text, name = world.text(topic, own), f"{len(documents):07d}"
            documents.append(document(name, day + rng.random() * 2, text))
            if rng.random() < DERIVED / (1 - DERIVED):
                level = levels[int(rng.integers(len(levels)))]
                copy = f"{len(documents):07d}"
                documents.append(
                    document(copy, day + 2 + rng.random() * 3, world.derived(text, level))
                )
                true.append((name, copy, level))
    return documents, true


def document(name: str, day: float, text: list[Sentence]) -> Document:
    said = (" ".join(sentence) for sentence in text)
    body = " ".join(s[0].upper() + s[1:] + "." for s in said)
    moment = START + timedelta(days=day)
    return Document(name=name, sha256="", text=body, language="en", published=moment, known=moment)


class Clock:
    """Times calls of a module's functions, and keeps what they returned."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.results: dict[str, Any] = {}

    def on(self, module: Any, name: str) -> None:  # noqa: ANN401
        """Times one function from now on."""
        function: Callable[..., Any] = getattr(module, name)

        def timed(*arguments: Any) -> Any:  # noqa: ANN401
            start = time.perf_counter()
            self.results[name] = function(*arguments)
            self.seconds[name] = time.perf_counter() - start
            return self.results[name]

        setattr(module, name, timed)


def all_pairs(documents: list[Document], days: int = 7) -> int:
    """Pairs within a week, which comparing everything would take."""
    moments = np.sort([d.published.timestamp() for d in documents if d.published])
    before = np.searchsorted(moments, moments - days * 86_400)
    return int((np.arange(len(moments)) - before).sum())


def recall(true: list[tuple[str, str, str]], found: set[tuple[str, str]]) -> str:
    parts = []
    for level in LEVELS:
        own = [(a, b) for a, b, each in true if each == level]
        parts.append(f"{level} {sum(pair in found for pair in own) / max(len(own), 1):.3f}")
    return ", ".join(parts)


def memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def ours(documents: list[Document], true: list[tuple[str, str, str]]) -> None:
    clock = Clock()
    for name in ("wording", "candidates", "covers"):
        clock.on(trace, name)
    start, worked = time.perf_counter(), time.process_time()
    lineage = trace.trace_lineage(documents)
    total, busy = time.perf_counter() - start, time.process_time() - worked
    by_time = sorted(documents, key=lambda d: (d.published, d.name))
    pairs = clock.results["candidates"]
    near = {tuple(sorted((by_time[a].name, by_time[b].name))) for a, b in pairs.tolist()}
    print(
        "ours:",
        ", ".join(f"{k} {v:.1f} s" for k, v in clock.seconds.items()),
        f"in all {total:.1f} s ({busy:.1f} s of processor)",
    )
    print(f"  peak memory {memory():.2f} GiB with the texts; {len(pairs):,} comparisons,")
    window = all_pairs(documents)
    print(f"  {window / max(len(pairs), 1):.0f} times fewer than the {window:,} of a week's window")
    for label, verdicts in (
        ("derived", {"copy", "derived"}),
        ("derived or partial", {"copy", "derived", "partial"}),
    ):
        found = {(p.a, p.b) for p in lineage.pairs if p.verdict in verdicts}
        print(f"  {label}: {recall(true, found)}")
        print(f"    others: {len(found - {(a, b) for a, b, _ in true}):,} pairs")
    print(f"  candidates: {recall(true, near)}")


def minhash_lsh(documents: list[Document], true: list[tuple[str, str, str]]) -> None:
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415 -- the peer may be missing

    start = time.perf_counter()
    hashes = MinHash.bulk((shingles(d.text) for d in documents), num_perm=128, seed=1)
    hashed = time.perf_counter() - start
    for threshold in LSH_THRESHOLDS:
        start = time.perf_counter()
        index = MinHashLSH(threshold=threshold, num_perm=128)
        found: set[tuple[str, str]] = set()
        for each, minhash in zip(documents, hashes, strict=True):
            found.update((min(o, each.name), max(o, each.name)) for o in index.query(minhash))
            index.insert(each.name, minhash, check_duplication=False)
        spent = time.perf_counter() - start
        print(
            f"MinHash-LSH at {threshold}: hashing {hashed:.1f} s, index {spent:.1f} s, {len(found):,} pairs"
        )
        print(f"  candidates: {recall(true, found)}")
    print(f"  peak memory {memory():.2f} GiB")


def shingles(text: str) -> Iterator[bytes]:
    words = text.lower().replace(".", "").split()
    return (" ".join(words[n : n + 3]).encode() for n in range(max(len(words) - 2, 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-peer", action="store_true")
    arguments = parser.parse_args()
    start = time.perf_counter()
    documents, true = corpus(arguments.documents, arguments.days, arguments.seed)
    words = sum(len(d.text.split()) for d in documents[:1000]) / min(len(documents), 1000)
    print(
        f"{len(documents):,} documents of {words:.0f} words, {len(true):,} derivatives, made in ",
        end="",
    )
    print(f"{time.perf_counter() - start:.0f} s; {memory():.2f} GiB")
    ours(documents, true)
    if not arguments.no_peer:
        minhash_lsh(documents, true)


if __name__ == "__main__":
    main()
