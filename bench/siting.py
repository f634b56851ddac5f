"""Siting on three sizes: gap, time, memory, beside spopt's MCLP on the same sites.

    python bench/siting.py make --cells 2000 --sites 500 --seed 7 --out out/bench/s2k.npz
    python bench/siting.py ours out/bench/s2k.npz [--seconds 60]
    python bench/siting.py mclp out/bench/s2k.npz --limit 200      # ours and spopt, plain coverage
    python bench/siting.py table                                   # what docs/methods/siting.md shows

Instances of the shared generator have the same members and are read too. `ours` runs the command in a
process of its own and computes the objective anew from the file; rows go to bench/siting-results.json.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from truceline.stages.plan.siting import Limit, SitingProblem, solve

RESULTS = Path(__file__).with_name("siting-results.json")
KINDS = np.array(
    [[4.0, 0.9, 1.0, 12], [6.0, 0.75, 0.3, 1], [10.0, 0.65, 0.9, 3], [15.0, 0.55, 1.3, 8]]
)
"""Range (km), peak, cost, crew of a post, a camera, a radar, a drone team."""


def make(args: argparse.Namespace) -> dict[str, object]:
    """Cells and sites in a band of 30 km along a winding line of 1,100 km; towns and hot stretches
    weigh more; half of the sites see only part of what is in range.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415

    rng = np.random.default_rng(args.seed)
    cells, sites = band(rng, args.cells), band(rng, args.sites)
    towns, tree = band(rng, 200), cKDTree(cells)
    near = cKDTree(towns).query(cells, k=4)
    weight = (rng.lognormal(0, 1.2, 200)[near[1]] * np.exp(-((near[0] / 4.0) ** 2))).sum(1) + 0.05
    columns = [seen(rng, tree, cells, place, kind) for place in sites for kind in KINDS]
    begins = np.concatenate([[0], np.cumsum([len(c) for c, _ in columns])])
    critical = np.sort(rng.choice(args.cells, min(30, args.cells), replace=False))
    np.savez(
        args.out,
        w=weight / weight.sum(),
        sector=np.minimum((cells[:, 0] // (1100 / 12)).astype(np.int32), 11),
        crit=critical.astype(np.int32),
        indptr=begins.astype(np.int64),
        indices=np.concatenate([c for c, _ in columns]).astype(np.int32),
        p=np.concatenate([p for _, p in columns]).astype(np.float32),
        cost=np.tile(KINDS[:, 2], args.sites),
        crew=np.tile(KINDS[:, 3], args.sites),
        site=np.repeat(np.arange(args.sites), len(KINDS)).astype(np.int32),
        S=sites,
        D=cells,
        budget=45.0,
        maxcrew=200.0,
        kcov=2,
        pk=0.2,
        floor=0.1,
        sitecap=2,
    )
    return {"out": args.out, "pairs": int(begins[-1])}


def band(rng: np.random.Generator, count: int) -> np.ndarray:
    along = np.sort(rng.uniform(0, 1100, count))
    bend = 25 * np.sin(along / 60) + 9 * np.sin(along / 17)
    return np.column_stack([along, bend + rng.uniform(-15, 15, count)])


def seen(
    rng: np.random.Generator, tree: object, cells: np.ndarray, place: np.ndarray, kind: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    found = np.array(sorted(tree.query_ball_point(place, kind[0])), np.int64)  # type: ignore[attr-defined]
    far = np.hypot(*(cells[found] - place).T)
    bearing = np.arctan2(*(cells[found] - place).T)
    hidden = np.sin(bearing * 3 + rng.uniform(0, 6.3)) > rng.uniform(0, 1.6)
    p = kind[1] * np.exp(-((far / kind[0]) ** 2))
    return found[~hidden], p[~hidden]


def ours(args: argparse.Namespace) -> dict[str, object]:
    """The command in its own process; objective and rules computed anew here."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "plan.json"
        command = [sys.executable, "-m", "truceline", "site", "--instance", args.instance]
        command += ["--out", str(out), "--samples", str(args.samples), "--effort", str(args.effort)]
        command += ["--seconds", str(args.seconds)] if args.seconds else []
        began, load = time.monotonic(), os.getloadavg()[0]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            return {"instance": Path(args.instance).name, "error": done.stderr[-500:]}
        plan = json.loads(out.read_text())
    return {
        "instance": Path(args.instance).name,
        "objective": plan["objective"],
        "recomputed": recomputed(args.instance, plan["selected"]),
        "upper_bound": plan["upper_bound"],
        "gap": plan["gap"],
        "feasible": plan["feasible"] and keeps(args.instance, plan["selected"]),
        "regret": plan.get("regret"),
        "stopped": plan["stopped"],
        "wall_s": round(time.monotonic() - began, 1),
        "cpu_s": round(used.ru_utime + used.ru_stime, 1),
        "peak_mib": round(used.ru_maxrss / 1024),
        "load": round(load, 1),
    }


def recomputed(instance: str, plan: list[int]) -> float:
    z = np.load(instance)
    w, begins, indices, p = (z[name] for name in ("w", "indptr", "indices", "p"))
    missed = np.ones(len(w))
    for j in plan:
        part = slice(begins[j], begins[j + 1])
        missed[indices[part]] *= 1.0 - p[part].astype(float)
    return float((w * (1.0 - missed)).sum())


def keeps(instance: str, plan: list[int]) -> bool:
    """Limits, sites, floors and cover, each from the file."""
    z = np.load(instance)
    w, begins, indices, p = (z[name] for name in ("w", "indptr", "indices", "p"))
    missed, seeing = np.ones(len(w)), np.zeros(len(w), int)
    able = np.bincount(indices[p >= float(z["pk"])], minlength=len(w))
    for j in plan:
        part = slice(begins[j], begins[j + 1])
        missed[indices[part]] *= 1.0 - p[part].astype(float)
        seeing[indices[part][p[part] >= float(z["pk"])]] += 1
    got, whole = (np.bincount(z["sector"], x) for x in (w * (1 - missed), w))
    critical = z["crit"][able[z["crit"]] >= int(z["kcov"])]
    return bool(
        z["cost"][plan].sum() <= float(z["budget"]) + 1e-6
        and z["crew"][plan].sum() <= float(z["maxcrew"]) + 1e-6
        and np.bincount(z["site"][plan]).max(initial=0) <= int(z["sitecap"])
        and (got >= float(z["floor"]) * whole - 1e-9).all()
        and (seeing[critical] >= int(z["kcov"])).all()
    )


def mclp(args: argparse.Namespace) -> dict[str, object]:
    """Plain coverage (Church & ReVelle 1974): p sites, one radius; ours twice (cold with compiling,
    warm), then spopt with its own solver, in that order, in this process and one of its own.
    """
    z = np.load(args.instance)
    problem = plain(z["D"], z["S"], z["w"], args.radius, args.facilities)
    cold, _ = timed(lambda: solve(problem, effort=args.effort))
    warm, solved = timed(lambda: solve(problem, effort=args.effort))
    row = {
        "instance": Path(args.instance).name,
        "ours": solved.checked.detected,
        "bound": solved.upper_bound,
        "ours_cold_s": cold,
        "ours_s": warm,
        "load": round(os.getloadavg()[0], 1),
    }
    return {**row, **spopt(args)}


def plain(
    cells: np.ndarray, sites: np.ndarray, weight: np.ndarray, radius: float, count: int
) -> SitingProblem:
    from scipy.spatial import cKDTree  # noqa: PLC0415

    near = cKDTree(cells).query_ball_point(sites, radius, return_sorted=True)
    sizes = [len(x) for x in near]
    n = len(sites)
    return SitingProblem(
        weight=weight.astype(float),
        begins=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        cells=np.concatenate([np.array(x, np.int64) for x in near]),
        p=np.ones(sum(sizes)),
        site=np.arange(n),
        sites=n,
        kind=np.zeros(n, np.int64),
        place=sites.astype(float),
        sector=np.zeros(len(weight), np.int64),
        floor=np.zeros(1),
        limits=(Limit("budget", np.ones(n), float(count)),),
    )


def timed(work: Callable[[], object]) -> tuple[float, object]:
    began = time.process_time()
    found = work()
    return round(time.process_time() - began, 2), found


SPOPT = """
import sys, time, numpy as np, pulp, json
from scipy.spatial.distance import cdist
from spopt.locate import MCLP
path, radius, count, limit = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
z = np.load(path); t = time.process_time(); u = time.monotonic()
far = cdist(z["D"], z["S"])
m = MCLP.from_cost_matrix(far, z["w"], radius, p_facilities=count)
m = m.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=limit), results=False)
x = [n for n, v in enumerate(m.fac_vars) if (v.value() or 0) > 0.5]
got = float(z["w"][(far[:, x] <= radius).any(1)].sum())
import resource
c = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"spopt": got, "spopt_status": pulp.LpStatus[m.problem.status], "spopt_wall_s": round(time.monotonic() - u, 1),
                  "spopt_cpu_s": round(time.process_time() - t + c.ru_utime + c.ru_stime, 1)}))
