"""Drafts in words become drafts in the host's terms, or stay as they were told."""

from datetime import UTC, datetime

import pytest

from truceline.model.claim import (
    Bound,
    ClaimKind,
    ClaimTime,
    Document,
    Draft,
    Mention,
    Name,
    Quantity,
    Span,
)
from truceline.stages.evidence.reading.gate import admit
from truceline.stages.evidence.reading.named import Named
from truceline.stages.evidence.reading.sight import sight
from truceline.stages.evidence.reading.worded import Worded

TEXT = (
    "Norway and Kenya will send about 400 engineers on Friday, a spokesman for Norway said. "
    "They refused to send 20 tanks. Kenya, which met observers, called for calm. "
    "Ruritania wants two dozen posts in Ruritania."
)
DOCUMENT = Document(
    name="a.txt",
    sha256="0" * 64,
    text=TEXT,
    language="en",
    published=datetime(2031, 5, 1, tzinfo=UTC),
)


def span(words, after=0):
    at = TEXT.index(words, after)
    return Span(start=at, end=at + len(words))


def draft(quote, *actors, spans=None, **changes):
    """A draft as whoever copies words gives it."""
    told = tuple(f"unresolved: {words}" for words in actors)
    places = spans or [span(words) for words in actors]
    return Draft(
        kind=ClaimKind.POSITION,
        actors=told or ("Unattributed",),
        quote=quote,
        at=TEXT.index(quote),
        mentions=tuple(Mention(actor=a, span=s) for a, s in zip(told, places, strict=True)),
        extractor="words-1",
    ).but(**changes)


class Fixed:
    name = "words-1"

    def __init__(self, *drafts):
        self.drafts = drafts

    def extract(self, _document):
        return self.drafts


def termed(one):
    (found,) = Worded(Fixed(one)).extract(DOCUMENT)
    return found


def words(raw):
    return Quantity(bound=Bound.UNQUANTIFIED, raw=raw)


FIRST = "Norway and Kenya will send about 400 engineers on Friday"
ACTORS = {
    "a name": (draft(FIRST, "Norway"), ["Norway"], ""),
    "two names": (draft(FIRST, "Kenya", "Norway"), ["Kenya", "Norway"], ""),
    "two names in one": (draft(FIRST, "Norway and Kenya"), ["Norway"], ""),
    "a pronoun": (draft("They refused to send 20 tanks", "They"), ["Norway", "Kenya"], ""),
    "the subject before a relative clause": (
        draft("called for calm", "Kenya", spans=[span("Kenya", 60)]),
        ["Kenya"],
        "",
    ),
    "a subject of another sentence": (draft("called for calm", "Norway"), ["Norway"], "Norway"),
    "nobody the program knows": (
        draft("Ruritania wants two dozen posts", "Ruritania"),
        ["unresolved: Ruritania"],
        "",
    ),
    "a word that is no name": (
        draft("wants two dozen posts", "posts"),
        ["unresolved: posts"],
        "unresolved: posts",
    ),
}


@pytest.mark.parametrize(("told", "actors", "refused"), ACTORS.values(), ids=ACTORS)
def test_the_host_names_the_actors(told, actors, refused):
    found = termed(told)
    assert list(found.actors) == actors
    admitted = admit(DOCUMENT, [found])
    assert [r.reason.endswith(f"name of {refused}") for r in admitted.refusals] == [True] * bool(
        refused
    )


NUMBERS = {
    "as it stands": ("about 400 engineers", (400.0, 400.0, "about", "engineers")),
    "a part of it": ("400", (400.0, 400.0, "about", "engineers")),
    "none": ("Friday", (None, None, "unquantified", "")),
    "not there": ("4,000 engineers", (None, None, "unquantified", "")),
}


@pytest.mark.parametrize(("raw", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_the_host_reads_the_number(raw, expected):
    found = termed(draft(FIRST, "Norway", quantity=words(raw))).quantity
    assert (found.lo, found.hi, found.bound, found.unit) == expected
    admitted = admit(DOCUMENT, [termed(draft(FIRST, "Norway", quantity=words(raw)))])
    assert bool(admitted.claims) == (expected[0] is not None)


def test_the_host_reads_the_time():
    told = ClaimTime(precision="open", expression="on Friday")
    found = termed(draft(FIRST, "Norway", time=told)).time
    assert (found.precision, found.start) == ("day", datetime(2031, 5, 2, tzinfo=UTC))
    astray = ClaimTime(precision="open", expression="in June")
    assert termed(draft(FIRST, "Norway", time=astray)).time == astray


def test_the_host_names_the_speaker():
    chain = termed(draft(FIRST, "Norway", attribution_chain=("a spokesman for Norway",)))
    assert chain.attribution_chain == ("spokesman of Norway",)
    other = termed(draft(FIRST, "Norway", attribution_chain=("Atlantis",)))
    assert other.attribution_chain == ("Atlantis",)


def test_a_draft_without_a_place_is_left_alone():
    lost = draft(FIRST, "Norway", at=None)
    assert termed(lost) == lost


# names


def named(*found):
    return DOCUMENT.but(names=tuple(Name(span=s, category=c) for s, c in found))


def test_names_are_added_where_the_host_sees_nobody():
    document = named((span("Norway"), "person"), (span("Ruritania"), "state"))
    before, after = sight(DOCUMENT).mentions, sight(document).mentions
    added = [m for m in after if m not in before]
    assert [m.mention.actor for m in added] == ["unresolved: Ruritania"]
    assert len(after) == len(before) + 1
    assert [m.span.start for m in after] == sorted(m.span.start for m in after)


def test_a_state_behind_in_is_a_place():
    here = span("Ruritania", TEXT.index("posts"))
    document = named((span("Ruritania"), "state"), (here, "state"))
    uses = {m.span.start: m.use for m in sight(document).mentions}
    assert uses[span("Ruritania").start] == "actor"
    assert uses[here.start] == "place"


def test_whose_names_were_used_is_told():
    class Names:
        name = "names-7"

        def names(self, _document):
            return (Name(span=span("Ruritania"), category="state"),)

    class Seeing:
        name = "seeing-1"

        def extract(self, document):
            return (draft(FIRST, extractor=self.name, notes=(str(len(document.names)),)),)

    (found,) = Named(Seeing(), Names()).extract(DOCUMENT)
    assert (found.extractor, found.notes) == ("seeing-1+names-7", ("1",))
