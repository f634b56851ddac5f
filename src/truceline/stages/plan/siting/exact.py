"""Small problems by mixed-integer programming: HiGHS, with tangent cuts of the relaxation.

Each cell's detection is a variable below every cut that was made so far; cuts are exact at plans of
whole systems, so that the bound of HiGHS is a bound on all plans. Up to about 2,000 cells and 500
sites. Effort is counted in nodes, never in seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, hstack, vstack

from truceline.stages.plan.siting.check import check
from truceline.stages.plan.siting.problem import Floats, Ints, SitingProblem
from truceline.stages.plan.siting.relax import Curves, curves_of, linear_of

ROUNDS: Final = 30
"""Rounds of cuts before branching."""
WORTH: Final = 1e-6
"""Cuts that are violated by less, in units of the cell's detection, are left out."""
NEAR: Final = 1e-9
NEARLY: Final = 1e-8
"""A coefficient this near to 1 is written as 1: solvers take it for one, and then round down."""
Told = Callable[[str], None]


@dataclass(frozen=True)
class Proved:
    """The best plan found (or None), a bound on all plans, and whether HiGHS proved that none
    exists.
    """

    plan: Ints | None
    bound: float
    none: bool = False


@dataclass
class _Master:
    """The linear program: options first, then the detection of cells that anything sees."""

    problem: SitingProblem
    curves: Curves
    seen: Ints
    solver: Any

    def cut(self, x: Floats, value: Floats) -> int:
        """Add the cuts that x breaks; how many."""
        level, bound = self.curves.levels(x, 0.0)
        broken = self.seen[value - bound[self.seen] > WORTH]
        self.add(level, broken)
        return len(broken)

    def add(self, level: Floats, cells: Ints) -> None:
        """Add the cuts of these cells at their levels."""
        rows, most = cuts_at(self.curves, level, cells)
        at = (np.arange(len(cells)), np.searchsorted(self.seen, cells))
        ones = csr_matrix((np.ones(len(cells)), at), shape=(len(cells), len(self.seen)))
        cuts = hstack([-rows, ones]).tocsr()
        begins, index = cuts.indptr[:-1].astype(np.int32), cuts.indices.astype(np.int32)
        below = np.full(len(cells), -np.inf)
        self.solver.addRows(len(cells), below, most, cuts.nnz, begins, index, cuts.data)

    def run(self) -> tuple[Floats, Floats] | None:
        """Fractions and detection at the optimum; None where there is none."""
        self.solver.run()
        values = np.array(self.solver.getSolution().col_value)
        options = self.problem.options
        if not self.solver.getSolution().value_valid:
            return None
        return np.clip(values[:options], 0.0, 1.0), values[options:]


def cuts_at(curves: Curves, level: Floats, cells: Ints) -> tuple[csr_matrix, Floats]:
    """Of these cells: coefficients φ (cells, options) and constants 1 − (1 + s) e^−s."""
    rows, options = curves.rows, len(curves.columns.begins) - 1
    sizes = np.diff(rows.begins)[cells]
    begins = np.concatenate([[0], np.cumsum(sizes)])
    at = np.arange(begins[-1]) + np.repeat(rows.begins[cells] - begins[:-1], sizes)
    a, s = rows.a[at], np.repeat(level[cells], sizes)
    miss = np.exp(-s)
    slope = np.where(a <= s, miss * a, (1.0 + s) * miss - np.exp(-a))
    slope = np.where(slope > 1.0 - NEARLY, 1.0, slope)  # upwards, so that the cut stays a bound
    shape = (len(cells), options)
    most = 1.0 - (1.0 + level[cells]) * np.exp(-level[cells])
    return csr_matrix((slope, rows.options[at], begins), shape=shape), most


def at_once(problem: SitingProblem, told: Told = lambda _: None) -> Proved | None:
    """The proven best plan, or the proof that there is none, of a tiny problem or one whose linear
    relaxation is whole or nearly so; None for any other, which is worth a search first.
    """
    master = _master(problem, ())
    bound, none = _relaxed(master, float(problem.weight.sum()), told)
    if none:
        return Proved(None, 0.0, none=True)
    found, tiny = master.run(), len(master.curves.rows.a) <= TINY
    if found is None or not (tiny or _fractions(found[0]) <= FEW):
        return None
    proved = _branched(_whole(master), None, bound, MANY if tiny else FEW, told)
    if proved.plan is None:
        return proved if proved.none else None
    detected = check(problem, proved.plan.tolist()).detected
    return proved if abs(proved.bound - detected) <= WORTH * max(bound, 1e-9) else None


