"""Which clauses could be verified at all: what a mission would make of breaches of each term.

A drafter sees which clause is empty words with the mission at hand, and what would fill it. Values
come from coverage alone, so that taking a system away never raises one. They tell a violator what
goes unseen: restricted in every output.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.vocabulary import matches, words
from truceline.model.agreement import OBSERVABLE, Agreement, AnyTerm
from truceline.model.mission import Mandate
from truceline.model.plan import Verifiability
from truceline.stages.plan.probing import (
    NEEDED,
    VERIFYING,
    Probes,
    Shares,
    added_systems,
    possible,
    probes_of,
    shares_of,
)
from truceline.stages.plan.simulate.scenario import Scenario
from truceline.stages.plan.simulate.sight import Sight
from truceline.stages.plan.simulate.wrong import wrong_profiles

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

PROBES: Final = 300
"""Imagined breaches in each sector."""
WRONG_SETS: Final = 6
ENOUGH: Final = 0.5
"""Where a smaller share could be verified, something is said to be missing."""
GAIN: Final = 0.01
"""Less than this is no help."""
TIMES: Final = {None: "", False: " by day", True: " in the dark"}


class _Added(NamedTuple):
    """A kind of system that might be added, how many by sector, and what would then be made of each
    probe.
    """

    kind: str
    systems: dict[str, int]
    shares: Shares


class _Asked(NamedTuple):
    """A kind of act put to the mission: as it is, under wrong profiles, with each kind added."""

    act: str
    base: Shares
    wrong: tuple[Shares, ...]
    added: tuple[_Added, ...]


def acts_of(term: AnyTerm) -> tuple[str, ...]:
    """Kinds of act that would breach a term: the vocabulary's words that its patterns cover; none
    for terms that acts can't show.
    """
    if not isinstance(term, OBSERVABLE):
        return ()
    known = (word for word in words("acts") if "/" in word)
    return tuple(sorted(w for w in known if any(matches(p, w) for p in term.acts)))


def verifiability(
    agreement: Agreement,
    mandate: Mandate,
    setting: Scenario,
    seed: int = 1,
    *,
    probes: int = PROBES,
    wrong_sets: int = WRONG_SETS,
) -> tuple[Verifiability, ...]:
    """By term, act, sector (empty for all) and time of day (None for all): shares of breaches that
    would be detected, attributed as far as the mandate goes, and verifiable to the term's standard.

    `interval` is the least and the most verifiable under the stated and so many sets of wrong
    profiles. Breaches are imagined at any hour and in cells by their weight. Times of day that never
    come have no row. Raises `ValueError` for an asset without a profile.
    """
    terms = [(term, acts_of(term)) for term in agreement.terms]
    put = probes_of(setting, probes, seed)
    every = sorted({act for _, acts in terms for act in acts})
    sets = wrong_profiles(setting.profiles, wrong_sets, seed)
    asked = {act: _ask(setting, put, act, mandate, sets) for act in every}
    night = Sight(setting, every[0]).dark(put.acts) if every else np.empty(0, bool)
    return tuple(
        row
        for term, acts in terms
        for act in acts
        for row in _rows(term, asked[act], (setting, put, night), mandate)
    )


def _ask(
    setting: Scenario,
    put: Probes,
    act: str,
    mandate: Mandate,
    sets: Sequence[tuple],  # type: ignore[type-arg]
) -> _Asked:
    wrong = tuple(shares_of(setting, put, act, mandate, profiles) for profiles in sets)
    added = []
    for profile in possible(setting):
        systems = added_systems(setting, put, profile)
        count = {name: sum(s.sector == name for s in systems) for name in setting.sectors}
        shares = shares_of(setting, put, act, mandate, None, systems)
        added.append(_Added(profile.kind, count, shares))
    return _Asked(act, shares_of(setting, put, act, mandate), wrong, tuple(added))


def _rows(
    term: AnyTerm, asked: _Asked, ground: tuple[Scenario, Probes, Flags], mandate: Mandate
) -> Iterator[Verifiability]:
    setting, put, night = ground
    for sector in ("", *(name for name in setting.sectors if name)):
        here = put.sector == setting.sectors.index(sector) if sector else put.sector >= 0
        for time in (None, False, True):
            mask = here if time is None else here & (night == time)
            if not mask.any():
                continue
            names = (sector,) if sector else setting.sectors
            lacking = [(n, mask & (put.sector == setting.sectors.index(n))) for n in names]
            missing = _missing(term, asked, put, [part for part in lacking if part[1].any()], time)
            yield _row(term, asked, put, mask, sector, time, missing + _limits(term, mandate))


def _row(
    term: AnyTerm,
    asked: _Asked,
    put: Probes,
    mask: Flags,
    sector: str,
    night: bool | None,
    missing: list[str],
) -> Verifiability:
    standard, weight = term.standard.breach, put.weight * mask
    base = _mean(asked.base.meeting(standard), weight)
    span = [base, *(_mean(found.meeting(standard), weight) for found in asked.wrong)]
    return Verifiability(
        term_id=term.id,
        act=asked.act,
        sector=sector,
        night=night,
        detected=_mean(asked.base.detected, weight),
        attributed=_mean(asked.base.attributed, weight),
        verifiable=base,
        interval=(min(span), max(span)),
        missing="; ".join(missing),
    )


def _mean(values: Floats, weight: Floats) -> float:
    return float(min(1.0, values @ weight / weight.sum()))


def _missing(
    term: AnyTerm,
    asked: _Asked,
    put: Probes,
    parts: Sequence[tuple[str, Flags]],
    night: bool | None,
) -> list[str]:
    """What is missing, sector by sector, in words: the kind of system that would help most there."""
    standard = term.standard.breach
    base = asked.base.meeting(standard)
    low = [(n, mask) for n, mask in parts if _mean(base, put.weight * mask) < ENOUGH]
    if not low:
        return []
    whole = np.any([mask for _, mask in low], axis=0)
    share = _mean(base, put.weight * whole)
    said = f"{_plain(asked.act)}{TIMES[night]}: {_percent(share)} {_to(standard)}"
    best = [(_best(asked, standard, put, mask), name) for name, mask in low]
    found = sorted(best, key=lambda pair: (pair[0] is None, pair[0] or "", pair[1]))
    helps = groupby(found, key=lambda pair: pair[0])
    told = [
        _help(asked, kind, [name for _, name in pairs], put, low, standard) for kind, pairs in helps
    ]
    return [said, *told]


def _plain(act: str) -> str:
    """`drone flight` for `air/drone_flight`."""
    return act.partition("/")[2].replace("_", " ")


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _to(standard: str) -> str:
    return "could be noticed" if standard == "alleged" else f"could be {standard}"


def _best(asked: _Asked, standard: str, put: Probes, mask: Flags) -> str | None:
    """The kind that raises the share most at equal cost; None where none does."""
    weight = put.weight * mask
    level = _mean(asked.base.meeting(standard), weight) + GAIN
    gains = {a.kind: _mean(a.shares.meeting(standard), weight) for a in asked.added}
    top = max(sorted(gains), key=lambda kind: gains[kind], default="")
    return top if top and gains[top] >= level else None


def _help(
    asked: _Asked,
    kind: str | None,
    names: list[str],
    put: Probes,
    low: Sequence[tuple[str, Flags]],
    standard: str,
) -> str:
    where = _where(names)
    if kind is None:
        return f"no kind of system at hand would change that{where}"
    added = next(a for a in asked.added if a.kind == kind)
    mask = np.any([mask for name, mask in low if name in names], axis=0)
    share = _mean(added.shares.meeting(standard), put.weight * mask)
    count = max(added.systems[name] for name in names)
    plural = kind.replace("_", " ") + ("es" if kind.endswith("s") else "s")
    return f"would need {plural}{where} ({_percent(share)} with {count} more in each)"


def _where(names: Sequence[str]) -> str:
    """` in sectors C and D`; nothing where sectors have no names."""
    named = [name for name in names if name]
    if not named:
        return ""
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f" in sector{'s' * (len(named) > 1)} {listed}"


def _limits(term: AnyTerm, mandate: Mandate) -> list[str]:
    """What no system can mend."""
    said = []
    if term.standard.breach == "verified" and mandate.role not in VERIFYING:
        said.append(f"a mission that may {mandate.role} can't verify")
    if mandate.max_attribution not in NEEDED:
        said.append("the mandate attributes nothing")
    if mandate.max_attribution in {"party", "unit"}:
        said.append("to name who did it takes an investigation")
    return said
