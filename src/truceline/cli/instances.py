"""Benchmark instances of siting (`.npz`): read without copying their pairs, plans written beside.

The two large members lie uncompressed in the archive and are memory-mapped. An instance is checked
before anything trusts it; it must never end in a traceback.
"""

import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from truceline.errors import UnreadableError

if TYPE_CHECKING:
    from truceline.stages.plan.siting import SitingProblem

LARGE: Final = ("indices", "p")
NEEDED: Final = (
    *("w", "sector", "crit", "indptr", "indices", "p", "cost", "crew", "site", "S"),
    *("budget", "maxcrew", "kcov", "pk", "floor", "sitecap"),
)


def read_instance(path: Path) -> tuple["SitingProblem", tuple[str, ...]]:
    """The problem, and what was left out in words: critical cells that can't be covered as often as
    is asked. Raises `UnreadableError` for anything else that is wrong.
    """
    try:
        arrays = _arrays(path)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, struct.error) as fault:
        raise UnreadableError(f"{path}: is no instance that can be read: {fault}") from fault
    _checked(path, arrays)
    return _coverable(_problem(arrays))


def _arrays(path: Path) -> dict[str, Any]:
    import numpy as np  # noqa: PLC0415

    with zipfile.ZipFile(path) as archive, np.load(path) as members:
        if lost := sorted(set(NEEDED) - set(members.files)):
            raise ValueError(f"no {', '.join(lost)} in it")
        return {
            name: _mapped(path, archive, name) if name in LARGE else members[name]
            for name in NEEDED
        }


def _mapped(path: Path, archive: zipfile.ZipFile, name: str) -> Any:  # noqa: ANN401 -- an array
    """A member as a memory map; read into memory where it is compressed."""
    import numpy as np  # noqa: PLC0415
    from numpy.lib import format as npy  # noqa: PLC0415

    member = archive.getinfo(f"{name}.npy")
    if member.compress_type != zipfile.ZIP_STORED:
        with archive.open(member) as file:
            return npy.read_array(file, allow_pickle=False)
    with path.open("rb") as file:
        file.seek(member.header_offset + 26)
        file.seek(member.header_offset + 30 + sum(struct.unpack("<HH", file.read(4))))
        npy.read_magic(file)
        shape, _, kind = npy.read_array_header_1_0(file)
        begin = file.tell()
    return (
        np.memmap(path, kind, "r", begin, shape).view(np.ndarray) if shape[0] else np.empty(0, kind)
    )


def _checked(path: Path, z: dict[str, Any]) -> None:
    """Shapes and ranges; one pass over the pairs."""
    import numpy as np  # noqa: PLC0415

    cells, options, pairs = len(z["w"]), len(z["cost"]), len(z["p"])
    begins = z["indptr"]
    wrong = {
        "indptr": len(begins) != options + 1
        or bool(np.any(np.diff(begins) < 0))
        or begins[0] != 0
        or begins[-1] != pairs,
        "indices": len(z["indices"]) != pairs
        or (pairs > 0 and not 0 <= z["indices"].min() <= z["indices"].max() < cells),
        "p": pairs > 0 and not 0.0 <= z["p"].min() <= z["p"].max() <= 1.0,
        "w": cells == 0 or not bool(np.all(np.isfinite(z["w"]) & (z["w"] >= 0))),
        "sector": len(z["sector"]) != cells or bool(np.any(z["sector"] < 0)),
        "crit": bool(np.any((z["crit"] < 0) | (z["crit"] >= cells))),
        "cost": not bool(np.all(np.isfinite(z["cost"]) & (z["cost"] >= 0))),
        "crew": len(z["crew"]) != options
        or not bool(np.all(np.isfinite(z["crew"]) & (z["crew"] >= 0))),
        "site": options == 0
        or len(z["site"]) != options
        or bool(np.any((z["site"] < 0) | (z["site"] >= len(z["S"])))),
    }
    if told := [name for name, bad in wrong.items() if bad]:
        raise UnreadableError(f"{path}: {', '.join(told)}: lengths or values don't fit each other")


def _problem(z: dict[str, Any]) -> "SitingProblem":
    import numpy as np  # noqa: PLC0415

    from truceline.stages.plan.siting import Limit, SitingProblem  # noqa: PLC0415

    cost, crew = z["cost"].astype(float), z["crew"].astype(float)
    kinds = np.unique(np.column_stack([cost, crew]), axis=0, return_inverse=True)[1]
    return SitingProblem(
        weight=z["w"].astype(float),
        begins=z["indptr"].astype(np.int64),
        cells=z["indices"],
        p=z["p"],
        site=z["site"].astype(np.int64),
        sites=len(z["S"]),
        kind=kinds.reshape(-1).astype(np.int64),
        place=z["S"][z["site"]].astype(float),
        sector=z["sector"].astype(np.int64),
        floor=np.full(int(z["sector"].max()) + 1, float(z["floor"])),
        limits=(
            Limit("budget", cost, float(z["budget"])),
            Limit("crew", crew, float(z["maxcrew"])),
        ),
        per_site=int(z["sitecap"]),
        critical=z["crit"].astype(np.int64),
        cover=int(z["kcov"]),
        sees=float(z["pk"]),
    )


def _coverable(problem: "SitingProblem") -> tuple["SitingProblem", tuple[str, ...]]:
    from dataclasses import replace  # noqa: PLC0415

    from truceline.stages.plan.siting.covers import coverable  # noqa: PLC0415

    enough = coverable(problem) >= problem.cover
    told = tuple(
        f"critical cell {cell} can't be seen by {problem.cover} systems and is left out"
        for cell in problem.critical[~enough]
    )
    return replace(problem, critical=problem.critical[enough]), told
