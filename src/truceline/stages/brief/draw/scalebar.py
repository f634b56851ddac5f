"""The scale bar, in the emptiest corner of its window."""

import math
from collections.abc import Sequence

import numpy as np

from truceline.stages.brief.draw.frame import Frame, Rect
from truceline.stages.brief.draw.ink import INK, PAPER
from truceline.stages.brief.draw.svg import box, line, words

_WIDE, _TALL = 0.17, 24.0


def _length(frame: Frame) -> tuple[float, float]:
    """A round number of km and its length on the page, at the window's middle."""
    unit = frame.radius(frame.lat, frame.lon, 1.0) or 1.0
    most = frame.rect.width * _WIDE / unit
    step = 10 ** math.floor(math.log10(most))
    km = next(s * step for s in (5, 2, 1) if s * step <= most)
    return km, km * unit


def scale_room(
    frame: Frame, signs: Sequence[tuple[float, float, float]], blocks: Sequence[Rect]
) -> Rect:
    """Where the bar goes: the corner that hides the fewest signs and meets nothing else."""
    wide = _length(frame)[1] + 48
    r = frame.rect
    xs, ys = (r.left + 6, r.right - 6 - wide), (r.bottom - 6 - _TALL, r.top + 6)
    spots = [Rect(x, y, x + wide, y + _TALL) for y in ys for x in xs]
    return min(spots, key=lambda s: sum(100 * s.meets(b) for b in blocks) + _hidden(s, signs))


def _hidden(spot: Rect, signs: Sequence[tuple[float, float, float]]) -> int:
    at = np.array(signs).reshape(-1, 3)
    across = (at[:, 0] > spot.left - at[:, 2]) & (at[:, 0] < spot.right + at[:, 2])
    return int(
        (across & (at[:, 1] > spot.top - at[:, 2]) & (at[:, 1] < spot.bottom + at[:, 2])).sum()
    )


def scale_bar(frame: Frame, room: Rect) -> str:
    """The bar with its length in km."""
    km, length = _length(frame)
    x, y = room.left + 8, room.bottom - 7
    back = box(room.left, room.top, room.width, room.height, fill=PAPER, fill_opacity=0.88)
    bar = line(x, y, x + length, y, stroke=INK, stroke_width=1.2)
    ends = "".join(line(e, y - 3.5, e, y, stroke=INK, stroke_width=1.2) for e in (x, x + length))
    return (
        back
        + bar
        + ends
        + words(
            x + length / 2, y - 5, f"{km:,.0f} km" if km >= 1 else f"{km:g} km", anchor="middle"
        )
    )
