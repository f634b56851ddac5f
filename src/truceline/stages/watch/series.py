"""Period logic of published series: what the printed figures say together, and where they slip.

Issues print counts of their own period, of the one before and since a start; periods vary in length,
some figures are lower bounds, some are told in words. Everything that follows exactly is derived with
the figures it rests on; what doesn't fit is a Problem, and nothing is averaged or filled in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Final

from truceline.model.record import Problem, in_order
from truceline.model.watch import SPANS, Period, Printed, Series
from truceline.stages.watch.differences import Answer, Link, Running, bracketed

WHOLE: Final = ""
_DAY: Final = timedelta(days=1)
_RANKS: Final = {"period": 0, "since": 1, "previous": 2}


@dataclass(frozen=True)
class Derived:
    """What follows from one series: counts by part (the whole under ""), and what doesn't fit."""

    series: Series
    totals: Mapping[str, Running]
    problems: tuple[Problem, ...]

    def over(self, start: datetime, end: datetime, part: str = WHOLE) -> Period | None:
        """The count over [start, end); None where no figure has these ends."""
        total = self.totals.get(part)
        if total is None or not total.known(start, end):
            return None
        return _period(self.series, total, part, start, end)

    def periods(self, part: str = WHOLE) -> tuple[Period, ...]:
        """The finest consecutive counts, by time; stretches whose single days aren't known stand as
        one where only their sum is exact.
        """
        total = self.totals.get(part)
        if total is None:
            return ()
        atoms = [_period(self.series, total, part, a, b) for a, b in pairwise(total.moments)]
        return tuple(_merged(self, atoms, part))


def derive(series: Series) -> Derived:
    """Everything that follows from a series' printed figures.

    Figures are taken in the order of their plainness (an issue's own period, sums of parts, figures
    since a start, previous periods); one that can't hold beside those taken is told and left out. A
    *previous* figure may speak of the whole period before or of its last 24 hours.
    """
    usable = [p for p in series.printed if p.lo is not None]
    moments = {m for p in usable for m in (p.start, p.end)}
    moments |= {p.end - _DAY for p in usable if p.span == "previous"}
    spans = sorted({*pairwise(sorted(moments)), *_printed_spans(usable)})
    totals = {part: Running(sorted(moments)) for part in (*series.parts, WHOLE)}
    problems = [
        problem
        for part in series.parts
        for problem in _taken(totals[part], _links(usable, part), series)
    ]
    problems += _taken(totals[WHOLE], _links(usable, WHOLE, ("period",)), series)
    problems += _taken(totals[WHOLE], _sums(series, totals, spans), series)
    problems += _taken(totals[WHOLE], _links(usable, WHOLE, ("since", "previous")), series)
    for part in series.parts:
        problems += _taken(totals[part], _rests(series, totals, part, spans), series)
    return Derived(series=series, totals=totals, problems=in_order(problems))


def _printed_spans(printed: Iterable[Printed]) -> Iterator[tuple[datetime, datetime]]:
    return ((p.start, p.end) for p in printed if p.span == "period")


def _links(
    printed: Sequence[Printed], part: str, spans: Sequence[str] = SPANS
) -> Iterator[tuple[Link, ...]]:
    """Links of a part's figures, each with its possible meanings, the likelier first."""
    own = (p for p in printed if p.part == part and p.span in spans)
    for one in sorted(own, key=lambda p: (_RANKS[p.span], p.start, p.end, p.id)):
        yield tuple(_meanings(one, printed))


def _meanings(one: Printed, every: Sequence[Printed]) -> Iterator[Link]:
    """What a figure may speak of; a previous one, of the whole period before or its last 24 hours."""
    assert one.lo is not None
    words = f"{one.lo:,.10g}"
    if one.span != "previous":
        yield Link(one.start, one.end, one.lo, one.hi, (one.id,), words)
        return
    own = ("period", one.end, one.part)
    before = {p.start for p in every if (p.span, p.end, p.part) == own}
    words += "" if before else " [previous, taken as 24 h]"
    for start in dict.fromkeys((*sorted(before), one.end - _DAY)):
        yield Link(start, one.end, one.lo, one.hi, (one.id,), words)


def _sums(
    series: Series, totals: Mapping[str, Running], spans: Iterable[tuple[datetime, datetime]]
) -> Iterator[tuple[Link, ...]]:
    """The whole as the sum of its parts, where all of them are told for the same span."""
    for start, end in spans if len(series.parts) > 1 else ():
        found = [totals[part].answer(start, end) for part in series.parts]
        if all(answer.basis for answer in found):
            tops = [answer.hi for answer in found]
            hi = None if None in tops else sum(top for top in tops if top is not None)
            words = " + ".join(map(_told, found))
            yield (Link(start, end, sum(a.lo for a in found), hi, _basis(found), words),)


