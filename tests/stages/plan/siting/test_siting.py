"""Siting: tiny problems equal trying all, bounds hold, order never matters, kernels agree."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sitings import best_by_trying, problem_of, problems, shuffled

from truceline.stages.plan.siting import check, compiled, placement, site, solve
from truceline.stages.plan.siting.bound import Marginal, relax
from truceline.stages.plan.siting.curves import relaxed
from truceline.stages.plan.siting.exact import at_once
from truceline.stages.plan.siting.price import greedy
from truceline.stages.plan.siting.problem import subset, usable
from truceline.stages.plan.siting.refill import improved, search_of
from truceline.stages.plan.siting.relax import curves_of
from truceline.stages.plan.siting.together import together

QUICK = settings(
    max_examples=20, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate)
)


@given(problems())
@QUICK
def test_tiny_problems_equal_trying_all(problem):
    best, solved = best_by_trying(problem), solve(problem, effort=4)
    if best is None:
        assert not solved.checked.feasible
        assert solved.clashes
        return
    assert solved.checked.feasible
    assert solved.checked.detected == pytest.approx(best, abs=1e-7)
    assert solved.upper_bound >= best - 1e-9
    assert solved.upper_bound == pytest.approx(best, abs=1e-5)


@pytest.fixture
def searched(monkeypatch):
    """HiGHS isn't asked: the plan is that of the search, the bound that of the relaxation."""
    module = sys.modules["truceline.stages.plan.siting.solve"]  # its name is a function's too
    monkeypatch.setattr(module, "provable", lambda _: False)


@pytest.mark.parametrize("seed", range(3))
def test_the_search_alone_comes_near(searched, seed):
    """Without any proof by HiGHS: rules kept, close to the optimum, which lies below the bound."""
    best = solve_by_highs(line(seed=seed))
    solved = solve(line(seed=seed), effort=2)
    assert solved.checked.feasible
    assert 0.97 * best <= solved.checked.detected <= best + 1e-9
    assert best <= solved.upper_bound <= 1.05 * best


def solve_by_highs(problem):
    proved = at_once(problem)
    return check(problem, proved.plan.tolist()).detected


@given(problems(), st.randoms(use_true_random=False))
@QUICK
def test_bounds_of_the_relaxation_hold(problem, random):
    if problem.forced.size and problem.forced[0] in problem.barred:
        return
    best = best_by_trying(problem)
    small = subset(problem, usable(problem).nonzero()[0])
    found = relax(small, shares=(1.0, 0.3, 0.0))
    if best is not None:
        assert found.bound >= best
    curves = curves_of(small)
    plan = np.array([float(random.random() < 0.5) for _ in range(small.options)])
    exactly = check(small, plan.nonzero()[0].tolist()).detected
    for share in (1.0, 0.2, 0.0):
        _, value = curves.levels(plan, share)
        assert (small.weight * value).sum() == pytest.approx(exactly, abs=1e-6)


@given(problems(), st.data())
@QUICK
def test_the_curve_is_concave_and_above(problem, data):
    """Between two points it lies above the chord, and the sharper one below the plain one."""
    curves = curves_of(problem)
    fraction = st.lists(st.floats(0, 1), min_size=problem.options, max_size=problem.options)
    one, other = (np.array(data.draw(fraction)) for _ in range(2))
    for share in (1.0, 0.2, 0.0):
        middle = curves.levels((one + other) / 2, share)[1]
        ends = (curves.levels(one, share)[1] + curves.levels(other, share)[1]) / 2
        assert (middle >= ends - 1e-9).all()
    assert (curves.levels(one, 0.0)[1] <= curves.levels(one, 1.0)[1] + 1e-9).all()


@given(problems(), st.randoms(use_true_random=False))
@QUICK
def test_order_of_options_never_matters(problem, random):
    order = list(range(problem.options))
    random.shuffle(order)
    one, other = solve(problem, effort=2), solve(shuffled(problem, np.array(order)), effort=2)
    assert one.checked.detected == pytest.approx(other.checked.detected, abs=1e-7)
    assert one.checked.feasible == other.checked.feasible


@given(problems())
@QUICK
def test_less_is_never_more(problem):
    """Without a system nothing more is detected; with more budget the exact optimum isn't lower."""
    solved = solve(problem, effort=4)
    for option in solved.plan:
        rest = [o for o in solved.plan if o != option]
        assert check(problem, rest).detected <= solved.checked.detected + 1e-12
    wider = solve(problem.with_limits({"budget": problem.limits[0].most + 2}), effort=4)
    if solved.checked.feasible:
        assert wider.checked.detected >= solved.checked.detected - 1e-7


