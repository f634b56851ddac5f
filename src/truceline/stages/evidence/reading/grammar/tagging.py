"""Verb or noun? Open words get their part of speech from their form and their neighbours.

A small set of rules, each on its own line of reasoning; it never looks at what a word means.
"""

from collections.abc import Sequence

from truceline.stages.evidence.reading.grammar.smallwords import (
    BREAKS,
    STANDS_ALONE,
    after,
    before,
    opened,
    settled,
)
from truceline.stages.evidence.reading.grammar.words import NOMINAL, Word
from truceline.stages.evidence.reading.lexicon import Lexicon

_SUBJECTS = frozenset({"he", "she", "it", "they", "we", "i", "you", "who", "which", "there", "'ll"})
_PLURAL_SUBJECTS = frozenset({"they", "we", "i", "you", "both", "many", "some", "several", "most", "all"})  # fmt: skip
_OBJECT_STARTS = frozenset({"det", "poss", "pron", "name", "num", "that", "quote", "adj", "to", "rel"})  # fmt: skip
_AFTER_VERB = _OBJECT_STARTS | {"prep", "subprep", "adv", "sub", "neg"}


def tag_words(words: Sequence[Word], lexicon: Lexicon) -> list[Word]:
    """The words with every tag filled in; verbs bear `verb`, a lemma and a shape."""
    found = opened(words)
    for at in range(len(found)):
        found[at] = settled(found, at)
        if not found[at].tag:
            found[at] = _tagged(found, at, lexicon)
    return found


def _tagged(found: list[Word], at: int, lexicon: Lexicon) -> Word:
    word = found[at]
    shapes = lexicon.shapes(word.low)
    if not shapes:
        return _no_verb(found, at, lexicon)
    shape = _verb_shape(found, at, shapes, lexicon)
    if shape:
        return word._replace(tag="verb", lemma=shapes[shape], shape=shape)
    if word.low in lexicon.adjectives or (set(shapes) <= {"past", "part"}):
        return word._replace(tag="adj", lemma=shapes.get("part", ""))
    return word._replace(tag="noun", lemma=next(iter(shapes.values())))


def _no_verb(found: list[Word], at: int, lexicon: Lexicon) -> Word:
    """Open words that the lexicon doesn't know as verbs."""
    word = found[at]
    if word.low in lexicon.nouns:
        return word._replace(tag="noun")
    if word.low.endswith("ly") or word.low in lexicon.tags:
        said = before(found, at)
        judged = word.low in lexicon.adjectives and said is not None and said.tag == "be"
        return word._replace(tag="adj" if judged else "adv")
    if word.low in lexicon.adjectives or (word.low.startswith("un") and word.low.endswith("ed")):
        return word._replace(tag="adj")
    prev, nxt = before(found, at), after(found, at)
    guessed = word.low.endswith("ed") and len(word.low) > 4 and prev is not None
    free = (
        nxt is not None
        and (nxt.tag in _AFTER_VERB or not nxt.tag)
        and not _already(found, at, lexicon)
    )
    if guessed and prev and prev.tag in {"noun", "name", "pron"} and free:
        return word._replace(tag="verb", lemma=word.low[:-2], shape="past")
    ending = ("al", "ive", "ous", "ful", "ible", "able", "less", "ic", "ish", "ed", "ian")
    return word._replace(tag="adj" if word.low.endswith(ending) else "noun")


def _verb_shape(found: list[Word], at: int, shapes: dict[str, str], lexicon: Lexicon) -> str:
    """The shape in which the word is a verb here; empty where it is a noun or adjective."""
    prev = before(found, at)
    aided = _aided(found, at, shapes, lexicon)
    if aided is not None:
        return aided
    if "ing" in shapes:
        return "ing" if _is_participle(found, at, prev, lexicon) else ""
    if prev is None or prev.tag in {"verb", "sub", "punct", "quote", "cc", "subprep", "that"}:
        return _opening_verb(found, at, prev, shapes, lexicon)
    if prev.tag == "rel" or prev.low in _SUBJECTS:
        return next((s for s in ("past", "s", "base", "part") if s in shapes), "")
    if prev.tag in {"det", "poss", "adj", "num", "prep", "pos", "to"}:
        return _after_modifier(found, at, prev, shapes)
    return _after_noun(found, at, prev, shapes, lexicon)


