"""Reports set beside one another: the terms of their log odds, with words.

A report beside others is weighed as fusion does it: against all of them as one, names and words
counted over those pairs that fusion kept as neighbours.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from truceline.foundation.phrase import listed
from truceline.model.explanation import Term
from truceline.stages.fusion.block import Setting, Weighed
from truceline.stages.fusion.columns import BARE_UNIT, Columns, Words
from truceline.stages.fusion.gain import NEVER
from truceline.stages.fusion.parts import parts
from truceline.stages.fusion.phrases import PHRASES, Body, Phrase, Telling, saying
from truceline.stages.fusion.state import take_in
from truceline.stages.fusion.weights import Weights
from truceline.stages.fusion.words import TERMS

COLUMNS = (
    "kind",
    "actor",
    "category",
    "source",
    "place",
    "admin",
    "site",
    "claimant",
    "text",
    "homonym",
)
"""Coded columns whose words phrases may name."""
NAMES = {"admin": "region", "site": "site name"}
"""What terms of `words` are called where their functions' names wouldn't do."""
NOTHING = 1e-12
"""Nats below which a term is left out where it also says nothing."""


class Worded(NamedTuple):
    """What names and words say of the pairs around some reports: nats by term (and the column that
    it compares), those of the report at position `i` from `first[i]` on, in the order of the graph.
    """

    first: Mapping[int, int]
    nats: Mapping[tuple[str, str], np.ndarray]


class Beside(NamedTuple):
    """A block's reports with what they say; `words` explain the codes of its columns, `order` sorts
    its rows, `different` are pairs of rows that reviewers hold apart.
    """

    block: Weighed
    setting: Setting
    words: Words
    different: np.ndarray
    telling: Telling
    order: np.ndarray
    worded: Worded

    def positions(self, rows: np.ndarray) -> np.ndarray:
        """Where rows of the table stand in the block, in its order; absent ones are left out."""
        return positions(self.block.columns["row"], self.order, rows)

    def rest(self, i: int, others: np.ndarray, *, obeyed: bool) -> tuple[Term, ...]:
        """Terms of the report at position `i` beside all `others` as one; they add up to the gain
        of fusion. A bar between two of them rules one act out if it is `obeyed`: what reviewers
        hold for one act isn't barred.
        """
        g = self.block.graph
        around = g.to[g.ptr[i] : g.ptr[i + 1]]
        ours = np.isin(around, others)
        bar = ours & g.bar[g.ptr[i] : g.ptr[i + 1]]
        if obeyed and bar.any():
            return (self._barred(i, int(around[bar][0])),)
        some = np.flatnonzero(ours) + self.worded.first[i]
        worded = {n: float(v[some].sum()) / len(others) for n, v in self.worded.nats.items()}
        return self._terms(i, others, worded)

    def pair(self, i: int, j: int) -> tuple[Term, ...]:
        """Terms of the reports at two positions, beside each other alone."""
        g = self.block.graph
        edges = np.arange(g.ptr[i], g.ptr[i + 1])
        if g.bar[edges[g.to[edges] == j]].any():
            return (self._barred(i, j),)
        other = np.array([j], np.int64)
        nats = worded_nats(self.block.columns, self.setting, np.array([i]), other)
        return self._terms(i, other, {name: float(v[0]) for name, v in nats.items()})

    def _terms(
        self, i: int, others: np.ndarray, worded: Mapping[tuple[str, str], float]
    ) -> tuple[Term, ...]:
        one, two = self._body(np.array([i])), self._body(others)
        t = self.setting.weights
        found = parts(one.state, two.state, one.mask, two.mask, t)
        told = [_term(n, v, PHRASES[n], one, two, t, self.telling) for n, v in found.items()]
        for (name, column), nats in worded.items():
            phrase = _WORDED.get(name) or saying(column, name)
            told.append(_term(name, nats, phrase, one, two, t, self.telling))
        return tuple(term for term in told if _tells(term))

    def _body(self, rows: np.ndarray) -> Body:
        """Several reports as one, merged in their order."""
        state, mask = self.block.states[rows[0]].copy(), self.block.masks[rows[0]].copy()
        scratch = np.zeros(5)
        for row in rows[1:]:
            other, sources = self.block.states[row], self.block.masks[row]
            take_in(state, mask, other, sources, self.setting.weights, scratch)
        return Body(state, mask, self._said(rows))

    def _said(self, rows: np.ndarray) -> dict[str, tuple[str, ...]]:
        columns = self.block.columns
        said = {n: _words_of(self.words, n, columns, rows) for n in COLUMNS if n in columns}
        if "published" in columns:
            hours = np.sort(columns["published"][rows])
            said["published"] = tuple(_day(h, self.telling) for h in hours[~np.isnan(hours)])
        if "number" in columns:
            said["number"] = tuple(_numbers(self.words["unit"], columns, rows))
        return said

    def _barred(self, i: int, j: int) -> Term:
        columns = self.block.columns
        pair = {int(columns["row"][i]), int(columns["row"][j])}
        listing = columns.get("listing", np.full(len(columns["row"]), -1))
        if any(set(map(int, judged)) == pair for judged in self.different):
            words = "judged different by a reviewer"
        elif listing[i] >= 0 and listing[i] == listing[j]:
            words = "two items that one claimant has on one page"
        else:
            words = "two exact times, minutes apart"
        return Term(name="barred", nats=NEVER, words=words)


def beside(
    block: Weighed,
    setting: Setting,
    words: Words,
    different: np.ndarray,
    telling: Telling,
    rows: np.ndarray,
) -> Beside:
    """A block's reports, of which those of some `rows` of the table will be weighed."""
    order = np.argsort(block.columns["row"])
    wanted = positions(block.columns["row"], order, rows)
    g = block.graph
    degree = g.ptr[wanted + 1] - g.ptr[wanted]
    first = np.cumsum(degree) - degree
    edges = np.repeat(g.ptr[wanted] - first, degree) + np.arange(degree.sum())
    one, two = np.repeat(wanted, degree), g.to[edges].astype(np.int64)
    nats = worded_nats(block.columns, setting, one, two)
    start = dict(zip(wanted.tolist(), first.tolist(), strict=True))
    return Beside(block, setting, words, different, telling, order, Worded(start, nats))


