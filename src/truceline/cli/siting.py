"""What `truceline site` reads, asks and tells: tables in, a summary, tables and lines out."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import typer

from truceline.cli.files import read_text
from truceline.errors import UnreadableError
from truceline.foundation.mission.cells import Cells
from truceline.foundation.mission.rows import Columns, read_rows
from truceline.foundation.mission.sitingtables import (
    CANDIDATES,
    DEMAND,
    TYPES,
    candidates_of,
    demand_of,
    types_of,
)
from truceline.foundation.vocabulary import words
from truceline.model.plan import Profile
from truceline.model.record import Problem

if TYPE_CHECKING:
    from truceline.stages.plan.siting import SitingProblem, Solved, Watch
    from truceline.stages.plan.siting.pose import Tables, Terms
    from truceline.stages.plan.siting.report import Point


@dataclass(frozen=True)
class Wanted:
    """What the command line says: three tables or an instance, and the terms."""

    tables: tuple[Path | None, Path | None, Path | None]
    instance: Path | None
    robust: Path | None
    terms: dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """The question, in one case or several, and what was wrong with its tables."""

    cases: tuple["SitingProblem", ...]
    names: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """The plan: as JSON, as tables, as lines to read."""

    summary: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]]
    lines: list[str] = field(default_factory=list)


def numbers_of(stated: Sequence[str], option: str) -> dict[str, float]:
    """NAME=NUMBER, for each."""
    found = {}
    for text in stated:
        name, _, number = text.rpartition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            name = ""
        if not name or not found.get(name.strip(), -1.0) >= 0:
            raise typer.BadParameter(f"{option} {text}: write NAME=NUMBER")
    return found


def asked(wanted: Wanted) -> Asked:
    """The question. Raises `UnreadableError` where nothing can be asked."""
    if wanted.instance:
        if any(wanted.tables) or wanted.robust:
            raise typer.BadParameter("--instance takes no tables")
        return _instance(wanted)
    _known_act(wanted.terms["act"])
    if None in wanted.tables:
        raise typer.BadParameter("give --demand, --candidates and --assets, or --instance")
    return _tables(wanted)


def _known_act(act: str) -> None:
    if act not in words("acts"):
        raise typer.BadParameter(f"--act {act}: is no act of the vocabulary")


def _instance(wanted: Wanted) -> Asked:
    from truceline.cli.instances import read_instance  # noqa: PLC0415

    assert wanted.instance is not None
    problem, notes = read_instance(wanted.instance)
    limits = {n: wanted.terms[n] for n in ("budget", "crew") if wanted.terms[n] is not None}
    return Asked((problem.with_limits(limits),), ("",), (), notes)


def _tables(wanted: Wanted) -> Asked:
    from truceline.stages.plan.siting.pose import Tables, Terms, pose  # noqa: PLC0415

    demand, candidates, assets = wanted.tables
    assert demand is not None
    assert candidates is not None
    assert assets is not None
    cells, p1 = _table(demand, DEMAND, demand_of)
    sites, p2 = _table(candidates, CANDIDATES, candidates_of)
    types, p3 = _table(assets, TYPES, types_of)
    tables, terms = Tables(cells, sites, types), Terms(**wanted.terms)
    problem, p4 = pose(tables, terms)
    problems = (*p1, *p2, *p3, *p4)
    if problem is None:
        raise UnreadableError("\n".join(map(str, problems)))
    if wanted.robust is None:
        return Asked((problem,), ("",), problems)
    return _cases(wanted.robust, tables, terms, problem, problems)


def _cases(
    path: Path,
    tables: "Tables",
    terms: "Terms",
    first: "SitingProblem",
    problems: tuple[Problem, ...],
) -> Asked:
    """The stated profiles and one case for each name in the column `case`."""
    from truceline.stages.plan.siting.pose import pose  # noqa: PLC0415

    rows, wrong = _rows(path, Columns((*TYPES.needed, "case"), TYPES.other))
    cases, names, more = [first], ["as stated"], [*wrong]
    for name in sorted({row.text("case") for row in rows}):
        types, found = types_of([row for row in rows if row.text("case") == name])
        problem, _ = pose(replace(tables, types=_replaced(tables.types, types)), terms)
        more += found
        if problem is not None:
            cases.append(problem)
            names.append(name)
    if len(cases) == 1:
        raise UnreadableError("\n".join(map(str, more)) or f"{path}: has no cases")
    return Asked(tuple(cases), tuple(names), (*problems, *more))


def _replaced(types: Sequence[Profile], other: Sequence[Profile]) -> tuple[Profile, ...]:
    """The types with what a case says of how they see; cost and crew stay."""
    by_id = {t.id: t for t in other}
    return tuple(by_id.get(t.id, t).but(cost=t.cost, crew=t.crew) for t in types)


def _table(
    path: Path, columns: Columns, make: Callable[[Sequence[Cells]], tuple[Any, tuple[Problem, ...]]]
) -> tuple[Any, tuple[Problem, ...]]:
    rows, wrong = _rows(path, columns)
    records, problems = make(rows)
    if not records:
        raise UnreadableError("\n".join(map(str, (*wrong, *problems))) or f"{path}: has no rows")
    return records, (*wrong, *problems)


def _rows(path: Path, columns: Columns) -> tuple[Sequence[Cells], tuple[Problem, ...]]:
    """Rows of a CSV or Parquet table."""
    if path.suffix != ".parquet":
        return read_rows(read_text(path), path.name, columns)
    return read_rows(_as_csv(path), path.name, columns)


def _as_csv(path: Path) -> str:
    """A Parquet table as text, so that one reader checks both; a row's line counts the header."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as fault:
        raise UnreadableError(f"{path}: can't be read: {fault}") from fault
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    columns = [column.to_pylist() for column in table.columns]
    writer.writerows(zip(*([_cell(v) for v in column] for column in columns), strict=True))
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ";".join(str(part) for part in value)
    return "" if value is None else str(value)


