"""Readers of a mission folder's own files: the mission, its roster, sites, statements, judgements.

They exist so that a slip in a hand-written table costs one row and a clear message, never the
brief. They take text, never a path: decoding and storing are the caller's.
"""

from truceline.foundation.mission.check import check_sides
from truceline.foundation.mission.judgements import read_judgements
from truceline.foundation.mission.read import read_mission
from truceline.foundation.mission.tables import read_roster, read_sites, read_statements

__all__ = [
    "check_sides",
    "read_judgements",
    "read_mission",
    "read_roster",
    "read_sites",
    "read_statements",
]
