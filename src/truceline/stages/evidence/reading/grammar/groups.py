"""Verb groups: auxiliaries, negation and a chain of verbs that say one thing together.

`has so far refused to accept` is one group with the heads refuse, accept. What the heads mean is
not asked here.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.stages.evidence.reading.grammar.words import NOMINAL, Word
from truceline.stages.evidence.reading.lexicon import Lexicon

_AUXILIARY = frozenset({"modal", "be", "have", "do"})
NOMINATIVE = frozenset({"he", "she", "they", "we", "i", "it", "you"})
"""Pronouns that open the clause they are the subject of."""
_BREAKS = frozenset({"punct", "quote", "cc", "sub", "that", "rel"})
_PARTED = frozenset({"down", "up", "out", "off", "back", "away"})
_PARTICLES = frozenset(
    {"out", "up", "down", "off", "on", "for", "over", "back", "to", "with", "in", "against", "into",
     "from", "of", "through", "forward", "forth", "away", "about", "upon", "at", "by", "together"}
)  # fmt: skip


class Head(NamedTuple):
    """A verb or predicative adjective of a group: its lemma, with the particle after it if any."""

    lemma: str
    phrase: str
    at: int
    adjective: bool = False
    passive: bool = False


class Group(NamedTuple):
    """Words [first, last]; `shape` is that of its first word, `modal` for a modal; `modal` the
    modal's text. A group that isn't finite is a participle or infinitive of its own; one that is
    `ended` goes on no longer; `perfect` has `have` behind its first word.
    """

    first: int
    last: int
    heads: tuple[Head, ...]
    shape: str
    modal: str = ""
    negated: bool = False
    finite: bool = True
    past: bool = False
    ended: bool = False
    perfect: bool = False

    @property
    def head(self) -> Head:
        """The outermost head: the one that the subject belongs to."""
        return self.heads[0]


def groups_of(words: Sequence[Word], lexicon: Lexicon, clausal: frozenset[str]) -> list[Group]:
    """All verb groups of a sentence in order; `clausal` are verbs that take a clause after them."""
    found: list[Group] = []
    at = 0
    while at < len(words):
        group = _group_at(words, at, lexicon)
        if group is None:
            at += 1
            continue
        found.append(group)
        at = group.last + 1
    return _reduced(words, found, clausal, lexicon)


def _group_at(words: Sequence[Word], at: int, lexicon: Lexicon) -> Group | None:
    word = words[at]
    if word.tag in _AUXILIARY:
        return _finite(words, at, lexicon)
    if word.tag == "verb":
        shape = word.shape
        finite = shape not in {"ing", "part"}
        group = _extended(words, at, at, shape, finite=finite, lexicon=lexicon)
        denied = at > 0 and words[at - 1].tag == "neg"
        return group._replace(negated=group.negated or denied)
    if word.low == "to" and _infinitive(words, at + 1) >= 0:
        base = _infinitive(words, at + 1)
        return _extended(words, at, base, "to", finite=False, lexicon=lexicon)
    return None


def _finite(words: Sequence[Word], at: int, lexicon: Lexicon) -> Group | None:
    """A group that auxiliaries open."""
    last, negated = at, words[at].low in lexicon.negated or _pending(words, at)
    probe = at + 1
    while probe < len(words) and words[probe].tag in _AUXILIARY | {"adv", "neg"}:
        negated = negated or words[probe].tag == "neg" or words[probe].low in lexicon.negated
        negated = negated or (words[probe].low == "yet" and words[at].tag in {"have", "be"})
        if words[probe].tag in _AUXILIARY:
            last = probe
        probe += 1
    shape = "modal" if words[at].tag == "modal" else words[at].tag
    modal = words[at].low if shape == "modal" else ""
    finite = words[at].low not in {"being", "having", "doing", "been", "be"}
    past = words[at].low in {"was", "were", "had", "did", "wasn't", "weren't", "hadn't", "didn't"}
    end = words[probe] if probe < len(words) else None
    if end is not None and end.tag == "verb":
        passive = words[last].tag == "be" and end.shape == "part"
        group = _extended(words, at, probe, shape, finite=finite, lexicon=lexicon, passive=passive)
    else:
        group = _copula(words, at, last, probe, shape, finite, lexicon)
    ended = any(w.low == "no longer" for w in words[at:probe])
    perfect = any(w.low == "have" for w in words[at + 1 : probe]) and probe <= group.last
    return group._replace(
        modal=modal or group.modal,
        negated=negated or group.negated,
        past=past,
        ended=ended,
        perfect=perfect,
    )


def _pending(words: Sequence[Word], at: int) -> bool:
    """`they still have to decide`: not done yet."""
    owed = words[at].tag == "have" and at + 1 < len(words) and words[at + 1].low == "to"
    return owed and at > 0 and words[at - 1].low == "still"


def _copula(
    words: Sequence[Word],
    at: int,
    last: int,
    probe: int,
    shape: str,
    finite: bool,
    lexicon: Lexicon,
) -> Group:
    """`is`, `has`, with an adjective that goes with it (`is willing`, `has to`)."""
    lemma = words[last].tag if words[last].tag != "modal" else "be"
    adjectival = words[last].tag == "be" and probe < len(words) and words[probe].tag == "adj"
    adjective = probe if adjectival else -1
    if lemma == "be" and adjective < 0:
        adjective = _quoted_adjective(words, probe)
    if lemma == "be" and adjective >= 0:
        low = words[adjective].low
        head = Head(words[adjective].lemma or low, low, adjective, adjective=True)
        return _chained(words, at, adjective, [head], shape, finite, lexicon)
    return _chained(words, at, last, [Head(lemma, lemma, last)], shape, finite, lexicon)


def _quoted_adjective(words: Sequence[Word], probe: int) -> int:
    """`is ‘ready to …`: a quotation mark or `so` stands before the adjective."""
    if probe + 1 < len(words) and words[probe].tag == "quote" and words[probe + 1].tag == "adj":
        return probe + 1
    return -1


def _extended(
    words: Sequence[Word],
    at: int,
    verb: int,
    shape: str,
    *,
    finite: bool,
    lexicon: Lexicon,
    passive: bool = False,
) -> Group:
    head = _head(words, verb)._replace(passive=passive)
    return _chained(words, at, verb, [head], shape, finite, lexicon)


def _head(words: Sequence[Word], verb: int) -> Head:
    word, nxt = words[verb], words[verb + 1] if verb + 1 < len(words) else None
    if nxt is not None and nxt.low.endswith("ly") and verb + 2 < len(words):
        nxt = words[verb + 2]  # `engage intensively with`
    lemma = word.lemma or word.tag
    if nxt is not None and nxt.low in _PARTICLES:
        return Head(lemma, f"{lemma}_{nxt.low}", verb)
    return Head(lemma, _parted(words, verb, lemma), verb)


def _parted(words: Sequence[Word], verb: int, lemma: str) -> str:
    """`turned the idea down`: a particle behind a short object belongs to the verb."""
    for word in words[verb + 1 : verb + 5]:
        if word.low in _PARTED and word.tag == "adv":
            return f"{lemma}_{word.low}"
        if word.tag not in {"det", "poss", "adj", "noun", "name", "pron"}:
            break
    return lemma


def _chained(
    words: Sequence[Word],
    at: int,
    last: int,
    heads: list[Head],
    shape: str,
    finite: bool,
    lexicon: Lexicon,
) -> Group:
    """Add the infinitives and gerunds that follow at once."""
    negated = False
    if not heads[-1].adjective and _predicative(words, last, heads[-1], lexicon):
        last += 1
        heads.append(
            Head(words[last].lemma or words[last].low, words[last].low, last, adjective=True)
        )
    while len(heads) < 5:
        verb, passive, denied = _next_verb(words, last)
        topic = heads[-1].lemma in lexicon.speech or heads[-1].lemma in {"discuss", "debate"}
        if verb >= 0 and words[verb].shape == "ing" and topic:
            break
        if verb < 0:
            break
        heads.append(_head(words, verb)._replace(passive=passive))
        last, negated = verb, negated or denied
    past = shape == "past"
    return Group(at, last, tuple(heads), shape, negated=negated, finite=finite, past=past)


def _predicative(words: Sequence[Word], last: int, head: Head, lexicon: Lexicon) -> bool:
    """`stands ready`, `remains unclear`."""
    nxt = words[last + 1] if last + 1 < len(words) else None
    return nxt is not None and nxt.tag == "adj" and head.lemma in lexicon.copular


def _next_verb(words: Sequence[Word], last: int) -> tuple[int, bool, bool]:
    """(place, passive, negated) of the verb that the chain goes on with; place −1 where it ends."""
    at, denied = last + 1, False
    while at < len(words) and words[at].tag in {"neg", "adv"} and words[at].low not in _PARTICLES:
        denied = denied or words[at].tag == "neg"
        at += 1
    if at < len(words) and words[at].low in _PARTICLES and words[at].low != "to":
        at += 1
    if at >= len(words):
        return -1, False, False
    if words[at].low == "to":
        verb = _infinitive(words, at + 1)
        if verb >= 0:
            return verb, _is_passive(words, at + 1, verb), denied
        at += 1
    if words[last].lemma == "help" and words[at].tag == "verb" and words[at].shape == "base":
        return at, False, denied
    perfect = (
        words[at].low in {"having", "being"} and at + 1 < len(words) if at < len(words) else False
    )
    if perfect and words[at + 1].tag == "verb" and words[at + 1].shape == "part":
        return at + 1, words[at].low == "being", denied
    gerund = at < len(words) and words[at].tag == "verb" and words[at].shape == "ing"
    return (at, False, denied) if gerund else (-1, False, False)


def _infinitive(words: Sequence[Word], at: int) -> int:
    """The place of the verb after `to`, or −1."""
    while at < len(words) and words[at].tag in {"adv", "neg"}:
        at += 1
    if at >= len(words):
        return -1
    if words[at].tag == "verb" and words[at].shape == "base":
        return at
    if words[at].low in {"be", "have", "do"}:
        nxt = at + 1
        while nxt < len(words) and words[nxt].tag in {"adv", "be"}:
            nxt += 1
        verb = nxt < len(words) and words[nxt].tag == "verb" and words[nxt].shape in {"part", "ing"}
        return nxt if verb else at
    return -1


def _is_passive(words: Sequence[Word], at: int, verb: int) -> bool:
    return words[verb].shape == "part" and any(w.low in {"be", "been"} for w in words[at:verb])


def _reduced(
    words: Sequence[Word], found: list[Group], clausal: frozenset[str], lexicon: Lexicon
) -> list[Group]:
    """`the force sent there will stay`: a past form that only describes a noun isn't finite."""
    kept = list(found)
    for n, group in enumerate(found):
        by_agent = group.last + 1 < len(words) and words[group.last + 1].low == "by"
        shapes = lexicon.shapes(words[group.first].low)
        both = not shapes or "part" in shapes  # `took` is no participle
        telling = bool({group.head.lemma, group.head.phrase} & clausal)
        if group.shape == "past" and both and (by_agent or not telling):
            bare = group.head.lemma in lexicon.transitive and _phrased(words, group)
            describes = bare or _describes(words, kept, n, lexicon.contact)
            kept[n] = group._replace(finite=not describes)
    return kept


