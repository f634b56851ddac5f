"""Words of the grammar: inflected verbs, closed classes, frames."""

import pytest

from truceline.stages.evidence.reading.grammar.frames import frames, singular
from truceline.stages.evidence.reading.lexicon import lexicon


@pytest.mark.parametrize(
    ("form", "lemma", "shape"),
    [
        ("committed", "commit", "past"),
        ("stopping", "stop", "ing"),
        ("agreed", "agree", "part"),
        ("carries", "carry", "s"),
        ("dying", "die", "ing"),
        ("patrolled", "patrol", "past"),
        ("labelled", "label", "past"),
        ("labeled", "label", "past"),
        ("withdrew", "withdraw", "past"),
        ("withdrawn", "withdraw", "part"),
        ("deployed", "deploy", "past"),
        ("redeployed", "redeploy", "past"),
        ("reinspected", "reinspect", "past"),
        ("clashes", "clash", "s"),
    ],
)
def test_forms_of_verbs(form, lemma, shape):
    assert lexicon().shapes(form).get(shape) == lemma


@pytest.mark.parametrize("word", ["outlet", "spokesman", "republic", "the"])
def test_what_is_no_verb(word):
    assert lexicon().shapes(word) == {}


@pytest.mark.parametrize(
    ("word", "tag"),
    [("after", "subprep"), ("if", "sub"), ("whose", "rel"), ("won't", "modal"), ("border", "")],
)
def test_closed_classes(word, tag):
    assert lexicon().tag(word) == tag


@pytest.mark.parametrize(
    ("noun", "one"),
    [
        ("countries", "country"),
        ("clashes", "clash"),
        ("troops", "troop"),
        ("press", "press"),
        ("crisis", "crisis"),
    ],
)
def test_singular_nouns(noun, one):
    assert singular(noun) == one


def test_a_phrase_counts_before_its_verb():
    assert frames().stance(("rule_out", "rule"), "verbs") == "refuse"
    assert frames().stance(("rule_on", "rule"), "verbs") == ""


def test_every_verb_of_the_frames_is_a_verb_that_the_lexicon_knows():
    known, data = lexicon(), frames()
    verbs = {v for parts in data.stances.values() for v in parts.get("verbs", ())}
    verbs |= {v for kind in data.kinds.values() for v in kind.get("verbs", ())}
    verbs |= set(data.clausal)
    lemmas = {lemma for forms in known.verbs.values() for lemma, _ in forms}
    heads = {v.split("_")[0] for v in verbs} - {"be", "have", "do", "there"}
    assert heads - lemmas == set()
