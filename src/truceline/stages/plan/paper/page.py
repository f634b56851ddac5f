"""index.html of a plan brief: one page that needs nothing else. No script, every text escaped."""

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from truceline import __version__
from truceline.model.planbrief import PlanBrief
from truceline.stages.plan.paper.view import view_of


class Dress(NamedTuple):
    """What the page shares with other briefs: style sheet, and fonts as base64 of WOFF2."""

    style: str
    regular: str
    bold: str


def page(brief: PlanBrief, dress: Dress) -> str:
    """The plan brief as HTML."""
    shared = {
        "version": __version__,
        "style": Markup(dress.style + _text("plan.css")),  # noqa: S704 -- our own files
        "regular": dress.regular,
        "bold": dress.bold,
    }
    return _environment().get_template("plan.html").render(view_of(brief), **shared)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawn"] = Markup  # SVG comes from our builder, which escapes every word
    return environment


def _text(name: str) -> str:
    return files("truceline.stages.plan").joinpath("templates", name).read_text(encoding="utf-8")
