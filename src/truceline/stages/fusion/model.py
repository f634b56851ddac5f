"""The error model: how sources err, how often they tell, and how busy the world is.

Learned from the data themselves (`learn`) or loaded from a file; readable, versioned, and marked
with the data it was learned from. What it doesn't know about a word it takes from the taxonomy.
"""

import math
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from truceline.model.record import Record
from truceline.stages.fusion.state import SLIPS
from truceline.stages.fusion.state import WORDS as WORDS_AT
from truceline.stages.fusion.weights import (
    BASE,
    CUTS,
    MOST_SIZE,
    MOST_UNITS,
    OUTLIER,
    REPEAT_ALIKE,
    REPEAT_H,
    REPEAT_KM2,
    REPEATS,
    ROOTS,
    UNRELATED,
    VISIBLE,
    Weights,
    again_from,
)

VERSION = 2
CLASSES = 3
"""Places are exact, shared by several reports (snapped to a settlement), or shared and vague."""
VAGUE_KM = 8.0
KNOTS = 65
"""Quantiles that tell how numbers of a unit are spread."""
_ABOVE = (
    "company",
    "shape",
    "repeat_km",
    "repeat_h",
    "background",
    "reach_km",
    "temper",
)
_SHARES = ("place_pool", "clock_pool", "repeat_alike", "outlier")

Table = list[list[float]]
Cube = list[list[list[float]]]


class Words(Record, frozen=True, kw_only=True):
    """What is said about one latent variable: `said[i]` the words reported, the last one nothing;
    `latent[k]` the words that may be true, with their `prior`; `rates[source][i][k]` how many
    reports of word i an act that is truly k brings from the source.
    """

    said: tuple[str, ...]
    latent: tuple[str, ...]
    prior: list[float]
    rates: Cube


class Unit(Record, frozen=True, kw_only=True):
    """Numbers of one unit: `quantiles` of all that were told, evenly from the least to the largest;
    the `error` of a number's rank among them; the share of numbers of one act that are `unrelated`,
    1 where they tell nothing.
    """

    name: str
    quantiles: list[float]
    error: float = 0.1
    unrelated: float = 1.0


class ErrorModel(Record, frozen=True, kw_only=True):
    """All that fusion learns. Per source (`sources`, the last one for all others): `place_scale` by
    class of place and `clock_scale`, by which stated errors are multiplied; `place_usual` and
    `clock_usual`, the logarithm of its usual stated error; `tells`, the share of acts that it
    reports; `again`, the share of its reports that repeat one of its own.

    `place_pool`, `clock_pool`: how far a single stated error is replaced by the usual one;
    `clock_floor_h` is added to it, since clocks differ.
    `slips`: shares of dates that are −2 … +2 days wrong. `company`: reports that an act of mean
    visibility brings; `shape`: the gamma shape of visibility. `repeats`, `repeat_km`, `repeat_h`,
    `repeat_alike`: near repeats. `background`: reports per km² and hour. `reach_km`: of candidates.
    `numbers`: by unit, in order of their names.
    `place_names`: weight of names of places beside coordinates, which mostly come from them.
    `temper`: from gains to probabilities; `unseen`: the weight of companions out of anyone's reach.
    """

    version: int = VERSION
    learned_from: str = ""
    reports: int = 0
    days: int = 0
    rounds: int = 0
    sources: tuple[str, ...]
    acts: Words
    sides: Words
    categories: Words
    place_scale: Table
    clock_scale: list[float]
    place_usual: Table
    clock_usual: list[float]
    place_pool: float = 0.5
    clock_pool: float = 0.5
    clock_floor_h: float = 0.5
    tells: list[float]
    again: list[float]
    slips: list[float]
    company: float = 2.5
    shape: float = 1.5
    repeats: float = 0.1
    repeat_km: float = 2.0
    repeat_h: float = 4.0
    repeat_alike: float = 0.5
    numbers: tuple[Unit, ...] = ()
    outlier: float = 0.05
    background: float
    reach_km: float
    place_names: float = 0.0
    temper: float = 0.6
    unseen: float = 0.45


def short(value: float) -> float:
    """A number as a model holds it, so that the file and what was learned are the same."""
    return float(f"{value:.6g}")


def read_model(text: str) -> ErrorModel:
    """A model from its JSON. Raises `ValueError` with what is wrong with it: every table must have a
    row for each source and one for all others, every number must mean something.
    """
    try:
        model = msgspec.json.decode(text, type=ErrorModel)
        known = {field.encode_name for field in msgspec.structs.fields(ErrorModel)}
        strange = sorted(set(msgspec.json.decode(text)) - known)
    except msgspec.DecodeError as fault:
        raise ValueError(f"not an error model: {fault}") from fault
    if model.version != VERSION:
        raise ValueError(f"an error model of version {model.version}; this reads {VERSION}")
    faults = [f"`{name}` is no field of it" for name in strange] + list(_faults(model))
    if faults:
        raise ValueError(f"not an error model: {faults[0]}")
    return model


