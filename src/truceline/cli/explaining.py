"""`truceline fuse --explain`: why reports were put together, on paper or as JSON.

Shows what fusion weighed; must never weigh, cut or round anything that a sum is read from.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import typer

from truceline.model.explanation import Explained, Explanation, PairExplained, Term, total, weight

if TYPE_CHECKING:
    import pyarrow as pa

    from truceline.stages.fusion.keys import Groups

_NAME = 12  # letters of the column of names


def explanations(
    reports: "pa.Table", found: "Groups", ids: Sequence[str], zone: str
) -> list[Explanation | PairExplained]:
    """One explanation per id: an incident, a report (its incident), or two reports by their keys
    with a comma between. Raises `UnreadableError` with the nearest name where one is unknown.
    """
    from datetime import UTC  # noqa: PLC0415

    from truceline.foundation.zones import zone_of  # noqa: PLC0415
    from truceline.stages.fusion.explain import (  # noqa: PLC0415
        Voice,
        explained,
        explained_pair,
        incident_named,
        pair_named,
    )
    from truceline.stages.fusion.keys import groups  # noqa: PLC0415

    table, voice = groups(found), Voice({}, zone_of(zone) or UTC)
    told: list[Explanation | PairExplained] = []
    for name in ids:
        if pair := pair_named(table, name):
            told.append(explained_pair(reports, (), table, found.model, pair, voice=voice))
        else:
            only = [incident_named(table, name)]
            told += explained(reports, (), table, found.model, only, voice=voice)
    return told


def show(told: Explanation | PairExplained) -> None:
    """An explanation on stdout."""
    for line in _pair(told) if isinstance(told, PairExplained) else _incident(told):
        typer.echo(line)


def _pair(told: PairExplained) -> Iterator[str]:
    yield f"{told.one} and {told.two}" + (f": {told.note}" if told.note else "")
    yield from _rough(told.rough)
    if told.terms:
        yield from _terms(told.terms, "one act against two")


def _incident(told: Explanation) -> Iterator[str]:
    count = len(told.reports)
    yield f"{told.incident_id}: {count} report{'s' if count > 1 else ''}"
    yield from _rough(told.rough)
    for report in told.reports:
        yield from _report(report, count - 1)


def _report(told: Explained, others: int) -> Iterator[str]:
    note = f" ({told.note})" if told.note else ""
    yield f"  {told.key}: {told.probability:.2f} that it belongs here{note}"
    if told.terms:
        yield from _terms(
            told.terms, f"beside the {others} others" if others > 1 else "beside the other"
        )
    if told.alternative is not None:
        chance = f"{told.alternative_probability:.2f}"
        yield f"    {chance} that {told.key} belongs to {told.alternative}"
        if told.alternative_terms:
            yield from _terms(told.alternative_terms, "beside its reports")


def _rough(words: str) -> Iterator[str]:
    if words:
        yield f"  {words}"


def _terms(terms: tuple[Term, ...], beside: str) -> Iterator[str]:
    yield f"    {weight(total(terms)):>6}  {beside}:"
    for term in terms:
        yield f"    {weight(term.nats):>6}    {term.name:<{_NAME}} {term.words}"
