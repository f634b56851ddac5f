"""Solving the programme: a warm start by the guidance of its relaxation, then HiGHS on the whole.

Whatever the search finds, bound and gap come from HiGHS on the whole programme. One thread and a
fixed seed: while no limit of time is reached, the same programme gives the same match.
"""

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from truceline.errors import InvariantError
from truceline.stages.plan.pledges.terms import Programme

if TYPE_CHECKING:
    import highspy

Vector = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

GAP: Final = 1e-4
_SMALL: Final = 1_500
"""Whole columns up to which HiGHS needs no help."""
_ROUNDS: Final = 24
_DIVES: Final = 25
_HALF: Final = 0.5
_EFFORT: Final = 0.5
"""Share of the work of a small programme that goes into finding matches rather than bounds."""
_SEARCH: Final = 0.75
"""Share of the time for the warm start: the bound of the whole hardly moves after its first node."""
_NODES: Final = 400
_TINY: Final = 1e-6


@dataclass(frozen=True)
class Solved:
    """Values of all columns, objective and bound of the whole programme, and whether it is optimal
    within `GAP`.
    """

    values: Vector
    objective: float
    bound: float
    optimal: bool


def solve(made: Programme, first: Vector | None, seconds: float, seed: int) -> Solved:
    """The best match found within so many seconds of the solver's time, from the match `first`;
    None leaves HiGHS alone, for comparison.
    """
    model = _model(made)
    if first is None or made.integers <= _SMALL:
        solver = _highs(seconds, seed)
        solver.passModel(model)
        if first is not None:
            _hand_over(solver, first)
        return _outcome(solver, _run(solver), made)
    start, spent, floor = _warm_start(made, model, first, seconds * _SEARCH, seed)
    solver = _highs(max(seconds - spent, 1.0), seed)
    solver.passModel(model)
    if start is not None:
        _hand_over(solver, start)
    return _outcome(solver, _run(solver), made, floor)


def _outcome(
    best: "highspy.Highs", values: Vector | None, made: Programme, floor: float = 0.0
) -> Solved:
    """`floor` is a bound that is known already."""
    if values is None:  # the limit came before anything was found: nobody is deployed
        values = np.zeros(len(made.cost))
        for (line, _), column in made.missing.items():
            values[column] = made.lines[line].quantity
    objective = float(np.dot(values, made.cost))
    bound = float(best.getInfo().mip_dual_bound) if made.integers else objective
    bound = min(max(bound, floor, 0.0), objective)
    return Solved(values, objective, bound, objective - bound <= GAP * max(objective, _TINY))


def _model(made: Programme) -> "highspy.HighsLp":
    import highspy  # noqa: PLC0415 -- loaded only by those who solve

    matrix, model = made.matrix(), highspy.HighsLp()
    model.num_col_, model.num_row_ = matrix.shape[1], matrix.shape[0]
    model.col_cost_ = np.array(made.cost)
    model.col_lower_ = np.zeros(len(made.cost))
    model.col_upper_ = np.array(made.upper)
    model.row_lower_, model.row_upper_ = np.array(made.rows.lo), np.array(made.rows.hi)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = matrix.indices.astype(np.int32)
    model.a_matrix_.value_ = matrix.data
    whole, free = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    model.integrality_ = [whole if j < made.integers else free for j in range(len(made.cost))]
    return model


def _highs(seconds: float, seed: int) -> "highspy.Highs":
    import highspy  # noqa: PLC0415

    solver = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "random_seed": seed, "mip_rel_gap": GAP}
    for name, value in {**options, "time_limit": seconds}.items():
        solver.setOptionValue(name, value)
    return solver


def _run(solver: "highspy.Highs") -> Vector | None:
    """Values of the best solution found; None where there is none."""
    import highspy  # noqa: PLC0415

    solver.run()
    if solver.getModelStatus() in {
        highspy.HighsModelStatus.kInfeasible,
        highspy.HighsModelStatus.kUnbounded,
        highspy.HighsModelStatus.kModelError,
    }:
        raise InvariantError("a programme that deploying nobody satisfies has no solution")
    found = (
        solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    )
    return np.array(solver.getSolution().col_value) if found else None


def _hand_over(solver: "highspy.Highs", start: Vector) -> None:
    import highspy  # noqa: PLC0415

    solution = highspy.HighsSolution()
    solution.col_value = start.tolist()
    solver.setSolution(solution)


def _bar(solver: "highspy.Highs", ways: Mask) -> None:
    """No way among these is chosen."""
    places = np.flatnonzero(ways).astype(np.int32)
    nothing = np.zeros(len(places))
    solver.changeColsBounds(len(places), places, nothing, nothing)


