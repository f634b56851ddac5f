"""A reply is found again whatever its incident's reports are fused to afterwards."""

from datetime import UTC, datetime

import pytest

from truceline.foundation.replies import replies_by_incident
from truceline.model.incident import Incident
from truceline.model.release import Reply

AT = datetime(2031, 6, 1, tzinfo=UTC)


def incident(name, *reports):
    return Incident(
        id=name, report_ids=reports, probabilities=(1.0,) * len(reports), when=None, where=None
    )


def reply(name, *about, text="no"):
    return Reply(
        party="N",
        incident=name,
        about=about,
        term="quiet",
        accused="N",
        text=text,
        received_by="desk",
        received=AT,
        recorded_by="desk",
        at=AT,
    )


@pytest.mark.parametrize(
    ("about", "incidents", "home"),
    [
        (("a", "b"), [("I-a", "a", "b")], "I-a"),
        (("b", "c"), [("I-a", "a", "b", "c")], "I-a"),  # merged into an older one
        (
            ("b", "c", "d"),
            [("I-a", "a", "b"), ("I-c", "c", "d")],
            "I-c",
        ),  # split: most of its reports
        (("b", "c"), [("I-a", "a", "b"), ("I-x", "x", "c")], "I-a"),  # as many: the first by id
        (("b",), [("I-a", "a")], None),  # its reports form no incident any more
    ],
)
def test_where_a_reply_belongs(about, incidents, home):
    one = reply(f"I-{about[0]}", *about)
    found = replies_by_incident([one], [incident(*i) for i in incidents])
    assert found == ({home: [one]} if home else {})


def test_the_incident_of_that_name_comes_first_and_replies_keep_their_order():
    first, second = reply("I-a", "a", "b", "c"), reply("I-a", "a", text="again")
    found = replies_by_incident([first, second], [incident("I-a", "a"), incident("I-b", "b", "c")])
    assert found == {"I-a": [first, second]}
