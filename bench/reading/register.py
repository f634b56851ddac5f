"""Registers to compare: what an annotator marked, and what a reader found.

A gold folder holds `gold.json` and its `texts/`; a gold file without quotes gets them from the texts,
so that texts which may not be copied can stay where they are. Nothing here judges.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

Json = Mapping[str, object]
# The codebook gives one name to each; readers and annotators may write the other.
NAMES = {
    "uk": "united kingdom",
    "britain": "united kingdom",
    "great britain": "united kingdom",
    "us": "united states",
    "u.s": "united states",
    "usa": "united states",
    "eu": "european union",
    "russian federation": "russia",
    "türkiye": "turkey",
}
NO_PLACE = (-1, -1)


class Amount(NamedTuple):
    """A quantity as it is compared: `lo` and `hi` null where open."""

    lo: float | None
    hi: float | None
    unit: str
    bound: str


class Marked(NamedTuple):
    """A claim of either register. Without a usable place, `start` is −1 and it matches nothing."""

    name: str
    source: str
    start: int
    end: int
    quote: str
    kind: str
    actors: frozenset[str]
    polarity: str
    modality: str
    amount: Amount | None
    core: bool


class Gold(NamedTuple):
    """The annotated claims, which labels count as equal, and the texts by file name."""

    claims: list[Marked]
    kinds: set[frozenset[str]]
    bounds: set[frozenset[str]]
    units: list[list[str]]
    texts: dict[str, str]


def read_gold(path: Path, texts: Path) -> Gold:
    """`path` is the gold file, `texts` the folder of its texts; a missing text leaves no quotes."""
    told = json.loads(path.read_text(encoding="utf-8"))
    rows = told["claims"]
    words = {row["source_file"]: read_text(texts / row["source_file"]) for row in rows}
    accepted = told.get("acceptance") or {}
    return Gold(
        [marked(quoted(row, words)) for row in rows],
        {frozenset(pair) for pair in accepted.get("kind_equiv", ())},
        {frozenset(pair) for pair in accepted.get("bound_equiv", ())},
        accepted.get("unit_equiv", []),
        words,
    )


def read_claims(path: Path) -> list[Marked]:
    """What `truceline read` wrote; a line that is no claim stays in the count and matches nothing."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [marked(row_of(line)) for line in lines if line.strip()]


def row_of(line: str) -> Json:
    try:
        row = json.loads(line)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def read_text(path: Path) -> str:
    """The code points as they stand: line ends aren't translated, since offsets count them."""
    return path.read_bytes().decode("utf-8") if path.is_file() else ""


def quoted(row: Json, texts: Mapping[str, str]) -> Json:
    """The row with the words at its place, where it has none of its own."""
    start, end = place(row)
    return {"quote": texts[str(row["source_file"])][start:end], **row}


def marked(row: Json) -> Marked:
    start, end = place(row)
    return Marked(
        str(row.get("id") or row.get("claim_id") or ""),
        Path(str(row.get("source_file") or "")).name,
        start,
        end,
        str(row.get("quote") or ""),
        str(row.get("kind") or ""),
        canonical(row.get("actors")),
        str(row.get("polarity") or ""),
        str(row.get("modality") or ""),
        amount(row.get("quantity")),
        row.get("tier", "core") == "core",
    )


def place(row: Json) -> tuple[int, int]:
    """The span's ends, or `NO_PLACE` where they are no span."""
    start, end = row.get("char_start"), row.get("char_end")
    if type(start) is int and type(end) is int and 0 <= start < end:
        return start, end
    return NO_PLACE


def canonical(told: object) -> frozenset[str]:
    """Names without the state in brackets, the article or the mark of an unresolved name."""
    names = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    return frozenset(actor(str(name)) for name in names if name)


def actor(name: str) -> str:
    bare = re.sub(r"\s*\([^)]*\)\s*$", "", name).casefold().replace("’", "'")
    bare = re.sub(r"\s+", " ", bare).strip(" .")
    bare = re.sub(r"^(the|unresolved:)\s+", "", bare)
    return NAMES.get(bare, bare)


def amount(told: object) -> Amount | None:
    if not isinstance(told, dict):
        return None
    unit = re.sub(r"\s+", " ", str(told.get("unit") or "").strip().casefold())
    return Amount(number(told.get("lo")), number(told.get("hi")), unit, str(told.get("bound")))


def number(told: object) -> float | None:
    """Null stays null; what is no number equals nothing."""
    if told is None or told == "" or isinstance(told, bool):
        return None
    try:
        return float(str(told))
    except ValueError:
        return float("nan")