def _describes(words: Sequence[Word], found: list[Group], n: int, contact: frozenset[str]) -> bool:
    """Does a bare past form only describe the noun before it?"""
    group = found[n]
    if _governs(words, group):
        return False
    later = next((g for g in found[n + 1 :] if g.finite), None)
    if _awaited(words, group, later) or _aside(words, group, later):
        return True
    earlier = next((g for g in reversed(found[:n]) if g.finite), None)
    if earlier is None or _broken(words, earlier, group.first) or _timed(words, group):
        return False
    opened = words[earlier.last + 1].tag in {"det", "poss", "name", "pron", "adj", "noun", "num"}
    if earlier.head.lemma not in ({"say", "tell"} | (contact if opened else frozenset())):
        return True
    return _phrased(words, group) and _is_object(words, earlier, group)


def _governs(words: Sequence[Word], group: Group) -> bool:
    """`continued their bombardment`: what only describes a noun has no object of its own."""
    after = group.last + 1
    ditransitive = group.head.lemma in {"give", "grant", "offer", "award", "call", "dub", "name", "deny", "pay"}  # fmt: skip
    governs = after < len(words) and words[after].tag in {"det", "poss"}
    return governs and len(group.heads) == 1 and not ditransitive


def _is_object(words: Sequence[Word], said: Group, group: Group) -> bool:
    """`…”, said the text posted on …`, `said in a text issued in …`: no subject of what is said."""
    start = group.first
    while start > said.last + 1 and words[start - 1].tag in NOMINAL:
        start -= 1
    inverted = said.first > 0 and words[said.first - 1].tag in {"punct", "quote"}
    return inverted or words[start - 1].tag == "prep"


