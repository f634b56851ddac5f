"""The service for people: every answer as a page without a script."""

from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader

from truceline.web.parameters import Told

_ELSEWHERE: Final = frozenset({"type", "id", "numberMatched", "numberReturned"})
MOST_SHOWN: Final = 200
"""Characters of a cell."""


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader("truceline.web.ogc"), autoescape=True, trim_blocks=True)


def page(told: Told, title: str, language: str, words: dict[str, str]) -> bytes:
    """An answer as HTML: features as a table, what else there is as a list, links beneath."""
    every = told.get("features") or ([told] if told.get("type") == "Feature" else [])
    text = (
        _templates()
        .get_template("page.html")
        .render(
            title=title,
            language=language,
            words=words,
            links=_links(told),
            columns=_columns(every),
            rows=[_row(feature) for feature in every],
            matched=told.get("numberMatched"),
            plain=_plain(told),
        )
    )
    return text.encode()


def _links(told: Told) -> list[Told]:
    own = [link for link in told.get("links", []) if link["rel"] != "alternate"]
    inner = [link for part in told.get("collections", []) for link in part["links"][:1]]
    titles = [{"title": part["title"]} for part in told.get("collections", [])]
    return [*own, *(a | b for a, b in zip(inner, titles, strict=True))]


def _columns(features: list[Told]) -> list[str]:
    return ["id", "geometry", *features[0]["properties"]] if features else []


def _row(feature: Told) -> list[str]:
    place = feature["geometry"]
    where = place["coordinates"] if isinstance(place, dict) else None
    return [_cell(value) for value in (feature["id"], where, *feature["properties"].values())]


def _cell(value: Any) -> str:  # noqa: ANN401 - any JSON
    if value is None:
        return ""
    told = ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return told if len(told) <= MOST_SHOWN else f"{told[:MOST_SHOWN]}…"


def _plain(told: Told) -> list[tuple[str, str]]:
    """What stands on its own: texts, numbers, lists of texts, names of properties."""
    found = [(k, v) for k, v in told.items() if isinstance(v, str | int) and k not in _ELSEWHERE]
    found += [(k, "\n".join(v)) for k, v in told.items() if _texts(v)]
    found += [
        (k, "\n".join(v))
        for k, v in told.items()
        if k in {"properties", "paths"} and "id" not in told
    ]
    return [(key, str(value)) for key, value in found]


def _texts(value: object) -> bool:
    return (
        isinstance(value, list | tuple) and bool(value) and all(isinstance(v, str) for v in value)
    )
