"""Matches under several scenarios with common settings, and what matters most among the offers.

A comparison of matches that aren't optimal is told with what their bounds certify; nothing here
calls a difference certain that the search may have made.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from truceline.model.matching import Marginal, Matched, MatchScenario
from truceline.model.plan import Backstop, Pledge, Requirement
from truceline.stages.plan.pledge import match

FIRM: Final = ("firm", "deployed")
KINDS: Final = ("condition", "contributor", "pledge")


def scenarios(base: MatchScenario) -> tuple[MatchScenario, ...]:
    """All pledges, firm ones with what is agreed of the backstop only, all without the backstop: with
    the settings of `base`.
    """
    return (
        base.but(id="all"),
        base.but(id="firm_only", statuses=FIRM, agreed_only=True),
        base.but(id="without_backstop", backstop=False),
    )


def compare(
    pledges: Sequence[Pledge],
    requirements: Sequence[Requirement],
    backstop: Sequence[Backstop],
    base: MatchScenario,
    seconds: float,
    seed: int,
) -> tuple[Matched, ...]:
    """A match for each of `scenarios`, with so many seconds of the solver's time each."""
    return tuple(
        match(pledges, requirements, backstop, one, seconds, seed) for one in scenarios(base)
    )


def marginals(
    pledges: Sequence[Pledge],
    requirements: Sequence[Requirement],
    backstop: Sequence[Backstop],
    whole: Matched,
    base: MatchScenario,
    seconds: float,
    seed: int,
    kinds: Sequence[str] = KINDS,
) -> tuple[Marginal, ...]:
    """What grows without each condition of the backstop, contributor and pledge, the most first.

    `whole` is the match of `base`; what it doesn't use can't matter and is not solved again.
    `seconds` of the solver's time for each of the others.
    """
    used = {d.pledge_id for d in whole.deployments}
    found = []
    for kind, name, offers, scenario, stand in _without(pledges, backstop, base, kinds):
        idle = kind != "condition" and not used & set(offers)
        less = whole if idle else match(pledges, requirements, stand, scenario, seconds, seed)
        found.append(_marginal(kind, name, whole, less, idle=idle))
    return tuple(sorted(found, key=lambda m: (-m.growth, m.kind, m.id)))


def _without(
    pledges: Sequence[Pledge],
    backstop: Sequence[Backstop],
    base: MatchScenario,
    kinds: Sequence[str],
) -> Iterator[tuple[str, str, tuple[str, ...], MatchScenario, tuple[Backstop, ...]]]:
    """Kind, name, the pledges that fall away, scenario and backstop of each match to be made."""
    stand = tuple(backstop)
    if "condition" in kinds and base.backstop:
        for name in sorted({c for one in stand for c in one.capabilities}):
            yield "condition", f"backstop:{name}", (), base, _less(stand, name)
    if "contributor" in kinds:
        for name in sorted({p.contributor for p in pledges}):
            own = tuple(p.pledge_id for p in pledges if p.contributor == name)
            yield "contributor", name, own, base.but(without=(*base.without, name)), stand
    if "pledge" in kinds:
        for name in sorted({p.pledge_id for p in pledges}):
            yield "pledge", name, (name,), base.but(barred=(*base.barred, name)), stand


def _less(backstop: tuple[Backstop, ...], gone: str) -> tuple[Backstop, ...]:
    return tuple(
        one.but(capabilities={c: n for c, n in one.capabilities.items() if c != gone})
        for one in backstop
    )


def _marginal(kind: str, name: str, whole: Matched, less: Matched, *, idle: bool) -> Marginal:
    """Less can't be better than the whole: a match that seems so shows only how far the search is."""
    return Marginal(
        kind=kind,
        id=name,
        growth=max(less.objective - whole.objective, 0.0),
        lo=0.0 if idle else max(less.bound - whole.objective, 0.0),
        hi=max(less.objective - whole.bound, 0.0),
    )
