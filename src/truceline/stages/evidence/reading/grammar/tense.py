"""Is a time told of as past or as still to come? By the nearest verb of its sentence.

Times are found before a sentence is parsed, so this looks at words alone; where no verb tells, the
tense is open, and the nearest day is meant.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from truceline.model.claim import Span
from truceline.stages.evidence.reading.grammar.frames import Frames
from truceline.stages.evidence.reading.lexicon import Lexicon

_WORD = re.compile(r"[\w'’]+")
_BEHIND = 20
"""Code points by which a verb behind a time counts as further off than one before it."""
Tense = Callable[[Span], bool | None]


def tense_of(text: str, sentences: Sequence[Span], frames: Frames, lexicon: Lexicon) -> Tense:
    """A function that tells of a span whether it is past (True), ahead (False) or neither (None)."""
    starts = [span.start for span in sentences]

    def told(span: Span) -> bool | None:
        at = bisect_right(starts, span.start) - 1
        if at < 0:
            return None
        marks = list(_marks(text, sentences[at], span, frames, lexicon))
        return min(marks, default=(0, None))[1]

    return told


def _marks(
    text: str, sentence: Span, span: Span, frames: Frames, lexicon: Lexicon
) -> list[tuple[int, bool | None]]:
    """(distance, past) of each word of a sentence that tells a tense."""
    found: list[tuple[int, bool | None]] = []
    for word in _WORD.finditer(text, sentence.start, sentence.end):
        past = _past(word[0].lower().replace("’", "'"), frames, lexicon)
        if past is None or span.start <= word.start() < span.end:
            continue
        before = word.end() <= span.start
        far = span.start - word.end() if before else word.start() - span.end + _BEHIND
        found.append((far, past))
    return found


def _past(word: str, frames: Frames, lexicon: Lexicon) -> bool | None:
    if word in frames.sets["tense_ahead"]:
        return False
    if word in frames.sets["tense_past"]:
        return True
    plain = word in lexicon.nouns or word in lexicon.adjectives
    return True if not plain and "past" in lexicon.shapes(word) else None
