import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mentioning import mentions, told, who

NAMES = [
    ("The Kremlin rejected it.", "Kremlin", "Russia"),
    ("Downing Street declined to comment.", "Downing Street", "United Kingdom"),
    ("No 10 said talks went on.", "No 10", "United Kingdom"),
    ("The Élysée said so on Monday.", "Élysée", "France"),
    ("Seoul warned Pyongyang again.", "Pyongyang", "North Korea"),
    ("U.S. officials said nothing.", "U.S. officials", "US officials"),
    ("British officials expect an answer.", "British officials", "British officials"),
    ("UK officials expect an answer.", "UK officials", "British officials"),
    ("Kenya's officials expect so.", "Kenya's officials", "Kenyan officials"),
    ("Nato will not fight, a diplomat said.", "Nato", "NATO"),
    ("Ansar Allah fired two missiles.", "Ansar Allah", "Houthis"),
    ("UNFICYP reported a patrol.", "UNFICYP", "UNFICYP"),
    ("M23 seized the airport.", "M23", "M23"),
    ("The Kenyan defence ministry said so.", "The Kenyan defence ministry", "Kenyan Ministry of Defence"),
    ("Georgia's Ministry of Internal Affairs said so.", "Georgia's Ministry of Internal Affairs",
     "Georgian Ministry of Internal Affairs"),
    ("The Ministry of Defence of the Republic of Azerbaijan said so.",
     "The Ministry of Defence of the Republic of Azerbaijan", "Azerbaijani Ministry of Defence"),
    ("The Sudanese army advanced.", "Sudanese army", "Sudanese Armed Forces"),
    ("The Indian government said so.", "The Indian government", "India"),
    ("Colombian soldiers entered the town.", "Colombian soldiers", "Colombia"),
    ("The Lake Truce Monitoring Mission saw tanks.", "Lake Truce Monitoring Mission",
     "Lake Truce Monitoring Mission"),
    ("The Ruritanian navy denied it.", "Ruritanian navy", "Ruritanian Navy"),
    ("European and Commonwealth countries met.", "European and Commonwealth countries",
     "European and Commonwealth countries"),
]  # fmt: skip

PEOPLE = [
    ("Turkish Foreign Minister Hakan Fidan spoke.", "Turkish Foreign Minister Hakan Fidan",
     "Hakan Fidan (Turkey)"),
    ("Norway's Foreign Minister Espen Barth Eide spoke.",
     "Norway's Foreign Minister Espen Barth Eide", "Espen Barth Eide (Norway)"),
    ("Deputy Kenyan Foreign Minister Jane Otieno said so.",
     "Deputy Kenyan Foreign Minister Jane Otieno", "Jane Otieno (Kenya)"),
    ("General Yusuf Idris Bello commands them.", "General Yusuf Idris Bello", "Yusuf Idris Bello"),
    ("Hamas official Osama Hamdan said so.", "Hamas official Osama Hamdan", "Osama Hamdan (Hamas)"),
    ("US special envoy for Sudan and Chad Mary Stone said so.",
     "US special envoy for Sudan and Chad Mary Stone", "Mary Stone (US)"),
    ("Anthony Albanese, Australia's prime minister, agreed.",
     "Anthony Albanese, Australia's prime minister", "Anthony Albanese (Australia)"),
    ("South Korean Defence Minister Shin Won-sik warned them.",
     "South Korean Defence Minister Shin Won-sik", "Shin Won-sik (South Korea)"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "actor"), NAMES + PEOPLE)
def test_words_stand_for_an_actor(text, words, actor):
    found = who(text, words)
    assert found.mention.actor == actor
    assert found.mention.via == "alias"