def _fractions(x: Floats) -> int:
    return int(((x > 1e-6) & (x < 1.0 - 1e-6)).sum())


TINY: Final = 3_000
"""Pairs up to which HiGHS is asked before anything is searched."""
MANY: Final = 500
FEW: Final = 20
"""Fractions, and nodes of branching, up to which a problem counts as nearly whole."""


def impossible(problem: SitingProblem) -> bool:
    """Is it proved that no plan keeps every rule? Options are whole on tiny problems alone."""
    if not problem.options:
        return not check(problem, ()).feasible
    master = _master(problem, ())
    if _relaxed(master, float(problem.weight.sum()), lambda _: None)[1]:
        return True
    return len(master.curves.rows.a) <= TINY and _unfeasible(_whole(master))


def _unfeasible(master: _Master) -> bool:
    """The same over whole options, whatever they would detect."""
    columns = master.problem.options + len(master.seen)
    every = np.arange(columns, dtype=np.int32)
    master.solver.changeColsCost(columns, every, np.zeros(columns))
    master.solver.setOptionValue("mip_max_nodes", MANY)
    for _ in range(ROUNDS):
        found = master.run()
        if found is None:
            return _impossible(master)
        plan = found[0] > 0.5
        if check(master.problem, plan.nonzero()[0].tolist()).feasible:
            return False
        if master.cut(plan.astype(np.float64), found[1]) == 0:
            return False
    return False


def exact(
    problem: SitingProblem,
    plan: Ints | None,
    nodes: int,
    told: Told = lambda _: None,
    levels: tuple[Floats, ...] = (),
) -> Proved:
    """Cuts until the linear relaxation is exact, then branching up to `nodes` nodes, then again
    while its plan detects less than its cuts say. Options must all be usable.
    """
    master = _master(problem, levels)
    whole = float(problem.weight.sum())
    bound, none = _relaxed(master, whole, told)
    if none:
        return Proved(None, whole, none=True)
    return _branched(_whole(master), plan, bound, nodes, told)


def _whole(master: _Master) -> _Master:
    """The same program, its options now whole."""
    options = master.problem.options
    kinds = np.full(options, _kinds().kInteger)
    master.solver.changeColsIntegrality(options, np.arange(options, dtype=np.int32), kinds)
    return master


def _kinds() -> Any:  # noqa: ANN401 -- highspy tells no types
    from highspy import HighsVarType  # noqa: PLC0415

    return HighsVarType


def _relaxed(master: _Master, whole: float, told: Told) -> tuple[float, bool]:
    """The bound of the linear program with all cuts that pay, and whether it has no solution."""
    bound, scale = whole, scale_of(master.problem)
    for n in range(ROUNDS):
        found = master.run()
        if found is None:
            return bound, _impossible(master)
        bound = min(bound, float(master.solver.getInfo().objective_function_value) / scale)
        added = master.cut(*found)
        told(f"cuts, round {n + 1}: at most {bound:.5f}, {added} new")
        if added == 0:
            break
    return bound, False


def _impossible(master: _Master) -> bool:
    """Does the solver say so? Nothing is unbounded here: every variable lies between 0 and 1."""
    from highspy import HighsModelStatus as Status  # noqa: PLC0415

    return master.solver.getModelStatus() in {Status.kInfeasible, Status.kUnboundedOrInfeasible}


