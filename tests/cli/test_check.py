"""`truceline check`: what it prints and the exit codes."""

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from truceline.cli.check import check
from truceline.errors import UnreadableError

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "tests/foundation/agreement/texts"
LAKE = ROOT / "src/truceline/data/init"

app = typer.Typer()
app.command()(check)


def run(path, *options):
    result = CliRunner().invoke(app, [str(path), *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write(folder, text):
    path = folder / "agreement.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_agreement_by_itself():
    result = run(TEXTS / "formats.yaml")
    assert result.exit_code == 0
    *lines, summary = result.stdout.splitlines()
    assert [line.split(": ", 2)[1:] for line in lines] == [
        ["warning", "readings: `RUR` has no reading and no common text was signed (it is taken to read the terms as written; state its reading and where it said so)"]
    ]  # fmt: skip
    assert lines[0].startswith(f"{TEXTS / 'formats.yaml'}:15: ")
    assert summary == "0 errors, 1 warning"


def test_all_sixteen_kinds_pass_but_for_questions():
    result = run(TEXTS / "sixteen.yaml")
    assert result.exit_code == 0
    assert "monitored by other means" in result.stdout
    assert "70 km" in result.stdout


def test_an_end_by_counted_days_says_both_dates_on_its_line(tmp_path):
    text = """title: T
parties: [RUR]
terms:
  - id: halt
    clause: prohibited_acts
    binds: [RUR]
    acts: [air/*]
    in_force: {from: 2025-03-18T00:00+03:00, days: 30}
readings: {RUR: {note: x}}
"""
    result = run(write(tmp_path, text))
    assert result.exit_code == 0
    (line, _) = result.stdout.splitlines()
    assert ":8: warning: terms.halt.in_force: 30 days" in line
    assert "16 April 2025" in line
    assert "17 April 2025" in line


def test_errors_exit_with_one_and_follow_ups_are_spared(tmp_path):
    text = """title: T
parties: [RUR, FRE]
terms:
  - {id: a, clause: mines, binds: [RURI], in_force: {from: 2031-05-01T00:00Z}}
readings: {RUR: {note: x}, FRE: {note: y}}
"""
    result = run(write(tmp_path, text), "--json")
    assert result.exit_code == 1
    (problem,) = json.loads(result.stdout)["problems"]
    assert (problem["line"], problem["field"], problem["hint"]) == (
        4,
        "terms.a.binds[1]",
        "did you mean `RUR`?",
    )


def test_a_file_that_isnt_yaml_is_unusable(tmp_path):
    result = run(write(tmp_path, "title: [\n"))
    assert result.exit_code == 2
    assert f"{tmp_path / 'agreement.yaml'}:" in result.stdout


def test_an_agreement_without_a_checkable_term_is_an_error(tmp_path):
    result = run(write(tmp_path, "title: T\n"))
    assert result.exit_code == 1
    assert "the agreement has no checkable term" in result.stdout


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_a_mission_is_wrong_use(tmp_path, name):
    with pytest.raises(UnreadableError, match=r"no mission\.yaml here"):
        CliRunner().invoke(app, [str(tmp_path / name)], catch_exceptions=False)


def test_bytes_that_arent_text(tmp_path):
    path = tmp_path / "agreement.yaml"
    path.write_bytes(b"title: T\nb: \xff\xfe\n")
    with pytest.raises(UnreadableError, match=r"agreement\.yaml:2: error: not UTF-8"):
        CliRunner().invoke(app, [str(path)], catch_exceptions=False)


def test_help_has_an_example():
    result = run("--help")
    assert result.exit_code == 0
    assert "Example: truceline check" in result.stdout


@pytest.fixture
def lake(tmp_path):
    return Path(shutil.copytree(LAKE, tmp_path / "lake"))


def test_the_mission_that_init_writes_has_no_error(lake):
    result = run(lake, "--json")
    found = json.loads(result.stdout)["problems"]
    assert [p for p in found if p["severity"] == "error"] == []
    assert result.exit_code == 0


def test_every_part_of_a_mission_is_checked(lake):
    (lake / "sources/roster.csv").unlink()
    sites = lake / "sources/sites.csv"
    sites.write_text(
        sites.read_text("utf-8") + "s99,Nowhere,energy/coal,147,9,,\n", encoding="utf-8"
    )
    agreement = lake / "agreement.yaml"
    agreement.write_text(
        agreement.read_text("utf-8").replace("air/*", "air/dron", 1), encoding="utf-8"
    )
    result = run(lake)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    for start in ("agreement.yaml:", "mission.yaml:", "sources/sites.csv:"):
        assert any(line.startswith(start) for line in lines), (start, lines)


def test_a_mission_that_cant_be_read_is_unusable(lake):
    (lake / "mission.yaml").write_text("name: [\n", encoding="utf-8")
    result = run(lake)
    assert result.exit_code == 2
    assert "mission.yaml:" in result.stdout


def test_a_missing_agreement_is_unusable(lake):
    (lake / "agreement.yaml").unlink()
    result = run(lake)
    assert result.exit_code == 2
    assert "agreement.yaml" in result.stdout


def test_the_same_folder_twice_prints_the_same(lake):
    assert run(lake).stdout == run(lake).stdout
