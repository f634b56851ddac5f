"""The brief's signs: a shape and colour per accused party, boxes for objects and for sources' days.

Hollow is alleged, filled is corroborated, a number stands for several incidents. An incident blamed
on several parties carries one shape within the other.
"""

import math
from collections.abc import Mapping, Sequence

from truceline.model.brief import PartyView
from truceline.stages.brief.draw.ink import INK, MUTED, PAPER
from truceline.stages.brief.draw.letters import width
from truceline.stages.brief.draw.svg import Value, box, line, number, ornament, tag, words

NOBODY = PartyView(id="", name="nobody named", mark="circle", colour=MUTED)
UNTOLD = NOBODY.but(name="side withheld")
_GREY = "#8A8A8A"


def shape(mark: str, x: float, y: float, size: float, **style: Value) -> str:
    """A square, circle, triangle or diamond around (x, y), of about equal area for one size."""
    if mark == "square":
        return box(x - size / 2, y - size / 2, size, size, **style)  # type: ignore[arg-type]
    if mark in {"triangle", "diamond"}:
        return tag("path", d=_corners(mark, x, y, size), **style)
    return tag("circle", cx=x, cy=y, r=size * 0.55, **style)


def _corners(mark: str, x: float, y: float, size: float) -> str:
    turns, reach = (3, 0.78) if mark == "triangle" else (4, 0.74)
    low = size * 0.12 if mark == "triangle" else 0.0  # a triangle's middle lies below its centre
    angles = (math.tau * n / turns - math.pi / 2 for n in range(turns))
    points = (
        (x + math.cos(a) * size * reach, y + low + math.sin(a) * size * reach) for a in angles
    )
    return "M" + "L".join(f"{number(px)} {number(py)}" for px, py in points) + "Z"


def sign(
    accused: Sequence[PartyView], x: float, y: float, size: float, *, filled: bool, count: int = 1
) -> str:
    """The sign of one incident, or of several at one place."""
    first, *rest = accused or [NOBODY]
    size = size * (1.5 if count > 9 else 1.32) if count > 1 else size
    stroke = max(0.9, min(1.5, size * 0.16))
    fill = first.colour if filled else PAPER
    drawn = [shape(first.mark, x, y, size, fill=fill, stroke=first.colour, stroke_width=stroke)]
    if count > 1:
        return "".join(drawn) + _count(first, x, y, size, filled=filled, count=count)
    for depth, other in enumerate(rest, 1):
        inner = size * 0.52 / depth
        drawn.append(
            shape(
                other.mark, x, y, inner, fill=other.colour, stroke=PAPER, stroke_width=stroke * 0.7
            )
        )
    return "".join(drawn)


def _count(party: PartyView, x: float, y: float, size: float, *, filled: bool, count: int) -> str:
    font = size * 0.62
    while width(str(count), font, bold=True) > size * 0.86:
        font *= 0.92
    return words(
        x,
        y + font * 0.36,
        str(count),
        size=font,
        anchor="middle",
        bold=True,
        fill=PAPER if filled else party.colour,
    )


def party_sign(party: PartyView) -> str:
    """A party's sign as a small picture beside its name."""
    return ornament(12, 12, sign([party], 6, 6, 8.6, filled=False))


def cover_box(cover: str) -> str:
    """Full covered, half clause, empty no, dashed kind: a small picture beside the word."""
    dash = "1.6 1.4" if cover == "kind" else None
    inside = {"yes": box(1.5, 1.5, 9, 9, fill=INK), "clause": box(1.5, 6, 9, 4.5, fill=INK)}
    frame = box(1.5, 1.5, 9, 9, stroke=INK, stroke_width=1.1, stroke_dasharray=dash)
    return ornament(12, 12, inside.get(cover, ""), frame)


def day_box(state: str, x: float, y: float, size: float) -> str:
    """Found (grey), part (half grey) or silent (crossed), with its upper left corner at (x, y)."""
    if state == "found":
        return box(x, y, size, size, fill=_GREY)
    frame = box(x, y, size, size, stroke=MUTED if state == "part" else INK, stroke_width=0.9)
    if state == "part":
        return box(x, y + size / 2, size, size / 2, fill=_GREY) + frame
    inset = size * 0.2
    cross = line(x + inset, y + inset, x + size - inset, y + size - inset, stroke_width=1.1)
    return (
        frame
        + cross
        + line(x + inset, y + size - inset, x + size - inset, y + inset, stroke_width=1.1)
    )


def chosen(parties: Mapping[str, PartyView], accused: Sequence[str]) -> list[PartyView]:
    """The views of accused parties; an id that isn't a party's is drawn as nobody."""
    return [parties[a] for a in accused if a in parties]