def _rests(
    series: Series,
    totals: Mapping[str, Running],
    part: str,
    spans: Iterable[tuple[datetime, datetime]],
) -> Iterator[tuple[Link, ...]]:
    """A part as what the others leave of the whole, where all of these are exact."""
    for start, end in spans if len(series.parts) > 1 else ():
        others = [totals[p].answer(start, end) for p in series.parts if p != part]
        found = [totals[WHOLE].answer(start, end), *others]
        known = totals[part].answer(start, end)
        if known.hi == known.lo or any(a.hi is None or a.hi != a.lo for a in found):
            continue
        left = max(0.0, found[0].lo - sum(a.lo for a in others))
        words = " − ".join(map(_told, found))
        yield (Link(start, end, left, left, _basis(found), words),)


def _told(answer: Answer) -> str:
    """A count within a larger sum: its number, or its arithmetic in brackets."""
    return bracketed(answer.arithmetic.removeprefix("at least ").rpartition(" = ")[0])


def _basis(answers: Iterable[Answer]) -> tuple[str, ...]:
    return tuple(sorted({name for answer in answers for name in answer.basis}))


def _taken(total: Running, links: Iterable[tuple[Link, ...]], series: Series) -> Iterator[Problem]:
    """Takes what fits; a Problem for what doesn't, with both sides of the arithmetic."""
    for meanings in links:
        fitting = next((link for link in meanings if total.fits(link)), None)
        if fitting is None:
            yield _slip(total, meanings[0], series)
        else:
            total.take(fitting)


def _slip(total: Running, link: Link, series: Series) -> Problem:
    other = total.answer(link.start, link.end)
    below = link.hi is not None and link.hi < other.lo
    apart = other.lo - (link.hi or 0.0) if below else link.lo - (other.hi or 0.0)
    return Problem(
        file=series.id,
        field=" and ".join(link.basis),
        message=f"{_equation(link)}, but other figures of {_told_span(link)} give "
        f"{other.arithmetic}: {apart:,.10g} apart",
        hint="a slip or an unmarked correction; left out. Beside " + ", ".join(other.basis),
    )


def _equation(link: Link) -> str:
    total = f"{'at least ' if link.hi is None else ''}{link.lo:,.10g}"
    return total if link.words == f"{link.lo:,.10g}" else f"{link.words} = {total}"


def _told_span(link: Link) -> str:
    return f"{link.start:%Y-%m-%d %H:%M} to {link.end:%Y-%m-%d %H:%M} UTC"


def _period(series: Series, total: Running, part: str, start: datetime, end: datetime) -> Period:
    answer = total.answer(start, end)
    apart = [p for p in series.printed if p.apart and _within(p, part, start, end)]
    return Period(
        series=series.id,
        unit=series.unit,
        part=part,
        start=start,
        end=end,
        lo=answer.lo,
        hi=answer.hi,
        basis=tuple(sorted({*answer.basis, *(p.id for p in apart)})),
        arithmetic=answer.arithmetic,
        apart="; ".join(sorted({p.apart for p in apart})),
        apart_lo=sum((p.apart_lo for p in apart), 0.0),
        apart_hi=sum((p.apart_hi for p in apart), 0.0),
    )


def _within(one: Printed, part: str, start: datetime, end: datetime) -> bool:
    ours = part in {WHOLE, one.part} and one.span == "period"
    return ours and start <= one.start and one.end <= end


def _merged(derived: Derived, atoms: Iterable[Period], part: str) -> Iterator[Period]:
    """Exact counts as they are; of a run of others their sum, where that is exact."""
    for known, run in groupby(atoms, key=lambda p: p.exact is not None):
        found = list(run)
        whole = None if known else derived.over(found[0].start, found[-1].end, part)
        yield from [whole] if whole is not None and whole.exact is not None else found


def first_zero(periods: Iterable[Period]) -> tuple[Period | None, tuple[Period, ...]]:
    """The first period that certainly had none, and the earlier ones that hold days which may have
    had none, since their counts aren't known day by day.
    """
    open_: list[Period] = []
    for period in sorted(periods, key=lambda p: p.start):
        if period.exact == 0:
            return period, tuple(open_)
        if period.lo == 0 or period.days > 1:
            open_.append(period)
    return None, tuple(open_)