@given(problems(), st.sampled_from(["budget", "crew"]))
@QUICK
def test_bounds_rise_with_limits(problem, name):
    """More of a limit never lowers what is proved to be possible."""
    most = {x.name: x.most for x in problem.limits}
    wider = solve(problem.with_limits({name: most[name] + 2}), effort=4)
    solved = solve(problem, effort=4)
    if solved.checked.feasible:
        assert wider.checked.feasible
        assert wider.upper_bound >= solved.checked.detected - 1e-9


def line(options=16, cells=24, seed=3):
    """Systems along a line, one to a site, each of which sees what is near."""
    random = np.random.default_rng(seed)
    at, where = random.uniform(0, cells, options), np.arange(cells, dtype=float)
    far = np.abs(at[:, None] - where)
    kind = np.arange(options) % 2
    p = np.where(far < 5, (0.8 - 0.3 * kind[:, None]) * np.exp(-((far / 5) ** 2)), 0.0)
    return problem_of(
        p,
        random.uniform(0.1, 1, cells),
        range(options),
        1.0 + kind,
        1.0 + 3 * kind,
        sector=(where // 8).astype(int),
        kind=kind,
        budget=9.0,
        most_crew=16.0,
        floor=np.full(3, 0.15),
        critical=np.array([6, 15]),
        cover=2,
        place=np.column_stack([at, np.zeros(options)]),
    )


def test_the_plan_keeps_every_rule_and_its_gap_is_small():
    problem = line()
    solved = solve(problem, effort=3)
    assert solved.checked.feasible
    assert 0 <= solved.gap < 0.02
    plan = placement(problem, solved)
    assert plan.objective <= plan.upper_bound
    assert [c.option for c in plan.chosen] == list(solved.plan)
    assert all(c.marginal >= 0 for c in plan.chosen)


def test_the_same_question_has_the_same_answer(searched):
    assert site(line(), effort=2) == site(line(), effort=2)


def both(monkeypatch, work):
    """What comes of it interpreted and compiled."""
    for enough in (10**9, 1):
        monkeypatch.setattr(compiled, "ENOUGH", enough)
        yield work()


def test_kernels_of_the_relaxation_compiled_and_interpreted_agree(monkeypatch):
    curves, x = curves_of(line()), np.linspace(0, 1, 16)

    def work():
        level, value = curves.levels(x, 0.2)
        return np.concatenate([level, value, curves.slope(level, np.ones(24), 0.2)])

    plain, fast = both(monkeypatch, work)
    assert plain.any()
    np.testing.assert_allclose(fast, plain, rtol=1e-12)


def test_kernels_of_the_search_compiled_and_interpreted_agree(monkeypatch):
    """Every accepted step of a search must be the same, so its plan is. Seven seconds where nothing
    was compiled before.
    """
    problem = line()
    prices = Marginal(np.ones(2), np.ones(2), np.zeros(3))

    def work():
        return improved(search_of(problem), [0, 1], prices, 60, 1)[0].tolist()

    plain, fast = both(monkeypatch, work)
    assert fast == plain
    assert len(plain) > 3


def test_the_searchs_books_are_right():
    """After many moves back and forth, gains and what is missed equal those computed anew."""
    problem = line()
    search = search_of(problem)
    plan = greedy(problem, np.array([0.5, 0.5]))
    state = search.start(plan)
    from truceline.stages.plan.siting.moves import put_in, take_out

    for option in (*plan[:3], *plan[:3][::-1]):
        take_out(search.field, state, int(option))
        put_in(search.field, state, int(option))
    fresh = search.start(plan)
    np.testing.assert_allclose(state.gain, fresh.gain, atol=1e-12)
    np.testing.assert_allclose(state.got, fresh.got, atol=1e-12)
    assert state.got.sum() == pytest.approx(check(problem, plan.tolist()).detected)
    assert (state.need == fresh.need).all()
    assert (state.room == fresh.room).all()


def test_greedy_takes_the_best_for_its_price_first():
    problem = problem_of(np.diag([0.9, 0.8, 0.9]), [1, 1, 1], range(3), [1, 1, 3], [0, 0, 0])
    assert greedy(problem, np.array([1.0, 0.0])).tolist() == [0, 1, 2]


def test_a_start_is_never_lost(searched):
    problem = line()
    best = solve(problem, effort=3).plan
    again = solve(replace(problem, floor=np.zeros(3)), effort=1, start=best)
    assert again.checked.detected >= check(problem, best).detected


CLASHES = [
    ({"forced": np.array([0, 1]), "budget": 1.0}, "systems forced in use 2 of budget"),
    (
        {"forced": np.array([0, 1]), "per_site": 1, "site": [0, 0, 1]},
        "2 systems forced in, at most 1",
    ),
    ({"forced": np.array([0]), "barred": np.array([0])}, "both forced in and left out"),
    ({"critical": np.array([0]), "cover": 2}, "critical cell 0: at most 1 systems could see it"),
    ({"floor": np.array([0.99])}, "a floor of 0.99 is asked for, all options together detect"),
    ({"floor": np.array([0.5]), "budget": 1.0}, "under the limits at most so much can be detected"),
]


@pytest.mark.parametrize(("change", "said"), CLASHES)
def test_what_clashes_is_told_in_words(change, said):
    sites = change.pop("site", range(3))
    problem = problem_of(np.diag([0.9, 0.8, 0.9]), [1, 1, 1], sites, [1, 1, 1], [0, 0, 0], **change)
    solved = solve(problem, effort=2)
    assert not solved.checked.feasible
    assert any(said in text for text in solved.clashes), solved.clashes


def test_a_clash_of_several_rules_names_each_and_no_other():
    """Two critical cells far apart want two systems each; crew for three, budget enough."""
    p = [[0.9, 0.0], [0.9, 0.0], [0.0, 0.9], [0.0, 0.9]]
    critical = np.array([0, 1])
    costs, limits = ([1] * 4, [1] * 4), {"budget": 9.0, "most_crew": 3.0}
    problem = problem_of(p, [1, 1], range(4), *costs, critical=critical, cover=2, **limits)
    (said,) = solve(problem, effort=2).clashes
    assert said.startswith("proved to clash")
    for rule in ("crew 3", "2 systems over critical cell 0", "2 systems over critical cell 1"):
        assert rule in said
    assert "budget" not in said
    assert "at a site" not in said


@given(problems())
@QUICK
def test_rules_are_said_to_clash_only_where_trying_all_finds_nothing(problem):
    if together(problem):
        assert best_by_trying(problem) is None


def test_the_unit_of_weights_never_matters():
    """People by the thousand or shares of 1: the same plan, and a bound as sharp."""
    small = relax(line())
    for unit in (4096.0, 2.0**-12):
        found = relax(replace(line(), weight=line().weight * unit))
        assert found.bound / unit == pytest.approx(small.bound, rel=1e-9)
        np.testing.assert_allclose(found.x, small.x)
        np.testing.assert_allclose(found.reduced / unit, small.reduced, atol=1e-9)


def test_where_nothing_may_be_bought_the_gap_is_none():
    problem = problem_of(np.diag([0.9, 0.8]), [1, 1], [0, 1], [1, 1], [0, 0], budget=0.0)
    solved = solve(problem, effort=1)
    assert (solved.checked.detected, solved.upper_bound, solved.gap) == (0.0, 0.0, 0.0)


def test_a_level_beyond_all_options_is_the_plain_curve():
    """Two systems at one cell: by hand, s = a + b, value 1 − e^−s."""
    problem = problem_of([[0.5], [0.5]], [1], [0, 1], [1, 1], [0, 0])
    rows, level, value = curves_of(problem).rows, np.empty(1), np.empty(1)
    relaxed(0, 1, rows, np.ones(2), 0.0, level, value)
    assert value[0] == pytest.approx(0.75)
    relaxed(0, 1, rows, np.full(2, 0.25), 0.0, level, value)
    assert (level[0], value[0]) == (0.0, pytest.approx(0.25))
    relaxed(0, 1, rows, np.full(2, 0.25), 1.0, level, value)
    assert value[0] == pytest.approx(1 - 0.5**0.5)


def test_sure_sight_isnt_rounded_down_by_the_solver():
    """p = 1 counts as a little less; a solver that takes such a coefficient for whole would prove
    that nothing can be seen. Sixty sites, three of them free, as in maximal covering.
    """
    random = np.random.default_rng(5)
    p = (random.random((60, 150)) < 0.06).astype(float)
    problem = problem_of(p, random.random(150), range(60), [1] * 60, [0] * 60, budget=8.0)
    proved = at_once(problem)
    detected = check(problem, proved.plan.tolist()).detected
    assert proved.bound == pytest.approx(detected, rel=1e-6)
    plan = greedy(problem, np.array([1.0, 0.0])).tolist()
    swaps = [[*plan[:n], o, *plan[n + 1 :]] for n in range(len(plan)) for o in range(60)]
    best = max(check(problem, p).detected for p in swaps if len(set(p)) == len(plan))
    assert 0 < best <= proved.bound + 1e-6
