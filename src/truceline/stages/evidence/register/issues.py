"""Which issues a claim speaks of, and what it does with each.

Stances follow from a claim's modality and from words beside the issue's own. A claim that shows no
stance has none: it stays out of the matrix. A denial that something was said or done is no refusal.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from truceline.model.claim import ClaimKind, Modality, Span
from truceline.model.register import Stance
from truceline.stages.evidence.register.phrases import Phrases, folded, phrases, table, topic
from truceline.stages.evidence.register.setting import Said


class Hit(NamedTuple):
    """An issue, where its words stand, and the words around it that belong to it; `pointed` where
    the quote only points back to them.
    """

    issue: str
    span: Span
    before: str
    after: str
    pointed: bool = False


class Issue(NamedTuple):
    """A row of the data, its phrases compiled."""

    id: str
    label: str
    said: Phrases
    unless: frozenset[str]
    excludes: frozenset[frozenset[str]]


@cache
def issues() -> dict[str, Issue]:
    """All issues by id, in the order of the data."""
    listed = table("issues")
    return {row["id"]: _issue(row, listed["gap"]) for row in listed["issues"]}


def _issue(row: dict[str, object], gap: int) -> Issue:
    pairs = row.get("excludes") or ()
    assert isinstance(pairs, list | tuple)
    return Issue(
        str(row["id"]),
        str(row["label"]),
        phrases(row, gap),
        frozenset(row.get("unless") or ()),  # type: ignore[call-overload]
        frozenset(frozenset(pair) for pair in pairs),
    )


@lru_cache(maxsize=1 << 14)
def issues_in(words: str, language: str) -> tuple[Hit, ...]:
    """The issues that words speak of, from left to right, each once."""
    spans: dict[str, Span] = {}
    for issue in issues().values():
        place = issue.said.first(words, language)
        if place is not None:
            spans[issue.id] = place
    kept = {i: s for i, s in spans.items() if issues()[i].unless.isdisjoint(spans)}
    placed = sorted(kept.items(), key=lambda pair: (pair[1].start, pair[1].end, pair[0]))
    return tuple(_hits(words, placed))


def _hits(words: str, placed: Sequence[tuple[str, Span]]) -> Iterator[Hit]:
    for n, (issue, span) in enumerate(placed):
        start = max((s.end for _, s in placed[:n] if s.end <= span.start), default=0)
        later = [s.start for _, s in placed[n + 1 :] if s.start >= span.end]
        end = min(later, default=len(words))
        yield Hit(issue, span, words[start : span.start], words[span.end : end])


def stances(said: Said) -> Iterator[tuple[Hit, Stance]]:
    """Each issue of a claim with the claim's stance on it. Where the quote names no issue and
    points back, the issue is that of the words before it.
    """
    words = said.claim.condition if said.claim.kind is ClaimKind.CONDITION else None
    hits = issues_in(words or said.quote, said.language)
    if not hits and said.names_its_actor():
        hits = _pointed_at(said)
    ended = False
    for n, hit in enumerate(hits):
        ended = _ended(said, hit) if n == 0 or not _joined(hit, said.language) else ended
        if stance := _stance(said, hit, ended=ended):
            yield hit, stance


def _pointed_at(said: Said) -> tuple[Hit, ...]:
    """The issue of the words that the quote points back to; several at once say nothing for sure."""
    near = said.has("issues", "near_anaphors") and not _demanding(said)
    words = said.before if said.has("issues", "anaphors") else said.begun if near else ""
    before = issues_in(words, said.language)
    if len(before) != 1:
        return ()
    return (
        before[0]._replace(before=said.quote, after="", span=Span(start=0, end=0), pointed=True),
    )


def _joined(hit: Hit, language: str) -> bool:
    """Do only small words stand between this issue and the one before it?"""
    rest = topic("issues", "stances", "joins")
    words = folded(hit.before).replace(",", " ").split()
    return all(rest(word, language) for word in words)


def _ended(said: Said, hit: Hit) -> bool:
    """Do the words speak of an end of the issue's matter, or of its absence?"""
    ends = topic("issues", "stances", "end", "before")(hit.before, said.language)
    ends = ends or topic("issues", "stances", "end", "after")(hit.after, said.language)
    return ends != topic("issues", "stances", "negation")(hit.before + hit.after, said.language)


def _stance(said: Said, hit: Hit, *, ended: bool) -> Stance | None:
    """None where the claim tells of the issue and takes no stance on it."""
    if said.has("issues", "stances", "no_stance"):
        return None
    if _demanding(said):
        return Stance.DEMANDS_END if ended else Stance.DEMANDS
    if said.has("issues", "stances", "undecided"):
        return Stance.UNDECIDED
    if said.has("issues", "stances", "raises"):
        return None if _negative(said) else _open(said) or Stance.RAISES
    return _refusal(said, hit) if _refusing(said) else _consent(said)


def _negative(said: Said) -> bool:
    return said.claim.polarity == "-" or said.claim.modality is Modality.DENIED


def _open(said: Said) -> Stance | None:
    return Stance.OPEN if said.has("issues", "stances", "open") else None


def _consent(said: Said) -> Stance | None:
    """Open to it, or for it; an evaluation isn't consent, a hope for others isn't either."""
    if _negative(said) or said.claim.modality is Modality.ALLEGED:
        return None
    agreed = said.claim.kind is ClaimKind.AGREEMENT or said.has("issues", "stances", "accepts")
    accepts = agreed and said.claim.kind is not ClaimKind.ASSESSMENT
    return _open(said) or (Stance.ACCEPTS if accepts else None)


def _refusal(said: Said, hit: Hit) -> Stance:
    ending = topic("issues", "stances", "end", "before")(hit.before, said.language)
    return Stance.REFUSES_END if ending and _lifting(said, hit) else Stance.REFUSES


def _lifting(said: Said, hit: Hit) -> bool:
    """Is the end itself what is refused? The words of refusing stand before those of ending."""
    no = topic("issues", "stances", "refuses").first(hit.before, said.language)
    ends = list(topic("issues", "stances", "end", "before").all(hit.before, said.language))
    return bool(no and any(end.start >= no.end for end in ends))


def _demanding(said: Said) -> bool:
    claim = said.claim
    conditional = claim.kind is ClaimKind.CONDITION and claim.modality is Modality.CONDITIONAL
    return conditional or claim.modality is Modality.DEMANDED


def _refusing(said: Said) -> bool:
    if topic("issues", "stances", "not_refused")(said.quote, said.language):
        return False
    return _negative(said) and said.has("issues", "stances", "refuses")
