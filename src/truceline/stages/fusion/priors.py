"""What is believed of a record too short to learn from: a shipped file, see there."""

from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from truceline.stages.fusion.model import CLASSES, ErrorModel, Words
from truceline.stages.fusion.taxonomy import fitting_words

Readiness = tuple[float, float, float]
"""Rates of the true word, of one that fits it, of any other one."""


class Priors(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The fields of `data/fusion-priors.yaml`."""

    company: float
    shape: float
    tells: float
    again: float
    repeats: float
    repeat_km: float
    repeat_h: float
    outlier: float
    place_scale: float
    clock_floor_h: float
    slips: list[float]
    busier: float
    acts: Readiness
    sides: Readiness
    categories: Readiness


@cache
def shipped_priors() -> Priors:
    """The priors that come with the project."""
    from ruamel.yaml import YAML  # noqa: PLC0415

    text = files("truceline").joinpath("data/fusion-priors.yaml").read_text(encoding="utf-8")
    return msgspec.convert(YAML(typ="safe", pure=True).load(text), Priors)


def believing(model: ErrorModel, priors: Priors) -> ErrorModel:
    """A first model with the priors in place of what can't be learned."""
    same = {n: getattr(priors, n) for n in _SAME}
    sources = len(model.tells)
    return model.but(
        **same,
        learned_from="priors",
        place_names=1.0,
        place_pool=0.0,
        clock_pool=0.0,
        tells=[priors.tells] * sources,
        again=[priors.again] * sources,
        place_scale=[[priors.place_scale] * CLASSES] * sources,
        background=model.background * priors.busier,
        acts=_words(model.acts, priors.acts),
        sides=_words(model.sides, priors.sides),
        categories=_words(model.categories, priors.categories),
    )


_SAME = (
    "company",
    "shape",
    "repeats",
    "repeat_km",
    "repeat_h",
    "outlier",
    "clock_floor_h",
    "slips",
)


def _words(words: Words, readiness: Readiness) -> Words:
    """All sources alike; nothing said fits everything."""
    if not words.said:
        return words
    right, fitting, other = readiness
    either = fitting_words(words.said, words.latent)
    either = either | either.T
    rates = np.where(either, fitting, other)
    np.fill_diagonal(rates, right)
    table = np.vstack([rates, np.ones(len(words.latent))]).tolist()
    return words.but(rates=[table] * len(words.rates))
