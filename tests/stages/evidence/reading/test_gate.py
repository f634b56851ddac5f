"""The gate takes nobody's word: every field of a draft is borne out by the text, or it is refused."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.model.claim import (
    Bound,
    ClaimKind,
    ClaimTime,
    Document,
    Draft,
    Mention,
    Modality,
    Quantity,
    Span,
)
from truceline.stages.evidence.reading.gate import admit

TEXT = (
    "Norway will send up to 400 engineers once a truce holds, its defence minister told the "
    "Gazette on Friday. Norway wants no observers. Canada has ruled out troops. "
    "It will pay 30 million dollars, Canada said.\n\nNobody named the two dozen posts."
)
DOCUMENT = Document(name="a.txt", sha256="0" * 64, text=TEXT, language="en", outlet="Gazette")
QUOTE = "Norway will send up to 400 engineers"
ENGINEERS = Quantity(
    value=400.0, lo=0.0, hi=400.0, unit="engineers", bound=Bound.UP_TO, raw="up to 400 engineers"
)


def span(words: str) -> Span:
    at = TEXT.index(words)
    return Span(start=at, end=at + len(words))


GOOD = Draft(
    kind=ClaimKind.PLEDGE,
    actors=("Norway",),
    predicate="will send",
    object="engineers",
    quantity=ENGINEERS,
    modality=Modality.CONDITIONAL,
    condition="a truce holds",
    attribution_chain=("Gazette",),
    quote=QUOTE,
    cue=span("once"),
    time=ClaimTime(expression="on Friday"),
    extractor="test",
)
WANTS = Draft(
    kind=ClaimKind.POSITION,
    actors=("Canada",),
    quote="ruled out troops",
    polarity="-",
    modality=Modality.DENIED,
    cue=span("ruled out"),
    extractor="test",
)
LEFT_OUT = Mention(
    actor="Canada",
    span=Span(start=span("ruled out").start, end=span("ruled out").start),
    via="coreference",
    antecedent=span("Canada has"),
)


def verdict(draft: Draft) -> str:
    found = admit(DOCUMENT, [draft])
    assert len(found.claims) + len(found.refusals) == 1
    return found.refusals[0].reason if found.refusals else ""


def counted(**changes: object) -> Draft:
    return GOOD.but(quantity=ENGINEERS.but(**changes))


PASSING = {
    "as it stands": GOOD,
    "without what may be left out": GOOD.but(
        quantity=None, time=None, condition="a truce holds", predicate="", object=""
    ),
    "the subject was left out": WANTS.but(mentions=(LEFT_OUT,)),
    "nobody is named": Draft(
        kind=ClaimKind.FIGURE,
        actors=("Unattributed",),
        quote="the two dozen posts",
        quantity=Quantity(value=24.0, lo=24.0, hi=24.0, unit="posts", raw="two dozen posts"),
        extractor="test",
    ),
    "a place that the extractor got wrong is found": GOOD.but(at=7),
}
REFUSED = {
    "no quote": (GOOD.but(quote=" "), "quotes nothing"),
    "another's words": (GOOD.but(quote="Norway will send 4,000 engineers"), "isn't in the text"),
    "no place told of two": (GOOD.but(quote="Norway w", at=None), "2 times"),
    "no actor": (GOOD.but(actors=()), "names no actor"),
    "an actor that isn't there": (GOOD.but(actors=("Norway", "Sweden")), "Sweden"),
    "an actor elsewhere in the text": (GOOD.but(actors=("Canada",)), "Canada"),
    "a subject left out without a stored span": (WANTS, "Canada"),
    "a stored span that goes back to another": (
        WANTS.but(mentions=(LEFT_OUT.but(antecedent=span("Norway")),)),
        "Canada",
    ),
    "a stored span that goes back to nothing": (
        WANTS.but(mentions=(LEFT_OUT.but(antecedent=None),)),
        "Canada",
    ),
    "a stored span outside the quote": (
        WANTS.but(mentions=(LEFT_OUT.but(span=span("Nobody")),)),
        "Canada",
    ),
    "digits of another number": (counted(value=500.0, hi=500.0), "up to 400"),
    "a nought more": (counted(value=4000.0, hi=4000.0), "up to 400"),
    "words that aren't quoted": (counted(raw="up to 400 troops"), "number's words"),
    "an exact number that was bounded": (
        counted(bound=Bound.EXACT, lo=400.0, raw="up to 400 engineers"),
        "number",
    ),
    "a bound that isn't said": (
        counted(bound=Bound.AT_LEAST, lo=400.0, hi=None),
        "number",
    ),
    "bounds that don't follow": (counted(lo=399.0), "don't follow"),
    "no polarity": (GOOD.but(polarity="yes"), "polarity"),
    "no words for the modality": (GOOD.but(cue=None), "no words are given"),
    "words for the modality far away": (GOOD.but(cue=span("Nobody")), "far from"),
    "no condition": (GOOD.but(condition=None), "without a condition"),
    "a condition of its own making": (GOOD.but(condition="a treaty holds"), "condition"),
    "an object of its own making": (GOOD.but(object="tanks"), "tanks"),
    "a predicate of its own making": (GOOD.but(predicate="may invade"), "may"),
    "a speaker of its own making": (GOOD.but(attribution_chain=("the Pope",)), "the Pope"),
    "a time of its own making": (GOOD.but(time=ClaimTime(expression="on Sunday")), "time"),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_the_text_bears_out_is_admitted(name):
    assert verdict(PASSING[name]) == ""


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_text_does_not_bear_out_is_refused_with_the_reason(name):
    draft, words = REFUSED[name]
    assert words in verdict(draft)


def test_a_claim_holds_its_quote_and_where_it_stands():
    (claim,) = admit(DOCUMENT, [GOOD]).claims
    assert TEXT[claim.char_start : claim.char_end] == claim.quote == QUOTE
    assert claim.source_file == "a.txt"


def test_a_claim_keeps_the_words_that_bear_its_actors_out():
    (pledge,) = admit(DOCUMENT, [GOOD]).claims
    (refusal,) = admit(DOCUMENT, [WANTS.but(mentions=(LEFT_OUT,))]).claims
    assert [m.span.of(TEXT) for m in pledge.mentions] == ["Norway"]
    assert refusal.mentions == (LEFT_OUT,)


def test_equal_claims_count_once_and_the_surer_one_is_kept():
    drafts = [GOOD.but(confidence=c, extractor=e) for c, e in ((0.4, "a"), (0.9, "b"), (7, "c"))]
    for _ in range(3):
        random.Random(1).shuffle(drafts)
        (claim,) = admit(DOCUMENT, drafts).claims
        assert (claim.confidence, claim.extractor) == (1.0, "c")


def test_the_order_of_drafts_does_not_matter():
    drafts = [*PASSING.values(), *(draft for draft, _ in REFUSED.values())]
    one = admit(DOCUMENT, drafts)
    random.Random(2).shuffle(drafts)
    assert admit(DOCUMENT, drafts) == one


@given(
    st.text(max_size=40),
    st.one_of(st.none(), st.integers(-5, len(TEXT) + 5)),
    st.lists(st.sampled_from(["Norway", "Canada", "Sweden", "Unattributed"]), max_size=2),
)
def test_whatever_is_proposed_every_claim_is_grounded(quote, at, actors):
    drafts = [GOOD.but(quote=quote, at=at, actors=tuple(actors), quantity=None)]
    drafts += [d.but(quote=TEXT[at or 0 :][:30], actors=tuple(actors)) for d in drafts]
    for claim in admit(DOCUMENT, drafts).claims:
        assert TEXT[claim.char_start : claim.char_end] == claim.quote


UNKNOWN = "Norway wants what Ruritania wants."


@pytest.mark.parametrize(
    ("actor", "passes"),
    [
        ("unresolved: Ruritania", True),
        ("unresolved: Ruri", False),
        ("unresolved: wants", False),
        ("unresolved: ", False),
        ("unresolved: Norway", False),
        ("unresolved: Freedonia", False),
        ("Ruritania", False),
    ],
)
def test_a_name_that_nobody_knows_is_borne_out_by_its_own_words(actor, passes):
    document = Document(name="u.txt", sha256="0" * 64, text=UNKNOWN, language="en")
    told = Draft(kind=ClaimKind.POSITION, actors=(actor,), quote=UNKNOWN, extractor="test")
    found = admit(document, [told])
    assert bool(found.claims) == passes
    if passes:
        assert [m.span.of(UNKNOWN) for m in found.claims[0].mentions] == ["Ruritania"]


def gap(sentences):
    """A quote whose stored span goes back over so many sentences."""
    text = "Canada spoke. " + "Nothing was said. " * sentences + "It ruled out troops."
    at = text.index("ruled")
    left_out = Mention(
        actor="Canada",
        span=Span(start=at, end=at),
        via="coreference",
        antecedent=Span(start=0, end=6),
    )
    cue = Span(start=at, end=at + len("ruled out"))
    draft = WANTS.but(quote="ruled out troops", at=None, cue=cue, mentions=(left_out,))
    return admit(DOCUMENT.but(text=text), [draft])


@pytest.mark.parametrize(("sentences", "claims"), [(10, 1), (60, 0)])
def test_a_stored_span_reaches_so_far_and_no_farther(sentences, claims):
    assert len(gap(sentences).claims) == claims
