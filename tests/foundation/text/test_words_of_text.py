from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.text import fold, language_of, stems, tokens

TOKENS = {
    "Britain’s £3 a day": ["Britain’s", "£", "3", "a", "day"],
    "don't": ["don't"],
    "'quoted'": ["'", "quoted", "'"],
    "30-day truce": ["30", "-", "day", "truce"],
    "£3billion": ["£", "3", "billion"],
    "50,000 or 3.5%": ["50,000", "or", "3.5", "%"],
    "50\u00a0000 осіб": ["50\u00a0000", "осіб"],
    "in 2024 100 men": ["in", "2024", "100", "men"],
    "the U.S. Army": ["the", "U.S.", "Army"],
    "so... it -- is": ["so", "...", "it", "--", "is"],
    "п'ять об’єктів": ["п'ять", "об’єктів"],
    "19:30": ["19", ":", "30"],
    "": [],
}


@pytest.mark.parametrize("text", TOKENS)
def test_tokens(text):
    assert [t.text for t in tokens(text)] == TOKENS[text]


@given(st.text())
def test_tokens_hold_all_but_white_space(text):
    found = tokens(text)
    assert all(text[t.start : t.end] == t.text for t in found)
    held = {n for t in found for n in range(t.start, t.end)}
    assert all(n in held for n, letter in enumerate(text) if not letter.isspace())
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("monitor", "monitors", "monitored", "Monitoring")),
        ("en", ("country", "countries", "country’s")),
        ("ru", ("перемирие", "перемирия", "перемирием")),
        ("uk", ("перемир'я", "перемир’ям", "перемир'ях")),
        ("uk", ("обстріл", "обстріли", "обстрілів", "обстрілами")),
        ("", ("Zone", "zone's")),
    ],
)
def test_words_of_one_root_share_a_stem(language, words):
    assert len(set(stems(words, language))) == 1


def test_stems_of_other_roots_differ():
    assert len(set(stems(["truce", "troops", "train", "trade"], "en"))) == 4


@given(st.text(), st.sampled_from(["en", "ru", "uk", ""]))
def test_stems_come_one_for_each_word_and_never_empty(word, language):
    (stem,) = stems([word], language)
    assert bool(stem) == bool(word)


@given(st.text())
def test_folding_keeps_the_length_and_is_done_once(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Britain’s", "britain's"),
        ("30–day", "30-day"),
        ("ЁЛКА", "елка"),
        ("Ｎ５", "n5"),
        ("a\u00a0b", "a b"),
        ("“q”", "“q”"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded


LANGUAGES = {
    "The ministry said that the talks will be held on Monday, after which it would decide.": "en",
    "Министерство сообщило, что переговоры пройдут в понедельник и после этого будет решение.": "ru",
    "Міністерство повідомило, що переговори відбудуться в понеділок, а після цього буде рішення.": "uk",
    "Das Ministerium teilte mit, dass die Gespräche am Montag stattfinden werden.": "",
    "Le ministère a déclaré que les négociations auront lieu lundi, après quoi il décidera.": "",
    "Министерството съобщи, че преговорите ще се проведат в понеделник.": "",
    "12:30 — 15 %": "",
    "": "",
}


@pytest.mark.parametrize("text", LANGUAGES)
def test_language(text):
    assert language_of(text) == LANGUAGES[text]
