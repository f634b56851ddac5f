"""What words of a vocabulary have to do with one another."""

import numpy as np
import pytest

from truceline.foundation.vocabulary import words
from truceline.stages.fusion.taxonomy import fits, fitting_words, vague

FITS = [
    ("air/drone_strike", "air/drone_strike", True),
    ("air", "air/drone_strike", True),
    ("air/unspecified", "air/drone_strike", True),
    ("air/drone_strike", "air", False),
    ("air/drone_strike", "air/unspecified", False),
    ("air/drone_strike", "fire/shelling", False),
    ("air", "fire/shelling", False),
    ("fire/unspecified", "fire/mlrs", True),
    ("effect/explosion_undetermined", "fire/mlrs", True),
    ("attack", "air/drone_strike", True),
    ("other/other", "energy/substation", True),
    ("energy/other", "energy/substation", True),
    ("energy", "health/hospital", False),
    ("RUR", "RUR", True),
]


@pytest.mark.parametrize(("said", "true", "expected"), FITS)
def test_a_family_fits_its_members(said, true, expected):
    assert fits(said, true) is expected


def test_vague_words_fit_more_than_themselves_precise_ones_do_not():
    acts = sorted(words("acts"))
    for word in acts:
        others = [w for w in acts if w != word and fits(word, w)]
        if not vague(word):
            assert others == [], word


def test_the_matrix_is_said_by_latent():
    found = fitting_words(["air", "fire/mlrs"], ["air/drone_strike", "fire/mlrs", "air"])
    np.testing.assert_array_equal(found, [[True, False, True], [False, True, False]])
    assert fitting_words([], ["air"]).shape == (0, 1)
