"""The error model as a file, and as the weights of the gain."""

import math

import msgspec
import numpy as np
import pyarrow as pa
import pytest
from small_world import model, world

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.stages.fusion import fuse
from truceline.stages.fusion import weights as at
from truceline.stages.fusion.columns import cases
from truceline.stages.fusion.fuse import error_model
from truceline.stages.fusion.learn import learn
from truceline.stages.fusion.model import likelihoods, read_model, weights, written
from truceline.stages.fusion.prepare import first_model, setting

REPORTS = world(60, 1).reports


def test_a_model_from_its_file_is_the_model_and_groups_alike():
    learned = error_model(REPORTS, EmbeddedEngine())
    loaded = read_model(written(learned).decode())
    assert loaded == learned
    assert written(loaded) == written(learned)
    groups = [fuse(REPORTS, (), EmbeddedEngine(), model=m) for m in (None, learned, loaded)]
    assert groups[0].equals(groups[1])
    assert groups[1].equals(groups[2])


def test_another_model_groups_otherwise():
    learned = error_model(REPORTS, EmbeddedEngine())
    other = learned.but(company=1.0, background=learned.background * 1000)
    one, two = (fuse(REPORTS, (), EmbeddedEngine(), model=m) for m in (learned, other))
    assert not one.equals(two)


def test_a_model_says_its_version_and_what_it_was_learned_from():
    plain = msgspec.to_builtins(error_model(REPORTS, EmbeddedEngine()))
    assert plain["version"] == 2
    assert plain["learned_from"]
    assert plain["reports"] == len(REPORTS)
    assert plain["days"] >= 55


BAD = {
    "not JSON": (lambda _: "{", "truncated"),
    "nothing in it": (lambda _: "{}", "missing required field `sources`"),
    "no number": (lambda d: edited(d, company="two"), r"\$.company"),
    "a table of no tables": (lambda d: edited(d, place_scale=[1.0]), r"\$.place_scale"),
    "a field missing": (lambda d: edited(d, tells=None, gone=True), "tells"),
    "words without rates": (lambda d: edited(d, acts={"said": []}), r"\$.acts"),
    "an infinite number": (
        lambda d: d.replace('"company": 2.5', '"company": 1e999'),
        "company|range",
    ),
}


def edited(data, gone=False, **fields):
    plain = msgspec.json.decode(data) | fields
    plain = {n: v for n, v in plain.items() if not (gone and v is None)}
    return msgspec.json.encode(plain).decode()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_says_what_is_wrong(name):
    spoil, said = BAD[name]
    plain = written(model()).decode()
    data = spoil(plain)
    assert data != plain
    with pytest.raises(ValueError, match=said):
        read_model(data)


UNIT = {"name": "shot", "quantiles": list(range(65)), "error": 0.1, "unrelated": 0.1}
MISFITS = {
    "another version": {"version": 99},
    "a source without its rate": {"tells": [0.3]},
    "an unknown field": {"compny": 3.0},
    "a share below nothing": {"outlier": -0.5},
    "a share of numbers above all": {"numbers": [UNIT | {"unrelated": 1.5}]},
    "numbers out of order": {"numbers": [UNIT | {"quantiles": UNIT["quantiles"][::-1]}]},
    "a unit twice": {"numbers": [UNIT, UNIT]},
    "four slips": {"slips": [0.1, 0.2, 0.4, 0.3]},
}


@pytest.mark.parametrize("name", MISFITS)
def test_a_file_that_does_not_fit_says_so(name):
    """A model that a person edited, or that another version wrote."""
    with pytest.raises(ValueError, match=r"\w"):
        read_model(edited(written(model()).decode(), **MISFITS[name]))


def test_weights_stand_where_they_are_said_to():
    m = model(sources=3, tells=[0.2, 0.5, 0.3], again=[0.02, 0.1, 0.4], company=2.0, shape=1.5)
    t = weights(m)
    assert (t[at.OUTLIER], t[at.REPEATS], t[at.REPEAT_H]) == (m.outlier, m.repeats, m.repeat_h)
    assert t[at.REPEAT_KM2] == m.repeat_km**2
    assert t[at.BASE] == pytest.approx(1.5 * math.log(3.5 / 1.5))
    n = np.arange(4)
    seen = [math.lgamma(1.5 + k) - math.lgamma(1.5) for k in n]
    np.testing.assert_allclose(t[at.VISIBLE : at.VISIBLE + 4], seen)
    cuts = t[at.CUTS : at.CUTS + 4]
    np.testing.assert_allclose(np.diff(cuts), [2, 2, 1])
    np.testing.assert_allclose(t[at.ROOTS : at.ROOTS + 5], np.sqrt([0.5, 0.5, 0.5, 0.5, 1.0]))
    again = [math.log(0.02 * 0.8 / 0.2), math.log(0.1), math.log(0.4 * 0.7 / 0.3)]
    np.testing.assert_allclose(t[at.again_from(t) :], again)


def test_a_source_that_often_repeats_itself_counts_for_at_most_so_much():
    t = weights(model(again=[0.9, 0.9], tells=[0.01, 0.01]))
    assert t[at.again_from(t)] == 2.0


def test_words_and_sources_that_the_model_does_not_know():
    """They are taken as nothing said, and as like all others."""
    reports = world(20, 3).reports
    given = cases(reports)
    m = model(sources=3)
    made = setting(m, given.words)
    assert made.sources == 9
    assert given.words["kind"].to_pylist() == ["air/drone_strike", "fire/mlrs", "fire/shelling"]
    acts = likelihoods(m.acts)
    np.testing.assert_array_equal(made.known.acts[0], acts[2][[0, 2, 1, 2]])
    first = at.again_from(made.weights)
    np.testing.assert_array_equal(made.weights[first:], np.full(9, weights(m)[first + 2]))
    assert len(fuse(reports, (), EmbeddedEngine(), model=m)) == len(reports)


def test_learning_no_round_leaves_a_model_as_it_is():
    assert learn(model(), lambda _: pytest.fail("fused"), rounds=0) == model()


def test_any_number_of_sides_is_weighed():
    """As in a record of armed groups: roots and sources don't run into each other."""
    reports = world(300, 3).reports
    names = pa.array([f"group {n}" for n in range(len(reports))])
    place = reports.schema.get_field_index("alleged_actor")
    given = cases(reports.set_column(place, "alleged_actor", names))
    made = first_model(given.table, given.words)
    t, acts = weights(made), len(made.acts.prior)
    assert len(made.sides.prior) == len(reports) > 192
    sides = t[at.ROOTS + acts : at.ROOTS + acts + len(reports)]
    np.testing.assert_allclose(sides, np.sqrt(made.sides.prior))
    assert len(t[at.again_from(t) :]) == len(made.tells)
