"""Solving the programme: a warm start by the guidance of its relaxation, then HiGHS on the whole.

Whatever the search finds, bound and gap come from HiGHS on the whole programme. One thread and a
fixed seed: while no limit of time is reached, the same programme gives the same match.
"""

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from truceline.errors import InvariantError
from truceline.stages.plan.pledges.terms import Programme

if TYPE_CHECKING:
    import highspy

Vector = npt.NDArray[np.float64]

GAP: Final = 1e-4
_SMALL: Final = 1_500
"""Whole columns up to which HiGHS needs no help."""
_ROUNDS: Final = 8
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


def solve(made: Programme, seconds: float, seed: int, *, warm: bool = True) -> Solved:
    """The best match found within so many seconds of the solver's time. `warm` False leaves HiGHS
    alone, for comparison.
    """
    model, start = _model(made), None
    spent = 0.0
    if warm and made.integers > _SMALL:
        start, spent = _warm_start(made, model, seconds * 0.6, seed)
    best = _highs(max(seconds - spent, 1.0), seed)
    best.passModel(model)
    if start is not None:
        _hand_over(best, start)
    return _outcome(best, _run(best), made)


def _outcome(best: "highspy.Highs", values: Vector | None, made: Programme) -> Solved:
    if values is None:  # the limit came before anything was found: nobody is deployed
        values = np.zeros(len(made.cost))
        for (line, _), column in made.missing.items():
            values[column] = made.lines[line].quantity
    objective = float(np.dot(values, made.cost))
    bound = float(best.getInfo().mip_dual_bound) if made.integers else objective
    bound = min(max(bound, 0.0), objective)
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


def _warm_start(
    made: Programme, model: "highspy.HighsLp", seconds: float, seed: int
) -> tuple[Vector | None, float]:
    """A good match, and the seconds spent: first among the ways that the relaxation uses or nearly
    uses, then with a part of the pledges free and the others as they are.
    """
    values, price, spent = _relaxed(made, model, seconds, seed)
    near = _near(made, values, price)
    best, took = _within(model, near, None, seconds / 3, seed)
    spent += took
    rng = random.Random(seed)  # noqa: S311 -- a search, not a secret
    for _ in range(_ROUNDS):
        if best is None or spent >= seconds:
            break
        free = _part(made, best, near, rng)
        best, took = _within(model, free, best, (seconds - spent) / 2, seed)
        spent += took
    return best, spent


def _relaxed(
    made: Programme, model: "highspy.HighsLp", seconds: float, seed: int
) -> tuple[Vector, Vector, float]:
    """Values and reduced costs of the whole columns in the relaxation; zeros if time runs out."""
    solver = _highs(seconds, seed)
    solver.setOptionValue("solve_relaxation", True)  # noqa: FBT003 -- the solver's own call
    solver.passModel(model)
    solver.run()
    solution, count = solver.getSolution(), made.integers
    if not solution.value_valid or not solution.dual_valid:
        return np.zeros(count), np.zeros(count), solver.getRunTime()
    values, price = np.array(solution.col_value), np.array(solution.col_dual)
    return values[:count], price[:count], solver.getRunTime()


def _near(made: Programme, values: Vector, price: Vector) -> npt.NDArray[np.bool_]:
    """The ways that the relaxation uses, and for each pledge the cheapest others."""
    near = values > _TINY
    by_pledge: dict[str, list[int]] = defaultdict(list)
    for y, (name, _) in enumerate(made.ways):
        by_pledge[name].append(y)
    for places in by_pledge.values():
        for y in sorted(places, key=lambda y: (price[y], y))[:3]:
            near[y] = True
    return near


def _part(
    made: Programme, best: Vector, near: npt.NDArray[np.bool_], rng: random.Random
) -> npt.NDArray[np.bool_]:
    """All ways of a third of the pledges, near ones of another third, the others' present way."""
    names = sorted({name for name, _ in made.ways})
    rng.shuffle(names)
    whole, some = set(names[: len(names) // 4]), set(names[len(names) // 4 : len(names) // 2])
    chosen = [name in whole for name, _ in made.ways]
    partly = [name in some for name, _ in made.ways]
    used = best[: made.integers] > 0.5
    return np.array(chosen) | (np.array(partly) & near) | used


def _within(
    model: "highspy.HighsLp",
    allowed: npt.NDArray[np.bool_],
    start: Vector | None,
    seconds: float,
    seed: int,
) -> tuple[Vector | None, float]:
    """The best match with none but the allowed ways, no worse than `start`; and the seconds."""
    solver = _highs(seconds, seed)
    for name, value in (("mip_max_nodes", _NODES), ("mip_rel_gap", 2e-3)):
        solver.setOptionValue(name, value)
    solver.passModel(model)
    barred = np.flatnonzero(~allowed).astype(np.int32)
    solver.changeColsBounds(len(barred), barred, np.zeros(len(barred)), np.zeros(len(barred)))
    if start is not None:
        _hand_over(solver, start)
    found = _run(solver)
    return (found if found is not None else start), solver.getRunTime()
