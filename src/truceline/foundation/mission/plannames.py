"""Names in a plan's tables that nothing answers to: sectors that the plan hasn't, parties that nobody is.

A row with such a name is read all the same, and would then serve nobody or be served by nobody: a
silent nought is what these warnings are for. Nothing is corrected.
"""

from collections.abc import Collection, Iterator

from truceline.foundation.mission.cells import Cells, did_you_mean, shown
from truceline.foundation.mission.rows import Columns, read_rows
from truceline.foundation.vocabulary import words
from truceline.model.record import Problem, in_order


def check_names(
    text: str, file: str, columns: Columns, sectors: Collection[str], parties: Collection[str]
) -> tuple[Problem, ...]:
    """Warnings for sectors, territories and caveats that name nothing known. Without `sectors` none
    is checked: a plan may leave them to be cut by number.
    """
    rows, _ = read_rows(text, file, columns)
    found = []
    for row in rows:
        told = [*_sector(row, sectors), *_territory(row, parties), *_caveats(row, sectors)]
        found += [_warning(row, *one) for one in told]
    return in_order(found)


def check_options(
    text: str, file: str, columns: Columns, options: Collection[str]
) -> tuple[Problem, ...]:
    """Warnings for systems of force options that the plan doesn't compare."""
    rows, _ = read_rows(text, file, columns)
    return in_order(
        _warning(
            row,
            "options",
            f"{shown(name)!r} is no option of plan.yaml",
            did_you_mean(name, options),
        )
        for row in rows
        for name in row.parts("options")
        if name not in options
    )


def _warning(row: Cells, field: str, message: str, hint: str) -> Problem:
    return Problem(
        file=row.file, line=row.line, field=field, message=message, hint=hint, severity="warning"
    )


def _sector(row: Cells, sectors: Collection[str]) -> Iterator[tuple[str, str, str]]:
    name = row.text("sector")
    if sectors and name and name not in sectors:
        message = f"plan.yaml has no sector {shown(name)!r}"
        yield "sector", message, did_you_mean(name, sectors)


def _territory(row: Cells, parties: Collection[str]) -> Iterator[tuple[str, str, str]]:
    for name in row.parts("territory"):
        if name not in parties:
            yield "territory", f"{shown(name)!r} is no party", did_you_mean(name, parties)


def _caveats(row: Cells, sectors: Collection[str]) -> Iterator[tuple[str, str, str]]:
    known = {*sectors, *words("capabilities")}
    for caveat in row.parts("caveats"):
        word, _, name = caveat.partition(":")
        if sectors and word in {"no", "only"} and name and name not in known:
            message = f"{shown(caveat)!r} names no sector of plan.yaml and no capability"
            yield "caveats", message, did_you_mean(name, known)
