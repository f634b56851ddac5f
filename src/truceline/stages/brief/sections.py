"""The sections of a brief in their order: which there are, and the number that each carries."""

from typing import Final

SECTIONS: Final = {
    "key-lines": "Key lines",
    "readings": "Readings",
    "place-time": "Place and time",
    "holding": "Is it holding?",
    "ledgers": "Ledgers",
    "reports-incidents": "Reports to incidents",
    "disputes": "Disputes",
    "totals": "Claimed totals",
    "other-means": "Other means",
    "sources": "Sources",
    "set-aside": "Set aside",
    "method": "Restatement, method",
    "incidents": "Incidents",
    "said": "What is said",
    "documents": "Documents",
}
"""Anchor → title in the contents."""
_OF_WATCH: Final = ("holding",)
_OF_TEXTS: Final = ("said", "documents")


def numbered(*, holding: bool, said: bool) -> dict[str, int]:
    """Anchor → number of the sections that a brief has."""
    absent = (() if holding else _OF_WATCH) + (() if said else _OF_TEXTS)
    return {name: n for n, name in enumerate((s for s in SECTIONS if s not in absent), 1)}
