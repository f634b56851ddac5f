"""How well does a reading agree with an annotator's? Claims are paired one to one, then compared.

    python bench/reading/score.py GOLD.json CLAIMS.jsonl --texts FOLDER [--misses]

Two claims *touch* when their spans share 0.3 of their union or 0.8 of the shorter one. They *agree*
when they share 0.3 of the union, kind, polarity, modality and one actor, and the quantity where the
gold has one. Each pairing is a maximum bipartite matching that takes core claims first.
"""

import argparse
import math
from collections.abc import Callable, Iterable
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from register import Amount, Gold, Marked, read_claims, read_gold
from scipy.optimize import linear_sum_assignment

SHARE_OF_UNION = 0.3
SHARE_OF_SHORTER = 0.8
# Weights that rank pairings: one more pair outweighs everything, then core, agreement, quantity,
# overlap.
PAIR, CORE, AGREES, QUANTITY = 1e6, 1e4, 1e2, 1e1
SAME_UNIT = (
    ("countries", "country", "nations", "nation", "states", "state"),
    ("troops", "troop", "soldiers", "soldier", "servicemen"),
    ("personnel", "staff"),
    ("violations", "violation", "breaches", "breach"),
)
MINUTES = {"hour": 60.0, "minute": 1.0}
Test = Callable[[Marked, Marked], bool]
Table = dict[str, tuple[int, int, int]]


class Pairs(NamedTuple):
    """Gold claim → found claim, by position."""

    touching: dict[int, int]
    agreeing: dict[int, int]


class Comparison:
    """A gold register beside a found one."""

    def __init__(self, gold: Gold, found: list[Marked]) -> None:
        self.gold = gold
        self.found = found
        self.heads = heads([*SAME_UNIT, *gold.units])

    @cached_property
    def pairs(self) -> Pairs:
        """Both pairings; the touching one keeps to agreeing pairs and equal quantities if it can."""
        agreeing, touching = self.grid(self.agree), self.grid(touch)
        core = np.array([[CORE if claim.core else 0.0] for claim in self.gold.claims])
        near = self.grid_of(lambda a, b: sum(shares(a, b)))
        quantity = self.grid(lambda a, b: a.amount is not None and self.same_amount(a, b))
        liked = AGREES * agreeing + QUANTITY * quantity + near
        return Pairs(
            paired(touching * (PAIR + core + liked)), paired(agreeing * (PAIR + core + near))
        )

    def grid(self, test: Test) -> np.ndarray:
        """1 where the test holds, else 0; gold × found."""
        return self.grid_of(lambda a, b: float(test(a, b)))

    def grid_of(self, measure: Callable[[Marked, Marked], float]) -> np.ndarray:
        """Gold × found; nought between files."""
        out = np.zeros((len(self.gold.claims), len(self.found)))
        for i, a in enumerate(self.gold.claims):
            for j, b in enumerate(self.found):
                if a.source == b.source:
                    out[i, j] = measure(a, b)
        return out

    def agree(self, a: Marked, b: Marked) -> bool:
        """Whether the spans are near and every label is right."""
        return shares(a, b)[0] >= SHARE_OF_UNION and not self.differences(a, b)

    def differences(self, a: Marked, b: Marked) -> list[str]:
        """In what the labels of a found claim differ from the gold's."""
        same = {
            "kind": self.same_kind(a, b),
            "actor": bool(a.actors & b.actors) or not (a.actors or b.actors),
            "polarity": a.polarity == b.polarity,
            "modality": a.modality == b.modality,
            "quantity": a.amount is None or self.same_amount(a, b),
        }
        return [name for name, right in same.items() if not right]

    def same_kind(self, a: Marked, b: Marked) -> bool:
        """Equal, or a pair that the gold accepts as equal."""
        return a.kind == b.kind or frozenset((a.kind, b.kind)) in self.gold.kinds

    def same_amount(self, a: Marked, b: Marked) -> bool:
        """Whether both have a quantity of the same ends, unit and bound."""
        if a.amount is None or b.amount is None:
            return False
        x, y = self.common(a.amount), self.common(b.amount)
        bounds = x.bound == y.bound or frozenset((x.bound, y.bound)) in self.gold.bounds
        return x.unit == y.unit and bounds and equal(x.lo, y.lo) and equal(x.hi, y.hi)

    def common(self, amount: Amount) -> Amount:
        """With the unit's head word; hours as minutes."""
        unit = self.heads.get(amount.unit) or singular(amount.unit)
        factor = MINUTES.get(unit)
        if factor is None:
            return amount._replace(unit=unit)
        return Amount(times(amount.lo, factor), times(amount.hi, factor), "minute", amount.bound)


def heads(groups: Iterable[Iterable[str]]) -> dict[str, str]:
    """Word → one word for its group; a group that shares a word with an earlier one joins it."""
    out: dict[str, str] = {}
    for group in map(list, groups):
        head = next((out[word] for word in group if word in out), group[0])
        out |= {word: out.get(word, head) for word in group}
    return out


def singular(unit: str) -> str:
    return unit[:-1] if len(unit) > 3 and unit.endswith("s") else unit


