"""No rule is written for the shared articles: their names and numbers stand in no rule.

Names of states, bodies and people are data of `data/actors`; the grammar and its words know none.
"""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[4]
_ARTICLES = _ROOT.parent / "shared" / "articles"
_CODE = _ROOT / "src" / "truceline" / "stages" / "evidence" / "reading"
_WORDS = _ROOT / "src" / "truceline" / "data" / "languages"
_GRAMMAR = {"words", "verbs", "frames", "claims"}
"""Of the language data, the words of the grammar: others hold zones of time, datelines, currencies."""
_LANGUAGES = {"Russian", "Ukrainian"}
"""The code says which languages it reads."""
_EVERYDAY = """prime minister president foreign deputy defence defense secretary special security
presidential envoy general national article admiral house white street digest update media officer
free stay know just with from updates saturday british french european western air force one
counselor"""
_GENERAL = re.compile(
    r"(?i)mon|tues|wednes|thurs|fri|satur|sun|january|february|march|april|may|june|july|august"
    r"|september|october|november|december"
)


def texts():
    if not _ARTICLES.exists():
        pytest.skip("the shared data aren't here")
    return [path.read_text(encoding="utf-8") for path in sorted(_ARTICLES.glob("*.txt"))]


def rules():
    code = sorted(_CODE.rglob("*.py"))
    words = [path for path in sorted(_WORDS.rglob("*.yaml")) if path.stem in _GRAMMAR]
    return {path: path.read_text(encoding="utf-8") for path in [*code, *words]}


def names():
    """Words that the articles write with a capital in mid-sentence and never without one."""
    whole = "\n".join(texts())
    capital = set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{3,}", whole))
    small = set(re.findall(r"\b[a-z]+\b", whole))
    everyday = _everyday()
    return {
        n
        for n in capital
        if n.lower() not in small | everyday and n not in _LANGUAGES and not _GENERAL.match(n)
    }


def _everyday():
    """Common nouns that headlines and titles write large."""
    return set(re.findall(r"\w+", _EVERYDAY))


def test_the_articles_hold_names_to_look_for():
    assert len(names()) > 40


def test_no_name_of_an_article_stands_in_a_rule():
    found = [
        f"{path.name}: {name}"
        for path, text in rules().items()
        for name in names()
        if re.search(rf"\b{name.lower()}\b", text.lower())
    ]
    assert found == []


def test_no_number_of_an_article_stands_in_the_words_of_the_grammar():
    whole = "\n".join(texts())
    numbers = {n for n in re.findall(r"\d[\d,.]*\d", whole) if len(n) > 1}
    assert numbers
    ours = [_WORDS / "en" / f"{name}.yaml" for name in ("words", "verbs", "frames")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in ours)
    assert [
        n for n in sorted(numbers) if re.search(rf"(?<![\d,.]){re.escape(n)}(?![\d,.])", said)
    ] == []
