"""JSON that strangers wrote, read without trusting its depth.

Python's parser goes down one call a level, so that a few hundred kilobytes of brackets can end the
process where somebody raised the recursion limit. It must never be called on an outside file directly.
"""

import json
import re
from collections.abc import Callable
from itertools import accumulate

MAX_DEPTH = 200
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_OTHERS = bytes(set(range(256)) - _STEPS.keys())
_Pairs = Callable[[list[tuple[str, object]]], object]


def read_json(text: str, pairs: _Pairs | None = None) -> object:
    """What the text holds. Raises ValueError for what isn't JSON (RFC 8259), so NaN and Infinity,
    and for more than `MAX_DEPTH` levels; `json.JSONDecodeError` tells the line. `pairs` makes objects.
    """
    if _depth(text.encode("utf-8", "surrogatepass")) > MAX_DEPTH:
        raise ValueError(f"nested more than {MAX_DEPTH} levels deep")
    return json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)


def _depth(data: bytes) -> int:
    """Levels of brackets outside strings; strings are looked for only where brackets are many."""
    deepest = _brackets(data)
    return deepest if deepest <= MAX_DEPTH else _brackets(_STRING.sub(b'""', data))


def _brackets(data: bytes) -> int:
    signs = data.translate(None, _OTHERS)
    return max(accumulate(map(_STEPS.__getitem__, signs)), default=0)


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number")
