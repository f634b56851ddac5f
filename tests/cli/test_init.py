import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from truceline.cli.init import init, write_template
from truceline.errors import UnreadableError
from truceline.foundation.agreement.read import read_agreement
from truceline.foundation.mission import read_mission, read_roster, read_sites

app = typer.Typer()
app.command()(init)
app.command("other")(lambda: None)  # two commands, so that `init` keeps its name


def test_init_writes_a_folder_that_reads_without_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "lake"
    result = CliRunner().invoke(app, ["init", str(folder), "--json"])
    assert result.exit_code == 0
    written = json.loads(result.stdout)["files"]
    assert written == sorted(
        str(p.relative_to(folder).as_posix()) for p in folder.rglob("*") if p.is_file()
    )
    spec, problems = read_mission((folder / "mission.yaml").read_text("utf-8"), "mission.yaml")
    assert problems == ()
    assert spec is not None
    agreement, problems = read_agreement((folder / spec.agreement).read_text("utf-8"), "a")
    assert problems == ()
    assert agreement is not None
    assert {r.party for r in agreement.readings} == {p.id for p in spec.parties}
    for name, read in ((spec.roster, read_roster), (spec.sites, read_sites)):
        rows, problems = read((folder / name).read_text("utf-8"), name)
        assert rows
        assert problems == ()
    assert all(list(folder.glob(f)) for d in spec.datasets for f in d.files)


def test_init_says_what_comes_next(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["init", str(tmp_path)])
    assert result.exit_code == 0
    assert f"truceline check {tmp_path}" in result.stdout


@pytest.mark.parametrize("name", ["full", "file"])
def test_what_is_there_is_never_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mission.yaml").write_text("mine")
    (tmp_path / "file").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UnreadableError):
        write_template(tmp_path / name)
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "full" / "mission.yaml").read_text() == "mine"
