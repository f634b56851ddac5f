"""JSON that strangers wrote, read without trusting its depth.

Python's parser goes down one call a level, so that a few hundred kilobytes of brackets can end the
process where somebody raised the recursion limit. It must never be called on an outside file directly.
"""

import json
from collections.abc import Callable, Iterator

import numpy as np

MAX_DEPTH = 200
_PIECE = 1 << 18
"""Characters that are looked at before the next ones: what is too deep is told by its first."""
_SIGNS = b'[]{}"'
_OTHERS = bytes(set(range(256)) - set(_SIGNS))
_QUOTE = ord('"')
_STEPS = np.zeros(256, np.int8)
_STEPS[[ord("["), ord("{")]] = 1
_STEPS[[ord("]"), ord("}")]] = -1
_Pairs = Callable[[list[tuple[str, object]]], object]


def read_json(text: str, pairs: _Pairs | None = None) -> object:
    """What the text holds. Raises ValueError for what isn't JSON (RFC 8259), so NaN and Infinity,
    and for more than `MAX_DEPTH` levels; `json.JSONDecodeError` tells the line. `pairs` makes objects.
    """
    if _too_deep(text):
        raise ValueError(f"nested more than {MAX_DEPTH} levels deep")
    return json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)


def _too_deep(text: str) -> bool:
    """Do brackets outside strings ever stand too deep, up to the first sign that is no JSON?"""
    depth, inside = 0, 0
    for signs in _signs(text):
        within = np.cumsum(signs == _QUOTE, dtype=np.uint8) + np.uint8(inside)  # odd: in a string
        levels = depth + np.cumsum(_STEPS[signs] * (1 - (within & 1)), dtype=np.int64)
        if len(levels) and levels.max() > MAX_DEPTH:
            return True
        depth, inside = (int(levels[-1]), int(within[-1] & 1)) if len(levels) else (depth, inside)
    return False


def _signs(text: str) -> Iterator[np.ndarray]:
    """Brackets and quotes, those taken out that a backslash makes a character of a string."""
    carried = b""
    for start in range(0, len(text), _PIECE):
        data = carried + text[start : start + _PIECE].encode("utf-8", "surrogatepass")
        if b"\\" in data:
            data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
        carried = b"\\" if data.endswith(b"\\") else b""  # whatever it stands before is to come
        yield np.frombuffer(data.translate(None, _OTHERS), np.uint8)


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is not a number")
