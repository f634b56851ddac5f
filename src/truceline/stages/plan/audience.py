"""Audiences of a plan brief, from narrow to wide. Nothing here decides what a level sees."""

from typing import Final

LEVELS: Final = ("restricted", "parties", "political_body", "public")


def may_see(level: str, widest: str) -> bool:
    """May an audience of `level` see what may go as wide as `widest`?"""
    return LEVELS.index(level) <= LEVELS.index(widest)
