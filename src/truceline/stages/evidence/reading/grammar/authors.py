"""Who `we` are in a text that several put out together: a communiqué, a joint statement.

They are named behind the first `we` (`We, the leaders of …,`) or in a heading that calls the text a
statement; where neither names anybody, `we` stays nobody.
"""

from truceline.model.claim import Span
from truceline.stages.evidence.reading.actors.mentions import ActorMention
from truceline.stages.evidence.reading.grammar.attribution import Told
from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene
from truceline.stages.evidence.reading.grammar.standing import known

_HEADINGS = 3
_LINKS = frozenset({"by", "from", "between"})
_COLLECTIVE = frozenset({"state", "organisation"})


def authors(scene: Scene) -> Told | None:
    """Whoever speaks as `we` outside of quotations; None where the text doesn't tell."""
    for parsed in scene.parsed:
        named = _named(scene, parsed)
        if named:
            return _speaking(named)
    for parsed in scene.parsed[:_HEADINGS]:
        headed = _headed(scene, parsed)
        if headed:
            return _speaking(headed)
    return None


def _speaking(found: list[ActorMention]) -> Told:
    return Told(tuple(found), "", "plain", found[0].mention.span)


def _named(scene: Scene, parsed: Parsed) -> list[ActorMention]:
    """`We, the leaders of the group, …`."""
    words = parsed.words
    if len(words) < 4 or words[0].low != "we" or words[1].low not in {",", "the"}:
        return []
    end = next((n for n, w in enumerate(words[2:], 2) if w.low == ","), 0)
    first = next((c.group.first for c in parsed.clauses), len(words))
    end = min(end or first, first)
    return _bodies(scene, Span(start=words[1].end, end=words[end - 1].end)) if end > 2 else []


def _headed(scene: Scene, parsed: Parsed) -> list[ActorMention]:
    """`A statement on B`, `Joint statement by A and C`."""
    words, papers = parsed.words, scene.frames.sets["joint_papers"]
    at = next((n for n, w in enumerate(words) if w.low in papers), -1)
    if at < 0 or parsed.clauses:
        return []
    before = _bodies(scene, Span(start=words[0].start, end=words[at].end))
    link = next((n for n in range(at + 1, len(words) - 1) if words[n].low in _LINKS), -1)
    if link < 0:
        return before
    last = next((n for n in range(link, len(words)) if words[n].low == "on"), len(words))
    return _bodies(scene, Span(start=words[link].end, end=words[last - 1].end)) or before


def _bodies(scene: Scene, span: Span) -> list[ActorMention]:
    """States and organisations among the mentions within a span."""
    found = scene.mentions_in(span.start, span.end)
    return [m for m in found if m.category in _COLLECTIVE and known(m)]
