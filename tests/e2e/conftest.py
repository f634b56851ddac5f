import csv
import json
import shutil
from pathlib import Path

import pytest

from truceline.assess.produce import produce
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "energy-halt-2025"


class Outcome:
    """A published brief, read back as a user's own script would read it."""

    def __init__(self, folder: Path, out: Path) -> None:
        self.folder, self.out = folder, out
        self.figures = {f["id"]: f for f in json.loads((out / "figures.json").read_text())}
        self.features = json.loads((out / "incidents.geojson").read_text())["features"]
        self.findings = list(csv.DictReader((out / "findings.csv").open(encoding="utf-8")))
        self.restatement = list(csv.DictReader((out / "restatement.csv").open(encoding="utf-8")))
        self.html = (out / "index.html").read_text(encoding="utf-8")

    def value(self, figure: str):
        return self.figures[figure]["value"]

    def incident_of(self, report: str) -> str:
        (found,) = (f["id"] for f in self.features if report in f["properties"]["report_ids"])
        return found

    def outcomes(self, report: str) -> dict[tuple[str, str], str]:
        """(reading, accused) → finding of the incident that a report belongs to."""
        incident = self.incident_of(report)
        rows = [r for r in self.findings if r["incident_id"] == incident]
        return {(r["reading"], r["accused"]): r["words"] for r in rows}

    def files(self) -> dict[str, bytes]:
        """Every derived file but the manifest, which alone knows the order of entries."""
        return {
            p.name: p.read_bytes() for p in sorted(self.out.iterdir()) if p.name != "manifest.json"
        }


def run(folder: Path, out: Path, as_of: str, release: str = "restricted") -> Outcome:
    with open_store(folder) as store:
        produce(folder, store, EmbeddedEngine(), as_of, release, out)
    return Outcome(folder, out)


def copy_of(example: Path, to: Path) -> Path:
    shutil.copytree(example, to, ignore=shutil.ignore_patterns(".truceline"))
    return to


@pytest.fixture(scope="session")
def halt_folder(tmp_path_factory) -> Path:
    return copy_of(EXAMPLE, tmp_path_factory.mktemp("halt") / "mission")


@pytest.fixture(scope="session")
def halt(halt_folder, tmp_path_factory) -> Outcome:
    """The brief on the energy halt as of 19 April 2025."""
    return run(halt_folder, tmp_path_factory.mktemp("first"), "2025-04-19")


@pytest.fixture(scope="session")
def halt_later(halt, halt_folder, tmp_path_factory) -> Outcome:
    """The same mission three weeks later, when only late copies have arrived."""
    return run(halt_folder, tmp_path_factory.mktemp("later"), "2025-05-10")
