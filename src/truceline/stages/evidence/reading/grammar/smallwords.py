"""Small words in their context: `that`, `there`, `like` and quotation marks do several jobs.

Only what the neighbours show is settled here; open words are left alone.
"""

from collections.abc import Sequence

from truceline.stages.evidence.reading.grammar.words import OPENING, Word

BREAKS = frozenset({"punct", "quote", "cc", "sub", "subprep", "that", "rel"})
"""Parts of speech that end what a verb or a noun phrase reaches."""
STANDS_ALONE = frozenset({"this", "these", "those", "many", "some", "both", "all", "several", "most", "another", "others", "each", "few"})  # fmt: skip
"""Determiners that are noun phrases of their own, too."""
_ASIDES = frozenset(
    {"first", "yet", "both", "all", "each", "itself", "himself", "herself", "themselves"}
)


def opened(words: Sequence[Word]) -> list[Word]:
    """The words with quotation marks and inverted conditions settled for the whole sentence."""
    found = _quotes_seen_through(words)
    _inverted(found)
    _inverted_main(found)
    return found


def settled(found: list[Word], at: int) -> Word:
    """The word at a place with the tag that its neighbours show; untagged words stay so."""
    word = found[at]
    if _between(found, at):
        return word._replace(tag="adv")
    return _CONTEXTUAL[word.tag](found, at) if word.tag in _CONTEXTUAL else word


def before(found: Sequence[Word], at: int) -> Word | None:
    """The word before, adverbs and negations left out."""
    at -= 1
    while at >= 0 and found[at].tag in {"adv", "neg"}:
        at -= 1
    return found[at] if at >= 0 else None


def after(found: Sequence[Word], at: int) -> Word | None:
    """The next word."""
    return found[at + 1] if at + 1 < len(found) else None


def _inverted(found: list[Word]) -> None:
    """`Should the other side agree, …` is an if-clause."""
    if len(found) < 4 or found[0].tag == "adv" or found[-1].low == "?":
        return
    if found[0].low in {"should", "had", "were"} and found[1].tag in {"det", "name", "pron"}:
        found[0] = found[0]._replace(tag="sub")


def _inverted_main(found: list[Word]) -> None:
    """`Only when A agrees can B leave`: the modal before B ends the clause before it."""
    if len(found) < 6 or found[0].low != "only" or found[1].tag not in {"sub", "subprep"}:
        return
    for at in range(3, len(found) - 2):
        subject = found[at + 1].tag in {"pron", "name", "det", "poss"}
        if found[at].tag in {"modal", "do"} and subject:
            found[at] = found[at]._replace(tag="punct")
            return


def _quotes_seen_through(words: Sequence[Word]) -> list[Word]:
    """Marks around a few quoted words inside a sentence don't break it; marks of speech do."""
    found, opened = list(words), -1
    for at, word in enumerate(words):
        if word.tag != "quote":
            continue
        if word.low in OPENING or (opened < 0 and word.low in "\"'"):
            opened = at
        elif opened >= 0:
            if _partial(words, opened):
                found[opened] = words[opened]._replace(tag="adv")
                if words[at - 1].low != ",":  # `“… a guarantee,” he said` ends what is quoted
                    found[at] = word._replace(tag="adv")
            opened = -1
    return found


def _partial(words: Sequence[Word], opened: int) -> bool:
    """Does the quotation go on with words before it, with no comma or colon between?"""
    return opened > 0 and words[opened - 1].tag not in {"punct", "quote"}


def _modal(found: list[Word], at: int) -> Word:
    """`The will of the people` holds no modal."""
    if found[at].low not in {"may", "might", "will", "can", "must"}:
        return found[at]
    prev = before(found, at)
    noun = prev is not None and prev.tag in {"det", "poss"} and prev.low not in STANDS_ALONE
    nxt = after(found, at)
    mighty = found[at].low == "might" and nxt is not None and nxt.tag in {"prep", "punct", "cc"}
    noun = noun or mighty
    return found[at]._replace(tag="noun") if noun else found[at]


def _between(found: list[Word], at: int) -> bool:
    """`Must first lift`, `has itself said`: an aside between auxiliary and verb is an adverb."""
    if found[at].low not in _ASIDES or at == 0:
        return False
    before = found[at - 1].tag
    if found[at].low == "first":
        return before not in {"det", "poss", "adj", "prep", "pos", "to", "quote", "subprep", "cc"}
    return before in {"modal", "have", "be", "do"}


def _that(found: list[Word], at: int) -> Word:
    """`That war`, `by that`: no conjunction."""
    prev = found[at - 1] if at else None
    if at + 1 >= len(found) or found[at + 1].tag in {"punct", "quote"}:
        return found[at]._replace(tag="pron")
    alone = prev is None or prev.tag in {"prep", "to"}
    alone = alone or (at == 1 and prev is not None and prev.tag == "quote")
    alone = alone or (prev is not None and prev.low == "bring")
    return found[at]._replace(tag="det") if alone else found[at]


def _subprep(found: list[Word], at: int) -> Word:
    """Before a pronoun in the nominative `after` and its like open a clause."""
    nxt = after(found, at)
    clause = nxt is not None and nxt.low in {"he", "she", "they", "we", "i"}
    return found[at]._replace(tag="sub") if clause else found[at]


def _there(found: list[Word], at: int) -> Word:
    """`There are` has a subject of its own; `troops there` hasn't."""
    nxt = after(found, at)
    subject = nxt is not None and nxt.tag in {"be", "modal", "have"} and (at == 0 or found[at - 1].tag in BREAKS | {"verb", "adj"})  # fmt: skip
    place = found[at].low in {"there", "here"} and not subject
    return found[at]._replace(tag="adv") if place else found[at]


def _have_been(found: list[Word], at: int) -> Word:
    """`work's been done`: the 's is a verb."""
    nxt = after(found, at)
    return found[at]._replace(tag="have" if nxt is not None and nxt.low == "been" else "pos")


def _like(found: list[Word], at: int) -> Word:
    """`Would like to see` holds a verb."""
    wished = found[at].low == "like" and at > 0 and found[at - 1].tag == "modal"
    return found[at]._replace(tag="verb", lemma="like", shape="base") if wished else found[at]


_CONTEXTUAL = {
    "prep": _like,
    "modal": _modal,
    "that": _that,
    "subprep": _subprep,
    "pron": _there,
    "pos": _have_been,
}