"""


def spopt(args: argparse.Namespace) -> dict[str, object]:
    """The peer, for at most `limit` seconds with building its model."""
    command = [
        sys.executable,
        "-c",
        SPOPT,
        args.instance,
        str(args.radius),
        str(args.facilities),
        str(args.limit),
    ]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=args.limit
        )
    except subprocess.TimeoutExpired:
        return {"spopt": None, "spopt_status": f"nothing within {args.limit:g} s"}
    if done.returncode:
        return {"spopt": None, "spopt_status": done.stderr[-300:]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def record(what: str, row: dict[str, object]) -> None:
    rows = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    rows = [r for r in rows if (r["what"], r.get("instance")) != (what, row.get("instance"))]
    RESULTS.write_text(json.dumps([*rows, {"what": what, **row}], indent=1) + "\n")


def table() -> str:
    """The rows kept, as the two tables of the page on methods."""
    rows = json.loads(RESULTS.read_text())
    mine = [r for r in rows if r["what"] == "ours" and "error" not in r]
    told = [
        "| instance | detected | at most | gap | seconds of processor | seconds | MiB | load |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| `{r['instance']}` | {r['objective']:.5f} | {r['upper_bound']:.5f} | {r['gap']:.2%} |"
            f" {r['cpu_s']:.0f} | {r['wall_s']:.0f} | {r['peak_mib']} | {r['load']:.1f} |"
            for r in mine
        ),
        "",
        "| MCLP | covered | at most | seconds of processor, with compiling | without | spopt covers | its seconds |",
        "|---|---|---|---|---|---|---|",
        *(
            f"| `{r['instance']}` | {r['ours']:.5f} | {r['bound']:.5f} | {r['ours_cold_s']} |"
            f" {r['ours_s']} | {_spopt(r)} |"
            for r in rows
            if r["what"] == "mclp"
        ),
    ]
    return "\n".join(told)


def _spopt(row: dict[str, object]) -> str:
    if row["spopt"] is None:
        return f"{row['spopt_status']} | –"
    return f"{row['spopt']:.5f} | {row['spopt_cpu_s']}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("make", "ours", "mclp", "table"))
    parser.add_argument("instance", nargs="?")
    parser.add_argument("--cells", type=int, default=2000)
    parser.add_argument("--sites", type=int, default=500)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out")
    parser.add_argument("--samples", type=int, default=0)
    parser.add_argument("--effort", type=int, default=100)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--radius", type=float, default=6.0)
    parser.add_argument("--facilities", type=int, default=60)
    parser.add_argument("--limit", type=float, default=200.0)
    parser.add_argument("--dry", action="store_true", help="keep the results file as it is")
    args = parser.parse_args()
    if args.what == "table":
        print(table())
        return
    row = {"make": make, "ours": ours, "mclp": mclp}[args.what](args)
    print(json.dumps(row))
    if args.what != "make" and not args.dry:
        record(args.what, row)


if __name__ == "__main__":
    main()