def times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def equal(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def shares(a: Marked, b: Marked) -> tuple[float, float]:
    """The common part of two spans as a share of their union and of the shorter one."""
    common = min(a.end, b.end) - max(a.start, b.start)
    if a.source != b.source or min(a.start, b.start) < 0 or common <= 0:
        return 0.0, 0.0
    union = max(a.end, b.end) - min(a.start, b.start)
    return common / union, common / min(a.end - a.start, b.end - b.start)


def touch(a: Marked, b: Marked) -> bool:
    of_union, of_shorter = shares(a, b)
    return of_union >= SHARE_OF_UNION or of_shorter >= SHARE_OF_SHORTER


def paired(weights: np.ndarray) -> dict[int, int]:
    """The assignment of the greatest weight, of which pairs without weight are left out."""
    left, right = linear_sum_assignment(weights, maximize=True)
    return {int(i): int(j) for i, j in zip(left, right, strict=True) if weights[i, j] > 0}


def scores(told: Comparison) -> dict[str, float | None]:
    """All shares lie in 0..1; null where there is nothing to take a share of."""
    gold, pairs = told.gold.claims, told.pairs
    core = {n for n, claim in enumerate(gold) if claim.core}
    return {
        "gold": len(gold),
        "core": len(core),
        "found": len(told.found),
        "span_recall": share(len(pairs.touching), len(gold)),
        "span_recall_core": share(len(core & pairs.touching.keys()), len(core)),
        "span_precision": share(len(pairs.touching), len(told.found)),
        "full_recall": share(len(pairs.agreeing), len(gold)),
        "full_recall_core": share(len(core & pairs.agreeing.keys()), len(core)),
        "full_precision": share(len(pairs.agreeing), len(told.found)),
        **quantities(told),
        **labels(told),
        "grounded": grounded(told),
    }


def quantities(told: Comparison) -> dict[str, float | None]:
    """Of touching pairs whose gold has a quantity, the share in which it is right."""
    both = [(told.gold.claims[i], told.found[j]) for i, j in told.pairs.touching.items()]
    asked = [(a, b) for a, b in both if a.amount is not None]
    right = sum(told.same_amount(a, b) for a, b in asked)
    return {"quantities": len(asked), "quantities_right": share(right, len(asked))}


def labels(told: Comparison) -> dict[str, float | None]:
    """Of touching pairs, the share in which each label is right."""
    both = [(told.gold.claims[i], told.found[j]) for i, j in told.pairs.touching.items()]
    wrong = [told.differences(a, b) for a, b in both]
    names = ("kind", "actor", "polarity", "modality")
    return {f"{n}_right": share(sum(n not in w for w in wrong), len(both)) for n in names}


def grounded(told: Comparison) -> float | None:
    """The share of found claims whose quote is what the text says at their place."""
    right = sum(
        bool(c.quote) and told.gold.texts.get(c.source, "")[c.start : c.end] == c.quote
        for c in told.found
        if c.start >= 0
    )
    return share(right, len(told.found)) if any(told.gold.texts.values()) else None


def share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def by(told: Comparison, key: Callable[[Marked], str]) -> Table:
    """Per key: gold claims, of them touched, of them agreed with."""
    out: Table = {}
    for n, claim in enumerate(told.gold.claims):
        all_, touched, agreed = out.get(key(claim), (0, 0, 0))
        hits = n in told.pairs.touching, n in told.pairs.agreeing
        out[key(claim)] = all_ + 1, touched + hits[0], agreed + hits[1]
    return dict(sorted(out.items()))


def misses(told: Comparison) -> list[tuple[str, str, str]]:
    """(id, what is wrong, quote) of each core claim that nothing agrees with."""
    return [
        (claim.name, " ".join(why_missed(told, n)), claim.quote)
        for n, claim in enumerate(told.gold.claims)
        if claim.core and n not in told.pairs.agreeing
    ]


def why_missed(told: Comparison, n: int) -> list[str]:
    if n not in told.pairs.touching:
        return ["not found"]
    a, b = told.gold.claims[n], told.found[told.pairs.touching[n]]
    loose = ["span"] if shares(a, b)[0] < SHARE_OF_UNION else []
    return [*loose, *told.differences(a, b)] or ["taken by another"]


def extra(told: Comparison) -> list[Marked]:
    """Found claims that no gold claim agrees with."""
    agreed = set(told.pairs.agreeing.values())
    return [claim for n, claim in enumerate(told.found) if n not in agreed]


def tell(told: Comparison, *, every_miss: bool) -> None:
    for name, value in scores(told).items():
        print(f"{name:18} {'–' if value is None else value}")
    for key in ("kind", "modality", "source"):
        print(f"\n{key:32} gold  span  full")
        for name, row in by(told, attrgetter(key)).items():
            print(f"{name:32}" + "".join(f"{count:6}" for count in row))
    if every_miss:
        tell_misses(told)


def tell_misses(told: Comparison) -> None:
    print("\nCore claims that nothing agrees with")
    for name, why, quote in misses(told):
        print(f"  {name:10} {why:28} {quote[:100]}")
    print("\nFound claims that agree with none")
    for claim in extra(told):
        labelled = f"{claim.kind} {claim.polarity} {claim.modality} {sorted(claim.actors)}"
        print(f"  {claim.source[:4]} {labelled:60} {claim.quote[:100]}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("gold", type=Path)
    asked.add_argument("claims", type=Path)
    asked.add_argument("--texts", type=Path, required=True)
    asked.add_argument("--misses", action="store_true")
    given = asked.parse_args()
    told = Comparison(read_gold(given.gold, given.texts), read_claims(given.claims))
    tell(told, every_miss=given.misses)


if __name__ == "__main__":
    main()
