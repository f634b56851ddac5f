"""What each term gives: fusion with one term made silent, on the same reports.

Most changes are made to the error model that was learned with all terms, so that a term's worth is
that of applying it. Nothing of the product is switched: a model in which a term says nothing is a
model like any other.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from truceline.io.engines.embedded import EmbeddedEngine
from truceline.stages.fusion import fuse, sweep
from truceline.stages.fusion.block import BLOCK_DAYS, READ_DAYS
from truceline.stages.fusion.kernels import SeenKernel, seen
from truceline.stages.fusion.learn import ROUNDS, learn
from truceline.stages.fusion.model import CLASSES, ErrorModel, Words
from truceline.stages.fusion.prepare import first_model, setting
from truceline.stages.fusion.ready import ready
from truceline.stages.fusion.sample import samples

LATE_DAYS = 7.0
EQUAL = 0.3  # a share of acts told, and a repeat as likely as another source's report
Change = Callable[[ErrorModel], ErrorModel]


def learned(reports: pa.Table, rounds: int = ROUNDS) -> ErrorModel:
    """The error model after so many rounds of learning; `error_model` for as many as it takes."""
    given = ready(reports, (), LATE_DAYS)
    parts, words = samples(given.table), given.ordered.cases.words
    engine = EmbeddedEngine()

    def observed(model: ErrorModel) -> pa.Table:
        kernel = SeenKernel(setting(model, words))
        return engine.map_blocks(parts[model.rounds], "day", BLOCK_DAYS, READ_DAYS, kernel)

    return learn(first_model(parts[-1], words), lambda model: seen(observed(model)), rounds)


def silent(words: Words) -> Words:
    """Every word is as likely whatever is true."""
    rates, prior = np.array(words.rates), np.array(words.prior)
    even = (rates * prior).sum(axis=2, keepdims=True) * np.ones(len(prior))
    return words.but(rates=even.tolist())


def believed(model: ErrorModel) -> ErrorModel:
    """Errors are as stated."""
    sources = len(model.tells)
    ones = {"place_scale": [[1.0] * CLASSES] * sources, "clock_scale": [1.0] * sources}
    return model.but(**ones)


def unrepeating(model: ErrorModel) -> ErrorModel:
    """Another report of the same source is like another source's: its log odds are 0."""
    sources = len(model.tells)
    return model.but(tells=[EQUAL] * sources, again=[EQUAL / (1 - EQUAL)] * sources)


CHANGES: dict[str, Change] = {
    "nothing": lambda m: m,
    "acts": lambda m: m.but(acts=silent(m.acts)),
    "sides": lambda m: m.but(sides=silent(m.sides)),
    "same source": unrepeating,
    "visibility of acts (r = 10,000)": lambda m: m.but(shape=1e4),
    "near repeats": lambda m: m.but(repeats=0.0),
    "learned scales of errors": believed,
    "pooling of stated errors": lambda m: m.but(place_pool=0.0, clock_pool=0.0),
    "errors three times as large": lambda m: m.but(outlier=0.0),
    "dates that slip": lambda m: m.but(slips=[0.0, 0.0, 1.0, 0.0, 0.0]),
    "tempering": lambda m: m.but(temper=1.0),
}
FEWER = {"all learning": 0, "learning after round 1": 1, "learning after round 2": 2}


def without(reports: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """What was left out, and the groups without it."""
    engine = EmbeddedEngine()
    model = learned(reports)
    for name, change in CHANGES.items():
        yield name, fuse(reports, (), engine, model=change(model))
    kept, sweep.SWEEPS = sweep.SWEEPS, 0
    yield "sweeps", fuse(reports, (), engine, model=model)
    sweep.SWEEPS = kept
    for name, rounds in FEWER.items():
        yield name, fuse(reports, (), engine, model=learned(reports, rounds))
