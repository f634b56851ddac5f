"""index.html: one page that needs nothing else. No script, no request, every text escaped."""

import base64
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup


def page(view: Mapping[str, object]) -> str:
    """The brief as HTML from `view_of`'s data."""
    return _environment().get_template("index.html").render(view)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(template_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = Markup(template_text("style.css"))  # noqa: S704 -- our own file
    environment.globals["said_style"] = Markup(template_text("said.css"))  # noqa: S704 -- ours too
    environment.globals["holding_style"] = Markup(template_text("holding.css"))  # noqa: S704 -- ours
    environment.globals["font"] = font_data
    environment.filters["drawn"] = Markup  # SVG comes from our builder, which escapes every word
    return environment


def template_text(name: str) -> str:
    """A template of this package."""
    return files("truceline.stages.brief").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def font_data(name: str) -> str:
    """A font file as base64."""
    data = files("truceline").joinpath("data/fonts", name).read_bytes()
    return base64.b64encode(data).decode("ascii")