@pytest.mark.parametrize(
    ("text", "words", "category", "state", "plural"),
    [
        ("Cairo hopes so.", "Cairo", "state", "Egypt", False),
        ("Hamas hopes so.", "Hamas", "organisation", "", False),
        ("The Omani foreign ministry hopes so.", "The Omani foreign ministry", "organisation",
         "Oman", False),
        ("Kenyan diplomats hope so.", "Kenyan diplomats", "group", "Kenya", True),
        ("Kenyan President William Ruto hopes so.", "Kenyan President William Ruto", "person",
         "Kenya", False),
        ("Ghana's defence minister hopes so.", "Ghana's defence minister", "office", "Ghana", False),
    ],
)  # fmt: skip
def test_category_state_and_number(text, words, category, state, plural):
    found = who(text, words)
    assert (found.category, found.state, found.plural) == (category, state, plural)


def test_a_spokesman_speaks_for_the_principal():
    found = who("A Hamas spokesman denied it.", "A Hamas spokesman")
    assert found.mention.actor == "Hamas"
    assert found.speaker_form == "spokesman of Hamas"
    assert found.head == "spokesman"


@pytest.mark.parametrize(
    ("text", "words", "use"),
    [
        ("Talks opened in Kenya.", "Kenya", "place"),
        ("Kenya opened talks.", "Kenya", "actor"),
        ("Kenya's plan failed.", "Kenya", "possessive"),
        ("A Kenyan plan failed.", "Kenyan", "adjective"),
        ("Kenyan troops left.", "Kenyan troops", "forces"),
    ],
)
def test_how_words_are_used(text, words, use):
    assert who(text, words).use == use


def test_an_adjective_is_no_actor_of_its_own():
    first, second = mentions("Kenyan and Ugandan troops left.")
    assert (first.mention.actor, second.mention.actor) == ("Kenya", "Uganda")
    assert first.use == second.use == "forces"
    assert who("A Kenyan plan failed.", "Kenyan").attributive


@pytest.mark.parametrize(
    "text",
    [
        "Talks opened in Paris on Tuesday.",
        "PARIS: the talks failed.",
        "Talks resumed near the West Bank.",
        "The Minsk agreements failed.",
        "turkey was on the table.",
        "It is clear that nothing holds.",
        "Shells fell on the road.",
    ],
)
def test_no_actor_is_named(text):
    assert told(text) == []


def test_shared_demonyms_share_the_head():
    assert told("Kenyan and Ugandan officials met.") == [
        ("Kenyan and Ugandan officials", "Kenyan and Ugandan officials")
    ]


def test_nobody_named_is_unattributed():
    found = who("One military source said so.", "One military source")
    assert found.mention.actor == "Unattributed"
    assert found.speaker_form == "military source"


def test_an_outlet_is_no_person():
    assert who("He told Reuters so.", "Reuters").category == "organisation"


def test_a_lower_case_state_is_marked():
    found = who("Norway agreed while germany hesitates.", "germany")
    assert found.mention.actor == "Germany"
    assert found.notes == ("written without a capital",)


def test_brussels_is_open_until_the_text_tells():
    assert who("Brussels agreed.", "Brussels").mention.actor == "unresolved: Brussels"
    assert who("NATO met. Brussels agreed.", "Brussels").mention.actor == "NATO"
    both = "NATO met. The EU met. Brussels agreed."
    assert who(both, "Brussels").mention.actor == "unresolved: Brussels"


@given(st.text(max_size=120))
def test_any_text_gives_ordered_mentions_within_it(text):
    found = mentions(text)
    spans = [(m.span.start, m.span.end) for m in found]
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))


WORDS = ["Kenya", "the", "Hamas", "said", "his", "both", "sides", "president", "Ruto", "and", ",",
         "British", "officials", "he", "they", "General", "Unknownia", "'s", "of", "spokesman", ".",
         "UN", "envoy", "to", "army", "-", "former", "prime", "minister", "counterpart"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_any_words_in_any_order_are_read(words):
    text = " ".join(words)
    assert mentions(text, "2025-03") == mentions(text, "2025-03")
