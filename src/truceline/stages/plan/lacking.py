"""What is missing to verify a term, in words: which act, when, where, and what kind of system helps.

Every figure was computed with the systems really added. It is a hint where to look, no siting plan,
and promises nothing of what parties do.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from truceline.model.agreement import Airspace, AnyTerm
from truceline.model.mission import Mandate
from truceline.stages.plan.probing import NEEDED, VERIFYING, Probes, Shares

Floats = NDArray[np.float64]
Part = tuple[str, NDArray[np.bool_]]
"""A sector and its probes."""

ENOUGH: Final = 0.5
"""Where a smaller share could be verified, something is said to be missing."""
GAIN: Final = 0.01
"""Less than this is no help."""
TIMES: Final = {None: "", False: " by day", True: " in the dark"}


class Added(NamedTuple):
    """A kind of system that might be added, how many by sector, and what would then be made of each
    probe.
    """

    kind: str
    systems: dict[str, int]
    shares: Shares


class Asked(NamedTuple):
    """A kind of act put to the mission: as it is, under wrong profiles, with each kind added."""

    act: str
    base: Shares
    wrong: tuple[Shares, ...]
    added: tuple[Added, ...]


def mean_of(values: Floats, weight: Floats) -> float:
    """A share over probes by their weight; 0 where nothing weighs anything."""
    whole = weight.sum()
    return float(min(1.0, values @ weight / whole)) if whole > 0 else 0.0


def lacking(
    term: AnyTerm, asked: Asked, put: Probes, parts: Sequence[Part], night: bool | None
) -> list[str]:
    """What is missing, sector by sector: the kind of system that would help most there. Nothing
    where half or more could be verified.
    """
    standard = term.standard.breach
    base = asked.base.meeting(standard)
    low = [(n, mask) for n, mask in parts if mean_of(base, put.weight * mask) < ENOUGH]
    if not low:
        return []
    whole = np.any([mask for _, mask in low], axis=0)
    share = mean_of(base, put.weight * whole)
    said = f"{_plain(asked.act)}{_height(term)}{TIMES[night]}: {_percent(share)} {_to(standard)}"
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


def _height(term: AnyTerm) -> str:
    """The band of height that a term closes; profiles know no heights, so it changes no share."""
    if not isinstance(term, Airspace) or (term.floor_m, term.ceiling_m) == (None, None):
        return ""
    if term.ceiling_m is None:
        return f" above {term.floor_m:g} m"
    return (
        f" from {term.floor_m:g} to {term.ceiling_m:g} m"
        if term.floor_m
        else (f" below {term.ceiling_m:g} m")
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _to(standard: str) -> str:
    return "could be noticed" if standard == "alleged" else f"could be {standard}"


def _best(asked: Asked, standard: str, put: Probes, mask: NDArray[np.bool_]) -> str | None:
    """The kind that raises the share most at equal cost; None where none does."""
    weight = put.weight * mask
    level = mean_of(asked.base.meeting(standard), weight) + GAIN
    gains = {a.kind: mean_of(a.shares.meeting(standard), weight) for a in asked.added}
    top = max(sorted(gains), key=lambda kind: gains[kind], default="")
    return top if top and gains[top] >= level else None


def _help(
    asked: Asked,
    kind: str | None,
    names: list[str],
    put: Probes,
    low: Sequence[Part],
    standard: str,
) -> str:
    where = _where(names, sectors=any(name for name, _ in low))
    if kind is None:
        return f"no kind of system at hand would change that{where}"
    added = next(a for a in asked.added if a.kind == kind)
    mask = np.any([mask for name, mask in low if name in names], axis=0)
    share = mean_of(added.shares.meeting(standard), put.weight * mask)
    count = max(added.systems[name] for name in names)
    plural = kind.replace("_", " ") + ("es" if kind.endswith("s") else "s")
    return f"would need {plural}{where} ({_percent(share)} with {count} more in each)"


def _where(names: Sequence[str], *, sectors: bool) -> str:
    """` in sectors C and D`; nothing where `sectors` says that there are none with a name."""
    named = [name for name in names if name]
    beyond = " outside the sectors" if sectors and len(named) < len(names) else ""
    if not named:
        return beyond
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f" in sector{'s' * (len(named) > 1)} {listed}{beyond and f' and{beyond}'}"


def limits_of(term: AnyTerm, mandate: Mandate) -> list[str]:
    """What no system can mend."""
    said = []
    if term.standard.breach == "verified" and mandate.role not in VERIFYING:
        said.append(f"a mission that may {mandate.role} can't verify")
    if mandate.max_attribution not in NEEDED:
        said.append("the mandate attributes nothing")
    if mandate.max_attribution in {"party", "unit"}:
        said.append("to name who did it takes an investigation")
    return said
