"""The space-time scan held to its bars: power, false alarms, p-values, processor seconds.

    python bench/watch_scan.py [--worlds 400] [--replicas 199] [--only power,null,repeated,bursts,speed]
                               [--out bench/watch-scan-results.json]

Sectors along a front; hours of effort change from day to day, a tenth of all cells is missing, usual
rates differ by sector and are unknown to the scan. Planted: relative risk 3 in a run of six sectors for
the last five days. R's scanstatistics can't be had without CRAN: the tests hold the scan against a
plain reference instead. Seconds are the processor's, beside the clock, since others share the machine.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import kstest

from truceline.stages.watch.scan import Observed, Places, Scan, Scanning, circles, scan

ZONE = range(40, 46)
DAYS = 5
RISK = 3.0
HOW = Scanning(windows=14, nearest=15, longest=12, analyses=1, reference=56, others=0, spread=1.0)


def world(
    seed: int,
    *,
    places: int = 100,
    days: int = 70,
    mean: float = 0.6,
    spread: float = 1.0,
    risk: float = 1.0,
) -> Observed:
    """Counts of sectors 3 km apart on a winding line; `mean` acts recorded a sector and day."""
    draw = np.random.default_rng(seed)
    along = np.arange(places) * 3.0
    names = tuple(f"s{n:04}" for n in range(places))
    spots = Places(names, 48 + 0.3 * np.sin(along / 60), 37 + along / 75, along)
    effort = draw.gamma(4.0, 3.0, (1, places, days))
    effort[draw.random(effort.shape) < 0.1] = np.nan
    mu = draw.gamma(4.0, mean / 4 / 12, (1, places, 1)) * np.nan_to_num(effort)
    mu[0, ZONE.start : ZONE.stop, -DAYS:] *= risk
    if spread > 1.0:
        mu = draw.gamma(mu / (spread - 1), spread - 1)
    every = tuple(date(2031, 1, 1) + timedelta(days=n) for n in range(days))
    return Observed(spots, ("all",), every, draw.poisson(mu).astype(float), effort)


def met(found: Scan) -> float:
    """Share of the planted zone that the first cluster holds, 0 unless mostly it."""
    zone = {int(name[1:]) for name in found.clusters[0].zone}
    both = len(zone & set(ZONE))
    return both / len(ZONE) if both * 2 > len(zone) else 0.0


def power(worlds: int, replicas: int) -> list[dict[str, Any]]:
    """By acts usually recorded in the planted zone and window: told at 5 %, and where."""
    rows = []
    for mean in (0.2, 0.4, 0.6, 1.0):
        how = replace(HOW, replicas=replicas)
        found = [scan(world(seed, mean=mean, risk=RISK), how) for seed in range(worlds)]
        told = [f for f in found if f.clusters[0].p_value <= 0.05]
        rows.append({
            "usual_in_zone": round(mean * 0.9 * len(ZONE) * DAYS, 1),
            "power": len(told) / worlds,
            "most_of_zone": sum(met(f) >= 0.5 for f in told) / worlds,
        })  # fmt: skip
    return rows


def null(worlds: int, replicas: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- of world or Scanning
    """P-values without any cluster: false alarms, and a test that they are uniform."""
    spread = more.pop("true_spread", 1.0)
    how = replace(HOW, replicas=replicas, **more)
    found = [scan(world(10_000 + s, spread=spread), how) for s in range(worlds)]
    values = [f.clusters[0].p_value if f.clusters else 1.0 for f in found]
    return {
        "worlds": worlds,
        "spread": round(float(np.mean([f.spread for f in found])), 3),
        "at_5_percent": float(np.mean(np.array(values) <= 0.05)),
        "at_1_percent": float(np.mean(np.array(values) <= 0.01)),
        "ks_p": float(kstest(values, "uniform").pvalue),
    }


def repeated(worlds: int, replicas: int) -> dict[str, Any]:
    """A fortnight of daily scans of quiet worlds: how often any of them tells a cluster at 5 %."""
    how = replace(HOW, windows=7, reference=42, analyses=14, replicas=replicas)
    plain = adjusted = 0
    for s in range(worlds):
        seen = world(20_000 + s, places=40, days=75)
        found = [scan(_upto(seen, len(seen.days) - n), how).clusters[0] for n in range(14)]
        plain += any(c.p_value <= 0.05 for c in found)
        adjusted += any(c.adjusted <= 0.05 for c in found)
    return {"worlds": worlds, "any_plain": plain / worlds, "any_adjusted": adjusted / worlds}


def _upto(seen: Observed, days: int) -> Observed:
    return replace(
        seen,
        days=seen.days[:days],
        counts=seen.counts[..., :days],
        effort=seen.effort[..., :days],
    )


def bursts(worlds: int, replicas: int) -> dict[str, Any]:
    """Days that scatter twice as much as Poisson's: with the spread taken from the record, and without."""
    told = null(worlds, replicas, true_spread=2.0, spread=None)
    naive = null(worlds, replicas, true_spread=2.0)
    return {"spread_taken": told, "as_if_poisson": naive}


def speed() -> list[dict[str, Any]]:
    """2,000 locations × 14 days × 50 nearest × 999 replicas."""
    seen = world(1, places=2000, days=84, mean=0.4)
    zones = circles(seen.canonical().places, 50)
    scan(seen, replace(HOW, replicas=2), zones)
    rows = []
    for analyses in (1, 14):
        how = replace(HOW, analyses=analyses, replicas=999)
        clock, cpu = time.perf_counter(), time.process_time()
        scan(seen, how, zones)
        rows.append({
            "analyses": analyses,
            "seconds": round(time.perf_counter() - clock, 1),
            "processor_seconds": round(time.process_time() - cpu, 1),
            "events": int(seen.counts.sum()),
            "cores": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
        })  # fmt: skip
    return rows


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--replicas", type=int, default=199)
    parser.add_argument("--only", default="power,null,repeated,bursts,speed")
    parser.add_argument("--out", type=Path, default=Path("bench/watch-scan-results.json"))
    asked = parser.parse_args()
    parts: dict[str, Callable[[], Any]] = {
        "power": lambda: power(asked.worlds, asked.replicas),
        "null": lambda: null(asked.worlds, asked.replicas),
        "repeated": lambda: repeated(asked.worlds // 2, asked.replicas),
        "bursts": lambda: bursts(asked.worlds, asked.replicas),
        "speed": speed,
    }
    results = json.loads(asked.out.read_text()) if asked.out.exists() else {}
    for name in asked.only.split(","):
        results[name] = parts[name]()
        print(name, json.dumps(results[name], indent=1))
        asked.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
