"""Coverage of a whole line: 200,000 H3 cells × 24 hours × 500 assets of 4 to 15 km range.

    python bench/coverage_of_line.py [--cells 200000] [--assets 500] [--seed 7] [--record]

Prints cold (with compiling, unless the cache has it) and warm time, CPU beside wall, peak memory; then
a smaller part beside a plain numpy reference over all cells × hours × assets, which must agree.
"""

import argparse
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

import numpy as np
import pyarrow as pa

from planned import keep
from truceline.foundation.coverage.cells import cells_of_band
from truceline.foundation.coverage.coverage import coverage, dense_of
from truceline.foundation.coverage.detect import (
    combined,
    common_event,
    detection,
    jamming_event,
    shipped_profiles,
)
from truceline.foundation.coverage.effort import hours_of
from truceline.foundation.coverage.night import dark
from truceline.foundation.coverage.pairs import detection_matrix
from truceline.model.place import Line
from truceline.model.plan import Asset, Profile, Shift

T = TypeVar("T")
ACT = "fire/artillery"
HOURS = np.datetime64("2031-05-01T00", "h") + np.arange(24)
KINDS = ("observation_post", "camera", "ground_radar", "drone_sortie", "acoustic_array")
RADIUS_KM = 6371.0


def line(seed: int) -> Line:
    """A winding line of about 850 to 900 km."""
    rng = np.random.default_rng(seed)
    t = np.linspace(0, 1, 600)
    wave = sum(a * np.sin(2 * np.pi * n * t + rng.uniform(0, 6.3)) for n, a in ((3, 0.3), (9, 0.1)))
    lat, lon = 46.5 + 3.5 * t**2 + wave, 32.0 + 6.5 * t - 0.5 * wave
    return Line(vertices=tuple(zip(lat.tolist(), lon.tolist(), strict=True)))


def assets_along(line: Line, count: int, seed: int) -> tuple[Asset, ...]:
    """Systems within some km of the line, ranges of 4 to 15 km."""
    rng = np.random.default_rng(seed + 1)
    near = np.array(line.vertices)[rng.integers(0, len(line.vertices), count)]
    places = near + rng.normal(0, 0.04, (count, 2))
    ranges = rng.uniform(4, 15, count)
    return tuple(
        Asset(
            id=f"a{i:04}",
            kind=KINDS[i % len(KINDS)],
            profile=KINDS[i % len(KINDS)],
            lat=float(places[i, 0]),
            lon=float(places[i, 1]),
            range_km=float(ranges[i]),
        )
        for i in range(count)
    )


def record(assets: tuple[Asset, ...], seed: int) -> tuple[Shift, ...]:
    """A day's work: three shifts each, some of them degraded, denied or jammed."""
    rng = np.random.default_rng(seed + 2)
    start = HOURS[0].astype("datetime64[s]").astype(int)
    states = ("working", "working", "working", "degraded", "denied", "jammed")
    return tuple(
        Shift(
            asset_id=asset.id,
            start=moment(start + 8 * 3600 * k),
            end=moment(start + 8 * 3600 * k + int(rng.uniform(4, 8) * 3600)),
            status=states[rng.integers(len(states))],
            share=float(rng.uniform(0.5, 1)),
        )
        for asset in assets
        for k in range(3)
    )


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def reference(cells: pa.Table, assets: tuple[Asset, ...], shifts: tuple[Shift, ...]) -> np.ndarray:
    """All cells × hours × assets in plain numpy, without compiled code or an index."""
    by_id: dict[str, Profile] = {p.id: p for p in shipped_profiles()}
    lat, lon = cells["lat"].to_numpy(), cells["lon"].to_numpy()
    night, share = dark(lat, lon, HOURS), hours_of(assets, shifts, HOURS)
    p, kinds, common, jamming = [], [], [], []
    for k, asset in enumerate(assets):
        profile = by_id[asset.profile].but(range_km=asset.range_km)
        km = haversine(lat, lon, asset.lat, asset.lon)
        p.append(detection(profile, ACT, km[None, :], night) * share[:, k, None])
        kinds.append(asset.kind)
        common.append(common_event(profile))
        jamming.append(jamming_event(profile))
    seen = combined(p, kinds, common, jamming)
    seen[np.max(p, axis=0) <= 0] = np.nan
    return seen


def haversine(lat: np.ndarray, lon: np.ndarray, to_lat: float, to_lon: float) -> np.ndarray:
    a, b, c, d = (np.radians(x) for x in (lat, lon, to_lat, to_lon))
    h = np.sin((c - a) / 2) ** 2 + np.cos(a) * np.cos(c) * np.sin((d - b) / 2) ** 2
    return 2 * RADIUS_KM * np.arcsin(np.sqrt(h))


def timed(what: str, run: Callable[[], T]) -> tuple[T, float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    done = run()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(f"{what:44} wall {wall:7.2f} s   CPU {cpu:7.2f} s")
    return done, cpu, wall


def main(cells_wanted: int, count: int, seed: int, *, kept: bool) -> None:
    track = line(seed)
    cells, *_ = timed("cells of a band, H3 resolution 9", lambda: cells_of_band(track, 12.0, 9))
    cells = cells.slice(0, cells_wanted)
    assets = assets_along(track, count, seed)
    shifts, profiles = record(assets, seed), shipped_profiles()
    print(f"{cells.num_rows} cells × {len(HOURS)} hours × {len(assets)} assets")
    for state in ("cold", "warm", "warm again"):
        seen, cpu, wall = timed(
            f"coverage, {state}", lambda: coverage(cells, HOURS, assets, shifts, profiles, ACT)
        )
    print(f"{seen.num_rows} rows, mean p {np.mean(seen['p'].to_numpy()):.3f}")
    made, *_ = timed("detection matrix", lambda: detection_matrix(cells, assets, profiles, ACT))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{made.nnz} pairs; peak memory {peak:.2f} GiB")
    apart, ratio = beside(cells, assets, shifts, profiles)
    if kept:
        case = f"{cells.num_rows:,} cells, {len(HOURS)} hours, {len(assets)} assets"
        told = {"seconds": wall, "cpu_s": cpu, "rows": seen.num_rows, "peak_gib": peak}
        keep({"what": "coverage", "case": case, **told, "apart": apart, "ratio": ratio})


def beside(
    cells: pa.Table,
    assets: tuple[Asset, ...],
    shifts: tuple[Shift, ...],
    profiles: tuple[Profile, ...],
) -> tuple[float, float]:
    """A tenth of the cells and a fifth of the assets, beside the reference: the largest difference,
    and how many times the CPU that one takes.
    """
    some = cells.take(np.arange(0, cells.num_rows, 10))
    few = assets[::5]
    part = tuple(s for s in shifts if s.asset_id in {a.id for a in few})
    print(f"beside numpy: {some.num_rows} cells × {len(HOURS)} hours × {len(few)} assets")
    ours, fast, _ = timed("  coverage", lambda: coverage(some, HOURS, few, part, profiles, ACT))
    theirs, slow, _ = timed("  reference", lambda: reference(some, few, part))
    own = dense_of(ours, some, HOURS)
    same = np.array_equal(np.isnan(own), np.isnan(theirs))
    apart = float(np.nanmax(np.abs(own - theirs)))
    print(
        f"  same cells and hours: {same}; largest difference {apart:.1e}; ratio {slow / fast:.1f}"
    )
    assert same
    assert apart < 1e-9
    return apart, slow / fast


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=200_000)
    parser.add_argument("--assets", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--record", action="store_true")
    given = parser.parse_args()
    main(given.cells, given.assets, given.seed, kept=given.record)
