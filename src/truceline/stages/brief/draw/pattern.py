"""How readings are told apart: patterns without colour, the same in every chart of a brief."""

from truceline.stages.brief.draw.ink import INK, PAPER, TINT_DARK
from truceline.stages.brief.draw.svg import Value, box, line, tag

NAMES = ("hatched", "tinted", "dotted", "barred")
DASHES = ("4 3", None, "1.2 2.4", "8 3 1.5 3")
_LIGHT = "#CFCBC0"


def defs(name: str) -> str:
    """Pattern definitions of one figure; `name` keeps their ids apart on a page."""
    stroke: dict[str, Value] = {"stroke": _LIGHT, "stroke_width": 1}
    diagonal = line(0, 0, 0, 5, **stroke)  # type: ignore[arg-type]
    dot = tag("circle", cx=2, cy=2, r=0.8, fill="#B5B0A2")
    return tag(
        "defs",
        _tile(f"{name}-0", 5, diagonal, turn="rotate(45)"),
        _tile(f"{name}-2", 4.5, dot),
        _tile(f"{name}-3", 4, line(0, 0, 0, 4, **stroke)),  # type: ignore[arg-type]
    )


def _tile(name: str, size: float, inside: str, turn: str | None = None) -> str:
    return tag(
        "pattern",
        inside,
        id=name,
        width=size,
        height=size,
        patternUnits="userSpaceOnUse",
        patternTransform=turn,
    )


def fill(name: str, index: int) -> str:
    """The fill of the reading at an index."""
    kind = index % len(NAMES)
    return TINT_DARK if kind == 1 else f"url(#{name}-{kind})"


def area(
    name: str, index: int, x: float, y: float, width: float, height: float, *, framed: bool
) -> str:
    """A rectangle in a reading's pattern; frames belong to bars, not to the ground of a panel."""
    stroke: Value = INK if framed else None
    ground = box(x, y, width, height, fill=PAPER) if framed else ""
    opacity: Value = None if framed else 0.55 if index % len(NAMES) == 1 else 0.9
    body = box(
        x,
        y,
        width,
        height,
        fill=fill(name, index),
        stroke=stroke,
        stroke_width=1 if framed else None,
        fill_opacity=opacity,
    )
    return ground + body
