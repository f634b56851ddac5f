"""The data files about actors, as tables: states, organisations, people, offices, bodies, words.

Only this module knows how the files are written. It must never add, mend or drop a name.
"""

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from ruamel.yaml import YAML

_FOLDER = "data/actors"


class State(NamedTuple):
    """`code` is ISO 3166-1 alpha-2 or one of our own; `label` stands in brackets after a person."""

    code: str
    name: str
    label: str
    demonym: str


class Tenure(NamedTuple):
    """An office held in months `since` to `until` (`YYYY-MM`, empty: not known or still)."""

    office: str
    since: str
    until: str


class Person(NamedTuple):
    """`state` is a code of a state or the name of an organisation; `gender` m, f or empty."""

    name: str
    state: str
    gender: str
    held: tuple[Tenure, ...]


@cache
def load(name: str) -> Any:  # noqa: ANN401 - plain data of any shape
    """The parsed data file `actors/<name>.yaml`."""
    path = files("truceline").joinpath(f"{_FOLDER}/{name}.yaml")
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The table of a file, a dict per row; cells that a row leaves out are empty."""
    loaded = load(name)
    columns = split(loaded["columns"], "|")
    lines = (line for line in loaded["rows"].splitlines() if line.strip())
    return tuple(_row(columns, line) for line in lines)


def _row(columns: list[str], line: str) -> dict[str, str]:
    cells = [cell.strip() for cell in line.split("|")]
    return dict(zip(columns, cells + [""] * (len(columns) - len(cells)), strict=True))


def split(cell: str, by: str = ",") -> list[str]:
    """The names in a cell."""
    return [name.strip() for name in cell.split(by) if name.strip()]


@cache
def states() -> dict[str, State]:
    """All states by code."""
    return {
        row["iso"]: State(
            row["iso"],
            row["name"],
            row["label"] or row["name"],
            (split(row["adjective"]) or [row["name"]])[0],
        )
        for row in rows("states")
    }


@cache
def people() -> dict[str, Person]:
    """All people by canonical name."""
    return {
        row["name"]: Person(row["name"], row["state"], row["gender"], _held(row["held"]))
        for row in rows("people")
    }


def _held(cell: str) -> tuple[Tenure, ...]:
    return tuple(_tenure(part) for part in split(cell, ";"))


def _tenure(part: str) -> Tenure:
    """`prime minister 2024-07/2025-01`; an office without months is known without its dates."""
    office, _, months = part.rpartition(" ")
    since, slash, until = months.partition("/")
    return Tenure(office, since, until) if slash else Tenure(part, "", "")


def known_to() -> str:
    """The month up to which open tenures are known, `YYYY-MM`."""
    return str(load("people")["known_to"])
