"""Judgements and approvals as entries: which count, what undoing restores, what the log says of each."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_mission import AS_OF, judgements, loaded, said

from truceline.assess.folder import ingest
from truceline.assess.load import load
from truceline.assess.picture.judging import (
    append_approval,
    append_judgement,
    judgements_log,
    pending,
    refreshed,
    wrong,
)
from truceline.assess.run import known_mission
from truceline.cli.init import write_template
from truceline.errors import UnreadableError
from truceline.foundation.judging import standing, superseded
from truceline.io.stores import open_store
from truceline.model.evidence import Approval
from truceline.model.record import content_id

TWO = "standard: {breach: corroborated, approvals: 2}"
A = said("reject", "R01")
LOW = timedelta(minutes=1)


def over(verdict: str, judgement, minute: int, **more):
    return said(verdict, "R01", minute=minute, supersedes=content_id(judgement), **more)


B = over("rekind", A, 1)
C = over("relocate", B, 2)
GONE = over("withdraw", A, 1)
BACK = over("withdraw", GONE, 2)
AGAIN = over("withdraw", BACK, 3)
FREE = over("withdraw", C, 3)
CHAINS = [
    ((A,), "A"),
    ((A, B), "B"),
    ((A, B, C), "C"),  # what C replaces had replaced A: A doesn't come back
    ((A, GONE), ""),
    ((A, GONE, BACK), "A"),
    ((A, GONE, BACK, AGAIN), ""),
    ((A, B, C, FREE), "B"),
    ((A, GONE, over("exempt", GONE, 2)), "exempt"),
]


@pytest.mark.parametrize(("made", "left"), CHAINS)
def test_what_stands_after_a_chain(made, left):
    names = {content_id(A): "A", content_id(B): "B", content_id(C): "C"}
    told = "".join(names.get(content_id(j), j.verdict) for j in standing(made))
    assert told == left
    assert standing(reversed(made)) == standing(made)


def test_a_chain_of_a_thousand_withdrawals_is_walked():
    made = [A]
    for minute in range(1, 1201):
        made.append(over("withdraw", made[-1], minute))
    assert standing(made) == (A,)
    assert standing(made[:-1]) == ()


@settings(max_examples=30, deadline=None)
@given(judgements(most=6), st.randoms())
def test_the_order_of_judgements_never_matters(made, chance):
    mixed = list(made)
    chance.shuffle(mixed)
    assert standing(mixed) == standing(made)
    assert superseded({content_id(j): j for j in mixed}) == superseded(
        {content_id(j): j for j in made}
    )


def word(judgement, reviewer: str, *, approved: bool = True):
    at = judgement.at + LOW
    return Approval(
        judgement=content_id(judgement), reviewer=reviewer, at=at, approved=approved, reason="why"
    )


REKIND, VERIFY = said("rekind", "R01"), said("verify", "R02")
ALIKE = said("reject", "R01", "R05", reviewer="peer", minute=9)
UNDO = over("withdraw", A, 30)
APPROVED = [
    ("nobody else", (A,), (), {"pending"}),
    ("oneself", (A,), (word(A, "desk"),), {"pending"}),
    ("another", (A,), (word(A, "peer"),), {"standing"}),
    ("another refuses", (A,), (word(A, "peer"), word(A, "third", approved=False)), {"refused"}),
    ("the same judgement by another", (A, ALIKE), (), {"standing", "pending"}),
    ("nothing weighty", (REKIND,), (), {"standing"}),
    ("undone alone while pending", (A, UNDO), (), {"pending", "standing"}),
    ("undoing what counts waits", (A, UNDO), (word(A, "peer"),), {"standing", "pending"}),
    ("undone by two", (A, UNDO), (word(A, "peer"), word(UNDO, "peer")), {"superseded", "standing"}),
]


@pytest.mark.parametrize(("why", "made", "words", "states"), APPROVED, ids=[a[0] for a in APPROVED])
def test_a_second_person_is_asked_where_the_standard_asks(why, made, words, states):
    mission = loaded(judgements=made, approvals=words, standard=TWO)
    log = judgements_log(mission)
    assert {w.state for w in log} == states, why
    counted = known_mission(mission.mission, AS_OF).judgements
    assert {content_id(j) for j in counted} == {
        w.id for w in log if w.state in {"standing", "superseded"}
    }
    assert {w.id for w in pending(mission)} == {w.id for w in log if w.state == "pending"}


def test_one_person_is_enough_elsewhere():
    (told,) = judgements_log(loaded(judgements=(A,)))
    assert (told.state, told.needed) == ("standing", 1)
    (told,) = judgements_log(loaded(judgements=(A,), approvals=(word(A, "x", approved=False),)))
    assert told.state == "refused"


def test_an_approval_counts_from_its_own_moment():
    words = (word(A, "peer"),)
    mission = loaded(judgements=(A,), approvals=words, standard=TWO).mission
    assert known_mission(mission, A.at).judgements == ()
    assert known_mission(mission, words[0].at).judgements == (A,)


@pytest.fixture
def store(tmp_path):
    folder = tmp_path / "mission"
    write_template(folder)
    with open_store(folder) as opened:
        ingest(folder, opened)
        yield opened


def test_what_is_said_is_in_the_log_once_and_read_again(store, tmp_path):
    before = load(store, tmp_path)
    assert append_judgement(store, A).new
    assert not append_judgement(store, A).new
    assert append_approval(store, word(A, "peer")).new
    size = store.size()
    after = refreshed(before, store)
    assert after.mission == load(store, tmp_path).mission
    assert A in after.mission.judgements
    assert after.mission.approvals == (word(A, "peer"),)
    assert after.mission.root == store.root(size) != before.mission.root


@pytest.mark.parametrize(
    ("changes", "said_of_it"),
    [
        ({"verdict": "guess"}, "verdict"),
        ({"reason": ""}, "reason"),
        ({"about": ()}, "about"),
        ({"verdict": "withdraw"}, "supersedes"),
        ({"verdict": "relocate", "value": "99,1,1"}, "value"),
        ({"verdict": "verify", "method": ""}, "method"),
    ],
)
def test_nothing_unreadable_enters_the_log(store, changes, said_of_it):
    size = store.size()
    assert any(p.field == said_of_it for p in wrong(A.but(**changes)))
    with pytest.raises(UnreadableError, match=said_of_it):
        append_judgement(store, A.but(**changes))
    with pytest.raises(UnreadableError, match="reason"):
        append_approval(store, word(A, "x", approved=False).but(reason=" "))
    assert store.size() == size


def test_an_entry_that_is_no_judgement_is_told(store, tmp_path):
    from truceline.model.evidence import Entry

    for data, name in ((b"{", "judgement/torn"), (msgspec.json.encode(A), "judgement/other")):
        digest, size = store.put_bytes(data)
        store.append([Entry(kind="judgement", name=name, sha256=digest, size=size)])
    mission = load(store, tmp_path).mission
    assert A not in mission.judgements
    assert {p.file for p in mission.problems} >= {"judgement/torn", "judgement/other"}