def _awaited(words: Sequence[Word], group: Group, later: Group | None) -> bool:
    """`the force sent there will stay`: another verb follows that the noun still waits for."""
    if later is None:
        return False
    plain = later.shape == "past" and not _phrased(words, group)
    apart = plain or _contact(words, later) or _broken(words, group, later.first)
    return not apart or _in_front(words, group, later)


def _aside(words: Sequence[Word], group: Group, later: Group | None) -> bool:
    """`driven by A`, `…, signed in May, …`: with an agent, or between commas."""
    if group.last + 1 < len(words) and words[group.last + 1].low == "by":
        return True
    before = group.first - 1
    while before > 0 and words[before].tag == "adv":
        before -= 1
    if words[before].low != ",":
        return False
    resumed = later is not None and _resumes(words, later)
    return resumed or (_phrased(words, group) and not _interrupted(words[:before]))


def _interrupted(words: Sequence[Word]) -> bool:
    """Is there an earlier comma or `who` whose aside this verb could go on after?"""
    return any(w.low in {",", "(", "–", "—"} or w.tag == "rel" for w in words)


def _timed(words: Sequence[Word], group: Group) -> bool:
    """`after the sides failed to agree`: a clause of its own; `after a text signed in May` isn't."""
    at = group.first - 1
    while at > 0 and words[at].tag in NOMINAL | {"adv"}:
        at -= 1
    return words[at].tag == "subprep" and at + 1 < group.first and not _phrased(words, group)


