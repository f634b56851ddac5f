import pytest

from truceline.model.claim import Document
from truceline.stages.evidence.lineage.plain import plain


def read(text, language="en"):
    return plain(Document(name="d", sha256="", text=text, language=language))


def own(text):
    return [" ".join(s.split()) for s in read(text).own]


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our newsletter",
        "Just sign up – provided directly to your inbox.",
        "This site uses cookies.",
        "Read more: what the pact says",
        "Читайте также: что известно о договоре",
        "Підписуйтесь на наш канал",
    ],
)
def test_standing_lines_are_left_out(line):
    assert own(f"{line}\nThe talks go on in the valley.") == ["The talks go on in the valley."]


def test_a_long_sentence_with_a_standing_phrase_stays():
    long = "The minister said that " + "again and " * 20 + "everyone should read more of it."
    assert own(long) == [long]


def test_a_repeated_sentence_counts_once():
    assert own("Talks go on\n\nTalks go on\n\nThey met.") == ["Talks go on", "They met."]


def test_long_quotations_stand_apart_and_short_ones_stay():
    text = "He praised the “operational phase” now. “We will go on until it is done,” he said."
    found = read(text)
    assert "operational phase" in found.own[0]
    assert found.own[1].split() == ["he", "said."]
    assert found.quotes == ("“We will go on until it is done,”",)


@pytest.mark.parametrize("marks", ["“”", "«»", '""', "‘’"])
def test_marks_of_quotation(marks):
    quote = f"{marks[0]}We will go on until it is done,{marks[1]}"
    text = f"{quote} he said to those who had come to the hall in the morning."
    assert read(text).quotes == (quote,)


def test_a_quotation_that_goes_on_in_the_next_paragraph():
    text = "He was long and loud and nobody dared to leave.\n“We will go on and on.\n“We will win it,” he said."
    assert len(read(text).quotes) == 1


def test_a_text_of_quotations_keeps_them():
    found = read("“We came here to end a war and nobody will leave this hall.” He left.")
    assert found.spoken
    assert "hall" in found.own[0]


def test_the_digest_sees_words_and_nothing_else():
    assert read("The talks go on.").digest == read("THE  talks – go on").digest
    assert read("The talks go on.").digest != read("The talks go off.").digest
    assert read(" \n").digest == ""
