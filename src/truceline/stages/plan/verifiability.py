"""Which clauses could be verified at all: what a mission would make of breaches of each term.

A drafter sees which clause is empty words with the mission at hand, and what would fill it. Values
come from coverage alone, so that taking a system away never raises one. They tell a violator what
goes unseen: restricted in every output.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from truceline.foundation.agreement.usual import forbidden
from truceline.foundation.vocabulary import matches, words
from truceline.model.agreement import OBSERVABLE, Agreement, AnyTerm
from truceline.model.mission import Mandate
from truceline.model.plan import Profile, Verifiability
from truceline.stages.plan.extent import Extent, Where, extent_of
from truceline.stages.plan.lacking import Added, Asked, Part, lacking, limits_of, mean_of
from truceline.stages.plan.probing import (
    Probes,
    added_systems,
    possible,
    probes_of,
    put_to,
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
_NOWHERE: Final = Where()


def acts_of(term: AnyTerm) -> tuple[str, ...]:
    """Kinds of act that would breach a term: the vocabulary's words that its patterns cover, or the
    usual ones of its kind; none for terms that acts can't show.
    """
    if not isinstance(term, OBSERVABLE):
        return ()
    known = (word for word in words("acts") if "/" in word)
    return tuple(sorted(w for w in known if any(matches(p, w) for p in forbidden(term))))


def verifiability(
    agreement: Agreement,
    mandate: Mandate,
    setting: Scenario,
    seed: int = 1,
    *,
    where: Where = _NOWHERE,
    probes: int = PROBES,
    wrong_sets: int = WRONG_SETS,
    advice: bool = True,
) -> tuple[Verifiability, ...]:
    """By term, act (empty for all), sector (empty for all) and time of day (None for all): shares of
    breaches that would be detected, attributed as far as the mandate goes, and verifiable to the
    term's standard. The term's own row comes first; its `missing` tells of what loses most.

    Breaches are imagined where and while the term holds (`extent_of`): line and sites come from
    `where`. `interval` is the least and the most verifiable under the stated and so many sets of
    wrong profiles. Times of day that never come have no row. Without `advice` nothing is tried that
    the mission hasn't. Raises `ValueError` for an asset without a profile.
    """
    asking = _Asking(mandate, wrong_sets, seed, advice=advice)
    zones = {zone.id: zone for zone in agreement.zones}
    found = list[Verifiability]()
    for term in agreement.terms:
        if acts := acts_of(term):
            extent = extent_of(term, zones, where, setting)
            found += asking.told(term, acts, extent, probes)
    return tuple(found)


class _Asking:
    """Puts breaches to one mission; terms that hold in the same places and hours share the answers."""

    def __init__(self, mandate: Mandate, wrong_sets: int, seed: int, *, advice: bool) -> None:
        self.mandate, self.wrong_sets, self.seed = mandate, wrong_sets, seed
        self.advice = advice
        self._known = dict[tuple[object, ...], Asked]()

    def told(
        self, term: AnyTerm, acts: tuple[str, ...], extent: Extent, count: int
    ) -> Iterator[Verifiability]:
        """All rows of one term."""
        drawn = probes_of(extent.setting, count, self.seed, extent.spans)
        setting, put = put_to(extent.setting, drawn)
        key = (*(column.to_pylist() for column in setting.cells.columns), put.acts.time)
        place = b"".join(np.asarray(part).tobytes() for part in key)
        asked = [self._asked(place, setting, put, act) for act in acts]
        night = Sight(setting, acts[0]).dark(put.acts)
        term_rows = _Rows(term, self.mandate, setting, put, night)
        parts = tuple(row for one in asked for row in term_rows.of(one))
        yield term_rows.whole(asked, parts, extent.notes)
        yield from parts

    def _asked(self, place: bytes, setting: Scenario, put: Probes, act: str) -> Asked:
        if (place, act) not in self._known:
            self._known[place, act] = self._ask(setting, put, act)
        return self._known[place, act]

    def _ask(self, setting: Scenario, put: Probes, act: str) -> Asked:
        sets = wrong_profiles(setting.profiles, self.wrong_sets, self.seed)
        wrong = (shares_of(setting, put, act, self.mandate, profiles) for profiles in sets)
        tried = possible(setting) if self.advice else ()
        added = tuple(self._added(setting, put, act, profile) for profile in tried)
        return Asked(act, shares_of(setting, put, act, self.mandate), tuple(wrong), added)

    def _added(self, setting: Scenario, put: Probes, act: str, profile: Profile) -> Added:
        systems = added_systems(setting, put, profile)
        count = {name: sum(s.sector == name for s in systems) for name in setting.sectors}
        profiles = (*setting.profiles, profile)
        shares = shares_of(setting, put, act, self.mandate, profiles, systems)
        return Added(profile.kind, count, shares)


@dataclass(frozen=True)
class _Rows:
    """What is told of one term."""

    term: AnyTerm
    mandate: Mandate
    setting: Scenario
    put: Probes
    night: Flags

    def of(self, asked: Asked) -> Iterator[Verifiability]:
        """Rows of one kind of act, by sector and time of day."""
        limits = limits_of(self.term, self.mandate)
        for sector in ("", *(name for name in self.setting.sectors if name)):
            for time in (None, False, True):
                mask = self._mask(sector, time)
                if mask.any():
                    names = (sector,) if sector else self.setting.sectors
                    missing = lacking(self.term, asked, self.put, self._parts(names, mask), time)
                    yield self._row([asked], mask, (sector, time), "; ".join((*missing, *limits)))

    def whole(
        self, asked: list[Asked], parts: tuple[Verifiability, ...], notes: tuple[str, ...]
    ) -> Verifiability:
        """The term's own row. What loses most: the kind of act and time of day of which most goes
        unverified.
        """
        told = [row for row in parts if not row.sector and row.night is not None]
        worst = max(told, key=lambda row: row.share * (1.0 - row.verifiable))
        missing = [worst.missing] if worst.missing else []
        row = self._row(asked, self._mask("", None), ("", None), "; ".join((*missing, *notes)))
        return row.but(act="")

    def _mask(self, sector: str, time: bool | None) -> Flags:
        own = self.put.sector >= 0
        if sector:
            own = self.put.sector == self.setting.sectors.index(sector)
        return own if time is None else own & (self.night == time)

    def _parts(self, names: tuple[str, ...], mask: Flags) -> list[Part]:
        every = [(n, mask & (self.put.sector == self.setting.sectors.index(n))) for n in names]
        return [part for part in every if part[1].any()]

    def _row(
        self, asked: list[Asked], mask: Flags, at: tuple[str, bool | None], missing: str
    ) -> Verifiability:
        standard, weight = self.term.standard.breach, self.put.weight * mask
        sets = zip(*((one.base, *one.wrong) for one in asked), strict=True)
        span = [_over([s.meeting(standard) for s in shares], weight) for shares in sets]
        return Verifiability(
            term_id=self.term.id,
            act=asked[0].act,
            sector=at[0],
            night=at[1],
            detected=_over([one.base.detected for one in asked], weight),
            attributed=_over([one.base.attributed for one in asked], weight),
            verifiable=span[0],
            interval=(min(span), max(span)),
            missing=missing,
            share=float(min(1.0, weight.sum() / self.put.weight.sum())),
        )


def _over(values: list[Floats], weight: Floats) -> float:
    """The mean over kinds of act, each counted alike."""
    return sum(mean_of(one, weight) for one in values) / len(values)
