"""A small builder of SVG text: every attribute and every word is escaped, numbers are short."""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from truceline.stages.brief.draw.ink import FONT, INK, SMALL
from truceline.stages.brief.draw.letters import plain

Value = str | float | int | None


class Drawing(NamedTuple):
    """A figure, what it says in words, and how high it is at full width."""

    svg: str
    alt: str
    height: float


def number(value: float) -> str:
    """Two decimals at most, no trailing zeros, never `-0`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _attribute(name: str, value: Value) -> str:
    text = value if isinstance(value, str) else number(float(value or 0))
    return f' {name.rstrip("_").replace("_", "-")}="{escape(text)}"'


def tag(name: str, *inside: str, **attributes: Value) -> str:
    """One element; underscores of attribute names become hyphens, None leaves one out."""
    head = "".join(_attribute(k, v) for k, v in attributes.items() if v is not None)
    body = "".join(inside)
    return f"<{name}{head}>{body}</{name}>" if body else f"<{name}{head}/>"


def line(x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, **more: Value) -> str:
    """A straight stroke."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **more)


def box(
    x: float, y: float, width: float, height: float, *, fill: str = "none", **more: Value
) -> str:
    """A rectangle."""
    return tag("rect", x=x, y=y, width=max(width, 0), height=max(height, 0), fill=fill, **more)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """The `d` of a path through points, rounded to a tenth."""
    steps = [f"{round(x, 1):g} {round(y, 1):g}" for x, y in points]
    return f"M{'L'.join(steps)}{'Z' if closed else ''}" if steps else ""


def words(
    x: float,
    y: float,
    text: str,
    *,
    size: float = SMALL,
    fill: str = INK,
    anchor: str = "start",
    bold: bool = False,
    **more: Value,
) -> str:
    """A line of text; (x, y) is the anchor on its baseline."""
    weight = "700" if bold else None
    return tag(
        "text",
        escape(plain(text), quote=False),
        x=x,
        y=y,
        font_size=size,
        fill=fill,
        text_anchor=None if anchor == "start" else anchor,
        font_weight=weight,
        **more,
    )


def haloed(x: float, y: float, text: str, **more: Value) -> str:
    """A line of text that stays readable over lines: a white rim lies beneath it."""
    rim = {
        "stroke": "#FFFFFF",
        "stroke_width": 2.6,
        "stroke_linejoin": "round",
        "stroke_opacity": 0.85,
    }
    known = {k: v for k, v in more.items() if k != "fill"}
    return words(x, y, text, fill="#FFFFFF", **rim, **known) + words(x, y, text, **more)  # type: ignore[arg-type]


def drawing(
    name: str, width: float, height: float, title: str, desc: str, *inside: str, top: float = 0
) -> Drawing:
    """A whole figure with its title and description; `name` keeps its ids apart on a page. What
    lies above `top` is cut off.
    """
    title, desc = plain(title), plain(desc)
    head = tag("title", escape(title, quote=False), id=f"{name}-t")
    told = tag("desc", escape(desc, quote=False), id=f"{name}-d")
    svg = tag(
        "svg",
        head,
        told,
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height - top,
        viewBox=f"0 {number(top)} {number(width)} {number(height - top)}",
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
        font_family=FONT,
    )
    return Drawing(svg, f"{title}. {desc}", height - top)


def ornament(width: float, height: float, *inside: str) -> str:
    """A small picture that only repeats what the text beside it says."""
    return tag(
        "svg",
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        viewBox=f"0 0 {number(width)} {number(height)}",
        aria_hidden="true",
        focusable="false",
        font_family=FONT,
    )
