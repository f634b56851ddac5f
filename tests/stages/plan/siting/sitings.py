"""Small siting problems for the tests, and the best plan by trying all."""

from dataclasses import replace
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from truceline.stages.plan.siting import Limit, Names, SitingProblem, check


def problem_of(p, weight, site, cost, crew, **more):
    """From a matrix of options × cells."""
    p = np.asarray(p, float)
    rows = [row.nonzero()[0] for row in p]
    sizes = [len(row) for row in rows]
    limits = (
        Limit("budget", np.asarray(cost, float), more.pop("budget", 1e9)),
        Limit("crew", np.asarray(crew, float), more.pop("most_crew", 1e9)),
    )
    sector = np.asarray(more.pop("sector", [0] * len(weight)), np.int64)
    given = {
        "floor": np.zeros(int(sector.max()) + 1),
        "kind": np.zeros(len(p), np.int64),
        "place": np.column_stack([np.arange(len(p)), np.zeros(len(p))]).astype(float),
        "names": Names(),
    }
    return SitingProblem(
        weight=np.asarray(weight, float),
        begins=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        cells=np.concatenate([np.empty(0, np.int64), *rows]).astype(np.int64),
        p=np.concatenate([np.empty(0), *(p[n, row] for n, row in enumerate(rows))]),
        site=np.asarray(site, np.int64),
        sites=int(max(site)) + 1,
        sector=sector,
        limits=limits,
        **{**given, **more},
    )


def best_by_trying(problem):
    """The best detection of a plan that keeps every rule, None where none does."""
    found = None
    for size in range(problem.options + 1):
        for plan in combinations(range(problem.options), size):
            checked = check(problem, plan)
            if checked.feasible and (found is None or checked.detected > found):
                found = checked.detected
    return found


def shuffled(problem, order):
    """The same problem with its options in another order."""
    rows = [problem.seen_by(int(n)) for n in order]
    at = {int(old): new for new, old in enumerate(order)}
    return replace(
        problem,
        begins=np.concatenate([[0], np.cumsum([len(c) for c, _ in rows])]).astype(np.int64),
        cells=np.concatenate([np.empty(0, np.int64), *(c for c, _ in rows)]),
        p=np.concatenate([np.empty(0), *(p for _, p in rows)]),
        site=problem.site[order],
        kind=problem.kind[order],
        place=problem.place[order],
        limits=tuple(replace(x, use=x.use[order]) for x in problem.limits),
        forced=np.array(sorted(at[int(n)] for n in problem.forced), np.int64),
        barred=np.array(sorted(at[int(n)] for n in problem.barred), np.int64),
    )


CHANCES = (0.0, 0.0, 0.0, 0.2, 0.5, 0.75, 0.9, 1.0)


@st.composite
def problems(draw, options=7, cells=5):
    """Tiny problems with every kind of rule; not all can be met."""
    n, m = draw(st.integers(2, options)), draw(st.integers(1, cells))
    row = st.lists(st.sampled_from(CHANCES), min_size=m, max_size=m)
    p = draw(st.lists(row, min_size=n, max_size=n))
    whole = st.lists(st.integers(0, 5), min_size=m, max_size=m)
    numbers = st.lists(st.integers(0, 4), min_size=n, max_size=n)
    critical = draw(st.sampled_from([[], [], [0]]))
    return problem_of(
        p,
        draw(whole),
        draw(st.lists(st.integers(0, 3), min_size=n, max_size=n)),
        draw(numbers),
        draw(numbers),
        sector=[k % 2 for k in range(m)],
        budget=float(draw(st.integers(0, 9))),
        most_crew=float(draw(st.integers(0, 9))),
        floor=np.array([draw(st.sampled_from([0.0, 0.0, 0.3, 0.6])), 0.0][: min(m, 2)]),
        per_site=draw(st.integers(1, 2)),
        critical=np.array(critical, np.int64),
        cover=draw(st.integers(1, 2)),
        forced=np.array(draw(st.sampled_from([[], [], [1]])), np.int64),
        barred=np.array(draw(st.sampled_from([[], [], [0]])), np.int64),
    )
