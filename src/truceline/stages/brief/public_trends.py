"""Published figures in a public brief: small ones withheld like any small cell.

A figure that its publisher printed can be opened at its address; it still doesn't follow out of the brief.
"""

from truceline.model.holding import Holding, Stretch, Trend


def trend_cells(held: Holding | None) -> dict[str, int]:
    """Every count of a trend that is shown, by its id and first day."""
    if held is None:
        return {}
    return {
        _key(trend, s): round(s.lo)
        for trend in held.trends
        for s in trend.stretches
        if not s.withheld
    }


def _key(trend: Trend, stretch: Stretch) -> str:
    return f"trend.{trend.id}.{stretch.first}.{stretch.days}"


def trends_shown(held: Holding | None, shown: frozenset[str]) -> Holding | None:
    """The same with counts that aren't `shown` withheld, and without what was set apart of any."""
    if held is None:
        return None
    return held.but(trends=tuple(_trend(trend, shown) for trend in held.trends))


def _trend(trend: Trend, shown: frozenset[str]) -> Trend:
    told = (_stretch(s, shown=_key(trend, s) in shown) for s in trend.stretches)
    return trend.but(stretches=tuple(told))


def _stretch(stretch: Stretch, *, shown: bool) -> Stretch:
    if shown:
        return Stretch(first=stretch.first, last=stretch.last, lo=stretch.lo, hi=stretch.hi)
    return Stretch(first=stretch.first, last=stretch.last, lo=0.0, hi=0.0, withheld=True)
