"""A clause with what was made of it becomes a draft: exact words, and the words that bear it out."""

from typing import NamedTuple

from truceline.model.claim import ClaimTime, Draft, Mention, Quantity, Span
from truceline.stages.evidence.reading.numbers.quantities import FoundQuantity, find_quantities
from truceline.stages.evidence.reading.slavic.actors import Actor
from truceline.stages.evidence.reading.slavic.acts import Act
from truceline.stages.evidence.reading.slavic.clauses import SIGNS, Clause
from truceline.stages.evidence.reading.slavic.put import INCIDENTS, Put
from truceline.stages.evidence.reading.slavic.scene import HARMED, Scene, Sentence
from truceline.stages.evidence.reading.slavic.speakers import Told

NAME = "rules-1"
UNATTRIBUTED = "Unattributed"
_QUOTES = frozenset("«»“”„\"'.")


class Piece(NamedTuple):
    """A clause, its act, how it is put and by whom; its quote begins with the clause `first`."""

    clause: Clause
    act: Act
    put: Put
    actors: tuple[Actor, ...]
    told: Told | None
    first: int
    sure: float
    condition: Clause | None = None
    embraces: bool = False


def draft_of(scene: Scene, sentence: Sentence, piece: Piece) -> Draft:
    """The draft of a piece of a sentence."""
    text = scene.document.text
    span = _quote(sentence, piece, scene)
    mentions = _mentions(scene, piece)
    head = sentence.chars(piece.act.at, piece.act.at + 1)
    found = _raw_enough(_quantity(sentence, piece), span.of(text), scene.document.language)
    return Draft(
        kind=piece.put.kind,
        actors=tuple(dict.fromkeys(m.actor for m in mentions)) or (UNATTRIBUTED,),
        predicate=head.of(text),
        object=Span(start=min(head.end, span.end), end=span.end).of(text).strip(" :,—«»"),
        polarity=piece.put.polarity,
        quantity=found if found and found.raw in span.of(text) else None,
        time=_time(sentence, span),
        modality=piece.put.modality,
        condition=_condition(sentence, piece, text),
        attribution_chain=(piece.told.name,) if piece.told else (),
        quote=span.of(text),
        at=span.start,
        mentions=mentions,
        cue=piece.put.cue,
        extractor=NAME,
        confidence=piece.sure,
        notes=_notes(piece),
    )


def _quote(sentence: Sentence, piece: Piece, scene: Scene) -> Span:
    """The words of the clause without the signs and joining words at its edges."""
    words, known = sentence.words, scene.known
    start, end = sentence.clauses[piece.first].start, piece.clause.end
    joining = known.topics["and"] | known.topics["that"]
    while start < end - 1 and (words[start].text in SIGNS | _QUOTES or words[start].low in joining):
        start += 1
    while end - 1 > start and _trailing(words[end - 1].text, words[start:end]):
        end -= 1
    return sentence.chars(start, end)


def _trailing(text: str, words: list) -> bool:  # type: ignore[type-arg]
    """A sign at the end that closes nothing which the quote opens."""
    if text == "»":
        return all(word.text != "«" for word in words)
    return text in SIGNS or text in _QUOTES - {"»"}


def _mentions(scene: Scene, piece: Piece) -> tuple[Mention, ...]:
    """The words for each actor, and for the state whose organ it is where the text names that."""
    found = [m for actor in piece.actors for m in actor.mentions()]
    for actor in piece.actors:
        own, state = actor.mention, actor.mention.state
        if own.category != "organisation" or not state or len(own.each) > 1:
            continue
        named = next(
            (m for s in scene.sentences for m in s.mentions if m.mention.actor == state), None
        )
        if named is not None:
            back = named.mention.antecedent or named.span
            found.append(Mention(actor=state, span=actor.at, via="coreference", antecedent=back))
    return tuple(found)


def _quantity(sentence: Sentence, piece: Piece) -> Quantity | None:
    """The number that the clause is about: of people harmed first, of lasting only for stances, how
    often only where nothing else is counted.
    """
    counted = sentence.counted(piece.clause.start, piece.clause.end)
    if piece.put.kind == "incident" or piece.act.what in INCIDENTS:
        counted = [q for q in counted if not q.share_of_time]
        if piece.act.what == "harm":
            counted.sort(key=lambda q: q.quantity.unit not in HARMED)
    counted.sort(key=lambda q: q.quantity.unit == "times")
    return _first(counted)


def _raw_enough(found: Quantity | None, quote: str, language: str) -> Quantity | None:
    """Two that were hurt, whose noun is the verb: the number's words are then the whole quote."""
    if found is None or found.unit not in HARMED or _reads(found, found.raw, language):
        return found
    return found.but(raw=quote) if _reads(found, quote, language) else None


def _reads(found: Quantity, raw: str, language: str) -> bool:
    told = (found.lo, found.hi, found.bound)
    again = (f.quantity for f in find_quantities(raw, language))
    return any((q.lo, q.hi, q.bound) == told for q in again)


def _first(counted: list[FoundQuantity]) -> Quantity | None:
    return counted[0].quantity if counted else None


def _time(sentence: Sentence, span: Span) -> ClaimTime | None:
    """The time in the quote, else the first of the sentence."""
    inside = [t for t in sentence.times if span.start <= t.span.start < span.end]
    near = inside or list(sentence.times)
    return near[0].time if near else None


def _condition(sentence: Sentence, piece: Piece, text: str) -> str | None:
    if piece.condition is None or piece.put.modality != "conditional":
        return None
    return sentence.chars(piece.condition.start, piece.condition.end).of(text).strip(" ,")


def _notes(piece: Piece) -> tuple[str, ...]:
    if piece.told is not None and piece.told.carried:
        return ("its speaker is named before",)
    return ()
