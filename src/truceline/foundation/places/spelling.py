"""Spellings of place names: one key for what is typed differently, one skeleton for what is
transliterated differently. Never shown to anybody, only compared.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

_DROPPED = {ord(c): None for c in "'’ʼʻʹ`´‘′\"“”«»().,-–—‐‑/ \t\u00a0\u00ad"}


@cache
def _tables() -> dict[str, Any]:
    path = files("truceline").joinpath("data/places/transliteration.yaml")
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return loaded


@cache
def _letters(language: str) -> dict[int, str]:
    return str.maketrans({**_tables()["common"], **_tables()[language]})


def key(name: str) -> str:
    """The name without case, accents, apostrophes, hyphens and blanks: equal for the same word."""
    plain = name.casefold().translate(_DROPPED)
    if plain.isascii():
        return plain
    parts = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in parts if not unicodedata.combining(c))


def skeletons(name: str) -> frozenset[str]:
    """What is left of a name whatever the romanisation: one for Latin letters, one per language
    for Cyrillic. Empty for other scripts.
    """
    plain = unicodedata.normalize("NFC", name.casefold()).translate(_DROPPED)
    latin = {plain.translate(_letters(language)) for language in ("uk", "ru")}
    return frozenset(bare for text in latin if (bare := _bones(key(text))).isascii() and bare)


@cache
def _rules() -> tuple[tuple[str, str], ...]:
    return tuple((a, b) for a, b in _tables()["skeleton"])


def _bones(text: str) -> str:
    for spelled, bone in _rules():
        text = text.replace(spelled, bone)
    text = re.sub(r"i+(?=[aeou])", "", text)
    return re.sub(r"(.)\1+", r"\1", text)
