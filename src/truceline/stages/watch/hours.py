"""Hours kept by hand beside hours that signs of life prove: each hour of an asset counts once.

An asset's first sign of life is where its hand-kept hours end: from then on its devices tell, until all of
them are out of service. Silence of a device is never filled from a roster.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from truceline.foundation.coverage.effort import WORTH
from truceline.model.plan import Shift
from truceline.model.sensing import Device

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Joined:
    """Shifts by asset and start, None where no hours are known; what of those kept by hand doesn't
    count, in words by asset.
    """

    shifts: tuple[Shift, ...] | None
    words: tuple[str, ...] = ()


def joined(
    kept: Sequence[Shift] | None, sensed: Sequence[Shift] | None, devices: Iterable[Device] = ()
) -> Joined:
    """Hand-kept shifts outside the spans that devices tell, and the shifts that signs of life prove.

    None: not known. The span of an asset is [its first sign of life, the latest `until` of its devices).
    """
    if not sensed:
        known = sensed if kept is None else kept
        return Joined(None if known is None else tuple(known))
    spans = _spans(sensed, devices)
    pairs = [(shift, spans.get(shift.asset_id)) for shift in kept or ()]
    outside = (part for shift, span in pairs for part in _outside(shift, span))
    every = sorted(
        {*outside, *sensed}, key=lambda s: (s.asset_id, s.start, s.end, s.status, s.share)
    )
    return Joined(tuple(every), tuple(_words(pairs)))


def _spans(sensed: Sequence[Shift], devices: Iterable[Device]) -> dict[str, Span]:
    """By asset: from when to when its devices tell its hours."""
    ends: dict[str, list[datetime]] = defaultdict(list)
    for device in devices:
        ends[device.asset_id].append(device.end or _NEVER)
    first: dict[str, datetime] = {}
    for shift in sensed:
        first[shift.asset_id] = min(first.get(shift.asset_id, _NEVER), shift.start)
    return {name: (start, max(ends[name], default=_NEVER)) for name, start in first.items()}


def _outside(shift: Shift, span: Span | None) -> Iterator[Shift]:
    """What of a shift lies before and after a span."""
    if span is None or shift.end <= span[0] or shift.start >= span[1]:
        yield shift
        return
    if shift.start < span[0]:
        yield shift.but(end=span[0])
    if shift.end > span[1]:
        yield shift.but(start=span[1])


def _words(pairs: Iterable[tuple[Shift, Span | None]]) -> Iterator[str]:
    lost: dict[str, float] = defaultdict(float)
    since: dict[str, datetime] = {}
    for shift, span in pairs:
        if (
            span
            and (inside := min(shift.end, span[1]) - max(shift.start, span[0])).total_seconds() > 0
        ):
            lost[shift.asset_id] += (
                inside.total_seconds() / 3600 * shift.share * WORTH[shift.status]
            )
            since[shift.asset_id] = span[0]
    for name, hours in sorted(lost.items()):
        yield (
            f"{name}: from {since[name]:%Y-%m-%d %H:%M} UTC on its signs of life tell its hours; "
            f"{hours:,.0f} hours kept by hand since then don't count"
        )
