"""A verdict on a clause becomes a draft: exact words, actors with the words that name them.

What a draft says must be found in the text by the gate; nothing is put into other words here.
"""

from collections.abc import Sequence
from typing import NamedTuple

from truceline.model.claim import ClaimTime, Draft, Mention, Modality, Quantity, Span
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.grammar.attribution import Told
from truceline.stages.evidence.reading.grammar.governed import Verdict
from truceline.stages.evidence.reading.grammar.parties import near
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.words import OPENING, Word

UNATTRIBUTED = "Unattributed"
NAME = "rules-1"


class Piece(NamedTuple):
    """What a draft is made of: words [start, end) of a sentence, with the verb group [first, last]
    in them; its verdict, actors, speaker and condition.
    """

    start: int
    end: int
    first: int
    last: int
    verdict: Verdict
    actors: Sequence[ActorMention]
    told: Told | None = None
    condition: str = ""


def draft_of(scene: Scene, parsed: Parsed, piece: Piece) -> Draft:
    """The draft of a piece of a sentence."""
    words, text = parsed.words, scene.text
    span = quote_span(words, piece, scene.frames.sets["dangling"])
    piece = piece._replace(actors=_with_states(scene, piece.actors))
    names = tuple(dict.fromkeys(x.actor for m in piece.actors for x in m.each))
    put = piece.verdict.put
    told = piece.verdict.stance in {"accuse", "refuse"}
    time = time_of(scene, parsed, span, told=told)
    return Draft(
        kind=piece.verdict.kind,
        actors=names or (UNATTRIBUTED,),
        predicate=text[words[piece.first].start : words[piece.last].end],
        object=_object(text, words, piece),
        target=_target(scene, words, piece, names),
        polarity=put.polarity,
        quantity=quantity_of(scene, words, piece, span),
        time=time,
        modality=put.modality,
        condition=piece.condition or None,
        attribution_chain=_chain(scene, piece.told),
        quote=span.of(text),
        at=span.start,
        mentions=_mentions(piece, words, span),
        cue=_cue(parsed, piece),
        extractor=NAME,
        confidence=round(piece.verdict.sure, 3),
        notes=_notes(piece),
    )


def _with_states(scene: Scene, actors: Sequence[ActorMention]) -> tuple[ActorMention, ...]:
    """An army or ministry acts for its state: the state stands beside it, where the text names it.
    Persons and their offices never do: officials are not countries.
    """
    found = list(actors)
    for organ in actors:
        if organ.category != "organisation" or not organ.state or len(organ.each) > 1:
            continue
        named = scene.nearest(organ.state, organ.mention.span.start)
        if named is not None:
            place = named.mention.span
            mention = Mention(
                actor=organ.state, span=organ.mention.span, via="coreference", antecedent=place
            )
            found.append(named.but(mention=mention, members=(mention,)))
    return tuple(found)


def _notes(piece: Piece) -> tuple[str, ...]:
    """What was noticed about the actors and about whoever says it."""
    people = (*piece.actors, *(piece.told.speakers if piece.told else ()))
    return tuple(dict.fromkeys(note for m in people for note in m.notes))


def _dangles(word: Word, dangling: frozenset[str]) -> bool:
    return word.tag in {"punct", "cc"} or word.low.replace(" ", "_") in dangling


def quote_span(words: Sequence[Word], piece: Piece, dangling: frozenset[str]) -> Span:
    """The words of a piece without a mark that is opened or closed outside of them."""
    start, end = piece.start, piece.end
    while start < end and words[start].tag in {"punct", "quote"} and words[start].low not in "“‘(":
        start += 1
    if end - start > 1 and words[start].low in '“‘"' and not _closes(words, start + 1, end):
        start += 1
    if end - start > 1 and words[end - 1].low in '”’"' and not _opens(words, start, end - 1):
        end -= 1
    while end - start > 2 and words[end - 1].shape == "ing" and words[end - 2].low == ",":
        end -= 2  # `…, saying` hands on what follows
    if end - start > 2 and words[end - 1].tag == "adv" and words[end - 2].low == ",":
        end -= 2
    while end - start > 1 and (_dangles(words[end - 1], dangling) or words[end - 1].low in OPENING):
        end -= 1
    return Span(start=words[start].start, end=words[end - 1].end)


def _closes(words: Sequence[Word], first: int, last: int) -> bool:
    return any(w.low in '”’"' for w in words[first:last])


