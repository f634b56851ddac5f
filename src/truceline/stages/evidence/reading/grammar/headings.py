"""Headlines and headings that the text below says again: one claim is enough, and in full words.

A heading is told by its place and its missing full stop; what no sentence below repeats stays. It
must never look at what a heading claims.
"""

from truceline.stages.evidence.reading.grammar.scene import Parsed, Scene

_LONGEST = 18
_PREFIX = 5
"""Letters by which words are compared: enough for `agree` and `agreement`, `strikes` and `striking`."""
_SHARE = 0.5
"""Share of a heading's content words that must recur below it."""
_BELOW = 12
"""Sentences below a heading that may repeat it."""
_STOPS = ".!?:;”\"'’»…"
_CONTENT = frozenset({"noun", "name", "verb", "adj", "num"})


def repeated_headings(scene: Scene) -> frozenset[int]:
    """The places, among the sentences of a scene, of headings that the text below says again."""
    return frozenset(n for n in range(len(scene.parsed)) if _said_again(scene, n))


def _said_again(scene: Scene, n: int) -> bool:
    parsed = scene.parsed[n]
    if not parsed.clauses or not _is_heading(scene.text, parsed):
        return False
    said = _stems(parsed)
    below: set[str] = set()
    for other in scene.parsed[n + 1 : n + 1 + _BELOW]:
        below |= _stems(other)
    return bool(said) and len(said & below) >= _SHARE * len(said)


def _is_heading(text: str, parsed: Parsed) -> bool:
    """A short line of its own without a mark at its end."""
    start, end = parsed.span.start, parsed.span.end
    alone = text[end : end + 1] in {"\n", "\r"} and (start == 0 or text[start - 1] in "\n\r")
    return alone and len(parsed.words) <= _LONGEST and text[end - 1] not in _STOPS


def _stems(parsed: Parsed) -> set[str]:
    return {w.low[:_PREFIX] for w in parsed.words if w.tag in _CONTENT and len(w.low) > 2}
