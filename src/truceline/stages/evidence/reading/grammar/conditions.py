"""What a clause is subject to: the words behind `if`, `once`, `contingent on`.

A condition is always the text's own words; `if` after verbs of asking sets none.
"""

from collections.abc import Sequence

from truceline.stages.evidence.reading.grammar.clauses import Clause
from truceline.stages.evidence.reading.grammar.frames import Frames
from truceline.stages.evidence.reading.grammar.scene import Parsed
from truceline.stages.evidence.reading.grammar.words import OPENING, Word


def sets_condition(parsed: Parsed, n: int, frames: Frames, *, future: bool) -> bool:
    """Is clause n an if-clause (or, for a clause about the `future`, a when-clause)?"""
    clause = parsed.clauses[n]
    shared = clause.subject[0] == clause.subject[1]
    if clause.link == "and" and shared and clause.parent >= 0:
        return sets_condition(parsed, clause.parent, frames, future=future)
    if clause.link != "sub" or clause.linker < 0:
        return False
    link = parsed.words[clause.linker].low.replace(" ", "_")
    before = parsed.words[clause.linker - 1] if clause.linker else None
    asking = before is not None and before.lemma in frames.sets["asking_verbs"]
    if link in frames.sets["conditional_links"]:
        return not asking
    if _only(parsed.words, clause.linker, frames):
        return link in frames.sets["future_links"]
    return (
        future and link in frames.sets["future_links"] and parsed.words[clause.linker].tag == "sub"
    )


def _only(words: Sequence[Word], at: int, frames: Frames) -> bool:
    """`only after …`, also where a quotation begins between the two."""
    before = [w.low for w in words[max(at - 2, 0) : at] if w.low not in OPENING + '"']
    return bool(before) and before[-1] in frames.sets["only"]


def condition_of(
    text: str, parsed: Parsed, n: int, frames: Frames, *, future: bool
) -> tuple[str, int, int]:
    """(words, first word, last word) of the condition of clause n; places −1 where it has none."""
    for k in (n + 1, n - 1):
        if 0 <= k < len(parsed.clauses) and sets_condition(parsed, k, frames, future=future):
            other = parsed.clauses[k]
            if _belongs(parsed, n, k):
                words = parsed.words
                said = text[words[other.start].start : words[other.end - 1].end].rstrip(' ,.”"’')
                return said, other.linker, other.end - 1
    return _phrase(text, parsed.words, parsed.clauses[n], frames)


def _belongs(parsed: Parsed, n: int, k: int) -> bool:
    """A condition in front belongs to the clause behind it, and the other way about."""
    if k > n:
        return parsed.clauses[k].parent in {n, -1} or parsed.clauses[k].parent == n
    return parsed.clauses[n].link == "main" or parsed.clauses[n].parent == k


def _phrase(
    text: str, words: Sequence[Word], clause: Clause, frames: Frames
) -> tuple[str, int, int]:
    """`if necessary` and its like."""
    for at in range(clause.start, min(clause.end, len(words) - 1)):
        if f"{words[at].low}_{words[at + 1].low}" in frames.sets["condition_phrases"]:
            return text[words[at + 1].start : words[at + 1].end], at, at + 1
    return "", -1, -1


def behind_head(text: str, words: Sequence[Word], clause: Clause, at: int) -> str:
    """What follows `contingent on`, `hinges on`, up to the end of its clause."""
    first = at + 1
    while first < clause.end and words[first].tag in {"prep", "to", "adv"}:
        first += 1
    if first >= clause.end:
        return ""
    return text[words[first].start : words[clause.end - 1].end].strip(' ,.”"')