def solved_of(
    question: Asked, watch: "Watch", effort: int, seed: int, samples: int | None, frontier: bool
) -> Told:
    """Solve, and everything that is told beside the plan."""
    from truceline.stages.plan.siting import solve  # noqa: PLC0415
    from truceline.stages.plan.siting.robust import robust  # noqa: PLC0415

    if len(question.cases) == 1:
        problem = question.cases[0]
        solved = solve(problem, effort, seed, watch)
        told = _told(problem, solved, question.notes)
    else:
        found = robust(question.cases, effort, seed, watch)
        problem, solved = question.cases[0], found.solved
        told = _told_of_cases(question, found)
    if solved.checked.feasible:
        _add_regret(told, problem, solved, seed, samples, watch)
        _add_more(told, problem, solved)
        if frontier:
            _add_frontier(told, problem, seed, watch)
    return told


def _told(problem: "SitingProblem", solved: "Solved", notes: Sequence[str]) -> Told:
    from truceline.stages.plan.siting import placement  # noqa: PLC0415

    plan = placement(problem, solved)
    summary = {
        "release": "restricted",
        "objective": solved.checked.detected,
        "upper_bound": solved.upper_bound,
        "gap": solved.gap,
        "weight": float(problem.weight.sum()),
        "feasible": solved.checked.feasible,
        "selected": list(solved.plan),
        "stopped": solved.stopped,
        "used": {x.name: float(x.use[list(solved.plan)].sum()) for x in problem.limits},
        "shortfalls": list(plan.shortfalls),
        "notes": list(notes),
    }
    systems = [msgspec.to_builtins(choice) for choice in plan.chosen]
    if problem.names.sites:
        summary["systems"] = systems
    lines = list(_lines(summary, plan.objective, plan.upper_bound))
    return Told(summary, {"systems": systems}, lines)


def _lines(summary: dict[str, Any], objective: float, bound: float) -> Iterator[str]:
    if summary["shortfalls"]:
        yield "no plan that keeps every rule:"
        yield from (f"  {text}" for text in summary["shortfalls"])
        return
    used = ", ".join(f"{name} {value:g}" for name, value in summary["used"].items())
    yield f"{len(summary['selected'])} systems detect {objective:.2%} of what counts; {used}"
    yield f"no plan detects more than {bound:.2%}: gap {summary['gap']:.2%} (certified)"
    if summary["stopped"]:
        yield "stopped early by --seconds: another machine may find another plan"