def _warm_start(
    made: Programme, model: "highspy.HighsLp", first: Vector, seconds: float, seed: int
) -> tuple[Vector | None, float, float]:
    """A good match, the seconds spent, and the relaxation's objective: the relaxation decides for
    what it is sure of, a small programme for the rest; then, again and again, a few pledges are
    decided anew.
    """
    relaxing = _relaxing(seconds / 2, seed)
    relaxing.passModel(model)
    left, likely, floor = _dive(made, relaxing)
    spent = relaxing.getRunTime()
    best, took = _within(
        model, left & likely | _used(made, first), first, (seconds - spent) / 6, seed
    )
    spent += took
    rng = random.Random(seed)  # noqa: S311 -- a search, not a secret
    for turn in range(_ROUNDS):
        if best is None or spent >= seconds:
            break
        free = _part(made, rng, 2 + turn % 3)
        best, took = _within(model, free & likely | _used(made, best), best, seconds / 12, seed)
        spent += took
    return best, spent, floor


def _relaxing(seconds: float, seed: int) -> "highspy.Highs":
    solver = _highs(seconds, seed)
    solver.setOptionValue("solve_relaxation", True)  # noqa: FBT003 -- the solver's own call
    solver.setOptionValue("solver", "ipm")
    return solver


def _dive(made: Programme, relaxing: "highspy.Highs") -> tuple[Mask, Mask, float]:
    """The ways that are left once the relaxation, solved again and again, has decided for those
    pledges of which it is nearly sure; all the ways that it used on the
    way; and its objective before it decided anything, a bound.
    """
    left, of = np.ones(made.integers, bool), _numbered(made)
    values = _relaxed(relaxing, made.integers)
    likely, floor = values > _TINY, _bound(relaxing)
    for _ in range(_DIVES):
        undecided = np.unique(of[(values > _TINY) & (values < 1 - _TINY)])
        sure = _surest(values, of, left, len(undecided) // 8 + 1)
        if not len(sure) or len(undecided) * 8 <= of[-1]:
            break
        taken = left & (~np.isin(of, of[sure]) | np.isin(np.arange(len(of)), sure))
        values = _decided(relaxing, left & ~taken, sure, values)
        left = taken
        likely |= values > _TINY
    return left, likely, floor


def _numbered(made: Programme) -> npt.NDArray[np.int64]:
    """The number of each way's pledge, rising."""
    names = {name: place for place, name in enumerate(dict.fromkeys(n for n, _ in made.ways))}
    return np.array([names[name] for name, _ in made.ways])


def _surest(
    values: Vector, of: npt.NDArray[np.int64], left: Mask, few: int
) -> npt.NDArray[np.int64]:
    """The ways that the relaxation chooses whole, and a few that it nearly does."""
    several = np.isin(of, of[left & (values < 1 - _TINY)])
    whole = np.flatnonzero((values > 1 - _TINY) & several)
    order = np.lexsort((np.arange(len(values)), -values))
    nearly = [y for y in order if _HALF < values[y] <= 1 - _TINY][:few]
    return np.array([*whole, *nearly], dtype=np.int64)


def _decided(
    relaxing: "highspy.Highs", barred: Mask, sure: npt.NDArray[np.int64], before: Vector
) -> Vector:
    """The relaxation without the barred ways; as before where it can't be solved in time."""
    relaxing.setOptionValue("solver", "simplex")
    relaxing.setOptionValue("presolve", "off")
    _bar(relaxing, barred)
    places = sure.astype(np.int32)
    relaxing.changeColsBounds(len(places), places, np.ones(len(places)), np.ones(len(places)))
    values = _relaxed(relaxing, len(before))
    if values.any():
        return values
    relaxing.changeColsBounds(len(places), places, np.zeros(len(places)), np.ones(len(places)))
    return _relaxed(relaxing, len(before))


def _relaxed(relaxing: "highspy.Highs", count: int) -> Vector:
    """Values of the whole columns in the relaxation; zeros where it has no solution in time."""
    import highspy  # noqa: PLC0415

    relaxing.run()
    if relaxing.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return np.zeros(count)
    return np.array(relaxing.getSolution().col_value)[:count]


def _bound(relaxing: "highspy.Highs") -> float:
    """The relaxation's objective, 0 where it wasn't solved in time: shortfall is never negative."""
    import highspy  # noqa: PLC0415

    solved = relaxing.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(relaxing.getInfo().objective_function_value) if solved else 0.0


def _part(made: Programme, rng: random.Random, parts: int) -> Mask:
    """All ways of one part of the pledges, drawn anew, and no others."""
    names = sorted({name for name, _ in made.ways})
    free = set(rng.sample(names, max(1, len(names) // parts)))
    return np.array([name in free for name, _ in made.ways])


def _used(made: Programme, best: Vector) -> Mask:
    return best[: made.integers] > _HALF


def _within(
    model: "highspy.HighsLp",
    allowed: Mask,
    start: Vector | None,
    seconds: float,
    seed: int,
) -> tuple[Vector | None, float]:
    """The best match with none but the allowed ways, no worse than `start`; and the seconds."""
    solver = _highs(seconds, seed)
    for name, value in (
        ("mip_max_nodes", _NODES),
        ("mip_rel_gap", 2e-3),
        ("mip_heuristic_effort", _EFFORT),
    ):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    _bar(solver, ~allowed)
    if start is not None:
        _hand_over(solver, start)
    found = _run(solver)
    return (found if found is not None else start), solver.getRunTime()