def _opening_verb(
    found: list[Word], at: int, prev: Word | None, shapes: dict[str, str], lexicon: Lexicon
) -> str:
    """With no noun before it: `help protect`, `when asked`, `… and captured`."""
    if prev is not None and prev.tag == "verb":
        bare = prev.lemma in {"help", "let", "make"} and "base" in shapes
        return "base" if bare and found[at].low not in lexicon.nouns else ""
    if prev is not None and prev.tag == "sub" and "part" in shapes:
        return "part"
    return _after_break(found, at, shapes, lexicon)


def _aided(found: list[Word], at: int, shapes: dict[str, str], lexicon: Lexicon) -> str | None:
    """After an auxiliary there is little doubt; None where there is no auxiliary."""
    prev = before(found, at)
    if prev is None:
        return None
    if prev.tag in {"modal", "do"} or (prev.low == "to" and "base" in shapes):
        return "base" if "base" in shapes and not _is_prepositional(found, at, lexicon) else ""
    if prev.tag == "have" and "part" in shapes:
        return "part"
    if prev.tag == "be":
        return _after_be(found, at, shapes, lexicon)
    return None


def _is_prepositional(found: list[Word], at: int, lexicon: Lexicon) -> bool:
    """`subject to review`, `aid to police`: a noun that follows the preposition."""
    nxt = after(found, at)
    ended = nxt is None or nxt.tag in {"punct", "cc", "be", "modal", "have"}
    noun = found[at].low in lexicon.nouns
    return found[at - 1].low == "to" and noun and ended and at >= 2 and found[at - 2].tag == "noun"


def _after_be(found: list[Word], at: int, shapes: dict[str, str], lexicon: Lexicon) -> str:
    word = found[at]
    if "ing" in shapes:
        return "ing"
    if "part" not in shapes or word.low in lexicon.adjectives:
        return ""
    return "part"


def _is_participle(found: list[Word], at: int, prev: Word | None, lexicon: Lexicon) -> bool:
    """An -ing word that governs something; else it is a noun (`a meeting`, `the shelling of`)."""
    nxt = after(found, at)
    governs = nxt is not None and nxt.tag in (_OBJECT_STARTS | {"", "noun"}) and nxt.low != "of"
    floating = prev is not None and prev.low in {"both", "all", "each"} and governs
    if prev is not None and prev.tag in {"det", "poss", "adj", "pos", "num"} and not floating:
        return False
    if found[at].low in lexicon.nouns:
        return governs and nxt is not None and nxt.tag in {"det", "poss", "that", "pron"}
    if prev is None or prev.tag in {"punct", "cc", "prep", "subprep", "sub", "quote"}:
        return governs or (nxt is not None and nxt.tag in {"prep", "subprep", "adv"})
    return governs or (nxt is not None and nxt.tag in {"prep", "adv"} and nxt.low != "of")


def _after_break(found: list[Word], at: int, shapes: dict[str, str], lexicon: Lexicon) -> str:
    """After a comma, a conjunction or at the start: a verb when it goes on with one before it."""
    nxt = after(found, at)
    if nxt is None or (nxt.low in {".", ";"} and found[at - 1].low in {"and", ","} and at > 0):
        return "past" if "past" in shapes and any(w.tag == "verb" for w in found[:at]) else ""
    spoken = (
        "s" in shapes
        and found[at].low not in lexicon.nouns
        and at > 0
        and found[at - 1].tag == "cc"
    )
    if (nxt.low == "of" and not spoken) or not (
        nxt.tag in _AFTER_VERB or (not nxt.tag and _goes_on(found, at, shapes, lexicon))
    ):
        return ""
    if "past" in shapes and at > 0:
        return _coordinated_past(found, at)
    if "part" in shapes:
        return "part"
    return "" if found[at].low in lexicon.nouns else _coordinated(found, at, nxt, shapes, lexicon)


def _goes_on(found: list[Word], at: int, shapes: dict[str, str], lexicon: Lexicon) -> bool:
    """Before an open word: a past form, or a third person in step with one before it."""
    if "past" in shapes:
        return True
    in_step = any(w.shape == "s" for w in found[:at]) or shapes.get("s") in lexicon.copular
    return "s" in shapes and in_step and found[at].low not in lexicon.nouns


