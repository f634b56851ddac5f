"""What the page says, by language and key: files of data, so that no word stands in code."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

from litestar import Request
from ruamel.yaml import YAML

LANGUAGES: Final = ("en", "uk")


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of one language by key, `screen.name`; `{}` in a text stands for a value."""
    folder = files("truceline").joinpath("data", "room", language)
    found: dict[str, str] = {}
    for part in sorted(folder.iterdir(), key=lambda part: part.name):
        screen = part.name.removesuffix(".yaml")
        told: dict[str, str] = YAML(typ="safe", pure=True).load(part.read_text(encoding="utf-8"))
        found |= {f"{screen}.{key}": text for key, text in told.items()}
    return found


def language_of(request: Request[Any, Any, Any]) -> str:
    """The language that a request's `Accept-Language` names first, where there are words in it; else
    English.
    """
    accepted = request.headers.get("accept-language", "")
    first = accepted.split(",", maxsplit=1)[0].split(";", maxsplit=1)[0]
    wanted = first.strip().lower().partition("-")[0]
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
