"""From documents to their lineage, step by step: own words, exact copies, candidates, cover, verdict.

The order in which documents are given never matters, and a document more changes nothing that is
said of a pair, but it may crowd a pair out of the candidates where very many documents share its
rare words.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

from truceline.foundation.text import language_of
from truceline.model.claim import Document, Lineage, TextPair
from truceline.stages.evidence.lineage.candidates import candidates, earliest
from truceline.stages.evidence.lineage.cover import COVER_A, COVER_B, Floats, covers
from truceline.stages.evidence.lineage.direction import UNKNOWN, came_first
from truceline.stages.evidence.lineage.groups import JOINING, components
from truceline.stages.evidence.lineage.plain import Plain, plain
from truceline.stages.evidence.lineage.quotations import Quotations
from truceline.stages.evidence.lineage.verdict import (
    INDEPENDENT,
    WORDS,
    basis,
    verdicts,
)
from truceline.stages.evidence.lineage.wording import Ints, wording

_LOOK = 2_000  # code points that tell the language

Told = Callable[[int, int], None]
Flags = npt.NDArray[np.bool_]


@dataclass(kw_only=True)
class _Read:
    """What is kept of documents that were read: copies by digest, who is spoken, quotations."""

    first: dict[str, int] = field(default_factory=dict)
    copies: list[tuple[int, int]] = field(default_factory=list)
    spoken: list[bool] = field(default_factory=list)
    quotations: Quotations = field(default_factory=Quotations)

    def texts(self, documents: Sequence[Document]) -> Iterator[tuple[Plain, str]]:
        """Own words and language of each; an exact copy of an earlier one comes without words."""
        for row, document in enumerate(documents):
            language = document.language or language_of(document.text[:_LOOK])
            text = plain(document.but(language=language))
            self.spoken.append(text.spoken)
            original = self.first.setdefault(text.digest, row)
            if text.digest and original != row:
                self.copies.append((original, row))
                text = text._replace(own=(), quotes=())
            self.quotations.add(row, text.quotes)
            yield text, language


def trace_lineage(documents: Sequence[Document], progress: Told | None = None) -> Lineage:
    """Groups of documents that go back to one text, and the pairs that tell.

    `documents` bear distinct names; those without a date are compared with all. `progress` hears
    (documents read, documents in all). Pairs are in the order of their names; an exact copy is
    paired with the earliest of its kind alone. Independent pairs are listed only where both quote
    the same words. Sources: Broder (1997) for containment, Clough and Stevenson (2011) for levels
    of reuse; see docs/methods/lineage.md.
    """
    ordered = sorted(documents, key=_order)
    read = _Read()
    told = progress or (lambda _done, _total: None)
    columns = wording(read.texts(ordered), len(ordered), lambda n: told(n, len(ordered)))
    start = earliest([_time(d) for d in ordered])
    quoted = read.quotations.shared(start)
    found = np.unique(np.concatenate([candidates(columns, start), quoted]), axis=0)
    related = _related(ordered, read, found, covers(columns, found), _among(found, quoted))
    pairs = (*_copies(ordered, read), *related)
    listed = tuple(sorted(pairs, key=lambda p: (p.a, p.b)))
    joined = ((p.a, p.b) for p in listed if p.verdict in JOINING)
    return Lineage(groups=components(joined), pairs=listed)


def _time(document: Document) -> datetime | None:
    return document.published or document.known


def _order(document: Document) -> tuple[bool, float, str, str]:
    """By time, undated documents last; then by name."""
    moment = _time(document)
    return moment is None, moment.timestamp() if moment else 0.0, document.name, document.sha256


def _copies(documents: Sequence[Document], read: _Read) -> Iterator[TextPair]:
    for first, later in read.copies:
        yield _pair(documents[first], documents[later], (1.0, 1.0), "copy", ["the same words"])


def _among(pairs: Ints, some: Ints) -> Flags:
    """Which pairs are among some of them."""
    chosen = {(a, b) for a, b in some.tolist()}
    return np.array([(a, b) in chosen for a, b in pairs.tolist()], dtype=np.bool_)


def _related(
    documents: Sequence[Document], read: _Read, pairs: Ints, measures: Floats, shared: Flags
) -> Iterator[TextPair]:
    """Candidates that are more than independent, or share a quotation."""
    alone = np.array(read.spoken, dtype=np.bool_)
    spoken = alone[pairs[:, 0]] | alone[pairs[:, 1]]
    codes = verdicts(measures, spoken)
    for row in np.flatnonzero((codes > INDEPENDENT) | shared).tolist():
        a, b = (documents[n] for n in pairs[row])
        reasons = basis(measures[row], int(codes[row]), bool(spoken[row]), bool(shared[row]))
        cover_a, cover_b = (float(measures[row, side]) for side in (COVER_A, COVER_B))
        yield _pair(a, b, (cover_a, cover_b), WORDS[codes[row]], reasons)


def _pair(
    a: Document, b: Document, cover: tuple[float, float], verdict: str, reasons: list[str]
) -> TextPair:
    """The pair by its names; who came first is asked only of those that share a text."""
    if b.name < a.name:
        a, b, cover = b, a, cover[::-1]
    first, why = came_first(a, b) if verdict != WORDS[INDEPENDENT] else (UNKNOWN, "")
    shares = f"{cover[0]:.2f} of a in b, {cover[1]:.2f} of b in a"
    told = [shares, *reasons, *([f"{first} first: {why}"] if why else [])]
    return TextPair(
        a=a.name,
        b=b.name,
        cover=round(max(cover), 4),
        verdict=verdict,
        direction=first,
        basis="; ".join(told),
    )