def _coordinated(
    found: list[Word], at: int, nxt: Word, shapes: dict[str, str], lexicon: Lexicon
) -> str:
    """The present tense after `and`: in step with a present or an infinitive before it."""
    earlier = {w.shape for w in found[:at] if w.tag == "verb"}
    infinitive = any(w.low == "to" or w.tag in {"modal", "do"} for w in found[:at])
    strong = nxt.tag in {"that", "det", "poss", "pron"}
    if at and "s" in shapes and _resumes(found, at, nxt, lexicon):
        return "s"
    if "base" in shapes and "base" in earlier and (infinitive or strong):
        return "base"
    perfect = found[at - 1].tag == "cc" and any(w.tag == "have" for w in found[:at])
    return "s" if "s" in shapes and ("s" in earlier or perfect) else ""


def _resumes(found: list[Word], at: int, nxt: Word | None, lexicon: Lexicon) -> bool:
    """`The plan, hatched in May, aims to …`: after an aside the verb that is still missing."""
    strong = nxt is not None and nxt.tag in {"det", "poss", "pron", "that", "to"}
    strong = strong or lexicon.shapes(found[at].low).get("s") in lexicon.copular
    return strong and found[at].low not in lexicon.nouns and not _finitebefore(found, at)


def _finitebefore(found: list[Word], at: int) -> bool:
    return any(
        (w.tag in {"modal", "be", "have"} and w.low not in {"having", "being"})
        or (w.tag == "verb" and w.shape == "s")
        for w in found[:at]
    )


def _coordinated_past(found: list[Word], at: int) -> str:
    """`was seen and heard` goes on with a participle, `has claimed … and said` with a finite verb."""
    before = found[at - 1]
    passive = at >= 3 and found[at - 2].shape == "part" and found[at - 3].tag == "be"
    return "part" if before.tag == "cc" and passive else "past"


def _after_modifier(found: list[Word], at: int, prev: Word, shapes: dict[str, str]) -> str:
    """After `the`, `of` or an adjective stands a noun, save after `many`, `both` and their like."""
    nxt = after(found, at)
    alone = prev.low in STANDS_ALONE and nxt is not None and nxt.tag in _AFTER_VERB
    if alone and "past" in shapes:
        return "past"
    if alone and "base" in shapes and prev.low in _PLURAL_SUBJECTS:
        return "base"
    counted = prev.tag in {"num", "adj"} and nxt is not None and nxt.tag in {"det", "that", "poss"}
    return "past" if counted and "past" in shapes and prev.tag == "num" else ""


def _after_noun(
    found: list[Word], at: int, prev: Word, shapes: dict[str, str], lexicon: Lexicon
) -> str:
    """After a noun: a finite verb, a participle that describes the noun, or the noun's own head."""
    known = next((shape for shape in ("past", "part") if shape in shapes), "")
    if known and _compound(found, at, prev, lexicon):
        return ""
    if known:
        return known
    if "s" in shapes:
        return "s" if _third_person(found, at, prev, lexicon) else ""
    return "base" if _plural_verb(found, at, prev, lexicon) else ""


def _compound(found: list[Word], at: int, prev: Word, lexicon: Lexicon) -> bool:
    """`Freedonia backed rebels`: a name and a participle as one adjective, the hyphen left out."""
    nxt = after(found, at)
    if prev.tag != "name" or nxt is None or nxt.tag:
        return False
    article = at > 1 and found[at - 2].low in {"a", "an"}  # `a Freedonia controlled zone`
    return article or (found[at].low in lexicon.compounding and nxt.low.endswith("s"))


def _third_person(found: list[Word], at: int, prev: Word, lexicon: Lexicon) -> bool:
    """`Ruritania strikes the town`, but `drone strikes hit` and `the attacks continue`."""
    nxt = after(found, at)
    if nxt is None or (nxt.tag in {"be", "have", "modal", "cc"} and nxt.low != "having"):
        return False
    lemma = lexicon.shapes(found[at].low).get("s", "")
    unlikely = found[at].low in lexicon.nouns and f"{lemma}_{nxt.low}" not in lexicon.governing
    plural = prev.tag == "noun" and prev.low.endswith("s") and not prev.low.endswith("ss")
    if plural or _already(found, at, lexicon):
        return False
    if prev.tag == "name" and not unlikely and nxt.tag != "punct":
        return True
    if nxt.tag in _OBJECT_STARTS - {"adj"} | {"adv"}:
        return True
    if nxt.tag == "punct":
        linked = _after_link(found, at) and not unlikely
        return linked or prev.tag == "name" or lexicon.shapes(found[at].low)["s"] in lexicon.speech
    return not unlikely and (nxt.tag != "" or "past" not in lexicon.shapes(nxt.low))


