import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.text import sentences
from truceline.foundation.text.sentences import LONGEST

CASES = {
    "plain": ("en", "One thing. Another thing.", ["One thing.", "Another thing."]),
    "no space after the stop": ("en", "It ended the deal.Then he left.", 2),
    "no space after a quote": ("en", "“We want a deal.”Then he left.", 2),
    "no space before a quote": ("en", "He signed the deal.“We agree,” he said.", 2),
    "straight quote that opens": ("en", 'He signed the deal."We agree," he said.', 2),
    "straight quote that closes": (
        "en",
        'He said "it is a deal." They left.',
        ['He said "it is a deal."', "They left."],
    ),
    "after a year": ("en", "It began in 2022.Then it stopped.", 2),
    "abbreviated state": ("en", "The U.S. Army said so. It left.", 2),
    "abbreviation that ends": ("en", "He flew to the U.S. The talks began.", 2),
    "abbreviation joined by a hyphen": ("en", "A U.S.-led force came.", 1),
    "ranks": ("en", "Lt. Gen. John Smith met Mr. Doe and Brig. Gen. Roe.", 1),
    "saint": ("en", "They met in St. Petersburg on Monday.", 1),
    "month": ("en", "It was on Feb. 8 in the north.", 1),
    "number sign": ("en", "Resolution No. 5 was adopted.", 1),
    "initials": ("en", "J. R. Smith and George W. Bush came.", 1),
    "half past": ("en", "They met at 5 p.m. Tuesday in the hall.", 1),
    "decimals": ("en", "It rose by 3.5 percent to 1,000.25 in all.", 1),
    "clock with stops": ("en", "At 19.30 it began.", 1),
    "ellipsis within": ("en", "We are … not sure... of it.", 1),
    "ellipsis at the end": ("en", "We are not sure... They are.", 2),
    "question within a sentence": ("en", "“Why now?” he asked.", 1),
    "stop before the closing quote": (
        "en",
        "“We go.” He left.",
        ["“We go.”", "He left."],
    ),
    "guillemets": ("ru", "«Мы готовы.» Он ушёл.", 2),
    "dash after a question": ("ru", "«Где они?» — спросил он.", 1),
    "double hyphen": ("en", "The group -- along with others -- is needed.", 1),
    "list marker": ("en", "1. The first item.\n2. The second item.", 2),
    "address": ("en", "See https://example.org/a.B or write to a.B@example.org today.", 1),
    "small letter after a plain stop": ("en", "They want a peace deal. others do not.", 2),
    "headline": ("en", "Talks resume\n\nThe talks resumed on Monday.", 2),
    "headline on the line before": ("en", "Talks resume\nThe talks resumed on Monday.", 2),
    "broken line": ("en", "The talks resumed\non Monday.", 1),
    "carriage returns": ("en", "One thing\r\n\r\nAnother thing\r\n", 2),
    "russian abbreviations": ("ru", "В 2024 г. в г. Тестовск и т.д. были пожары на ул. Мира.", 1),
    "russian abbreviation that ends": ("ru", "Танки, орудия и т.д. Это сообщил штаб.", 2),
    "russian initials": ("ru", "Министр А. Б. Иванов сообщил об этом.", 1),
    "russian article": ("ru", "По ст. 5 закона.", 1),
    "ukrainian abbreviations": ("uk", "У 2024 р. на вул. Миру та ін. були пожежі.", 1),
    "ukrainian sum": ("uk", "Збитки склали 5 млн. грн. за день. Це багато.", 2),
    "language not known": ("", "The U.S. Army said so. Это сообщил штаб.", 2),
    "nothing": ("en", " \n\t ", 0),
}


@pytest.mark.parametrize("name", CASES)
def test_sentences_of_press_text(name):
    language, text, expected = CASES[name]
    found = [span.of(text) for span in sentences(text, language)]
    if isinstance(expected, int):
        assert len(found) == expected, found
    else:
        assert found == expected


def test_a_wrapped_paragraph_is_one():
    text = (
        "The ministers of both states met on Monday in the old\n"
        "Town Hall and spoke for two hours about the monitoring\n"
        "Mission that they had agreed upon. They will meet again\n"
        "in May."
    )
    found = [span.of(text) for span in sentences(text)]
    assert [s.split()[0] for s in found] == ["The", "They"]


def test_lines_that_could_have_been_longer_are_paragraphs():
    text = "Talks resume in capital\nMinisters of both states met on Monday\nNo date was set"
    assert len(sentences(text)) == 3


PIECES = st.sampled_from(
    [
        *"abЯї.!?…,;:-–—“”\"'«»()[] \n\r\t\u2028\u00a0\u200b5",
        "U.S.",
        "Mr. ",
        "deal.Then",
        "3.5",
        "г. ",
    ]
)


@given(st.lists(PIECES | st.characters(exclude_categories=["Cs"]), max_size=60).map("".join))
def test_spans_are_ordered_disjoint_trimmed_and_lose_nothing(text):
    for language in ("en", "ru", "uk", ""):
        spans = sentences(text, language)
        ends = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
        assert ends == sorted(ends)
        assert all(s.start < s.end and s.of(text) == s.of(text).strip() for s in spans)
        covered = {n for span in spans for n in range(span.start, span.end)}
        assert all(n in covered for n, letter in enumerate(text) if not letter.isspace())


@given(st.lists(PIECES, max_size=40).map("".join))
def test_a_paragraph_more_changes_nothing_before_it(text):
    before = sentences(text)
    after = sentences(text + "\n\nOne more thing.")
    assert after[: len(before)] == before


@pytest.mark.parametrize(
    "piece", [". ", "a. ", 'a."', "“", "‘", "U.S. ", "\n", "- . ", "a.B", "1. ", "...", "«»"]
)
def test_hostile_texts_take_linear_time(piece):
    text = piece * 30_000
    start = time.process_time()
    sentences(text)
    assert time.process_time() - start < 10  # a quadratic scan takes minutes


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("word " * 380 + "and so; " + "word " * 100, "so;"),
        ("word " * 1000, "word"),
        ("w" * 5000, "w"),
        ("They sent 1,000 " * 300, "1,000"),
    ],
)
def test_what_goes_on_for_pages_is_cut_where_it_pauses(text, ends):
    spans = sentences(text)
    assert len(spans) > 1
    assert all(span.end - span.start <= LONGEST for span in spans)
    assert "".join("".join(s.of(text).split()) for s in spans) == "".join(text.split())
    assert spans[0].of(text).endswith(ends)


def test_a_long_sentence_is_left_whole():
    assert len(sentences("word, " * 330 + "end.")) == 1
