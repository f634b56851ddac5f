"""Random numbers by name: every draw has a key made of who draws it and for what.

So that removing an asset, adding an analyst or changing a rate leaves all other draws as they were,
no number depends on how many were drawn before it (common random numbers). Nothing is drawn without
the seed in its key.
"""

from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Keys = NDArray[np.uint64]

GOLDEN: Final = np.uint64(0x9E3779B97F4A7C15)
SHIFTS: Final = (np.uint64(30), np.uint64(27), np.uint64(31))
FACTORS: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def key_of(*words: object) -> int:
    """A key of 64 bits for any words, the same on every machine."""
    text = "\x1f".join(map(str, words)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def keys_of(words: list[str]) -> Keys:
    """A key for each word."""
    return np.array([key_of(word) for word in words], np.uint64)


def joined(first: Keys | int, *others: Keys | int) -> Keys:
    """Keys of combinations, by elements; arrays must fit one another.

    Each step is the output function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), used as a
    counter-based generator in the sense of Salmon et al. (SC11, 2011).
    """
    mixed = mix(np.atleast_1d(np.asarray(first, np.uint64)))
    for other in others:
        mixed = mix(mixed ^ mix(np.atleast_1d(np.asarray(other, np.uint64))))
    return mixed


def mix(keys: Keys) -> Keys:
    """Keys stirred so that neighbours have nothing in common."""
    mixed = keys + GOLDEN
    mixed = (mixed ^ (mixed >> SHIFTS[0])) * FACTORS[0]
    mixed = (mixed ^ (mixed >> SHIFTS[1])) * FACTORS[1]
    return np.asarray(mixed ^ (mixed >> SHIFTS[2]), np.uint64)


def uniform(keys: Keys) -> Floats:
    """One number in (0, 1) for each key, on a grid of 2⁻⁵²."""
    return ((keys >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52


def lognormal(keys: Keys, median: float, spread: float) -> Floats:
    """Lognormal with this median and standard deviation of the logarithm, by inversion."""
    from scipy.special import ndtri  # noqa: PLC0415 -- slow to import

    return np.asarray(median * np.exp(spread * ndtri(uniform(keys))))


def generator(*words: object) -> np.random.Generator:
    """A stream of its own for draws whose number isn't known beforehand."""
    return np.random.Generator(np.random.Philox(key=key_of(*words)))