def _faults(model: ErrorModel) -> Iterator[str]:
    """What doesn't fit together in a model, in words."""
    rows = len(model.sources) + 1
    shapes: dict[str, tuple[int, ...]] = {
        **dict.fromkeys(("place_scale", "place_usual"), (rows, CLASSES)),
        **dict.fromkeys(("clock_scale", "clock_usual", "tells", "again"), (rows,)),
        "slips": (SLIPS,),
    }
    for name, shape in shapes.items():
        yield from _misshapen(name, getattr(model, name), shape)
    for name in ("acts", "sides", "categories"):
        words = getattr(model, name)
        latent = len(words.latent)
        yield from _misshapen(f"{name}.prior", words.prior, (latent,))
        yield from _misshapen(f"{name}.rates", words.rates, (rows, len(words.said) + 1, latent))
    yield from _units_faults(model.numbers)
    if len(set(model.sources)) < len(model.sources):
        yield "`sources` names a source twice"
    yield from (f"`{name}` must be above 0" for name in _ABOVE if getattr(model, name) <= 0)
    yield from (f"`{n}` must lie within 0 … 1" for n in _SHARES if not 0 <= getattr(model, n) <= 1)


def _units_faults(units: Sequence[Unit]) -> Iterator[str]:
    for unit in units:
        knots = np.array(unit.quantiles)
        if len(knots) != KNOTS or (np.diff(knots) < 0).any() or unit.error <= 0:
            yield f"numbers of {unit.name!r} need {KNOTS} ascending quantiles and an error above 0"
        if not 0 <= unit.unrelated <= 1:
            yield f"`unrelated` of {unit.name!r} must lie within 0 … 1"
    if len({unit.name for unit in units}) < len(units) or len(units) > MOST_UNITS:
        yield f"`numbers` must hold at most {MOST_UNITS} units, each once"


def _misshapen(name: str, values: object, shape: tuple[int, ...]) -> Iterator[str]:
    """Raggedness is a wrong shape, too."""
    try:
        found = np.array(values, dtype=np.float64)
    except ValueError:
        yield f"`{name}` has rows of different lengths"
        return
    if found.shape != shape:
        wanted, given = (" × ".join(map(str, s)) for s in (shape, found.shape))
        yield f"`{name}` must have {wanted} numbers (a row for each source and one for all others), has {given}"


def written(model: ErrorModel) -> bytes:
    """The model as JSON for people: one field a line."""
    return msgspec.json.format(msgspec.json.encode(model, order="deterministic"), indent=1) + b"\n"


def weights(model: ErrorModel) -> Weights:
    """What the gain needs of the model; `again_from` on by the model's own sources."""
    r = model.shape
    tells = np.clip(np.array(model.tells), 1e-3, 0.95)
    again = np.clip(np.array(model.again), 3e-3, 0.9)
    priors = [np.array(w.prior) for w in (model.acts, model.sides, model.categories)]
    t = np.zeros(ROOTS + sum(map(len, priors)) + len(tells))
    t[OUTLIER] = model.outlier
    t[UNRELATED : UNRELATED + len(model.numbers)] = [unit.unrelated for unit in model.numbers]
    t[REPEATS], t[REPEAT_ALIKE] = model.repeats, model.repeat_alike
    t[REPEAT_KM2], t[REPEAT_H] = model.repeat_km**2, model.repeat_h
    t[BASE] = r * math.log((r + model.company) / r)
    t[CUTS : CUTS + 4] = np.cumsum([WORDS_AT, *map(len, priors)])
    t[VISIBLE:ROOTS] = [math.lgamma(r + n) - math.lgamma(r) for n in range(2 * MOST_SIZE)]
    t[ROOTS : again_from(t)] = np.sqrt(np.concatenate(priors))
    t[again_from(t) :] = np.minimum(np.log(again * (1 - tells) / tells), 2.0)
    return t


def likelihoods(words: Words) -> np.ndarray:
    """L[source, said, latent] · √prior, scaled so that Σ prior · L = 1; ones where nothing is said
    by anyone.
    """
    rates, prior = np.array(words.rates), np.array(words.prior)
    total = np.maximum((rates * prior).sum(axis=2, keepdims=True), 1e-12)
    scaled: np.ndarray = rates / total * np.sqrt(prior)
    return scaled
