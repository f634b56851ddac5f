"""Invented clusters, models and worlds for the tests of fusion's parts."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from truceline.stages.fusion import state as at
from truceline.stages.fusion.graph import Pairs, graph
from truceline.stages.fusion.model import ErrorModel, Words, weights

SCRATCH = np.zeros(5)
SLIPS = (0.02, 0.1, 0.76, 0.1, 0.02)
NO_SLIPS = (0.0, 0.0, 1.0, 0.0, 0.0)
FIRST = datetime(2031, 5, 10, tzinfo=UTC)


def words(*said: str, sources: int = 2, right: float = 0.8, prior=None) -> Words:
    """All sources use the right word, or else any."""
    count = len(said)
    wrong = (1 - right) / max(count - 1, 1)
    rates = np.vstack([np.where(np.eye(count) > 0, right, wrong), np.ones(count)])
    return Words(
        said=said,
        latent=said,
        prior=list(prior or [1 / count] * count),
        rates=[rates.tolist()] * sources,
    )


def nothing_said(sources: int = 2) -> Words:
    return Words(said=(), latent=("",), prior=[1.0], rates=[[[1.0]]] * sources)


def model(sources: int = 2, **changes) -> ErrorModel:
    """An error model of so many sources, the last one standing for all others."""
    fields = {
        "sources": tuple(f"s{n}" for n in range(sources - 1)),
        "acts": words("air/drone_strike", "fire/shelling", sources=sources),
        "sides": words("RUR", "FRE", sources=sources),
        "categories": nothing_said(sources),
        "place_scale": [[1.0] * 3] * sources,
        "clock_scale": [1.0] * sources,
        "place_usual": [[0.0] * 3] * sources,
        "clock_usual": [0.0] * sources,
        "tells": [0.3] * sources,
        "again": [0.05] * sources,
        "slips": list(SLIPS),
        "background": 1e-5,
        "reach_km": 20.0,
    }
    return ErrorModel(**(fields | changes))


def row(
    place=(0.0, 0.0),
    km2=4.0,
    clock=None,
    box=None,
    slips=NO_SLIPS,
    act=(0.5, 0.5),
    side=(0.5, 0.5),
    busy=1e-4,
    count=1,
    number=None,
    lat=48.0,
) -> np.ndarray:
    """A state: `place` (north, east) km or None, `clock` (mean, variance), `box` (start, width), and
    P(latent | said), from even priors, of two acts and two sides.
    """
    s = np.zeros(at.WORDS + 5)
    s[at.VP] = -1.0
    if place is not None:
        shrink = np.sqrt(np.cos(np.radians(lat)))
        s[at.Y], s[at.X], s[at.SHRINK] = lat * 111.195 + place[0], place[1] / shrink**2, shrink
        s[at.VP] = km2
    s[at.VT], s[at.BW], s[at.NV], s[at.TN] = -1.0, -1.0, -1.0, 1.0
    if clock:
        s[at.MT], s[at.VT] = clock
        s[at.ET], s[at.EV] = clock
    if box:
        s[at.BS], s[at.BW] = box
        s[at.W : at.W + 5] = slips
        s[at.TN] = at.integral(s[at.MT], s[at.VT], *box, np.array(slips))
        s[at.ET], s[at.EV] = box[0] + box[1] / 2, box[1] ** 2 / 12 + 12
    if number:
        s[at.NM], s[at.NV] = number
    s[at.LL], s[at.NS] = busy, count
    s[at.WORDS :] = [*(np.array([*act, *side]) / np.sqrt(0.5)), 1.0]
    return s


def merged(*rows: np.ndarray, t: np.ndarray | None = None) -> np.ndarray:
    """One state of several, in this order."""
    t = weights(model()) if t is None else t
    whole = rows[0].copy()
    for other in rows[1:]:
        at.absorb(whole, other, t, np.zeros(5))
    return whole


def crowd(count: int, seed: int, sources: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """States and masks of reports near one another: some belong together, many are doubtful."""
    rng = np.random.default_rng(seed)
    acts = rng.uniform(0, 14, (max(count // 3, 1), 2)), rng.uniform(0, 40, max(count // 3, 1))
    rows = []
    for _ in range(count):
        act = rng.integers(len(acts[1]))
        sigma, error = rng.choice([0.7, 2.0, 4.0]), rng.choice([0.3, 1.5, 4.0])
        place, hour = rng.normal(acts[0][act], sigma), rng.normal(acts[1][act], error)
        said = rng.choice([0.2, 0.8])
        when = {"clock": (hour, error**2)}
        if rng.random() < 0.3:
            when = {"box": (24.0 * np.floor(hour / 24), 24.0), "slips": SLIPS}
        rows.append(row(tuple(place), sigma**2, act=(said, 1 - said), busy=3e-4, **when))
    masks = np.int64(1) << rng.integers(0, sources, (count, 1))
    return np.array(rows), masks


def all_pairs(states, masks, t, words=0.0, barred=()):
    """The graph over every pair of rows."""
    one, two = (v.astype(np.int32) for v in np.triu_indices(len(states), 1))
    bar = np.array([(i, j) in barred for i, j in zip(one, two, strict=True)], bool)
    said = np.broadcast_to(np.float32(words), len(one)).astype(np.float32)
    return graph(states, masks, Pairs(one, two, said, bar), t)


def blocks_of(label) -> set[frozenset[int]]:
    """A labelling as the sets of rows that have one label."""
    found: dict[int, set[int]] = {}
    for i, root in enumerate(label):
        found.setdefault(int(root), set()).add(i)
    return {frozenset(members) for members in found.values()}


class World(NamedTuple):
    """A lean table of reports, and per row the act that it truly tells of."""

    reports: pa.Table
    act: np.ndarray


KINDS = ("air/drone_strike", "fire/shelling", "fire/mlrs")
SIDES = ("RUR", "FRE")
RIGHT = 0.85


def world(
    acts: int,
    seed: int,
    company: float = 2.5,
    days: float = 60.0,
    km: float = 200.0,
    sources: int = 8,
    first: datetime = FIRST,
) -> World:
    """Acts at random in a square, told `company` times on average, visibility being gamma, by
    sources with errors of place (1 to 3 km), clock (half an hour, or a date) and word.
    """
    rng = np.random.default_rng(seed)
    lat0, hours = 48.0, rng.uniform(0, 24 * days, acts)
    north, east = rng.uniform(0, km, (2, acts))
    kind, side = rng.integers(len(KINDS), size=acts), rng.integers(2, size=acts)
    told = rng.poisson(company * rng.gamma(1.5, 1 / 1.5, acts))
    act = np.repeat(np.arange(acts), told)
    count = len(act)
    source = rng.integers(sources, size=count)
    sigma = np.round(rng.uniform(1.0, 3.0, count), 2)
    y, x = north[act] + rng.normal(0, sigma), east[act] + rng.normal(0, sigma)
    exact = rng.random(count) < 0.7
    hour = np.where(exact, hours[act] + rng.normal(0, 0.5, count), np.floor(hours[act] / 24) * 24)
    said = np.where(rng.random(count) < RIGHT, kind[act], rng.integers(len(KINDS), size=count))
    blamed = np.where(rng.random(count) < RIGHT, side[act], 1 - side[act])
    start = [first + timedelta(hours=float(h)) for h in np.round(hour, 3)]
    end = [s if e else s + timedelta(hours=24) for s, e in zip(start, exact, strict=True)]
    shrink = np.cos(np.radians(lat0))
    columns = {
        "report_id": [f"r{n:05}" for n in range(count)],
        "source": [f"source {s}" for s in source],
        "start": pa.array(start, pa.timestamp("us", tz="UTC")),
        "end": pa.array(end, pa.timestamp("us", tz="UTC")),
        "time_uncertainty_h": np.where(exact, 0.5, 0.0),
        "lat": lat0 + y / 111.195,
        "lon": 30 + x / 111.195 / shrink,
        "place_uncertainty_km": sigma,
        "kind": [KINDS[k] for k in said],
        "alleged_actor": [SIDES[s] for s in blamed],
    }
    return World(pa.table(columns), act)


def pair_scores(groups: pa.Table, act: np.ndarray) -> tuple[float, float]:
    """(precision, recall) over pairs; `groups` in the order of `act`."""
    incident = np.unique(groups["incident_id"].to_numpy(zero_copy_only=False), return_inverse=True)
    found = incident[1]
    pairs = lambda label: sum(n * (n - 1) / 2 for n in np.unique(label, return_counts=True)[1])  # noqa: E731
    both = pairs(found * (act.max() + 1) + act)
    return both / pairs(found), both / pairs(act)
