"""Audiences of a plan brief, from narrow to wide. Nothing here decides what a level sees."""

from truceline.model.release import RELEASES


def may_see(level: str, widest: str) -> bool:
    """May an audience of `level` see what may go as wide as `widest`?"""
    return RELEASES.index(level) <= RELEASES.index(widest)
