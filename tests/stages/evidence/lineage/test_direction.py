from datetime import UTC, datetime, timedelta

import pytest

from truceline.model.claim import Document
from truceline.stages.evidence.lineage.direction import came_first, has_dateline

DAY = datetime(2030, 5, 6, tzinfo=UTC)
PLAIN = "Ministers met in the hall and signed a paper about the valley."


def document(text=PLAIN, **fields):
    return Document(name="d", sha256="", text=text, **fields)


DATELINES = {
    "KLOW: Ministers met.": True,
    "KLOW, May 6 (Agency) - Ministers met.": True,
    "Klow, May 6 (Agency) — Ministers met.": True,
    " date 2030-05-06 PORT ARVEN: Ministers met.": True,
    "КЛОВ, 6 мая — Министры встретились.": True,
    "Ministers meet\n\nKLOW — They met.": True,
    "Ministers met: nobody left.": False,
    "Ministers met (again) in Klow - and left.": False,
    "": False,
}


@pytest.mark.parametrize("text", DATELINES)
def test_datelines(text):
    assert has_dateline(text) is DATELINES[text]


def test_the_outlet_that_is_named_came_first():
    a, b = document(outlet="Klow Gazette"), document(f"{PLAIN} The Klow Gazette has more.")
    assert came_first(a, b)[0] == "a"
    assert came_first(b, a)[0] == "b"


def test_times_that_do_not_overlap_tell():
    day = {"published": DAY, "known": DAY + timedelta(days=1)}
    noon, later = DAY + timedelta(hours=12), DAY + timedelta(days=2)
    assert came_first(document(**day), document(published=later, known=later))[0] == "a"
    assert came_first(document(**day), document(published=noon, known=noon))[0] == "unknown"


def test_one_dateline_tells_two_do_not():
    wire = document(f"KLOW: {PLAIN}")
    assert came_first(document(), wire) == ("b", "has a dateline")
    assert came_first(wire, wire)[0] == "unknown"


def test_who_names_more_informants_came_first():
    rich = document("He said so, the spokesman told reporters, and added more in a statement.")
    bare = document("It is so, and there is more to come, and it is known to be in writing now.")
    assert came_first(rich, bare) == ("a", "names more informants")


def test_a_long_text_isnt_richer_for_its_length():
    rich = document("He said so, the spokesman told reporters, and added more. " * 9)
    assert came_first(rich, document("It is so, and there is more."))[0] == "unknown"


def test_nothing_tells_nothing():
    assert came_first(document(), document()) == ("unknown", "")