def _in_front(words: Sequence[Word], group: Group, later: Group) -> bool:
    """`Under a text signed in May, A must …`: a phrase in front, with a comma behind it."""
    at = group.first - 1
    while at > 0 and words[at].tag in NOMINAL:
        at -= 1
    ended = any(w.low == "," for w in words[group.last + 1 : later.first])
    return words[at].tag in {"prep", "subprep"} and ended and (at == 0 or words[at - 1].low == ",")


def _resumes(words: Sequence[Word], later: Group) -> bool:
    """`The truce, signed in May, binds both`: a comma closes the aside before the verb."""
    at = later.first - 1
    while at > 0 and words[at].tag in {"adv", "neg"}:
        at -= 1
    return words[at].low == ","


def _contact(words: Sequence[Word], later: Group) -> bool:
    """`the villages they still held`: a relative clause without its pronoun."""
    at = later.first - 1
    while at > 0 and words[at].tag in {"adv", "neg"}:
        at -= 1
    return words[at].low in NOMINATIVE


def _phrased(words: Sequence[Word], group: Group) -> bool:
    """Does a preposition follow at once (`sent to A`), as it does behind most participles?"""
    after = group.head.at + 1
    return after < len(words) and words[after].tag == "prep"


def _broken(words: Sequence[Word], group: Group, last: int) -> bool:
    """Does a border stand between a group and a later place? `sent to A and B` goes on."""
    after, phrased = group.head.at + 1, _phrased(words, group)
    return any(
        w.tag in _BREAKS and not (w.tag == "cc" and phrased and words[after + n - 1].tag == "name")
        for n, w in enumerate(words[after:last])
    )
