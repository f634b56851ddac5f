"""A small builder of SVG text for the plan's charts: every word is escaped, numbers are short.

Colour means an accused side in a brief, so charts of a plan have none: ink, tints and hatch.
"""

from collections.abc import Iterable
from html import escape

INK, MUTED, RULE, PAPER = "#1A1A1A", "#555555", "#BDBDBD", "#FFFFFF"
TINT, DARK = "#E7E3D8", "#B9B2A1"
WIDE, SMALL = 673.0, 9.0
_FONT = "Noto Sans"
Value = str | float | None


def tag(name: str, *inside: str, **attributes: Value) -> str:
    """One element; underscores of attribute names become hyphens, None leaves one out."""
    head = "".join(_attribute(k, v) for k, v in attributes.items() if v is not None)
    body = "".join(inside)
    return f"<{name}{head}>{body}</{name}>" if body else f"<{name}{head}/>"


def _attribute(name: str, value: Value) -> str:
    text = value if isinstance(value, str) else short(float(value or 0))
    return f' {name.rstrip("_").replace("_", "-")}="{escape(text)}"'


def short(value: float) -> str:
    """Two decimals at most, no trailing zeros, never `-0`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def words(x: float, y: float, text: str, anchor: str = "start", **more: Value) -> str:
    """A line of text; (x, y) is the anchor on its baseline."""
    where = {"text_anchor": None if anchor == "start" else anchor}
    given = {"font_size": SMALL, "fill": INK, **where, **more}
    return tag("text", escape(text, quote=False), x=x, y=y, **given)


def stroke(x1: float, y1: float, x2: float, y2: float, colour: str = INK, **more: Value) -> str:
    """A straight stroke."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, **more)


def box(x: float, y: float, width: float, height: float, fill: str, **more: Value) -> str:
    """A rectangle."""
    return tag("rect", x=x, y=y, width=max(width, 0.0), height=height, fill=fill, **more)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """The `d` of a path through points, rounded to a tenth."""
    steps = [f"{round(x, 1):g} {round(y, 1):g}" for x, y in points]
    return f"M{'L'.join(steps)}{'Z' if closed else ''}" if steps else ""


def drawing(name: str, height: float, title: str, desc: str, *inside: str) -> str:
    """A whole figure with its title and description; `name` keeps its ids apart on a page."""
    return tag(
        "svg",
        tag("title", escape(title, quote=False), id=f"{name}-t"),
        tag("desc", escape(desc, quote=False), id=f"{name}-d"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        width=WIDE,
        height=height,
        viewBox=f"0 0 {short(WIDE)} {short(height)}",
        role="img",
        aria_labelledby=f"{name}-t {name}-d",
        font_family=_FONT,
    )
