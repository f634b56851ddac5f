"""Whether a part of the map is too crowded to read, and where its enlargement goes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from truceline.stages.brief.draw.frame import Rect
from truceline.stages.brief.draw.spread import Group, crowding

_LEAST_SIGNS, _LEAST_TOUCHES = 7, 12
_ZOOM = 2.6
_SIZES = ((0.38, 0.29), (0.33, 0.24), (0.29, 0.2), (0.25, 0.17))  # shares of the map's width


@dataclass(frozen=True)
class Inset:
    """`source` on the map is drawn enlarged in `panel`, in a corner or beneath the map."""

    source: Rect
    panel: Rect
    beneath: bool


def chosen_inset(groups: Sequence[Group], frame: Rect) -> Inset | None:
    """The most crowded part, if reading it needs an enlargement; in a corner that is free of signs,
    else beneath the map.
    """
    if len(groups) < _LEAST_SIGNS:
        return None
    touches = crowding(groups)
    for share_across, share_down in _SIZES:
        corner = Rect(0, 0, frame.width * share_across, frame.width * share_down)
        source = _densest(groups, touches, frame, corner.width / _ZOOM, corner.height / _ZOOM)
        if source is None:
            return None
        for panel in _corners(frame, corner):
            if _clear(panel, source, groups):
                return Inset(source, panel, beneath=False)
    return _beneath(groups, touches, frame)


def _clear(panel: Rect, source: Rect, groups: Sequence[Group]) -> bool:
    hides = any(panel.holds(g.x, g.y, -g.reach - 2) for g in groups)
    return not hides and not panel.grown(6).meets(source)


def _beneath(groups: Sequence[Group], touches: np.ndarray, frame: Rect) -> Inset | None:
    wide = Rect(frame.left, frame.bottom + 8, frame.right, frame.bottom + 8 + frame.width * 0.42)
    source = _densest(groups, touches, frame, wide.width / _ZOOM, wide.height / _ZOOM)
    return Inset(source, wide, beneath=True) if source else None


def _corners(frame: Rect, size: Rect) -> list[Rect]:
    left, right = frame.left + 7, frame.right - 7 - size.width
    top, bottom = frame.top + 7, frame.bottom - 7 - size.height
    spots = [(left, top), (right, top), (left, bottom), (right, bottom)]
    return [Rect(x, y, x + size.width, y + size.height) for x, y in spots]


def _densest(
    groups: Sequence[Group], touches: np.ndarray, frame: Rect, width: float, height: float
) -> Rect | None:
    at = np.array([[g.x, g.y] for g in groups])
    best, most = None, 0
    for x, y in at:
        spot = _around(at, x, y, frame, width, height)
        inside = _inside(at, spot)
        total = int(touches[inside].sum())
        if total > most and inside.sum() >= _LEAST_SIGNS:
            best, most = spot, total
    return best if most >= _LEAST_TOUCHES else None


def _around(at: np.ndarray, x: float, y: float, frame: Rect, width: float, height: float) -> Rect:
    """A window around the middle of what lies near (x, y), kept within the frame."""
    near = at[(np.abs(at[:, 0] - x) <= width / 2) & (np.abs(at[:, 1] - y) <= height / 2)]
    middle = (near.min(axis=0) + near.max(axis=0)) / 2
    left = float(np.clip(middle[0] - width / 2, frame.left + 2, frame.right - width - 2))
    top = float(np.clip(middle[1] - height / 2, frame.top + 2, frame.bottom - height - 2))
    return Rect(left, top, left + width, top + height)


def _inside(at: np.ndarray, rect: Rect) -> np.ndarray:
    across = (at[:, 0] >= rect.left + 2) & (at[:, 0] <= rect.right - 2)
    return across & (at[:, 1] >= rect.top + 2) & (at[:, 1] <= rect.bottom - 2)
