"""What words of a vocabulary have to do with one another: a family fits its members, an act of
unstated means fits any.
"""

from collections.abc import Sequence

import numpy as np

from truceline.foundation.vocabulary import family, names_member

_VAGUE_MEMBERS = frozenset({"unspecified", "explosion_undetermined", "fire_unknown"})
_VAGUE_FAMILIES = frozenset({"effect", "other", "attack"})


def vague(word: str) -> bool:
    """Does the word leave the member of its family open?"""
    member = word.partition("/")[2]
    return not names_member(word) or member in _VAGUE_MEMBERS or family(word) in _VAGUE_FAMILIES


def fits(said: str, true: str) -> bool:
    """Can what is truly `true` be called `said`? Words of no vocabulary fit themselves alone."""
    if said == true:
        return True
    if not vague(said):
        return False
    return family(said) in _VAGUE_FAMILIES or family(said) == family(true)


def fitting_words(said: Sequence[str], latent: Sequence[str]) -> np.ndarray:
    """`fits` as a matrix of bools (said × latent)."""
    return np.array([[fits(s, t) for t in latent] for s in said], dtype=bool).reshape(
        len(said), len(latent)
    )