def positions(given: np.ndarray, order: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Where `rows` stand in `given`, which `order` sorts; absent ones are left out."""
    at = order[np.minimum(np.searchsorted(given, rows, sorter=order), len(given) - 1)]
    found: np.ndarray = np.sort(at[given[at] == rows])
    return found


def worded_nats(
    columns: Columns, setting: Setting, i: np.ndarray, j: np.ndarray
) -> dict[tuple[str, str], np.ndarray]:
    """(term, column that it compares) → nats of the pairs (i, j), of terms that the columns allow."""
    return {
        (NAMES.get(term.__name__) or term.__name__.replace("_", " "), needs[0]): term(
            setting.wording, columns, i, j
        )
        for needs, term in TERMS
        if all(name in columns for name in needs)
    }


def _words_of(words: Words, name: str, columns: Columns, rows: np.ndarray) -> tuple[str, ...]:
    codes = sorted(set(columns[name][rows].tolist()) - {-1})
    return tuple(words[name][code].as_py() for code in codes)


def _numbers(units: pa.Array, columns: Columns, rows: np.ndarray) -> Iterator[str]:
    """`36 shots`, least first; a bare number where its unit isn't told."""
    given = rows[~np.isnan(columns["number"][rows])]
    told = sorted({(float(columns["number"][n]), int(columns["unit"][n])) for n in given.tolist()})
    for number, code in told:
        unit = units[code].as_py()
        yield (
            f"{number:g}" if unit == BARE_UNIT else f"{number:g} {unit}{'' if number == 1 else 's'}"
        )


def _day(hours: float, telling: Telling) -> str:
    day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(hours=float(hours))
    local = day.astimezone(telling.zone)
    return f"{local.day} {local:%b}"


def _term(
    name: str, nats: float, phrase: Phrase, a: Body, b: Body, t: Weights, telling: Telling
) -> Term:
    return Term(name=name, nats=float(nats), words=phrase(a, b, t, telling))


def _tells(term: Term) -> bool:
    return abs(term.nats) > NOTHING or term.words.startswith("both ")


def _wording_words(a: Body, b: Body, _: Weights, __: Telling) -> str:
    same = set(a.said.get("text", ())) & set(b.said.get("text", ()))
    return "the same words on the effect" if same else "other words on the effect"


def _homonym_words(a: Body, b: Body, _: Weights, __: Telling) -> str:
    several = [len(text.split(";")) for side in (a, b) for text in side.said.get("homonym", ())]
    return f"one name for {max(several)} places" if several else "each names one place"


def _bulletin_words(a: Body, b: Body, _: Weights, __: Telling) -> str:
    same = set(a.said.get("claimant", ())) & set(b.said.get("claimant", ()))
    who = "one claimant" if same else "different claimants"
    days = listed(dict.fromkeys([*a.said["published"], *b.said["published"]]))
    return f"{who}, published {days}"


_WORDED: Mapping[str, Phrase] = {
    "place name": saying("place", "a place"),
    "region": saying("admin", "a region"),
    "site name": saying("site", "a site"),
    "wording": _wording_words,
    "bulletin": _bulletin_words,
    "homonym": _homonym_words,
}
"""By the names of the terms of `words`; others are told by their first column."""