def _plural_verb(found: list[Word], at: int, prev: Word, lexicon: Lexicon) -> bool:
    """The bare form as a finite verb: `attacks continue`, `the council demand`, `that A leave`."""
    nxt = after(found, at)
    if nxt is None or _caused(found, at):
        return False
    if nxt.tag == "prep" and found[at].low in lexicon.transitive:
        return False  # `the experts present at the site`
    spoken = lexicon.shapes(found[at].low)["base"] in lexicon.speech
    plain = prev.tag == "pron" or prev.low.endswith("s") or found[at].low not in lexicon.nouns
    if nxt.tag == "punct" and spoken and plain:
        return True
    if _named_subject(found, at, prev, nxt, lexicon):
        return not _already(found, at, lexicon) or _after_that(found, at)
    joined = at >= 3 and prev.tag == "name" and found[at - 2].tag in {"cc", "name"}
    plural = (
        joined
        or _plural_head(found, at)
        or (prev.tag in {"noun", "name", "num"} and prev.low.endswith("s"))
    )
    if not plural or _already(found, at, lexicon):
        return False
    loose = nxt.tag in {"prep", "adv", "rel", "adj", "punct", ""}
    strong = nxt.tag in _OBJECT_STARTS - {"adj", "rel"}
    if nxt.tag == "num" and found[at].low in lexicon.nouns:
        strong = "-" not in prev.low  # `small-arms fire 2 km away`
    governs = f"{found[at].low}_{nxt.low}" in lexicon.governing
    return strong or (loose and (governs or found[at].low not in lexicon.nouns))


def _plural_head(found: list[Word], at: int) -> bool:
    """`Terms of the deal include …`: the noun before `of` is the subject's own."""
    at -= 1
    while at > 0 and found[at].tag in NOMINAL:
        at -= 1
    owner = found[at - 1] if at > 0 and found[at].low == "of" else None
    return owner is not None and owner.tag == "noun" and owner.low.endswith("s")


def _named_subject(found: list[Word], at: int, prev: Word, nxt: Word, lexicon: Lexicon) -> bool:
    """After a name that may be a plural, before what a verb governs; or in an inverted condition."""
    if found[0].low == "should" and found[0].tag == "sub":
        return nxt.tag in _AFTER_VERB | {"punct", ""}
    if prev.tag != "name" or found[at].low in lexicon.nouns:
        return False
    open_word = not nxt.tag and _after_that(found, at)
    following = found[at + 2].low if at + 2 < len(found) else ""
    joined = nxt.tag == "cc" and (following.endswith("ly") or "base" in lexicon.shapes(following))
    return open_word or joined or nxt.tag in _AFTER_VERB or nxt.low.endswith("ly")


def _caused(found: list[Word], at: int) -> bool:
    """`makes A think`, `would see B take over`: a bare verb under another one."""
    at -= 1
    while at > 0 and (found[at].tag in NOMINAL or found[at].tag == "cc"):
        at -= 1
    return found[at].tag == "verb" and found[at].lemma in {"make", "let", "help", "see", "watch"}


def _after_link(found: list[Word], at: int) -> bool:
    """Only a noun phrase since a conjunction: `once a truce holds`."""
    at -= 1
    while at > 0 and found[at].tag in NOMINAL:
        at -= 1
    return found[at].tag in {"sub", "subprep", "rel", "that"}


def _after_that(found: list[Word], at: int) -> bool:
    """Only a noun phrase since `that`: `demands that A release prisoners`."""
    at -= 1
    while at > 0 and found[at].tag in NOMINAL:
        at -= 1
    return found[at].tag == "that"


def _already(found: list[Word], at: int, lexicon: Lexicon) -> bool:
    """Is there a finite verb since the last border, so that another one isn't due?"""
    for n in range(at - 1, -1, -1):
        word = found[n]
        if word.tag in BREAKS:
            return False
        if found[n + 1].low == "by":
            continue  # a participle: `a body chaired by A oversees it`
        if word.tag == "modal" or (word.tag == "verb" and word.shape in {"past", "s"}):
            return word.lemma not in lexicon.contact
        if word.tag in {"be", "have"}:
            return True
    return False


def is_nominal(word: Word) -> bool:
    """Can it stand inside a noun phrase?"""
    return word.tag in NOMINAL
