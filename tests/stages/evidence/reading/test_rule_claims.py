"""What the rules read: a table of sentences of many missions, and what must hold for any text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.model.claim import Document, Modality
from truceline.stages.evidence.reading.gate import admit
from truceline.stages.evidence.reading.grammar.extractor import BROKEN, RuleExtractor

_HERE = Path(__file__).parent


def table():
    """(sentence, its claims as lines) of claims.txt."""
    blocks = (_HERE / "claims.txt").read_text(encoding="utf-8").split("\n\n")
    for block in blocks:
        sentence, *claims = [
            line for line in block.strip().split("\n") if not line.startswith("#")
        ] or [""]
        if sentence:
            yield pytest.param(sentence, claims, id=sentence[:40])


def document(text, language="en"):
    return Document(name="text.txt", sha256="0", text=text, language=language)


def read(text):
    return RuleExtractor().extract(document(text))


def line(draft):
    return "= " + " | ".join(
        (
            draft.kind,
            "; ".join(draft.actors),
            f"{draft.polarity} {draft.modality}",
            draft.quantity.raw if draft.quantity else "-",
            draft.condition or "-",
            " > ".join(draft.attribution_chain) or "-",
            draft.quote,
        )
    )


@pytest.mark.parametrize(("sentence", "claims"), list(table()))
def test_a_sentence_says_this_and_no_more(sentence, claims):
    assert [line(draft) for draft in read(sentence)] == claims


@pytest.mark.parametrize(("sentence", "claims"), list(table()))
def test_the_gate_lets_every_draft_through(sentence, claims):
    admitted = admit(document(sentence), read(sentence))
    assert not admitted.refusals
    assert len(admitted.claims) == len(claims)


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_other_languages_are_left_to_others(language):
    assert RuleExtractor().extract(document("Kenya shelled a camp.", language)) == ()


def test_a_repeated_sentence_counts_where_it_stands_first():
    text = "Kenya rejects the plan.\n\nKenya rejects the plan.\n\nGhana supports it."
    assert [draft.at for draft in read(text)] == [0, text.index("Ghana")]


def test_a_quotation_goes_on_with_its_speaker_over_sentences():
    text = (
        "Ghana's president John Mahama said: “We will send 200 police officers. "
        "They must not be armed.”"
    )
    drafts = read(text)
    assert {draft.actors for draft in drafts} == {("John Mahama (Ghana)",)}
    assert [draft.modality for draft in drafts] == [Modality.PLANNED, Modality.DEMANDED]


def test_a_communique_is_told_by_its_issuer():
    text = (
        "Ministry of Defence of the Republic of Armenia\n\n"
        "Azerbaijani forces fired on two posts near the border. No one was hurt."
    )
    fired, unhurt = read(text)
    assert (fired.actors, fired.modality) == (("Azerbaijan",), Modality.ALLEGED)
    assert (unhurt.polarity, unhurt.modality) == ("-", Modality.ASSERTED)


def test_what_an_agreement_binds_to_belongs_to_those_who_agreed():
    first, second = read("Kenya and Uganda signed an accord. It freezes troop movements.")
    assert first.actors == second.actors == ("Kenya", "Uganda")


def test_a_broken_sentence_is_marked_and_less_sure():
    clean = read("Kenya offered to send troops to the border for a peace operation.")[0]
    text = "Kenya offered to send troops for a peace operation for a peace operation for a peace operation."
    broken = read(text)
    assert all(BROKEN in draft.notes and draft.confidence < clean.confidence for draft in broken)


def test_two_calls_are_two_meetings():
    text = (
        "Kenya's William Ruto had a call with Yoweri Museveni of Uganda that lasted 90 minutes in May.\n\n"
        "During a 90-minute call with Museveni on Tuesday, Ruto demanded the release of prisoners."
    )
    calls = [draft for draft in read(text) if draft.kind == "meeting"]
    assert len(calls) == 2
    assert all(draft.quantity.value == 90 for draft in calls)


def test_what_is_no_sentence_is_left_out_and_the_rest_is_read():
    endless = "Kenya said that the army and the police of Ghana " * 400
    drafts = read(f"{endless}\n\nKenya rejects the plan.")
    assert [draft.quote for draft in drafts] == ["Kenya rejects the plan"]


_WORDS = st.sampled_from(
    [
        "Kenya",
        "Ghana",
        "the",
        "troops",
        "said",
        "that",
        "will",
        "not",
        "must",
        "“",
        "”",
        ",",
        ".",
        ":",
        "—",
        "if",
        "and",
        "which",
        "who",
        "to",
        "be",
        "has",
        "been",
        "by",
        "agreed",
        "300",
        "soldiers",
        "talks",
        "with",
        "should",
        "ceasefire",
        "attack",
        "from",
        "there",
        "it’s",
        "(\n\n",
        ";",
        "?",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS, max_size=40).map(" ".join))
def test_any_words_give_grounded_drafts_in_order(text):
    drafts = read(text)
    assert drafts == read(text)
    assert [draft.at for draft in drafts] == sorted(draft.at for draft in drafts)
    for draft in drafts:
        assert text[draft.at :].startswith(draft.quote)
        assert draft.actors
        assert 0 < draft.confidence <= 1
        assert (draft.modality is Modality.ASSERTED) == (draft.cue is None)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_without_a_crash(text):
    assert isinstance(read(text), tuple)


HEADED = "Chad seizes border town from rebels\n\nChad said on Monday it had seized the border town of Bol from rebels."


def test_a_heading_that_the_text_says_again_is_one_claim():
    assert [d.quote for d in read(HEADED)] == ["it had seized the border town of Bol from rebels"]


def test_a_heading_that_nothing_below_repeats_stays():
    text = "Chad seizes border town from rebels\n\nNiger offered to host talks."
    assert read(text)[0].quote == "Chad seizes border town from rebels"


def test_a_sentence_without_a_mark_is_no_heading_where_the_paragraph_goes_on():
    assert len(read("Chad seized Bol.\nChad seized Bol on Monday, the army said.")) == 2


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The Kenyan-backed rebels seized the town.", ("Kenyan-backed rebels",)),
        ("The talks between Chad and Niger began in May.", ("Chad", "Niger")),
        ("The village was hit in Chadian attacks.", ("Chad",)),
        ("A man was shot by a Chadian sniper.", ("Chad",)),
        ("Kenya's navy chief resigned.", ("Head of the Navy of Kenya",)),
    ],
)
def test_who_acts_is_told_by_the_words_around_the_act(text, actors):
    assert read(text)[0].actors == actors


def test_a_range_is_borne_out_by_its_place_in_the_quote():
    text = "UN experts put the number of Chadian soldiers in the east at 3,000 to 4,000."
    admitted = admit(document(text), read(text))
    assert not admitted.refusals
