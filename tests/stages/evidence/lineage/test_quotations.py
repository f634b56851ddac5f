import numpy as np

from truceline.stages.evidence.lineage.quotations import Quotations

SAID = "“we came here to end a war”"


def shared(*quotes, start=None):
    found = Quotations()
    for document, each in enumerate(quotes):
        found.add(document, each)
    window = np.zeros(len(quotes), np.int64) if start is None else np.array(start)
    return [tuple(pair) for pair in found.shared(window).tolist()]


def test_five_words_in_common():
    assert shared((SAID,), (), ("“He: We came here to end it”",)) == [(0, 2)]


def test_four_words_are_chance():
    assert shared((SAID,), ("“they came here to end”",)) == []


def test_a_saying_is_nobodys():
    assert shared(*[(SAID,)] * 50) == []


def test_the_window_holds():
    assert shared((SAID,), (SAID,), start=[0, 1]) == []


def test_none():
    assert shared() == []
