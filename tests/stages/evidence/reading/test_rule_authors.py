"""Who `we` are in a communiqué, and when a weekday was: told by heading, apposition and verbs."""

from datetime import UTC, datetime

import pytest

from truceline.model.claim import Document
from truceline.stages.evidence.reading.grammar.extractor import RuleExtractor

THURSDAY = datetime(2031, 3, 13, tzinfo=UTC)


def read(text, published=None):
    document = Document(name="t.txt", sha256="0", text=text, language="en", published=published)
    return RuleExtractor().extract(document)


@pytest.mark.parametrize(
    ("head", "actors"),
    [
        ("Joint statement by Norway and Japan on the Gulf\n\n", ("Norway", "Japan")),
        ("ECOWAS communiqué on Mali\n\n", ("ECOWAS",)),
        ("We, the leaders of the African Union, met today.\n\n", ("African Union",)),
        ("A quiet day at the border\n\n", None),
    ],
)
def test_we_are_whoever_the_head_names(head, actors):
    told = [d for d in read(f"{head}We welcome the ceasefire.") if "welcome" in d.quote]
    assert [d.actors for d in told] == ([actors] if actors else [])


def test_we_of_a_quotation_are_its_speakers():
    text = "Joint statement by Norway and Japan\n\n“We reject the plan,” Kenya said."
    assert [d.actors for d in read(text)] == [("Kenya",)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Kenya met Uganda on Saturday.", 8),
        ("Speaking on Saturday, Kenya rejected the plan.", 8),
        ("Kenya will meet Uganda on Monday.", 17),
        ("Kenya is expected to meet Uganda on Monday.", 17),
        ("Kenya had rejected the plan on Saturday.", 8),
        ("Kenya meets Uganda on Saturday.", 15),
    ],
)
def test_a_weekday_lies_where_its_verb_puts_it(text, day):
    (draft,) = read(text, THURSDAY)
    assert draft.time.start.date() == datetime(2031, 3, day, tzinfo=UTC).date()