def _opens(words: Sequence[Word], first: int, last: int) -> bool:
    return any(w.low in '“‘"' for w in words[first:last])


def _object(text: str, words: Sequence[Word], piece: Piece) -> str:
    """What follows the verb group, up to a comma or the end of the piece."""
    first = last = piece.last + 1
    while last < piece.end and words[last].low not in {",", ";", ":", "–", "—", "--"}:
        last += 1
    return (
        text[words[first].start : words[last - 1].end].strip('“”‘’" .*_`') if first < last else ""
    )


def _target(scene: Scene, words: Sequence[Word], piece: Piece, names: tuple[str, ...]) -> str:
    """The first other actor behind the verb."""
    if piece.last + 1 >= piece.end:
        return ""
    found = scene.mentions_in(words[piece.last + 1].start, words[piece.end - 1].end)
    return next((m.mention.actor for m in found if m.mention.actor not in names), "")


def quantity_of(scene: Scene, words: Sequence[Word], piece: Piece, span: Span) -> Quantity | None:
    """The number that the claim is about: a count before a duration, behind the verb before in
    front of it.
    """
    found = [q for q in scene.quantities_in(span.start, span.end) if not _background(scene, q.span)]
    if not found:
        return None
    opening = words[piece.first].start
    aside = _aside_start(words, piece)
    ranked = sorted(
        found,
        key=lambda q: (
            q.share_of_time,
            q.quantity.unit not in scene.frames.of("incident", "casualties"),
            q.span.start >= aside,
            q.span.start < opening,
            q.span.start,
        ),
    )
    best = ranked[0]
    verb = words[piece.last]
    if not best.quantity.unit and verb.lemma in scene.frames.sets["people_verbs"]:
        return best.quantity.but(unit="people")
    return best.quantity


def _aside_start(words: Sequence[Word], piece: Piece) -> int:
    """Where a participle set off by a comma begins: its numbers aren't the clause's own."""
    behind = range(piece.last + 1, piece.end - 1)
    at = next((k for k in behind if words[k].low == "," and words[k + 1].shape == "ing"), -1)
    return words[at].start if at >= 0 else words[piece.end - 1].end


def _background(scene: Scene, span: Span) -> bool:
    """`the three-year war`: how long a war has lasted is nobody's claim here."""
    following = scene.text[span.end : span.end + 24].split()
    return any(
        w.strip(".,").lower() in scene.frames.sets["background_nouns"] for w in following[:2]
    )


def time_of(scene: Scene, parsed: Parsed, span: Span, *, told: bool = False) -> ClaimTime | None:
    """The time in the claim's words, else the only one of its sentence. Where the words hold the
    telling too (`accused B on Friday of an attack overnight`), the last one is the act's.
    """
    inside = scene.times_in(span.start, span.end)
    if inside:
        return inside[-1 if told else 0].time
    whole = scene.times_in(parsed.span.start, parsed.span.end)
    return whole[0].time if len(whole) == 1 else None


def _chain(scene: Scene, told: Told | None) -> tuple[str, ...]:
    """Outlet of the document, then whoever is named as having said it."""
    names = (scene.document.outlet, *(told.chain if told is not None else ()))
    return tuple(dict.fromkeys(n for n in names if n))


def _mentions(piece: Piece, words: Sequence[Word], span: Span) -> tuple[Mention, ...]:
    """The words that name each actor; an actor who is only understood stands at the verb."""
    found = []
    verb = Span(start=words[piece.first].start, end=words[piece.last].end)
    for actor, told in ((whole, x) for whole in piece.actors for x in whole.each):
        inside = span.start <= told.span.start and told.span.end <= span.end
        named = (told.antecedent if actor.members else None) or told.span
        understood = Mention(actor=told.actor, span=verb, via="coreference", antecedent=named)
        found.append(told if inside else understood)
    return tuple(dict.fromkeys(found))


def _cue(parsed: Parsed, piece: Piece) -> Span | None:
    """The words that make the modality; none for what is simply asserted."""
    put = piece.verdict.put
    if put.modality is Modality.ASSERTED:
        return None
    words = parsed.words
    if put.first < 0:
        verb = Span(start=words[piece.first].start, end=words[piece.last].end)
        return near(piece.told.cue, parsed, verb) if piece.told else verb
    return Span(start=words[put.first].start, end=words[max(put.last, put.first)].end)