def _branched(master: _Master, plan: Ints | None, bound: float, nodes: int, told: Told) -> Proved:
    problem, best = master.problem, -np.inf
    if plan is not None and check(problem, plan.tolist()).feasible:
        best = check(problem, plan.tolist()).detected
    solver, left = master.solver, nodes
    while left > 0:
        _hint(master, plan if best > -np.inf else None)
        solver.setOptionValue("mip_max_nodes", left)
        found = master.run()
        info = solver.getInfo()
        left -= max(1, int(info.mip_node_count))
        if found is None:
            return Proved(plan if best > -np.inf else None, bound, none=_impossible(master))
        bound = min(bound, float(info.mip_dual_bound) / scale_of(problem))
        chosen = (found[0] > 0.5).nonzero()[0]
        checked = check(problem, chosen.tolist())
        if checked.feasible and checked.detected > best:
            plan, best = chosen, checked.detected
        told(f"branching: {best:.5f} of at most {bound:.5f}")
        if (
            bound - best <= NEAR * max(1.0, bound)
            or master.cut((found[0] > 0.5).astype(np.float64), found[1]) == 0
        ):
            break
    return Proved(plan if best > -np.inf else None, bound)


def _hint(master: _Master, plan: Ints | None) -> None:
    if plan is None:
        return
    from highspy import HighsSolution  # noqa: PLC0415

    x = np.zeros(master.problem.options)
    x[plan] = 1.0
    _, value = master.curves.levels(x, 0.0)
    solution = HighsSolution()
    solution.col_value = [*x.tolist(), *value[master.seen].tolist()]
    master.solver.setSolution(solution)


def _master(problem: SitingProblem, levels: tuple[Floats, ...]) -> _Master:
    curves = curves_of(problem)
    seen = np.diff(curves.rows.begins).nonzero()[0]
    master = _Master(problem, curves, seen, _solver(problem, seen))
    nothing = np.zeros(len(problem.weight))
    for level in (nothing, *levels):
        master.add(level, seen)
    return master


def _solver(problem: SitingProblem, seen: Ints) -> Any:  # noqa: ANN401 -- highspy tells no types
    """HiGHS with options, detection of the cells seen, and every rule but the cuts."""
    from highspy import Highs, HighsLp, MatrixFormat, ObjSense  # noqa: PLC0415

    rows, most = _rules(problem, seen)
    low = np.zeros(rows.shape[1])
    low[problem.forced] = 1.0
    program = HighsLp()
    program.num_row_, program.num_col_ = rows.shape
    program.sense_ = ObjSense.kMaximize
    program.col_cost_ = np.concatenate(
        [np.zeros(problem.options), problem.weight[seen] * scale_of(problem)]
    )
    program.col_lower_, program.col_upper_ = low, np.ones(rows.shape[1])
    program.row_lower_, program.row_upper_ = np.full(len(most), -np.inf), most
    program.a_matrix_.format_ = MatrixFormat.kColwise
    program.a_matrix_.start_ = rows.indptr.astype(np.int32)
    program.a_matrix_.index_ = rows.indices.astype(np.int32)
    program.a_matrix_.value_ = rows.data
    solver = Highs()
    for option, value in _OPTIONS.items():
        solver.setOptionValue(option, value)
    solver.passModel(program)
    return solver


_OPTIONS: Final = {
    "output_flag": False,
    "random_seed": 1,
    "threads": 1,
    "mip_rel_gap": 1e-9,
    "mip_abs_gap": 1e-10,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


def scale_of(problem: SitingProblem) -> float:
    """What weights are multiplied by for the solver, whose tolerances are meant for numbers near 1."""
    whole = float(problem.weight.sum())
    return len(problem.weight) / whole if whole > 0 else 1.0


def _rules(problem: SitingProblem, seen: Ints) -> tuple[csc_matrix, Floats]:
    """Limits, sites, critical cells, and floors of detection."""
    linear = linear_of(problem)
    plain = hstack([linear.rows, csr_matrix((linear.rows.shape[0], len(seen)))])
    sectors, floors = len(problem.floor), problem.floors()
    at = (problem.sector[seen], np.arange(len(seen)))
    scale = scale_of(problem)
    weights = csr_matrix((-problem.weight[seen] * scale, at), shape=(sectors, len(seen)))
    lowest = hstack([csr_matrix((sectors, problem.options)), weights])
    kept = np.concatenate([np.ones(linear.rows.shape[0], bool), floors > 0])
    rows = vstack([plain, lowest]).tocsr()[kept].tocsc()
    slack = 1e-10 * problem.per_sector(problem.weight)
    return rows, np.concatenate([linear.most, (slack - floors) * scale])[kept]
