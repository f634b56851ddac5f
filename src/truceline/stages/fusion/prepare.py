"""The error model over the codes of one table: a first one from what is stated, and any as arrays."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from truceline.model.place import KM_PER_DEGREE
from truceline.stages.fusion.block import Setting
from truceline.stages.fusion.columns import Columns, Words, arrays
from truceline.stages.fusion.features import Known, classes, moments
from truceline.stages.fusion.intensity import intensity_cell
from truceline.stages.fusion.model import CLASSES, ErrorModel, likelihoods, weights
from truceline.stages.fusion.model import Words as Said
from truceline.stages.fusion.numbers import counted, first_units
from truceline.stages.fusion.rates import first_words
from truceline.stages.fusion.weights import again_from
from truceline.stages.fusion.words import Wording

REACH_STATED = 2.8
CLOCK_FLOOR_H = 0.01
LEAST_REACH_KM, MOST_REACH_KM = 4.0, 300.0


def first_model(part: pa.Table, words: Words) -> ErrorModel:
    """What stated errors and shares of words say before anything is learned, from a sample."""
    columns = arrays(part)
    sources = tuple(words["source"].to_pylist())
    count = len(sources) + 1
    source = np.where(columns["source"] < 0, count - 1, columns["source"])
    said = (
        first_words(tuple(words[n].to_pylist()), source, columns[n], count)
        for n in ("kind", "actor", "category")
    )
    acts, sides, categories = said
    place_usual, clock_usual = _usual_errors(columns, source, count)
    reach = _reach(columns["sigma"])
    return ErrorModel(
        sources=sources,
        acts=acts,
        sides=sides,
        categories=categories,
        place_scale=[[1.0] * CLASSES] * count,
        clock_scale=[1.0] * count,
        place_usual=place_usual.tolist(),
        clock_usual=clock_usual.tolist(),
        tells=[0.2] * count,
        again=[0.05] * count,
        slips=[0.001, 0.05, 0.898, 0.05, 0.001],
        clock_floor_h=CLOCK_FLOOR_H,
        numbers=first_units(columns, words["unit"]),
        background=_background(columns, intensity_cell(reach)),
        reach_km=reach,
        reports=len(source),
        days=int(np.ptp(columns["day"])) + 1,
    )


def _reach(sigma: np.ndarray) -> float:
    far = REACH_STATED * np.quantile(sigma, 0.8)
    return float(np.clip(far, LEAST_REACH_KM, MOST_REACH_KM))


def _usual_errors(
    columns: Columns, source: np.ndarray, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Mean logarithms of stated errors: of places (sources × classes), of clocks (sources)."""
    clock, kind = moments(columns).clock, classes(columns)
    places = _usual(source * CLASSES + kind, columns["sigma"], count * CLASSES)
    clocks = _usual(source[clock > 0], clock[clock > 0], count)
    return places.reshape(count, CLASSES), clocks


def _usual(group: np.ndarray, stated: np.ndarray, groups: int) -> np.ndarray:
    """Mean logarithm of stated errors per group; that of all where a group is empty."""
    log = np.log(np.maximum(stated, 1e-3))
    counts = np.bincount(group, minlength=groups)
    whole = float(log.mean()) if len(log) else 0.0
    found: np.ndarray = np.where(
        counts > 0, np.bincount(group, log, groups) / np.maximum(counts, 1), whole
    )
    return np.round(found, 6)


def _background(columns: Columns, size_km: float) -> float:
    """Reports per km² and hour where there are any."""
    placed = ~np.isnan(columns["lat"])
    y, x = (
        np.floor(columns[n][placed] * KM_PER_DEGREE / size_km).astype(np.int64)
        for n in ("lat", "lon")
    )
    cells = len(np.unique(y * (1 << 31) + x))
    shrink = float(np.cos(np.radians(np.median(columns["lat"][placed])))) if placed.any() else 1.0
    days = int(np.ptp(columns["day"])) + 1 if len(y) else 1
    return max(len(y), 1) / days / 24 / max(cells * size_km**2 * shrink, 1.0)


def setting(model: ErrorModel, words: Words) -> Setting:
    """The model over the codes of a table. Words that it doesn't know are taken as nothing said,
    sources as like all others.
    """
    at = _places(model.sources, words["source"])
    t = weights(model)
    head, again = np.split(t, [again_from(t)])
    return Setting(
        known=_known(model, words, at),
        weights=np.concatenate([head, again[at]]),
        sources=len(at),
        reach_km=model.reach_km,
        background=model.background,
        company=model.company,
        temper=model.temper,
        unseen=model.unseen,
        wording=Wording(words["place"], words["site"], model.place_names, words["homonym"]),
    )


def _known(model: ErrorModel, words: Words, at: np.ndarray) -> Known:
    """`at`: where each source of the table stands among the model's."""
    tables = ("place_scale", "clock_scale", "place_usual", "clock_usual")
    coded = {"acts": "kind", "sides": "actor", "categories": "category"}
    return Known(
        **{name: np.array(getattr(model, name))[at] for name in tables},
        **{n: _likelihoods(getattr(model, n), words[theirs], at) for n, theirs in coded.items()},
        place_pool=model.place_pool,
        clock_pool=model.clock_pool,
        clock_floor_h=model.clock_floor_h,
        slips=np.array(model.slips),
        numbers=counted(model.numbers, words["unit"]),
    )


def _likelihoods(told: Said, words: pa.Array, at: np.ndarray) -> np.ndarray:
    table = likelihoods(told)[at]
    found: np.ndarray = table[:, _places(told.said, words)]
    return found


def _places(known: Sequence[str], words: pa.Array) -> np.ndarray:
    """Where each word of a table, and last no word, stands among the known ones; at their end where
    it isn't known.
    """
    place = {word: i for i, word in enumerate(known)}
    return np.array([*(place.get(w, len(known)) for w in words.to_pylist()), len(known)], np.int64)
