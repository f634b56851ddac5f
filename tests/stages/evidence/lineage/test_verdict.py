import numpy as np
import pytest

from truceline.stages.evidence.lineage.cover import MEASURES
from truceline.stages.evidence.lineage.verdict import WORDS, basis, verdicts


def row(**measures):
    return np.array([[measures.get(name, 0.0) for name in MEASURES]])


CASES = {
    "half of the sentences": ({"cover_a": 0.5, "evidence": 2}, False, "derived"),
    "half in the other direction": ({"cover_b": 0.5, "evidence": 2}, False, "derived"),
    "a fifth": ({"cover_a": 0.2, "agree": 1}, False, "partial"),
    "a fifth of stock phrases": ({"cover_a": 0.2}, False, "independent"),
    "a third without a name": ({"cover_a": 0.35}, False, "partial"),
    "less": ({"cover_a": 0.19, "agree": 1}, False, "independent"),
    "one faint sentence of two": ({"cover_a": 0.5, "evidence": 0.4}, False, "partial"),
    "other figures": ({"cover_a": 0.6, "evidence": 3, "differ": 4, "agree": 1}, False, "partial"),
    "one figure corrected": ({"cover_a": 0.6, "evidence": 3, "differ": 1}, False, "derived"),
    "little but quotations": ({"cover_a": 1, "evidence": 5}, True, "partial"),
    "heavy rewrite": (
        {"cover_a": 0.1, "faint": 0.55, "order": 0.9, "names": 0.8, "evidence": 0.6},
        False,
        "partial",
    ),
    "a heavier rewrite": ({"faint": 0.6, "order": 0.9, "names": 0.8}, False, "partial"),
    "the same facts in another order": (
        {"cover_a": 0.1, "faint": 0.55, "order": 0.4, "names": 0.8, "evidence": 0.6},
        False,
        "independent",
    ),
    "other names": (
        {"cover_a": 0.1, "faint": 0.55, "order": 0.9, "names": 0.2},
        False,
        "independent",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_verdicts(name):
    measures, spoken, expected = CASES[name]
    (code,) = verdicts(row(**measures), np.array([spoken]))
    assert WORDS[code] == expected


def test_the_basis_says_why():
    (heavy,) = row(cover_a=0.1, faint=0.55, order=0.9, names=0.8, evidence=0.6)
    assert "rewrite" in basis(heavy, 1, spoken=False, quoted=False)[0]
    (framed,) = row(cover_a=0.6, evidence=3, differ=4)
    assert "other figures in 4" in basis(framed, 1, spoken=False, quoted=False)[0]
    (plain,) = row(cover_a=0.6, evidence=3)
    assert basis(plain, 2, spoken=False, quoted=False) == []
    assert len(basis(plain, 2, spoken=True, quoted=True)) == 2
