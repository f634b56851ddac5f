from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.text import sentences
from truceline.model.claim import Span
from truceline.stages.evidence.reading.garble import garble

ARTICLES = Path(__file__).parents[5] / "shared" / "articles"

BROKEN = [
    "The mission will watch the line for a peace plan for a peace plan for a peace plan.",
    "Officials met at the of the border.",
    "They is ready to sign and they has the text.",
    "Kenya told Kenya that the line must move.",
    "Norway will send engineers while germany waits.",
    "Uganda And Kenya will patrol the crossing.",
    "The convoy was led by the Major and Sir.",
]
CLEAN = [
    "The mission will watch the line until a plan for peace is signed.",
    "Kenya currently leads the talks in Nairobi.",
    "“We had had enough,” said the head of the mission, who asked not to be named.",
    "Ambassador Jane McRae told the council that, that day, nobody fired.",
    "Two dead, three wounded in shelling near Omdurman",
    "MONUSCO and the FARDC agreed to a corridor; both sent liaison officers.",
    "Gen. al-Burhan's deputy, Shams al-Din Kabbashi, denied it.",
    "The envoy for Sudan and Chad Mary Stone arrived.",
]


def alone(text):
    return garble(text, Span(start=0, end=len(text)))


@pytest.mark.parametrize("text", BROKEN)
def test_broken_sentences_stand_out(text):
    assert alone(text) >= 0.4


@pytest.mark.parametrize("text", CLEAN)
def test_clean_prose_does_not(text):
    assert alone(text) <= 0.2


def test_more_repeats_are_worse():
    once = alone("They left in the night in the night.")
    twice = alone("They left in the night in the night in the night.")
    assert 0.4 <= once < twice


def test_a_broken_text_is_suspect_throughout():
    clean = "The talks go on in the capital."
    text = f"{BROKEN[0]} {BROKEN[2]} {clean}"
    span = Span(start=text.index(clean), end=len(text))
    assert garble(text, span) > alone(clean)


@pytest.mark.parametrize(
    ("language", "text", "broken"),
    [
        ("ru", "Стороны договорились о прекращении огня.", False),
        ("ru", "Стороны договорились о прекращении огня о прекращении огня.", True),
        ("uk", "Сторони домовилися про перемир'я.", False),
        ("uk", "Сторони домовилися про тишу про тишу про тишу.", True),
    ],
)
def test_other_languages(language, text, broken):
    assert (garble(text, Span(start=0, end=len(text)), language) >= 0.4) is broken


@given(st.text(max_size=80))
def test_a_score_lies_between_nothing_and_one(text):
    assert 0 <= garble(text, Span(start=0, end=len(text))) <= 1


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the shared data aren't here")
def test_the_translated_article_stands_out():
    means = {}
    for path in sorted(ARTICLES.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        scores = [garble(text, span) for span in sentences(text)]
        means[path.name[:3]] = sum(scores) / len(scores)
    assert means.pop("003") >= 0.5
    assert max(means.values()) <= 0.2
