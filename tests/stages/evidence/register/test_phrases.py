"""Phrases: words in order, few between them, never across a sentence."""

import pytest

from truceline.stages.evidence.register.phrases import phrases

CASES = [
    ("foreign/allied troops/soldiers", "They want no foreign troops.", "foreign troops"),
    ("foreign/allied troops/soldiers", "foreign and other ill-paid soldiers", "foreign and other ill-paid soldiers"),
    ("foreign/allied troops/soldiers", "foreign to us are all these new troops", None),
    ("foreign troops", "It is foreign. Troops left.", None),
    ("troops foreign", "foreign troops", None),
    ("logistic*", "logistical help", "logistical"),
    ("land", "an island, a landing", None),
    ("not/n't said yes", "Madrid hasn't said yes", "n't said yes"),
    ("£/€", "about £3 billion", "£"),
    ("would * only if", "would send them only if", "would send them only if"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "text", "found"), CASES)
def test_a_phrase_stands_or_not(row, text, found):
    span = phrases({"en": [row]}).first(text, "en")
    assert (span.of(text) if span else None) == found


def test_a_language_has_phrases_of_its_own_and_an_unknown_one_has_english():
    listed = phrases({"en": ["truce"], "ru": ["перемири*"]})
    assert listed("о перемирии", "ru")
    assert not listed("a truce", "ru")
    assert listed("a truce", "")


def test_folding_keeps_places():
    text = "Ready — they’re READY"
    assert [s.of(text) for s in phrases({"en": ["ready"]}).all(text, "en")] == ["Ready", "READY"]
