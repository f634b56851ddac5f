"""index.html of a plan brief: one page that needs nothing else. No script, every text escaped."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from truceline import __version__


class Dress(NamedTuple):
    """What the page shares with other briefs: style sheet, fonts as base64 of WOFF2, and what becomes
    of letters that the fonts lack.
    """

    style: str
    regular: str
    bold: str
    printable: Callable[[str], str]


def page(view: Mapping[str, object], dress: Dress) -> str:
    """The plan brief as HTML from `view_of`'s data."""
    shared = {
        "version": __version__,
        "style": Markup(dress.style + template_text("plan.css")),  # noqa: S704 -- our own files
        "regular": dress.regular,
        "bold": dress.bold,
    }
    return _environment().get_template("plan.html").render(view, **shared)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(template_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawn"] = Markup  # SVG comes from our builder, which escapes every word
    environment.filters["capital"] = lambda words: words[:1].upper() + words[1:]
    return environment


def template_text(name: str) -> str:
    """A template of this package."""
    return files("truceline.stages.plan").joinpath("templates", name).read_text(encoding="utf-8")
