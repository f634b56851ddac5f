from datetime import UTC, datetime, timedelta

import numpy as np

from truceline.stages.evidence.lineage import candidates as module
from truceline.stages.evidence.lineage.candidates import MOST, candidates, earliest
from truceline.stages.evidence.lineage.plain import Plain
from truceline.stages.evidence.lineage.wording import wording

DAY = datetime(2030, 5, 6, tzinfo=UTC)


def columns(*texts):
    plain = [(Plain("", (text,), (), spoken=False), "en") for text in texts]
    return wording(plain, len(texts), lambda _n: None)


def found(texts, start=None):
    start = np.zeros(len(texts), np.int64) if start is None else np.array(start)
    return [tuple(pair) for pair in candidates(columns(*texts), start).tolist()]


def test_documents_may_look_back_a_week():
    times = [DAY, DAY + timedelta(days=6), DAY + timedelta(days=8), None, None]
    assert earliest(times).tolist() == [0, 0, 1, 0, 0]


def test_those_that_share_three_stems_are_candidates():
    texts = ["gun depot valley truce", "gun depot valley seed", "gun depot river seed"]
    assert found(texts) == [(0, 1), (1, 2)]


def test_the_window_leaves_out():
    texts = ["gun depot valley truce", "gun depot valley seed"]
    assert found(texts, [0, 1]) == []


def test_rare_stems_count_for_more():
    common = [f"gun depot valley extra{n} other{n} more{n}" for n in range(40)]
    texts = ["zinc tungsten cobalt gun", *common, "zinc tungsten cobalt depot"]
    last = [pair for pair in found(texts) if pair[1] == 41]
    assert last[0] == (0, 41)
    assert len(last) <= MOST


def test_no_document_is_compared_with_more_than_the_most():
    texts = ["gun depot valley truce"] * 40
    seen = [later for _, later in found(texts)]
    assert max(seen.count(d) for d in range(40)) == MOST


def test_nothing_gives_nothing():
    assert found([]) == []
    assert found(["", ""]) == []


def test_compiled_and_plain_agree(monkeypatch):
    rng = np.random.default_rng(5)
    texts = [" ".join(f"w{w}" for w in rng.integers(0, 60, 12)) for _ in range(50)]
    start = np.maximum(np.arange(50) - 20, 0)
    plain = found(texts, start)
    monkeypatch.setattr(module, "_MANY", 0)
    assert found(texts, start) == plain
    assert plain


def test_a_bounded_number_of_answers_is_asked_for(monkeypatch):
    texts = ["gun depot valley"] * 30
    monkeypatch.setattr(module, "_BUDGET", 10)
    assert max(later for _, later in found(texts)) < 10