def _told_of_cases(question: Asked, found: Any) -> Told:  # noqa: ANN401 -- a `Robust`
    """A robust plan: its objective is that of the worst case."""
    problem = question.cases[0]
    told = _told(problem, replace(found.solved, checked=_first_check(problem, found)), ())
    cases = dict(zip(question.names, found.of_case, strict=True))
    bound = {"objective": found.worst, "upper_bound": found.upper_bound, "gap": found.gap}
    summary = {**told.summary, **bound, "cases": cases}
    whole = float(problem.weight.sum()) or 1.0
    lines = list(_lines(summary, found.worst / whole, found.upper_bound / whole))
    told_cases = ", ".join(f"{name} {value / whole:.2%}" for name, value in cases.items())
    return Told(summary, told.tables, [*lines, f"in each case: {told_cases}"])


def _first_check(problem: "SitingProblem", found: Any) -> Any:  # noqa: ANN401
    from truceline.stages.plan.siting import check  # noqa: PLC0415

    checked = check(problem, found.solved.plan)
    return replace(checked, broken=found.solved.checked.broken)


def _add_regret(
    told: Told,
    problem: "SitingProblem",
    solved: "Solved",
    seed: int,
    samples: int | None,
    watch: "Watch",
) -> None:
    from truceline.stages.plan.siting.robust import (  # noqa: PLC0415
        WRONG,
        regret,
        usual_samples,
    )

    wanted = usual_samples(problem) if samples is None else samples
    if not wanted:
        told.lines.append("regret when profiles are wrong: not asked (--samples 2 asks)")
        return
    found = regret(problem, solved, seed, wanted, watch)
    kinds = [problem.names.of("kind", n) for n in range(len(found.worst_factors))]
    told.summary["regret"] = {
        "mean": found.mean,
        "worst": found.worst,
        "samples": len(found.of_sample),
        "worst_factors": dict(zip(kinds, found.worst_factors, strict=True)),
    }
    told.lines.append(
        f"regret when profiles are wrong by up to ±{WRONG:.0%}: {found.mean:.2%} on average,"
        f" {found.worst:.2%} at worst ({len(found.of_sample)} samples, at least so much)"
    )


def _add_more(told: Told, problem: "SitingProblem", solved: "Solved") -> None:
    from truceline.stages.plan.siting.check import called  # noqa: PLC0415
    from truceline.stages.plan.siting.report import instead, next_systems  # noqa: PLC0415

    more = next_systems(problem, solved.plan)
    told.summary["next"] = [msgspec.to_builtins(x) for x in more]
    for x in more:
        used = ", ".join(f"{name} {value:g}" for name, value in x.used.items())
        told.lines.append(f"the next {x.count} {x.kind} buy {100 * x.gained:.2f} points ({used})")
    told.tables["alternatives"] = [
        {
            "option": x.option,
            "system": called(problem, x.option),
            "other_option": x.other,
            "other": called(problem, x.other),
            "lost": x.lost,
        }
        for x in instead(problem, solved.plan)
    ]


def _add_frontier(told: Told, problem: "SitingProblem", seed: int, watch: "Watch") -> None:
    from truceline.stages.plan.siting.report import frontier  # noqa: PLC0415

    points: list[Point] = []
    for limit in problem.limits:
        if limit.name in {"budget", "crew"} and 0 < limit.most < float("inf"):
            points += frontier(problem, limit.name, seed, watch)
    told.summary["frontier"] = [msgspec.to_builtins(p) for p in points]
    told.tables["frontier"] = [
        {
            "limit": p.limit,
            "most": p.most,
            "objective": p.objective,
            "upper_bound": p.upper_bound,
            "feasible": p.feasible,
            "systems": len(p.plan),
            **{f"used {name}": value for name, value in p.used.items()},
        }
        for p in points
    ]
    for p in points:
        what = f"{p.objective:.2%} (at most {p.upper_bound:.2%})" if p.feasible else "no plan"
        told.lines.append(f"{p.limit} {p.most:g}: {what}")


def as_json(value: object) -> bytes:
    """Indented, keys in the order of the summary."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def csv_lines(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A table with the columns of its first row."""
    rows = list(rows)
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["option"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    yield text.getvalue().encode()
