"""Shipped priors: what is believed of a record too short to learn from."""

import msgspec
import numpy as np
import pytest
from small_world import model, nothing_said, words

from truceline.stages.fusion.model import weights
from truceline.stages.fusion.priors import Priors, believing, shipped_priors

SHIPPED = shipped_priors()


def test_the_shipped_file_holds_what_is_needed_and_can_be_true():
    plain = msgspec.to_builtins(SHIPPED)
    shares = ("tells", "again", "repeats", "outlier")
    assert all(0 < plain[n] < 1 for n in shares)
    assert all(v > 0 for n, v in plain.items() if isinstance(v, float))
    assert len(SHIPPED.slips) == 5
    assert sum(SHIPPED.slips) == pytest.approx(1.0)
    for readiness in (SHIPPED.acts, SHIPPED.sides, SHIPPED.categories):
        right, fitting, other = readiness
        assert right >= fitting >= other > 0


@pytest.mark.parametrize(
    "change",
    [
        {"company": "two"},
        {"company": None},
        {"compny": 2.0},
        {"acts": [1.0, 0.5]},
        {"slips": 0.1},
    ],
)
def test_a_file_that_does_not_hold_it_says_what_is_wrong(change):
    plain = msgspec.to_builtins(SHIPPED) | change
    with pytest.raises(msgspec.ValidationError, match=next(iter(change))):
        msgspec.convert(plain, Priors)


def test_priors_take_the_place_of_what_can_not_be_learned():
    first = model(sources=4, background=1e-5)
    found = believing(first, SHIPPED)
    assert found.learned_from == "priors"
    assert found.company == SHIPPED.company
    assert found.slips == SHIPPED.slips
    assert found.tells == [SHIPPED.tells] * 4
    assert found.place_scale == [[SHIPPED.place_scale] * 3] * 4
    assert found.background == pytest.approx(1e-5 * SHIPPED.busier)
    assert (found.sources, found.reach_km) == (first.sources, first.reach_km)
    assert np.isfinite(weights(found)).all()


def test_the_right_word_then_one_that_fits_then_any():
    acts = words("air", "air/drone_strike", "air/missile", "fire/mlrs", sources=2)
    found = believing(model(acts=acts), SHIPPED).acts
    right, fitting, other = SHIPPED.acts
    rates = np.array(found.rates)
    assert rates.shape == (2, 5, 4)
    np.testing.assert_array_equal(rates[0], rates[1])
    np.testing.assert_allclose(
        rates[0],
        [
            [right, fitting, fitting, other],
            [fitting, right, other, other],
            [fitting, other, right, other],
            [other, other, other, right],
            [1, 1, 1, 1],
        ],
    )
    assert found.prior == acts.prior


def test_what_nobody_says_stays_unsaid():
    found = believing(model(categories=nothing_said()), SHIPPED)
    assert found.categories == nothing_said()
