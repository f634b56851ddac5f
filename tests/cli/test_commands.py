"""All commands as a new user meets them: help, exit codes, wrong use, input that can't be read."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commanding import truceline

from truceline.cli import app

COMMANDS = [command.name for command in app.registered_commands]
NAIVE, WORD = "2031-06-10T10:00", "yesterday"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """The folder that `init` writes."""
    folder = tmp_path_factory.mktemp("sound") / "mission"
    assert truceline("init", folder).code == 0
    return folder


@pytest.fixture
def mission(sound, tmp_path):
    return Path(shutil.copytree(sound, tmp_path / "mission"))


def uses(folder, out):
    """A right use of every command that reads a mission."""
    agreement = folder / "agreement.yaml"
    return {
        "check": ["check", folder],
        "ingest": ["ingest", folder],
        "brief": ["brief", folder, "--as-of", "2031-06-10", "--out", out],
        "compare": ["compare", agreement, agreement, "--mission", folder],
        "verify": ["verify", folder],
    }


READERS = list(uses(Path(), Path()))


def test_every_command_of_the_list_is_there():
    assert [
        *("init", "schema", "check", "ingest", "fuse", "read", "lineage"),
        *(
            "brief",
            "compare",
            "pledges",
            "plan",
            "site",
            "simulate",
            "sensors",
            "watch",
            "serve",
            "move",
            "verify",
        ),
    ] == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command):
    told = truceline(command, "--help")
    assert told.code == 0
    assert f"Example: truceline {command} " in " ".join(told.out.split())
    assert "--json" in told.out


def test_the_examples_name_options_that_exist():
    for command in COMMANDS:
        words = " ".join(truceline(command, "--help").out.split())
        example = re.search(r"Example: truceline (.*?)(?: Arguments:|$)", words)
        assert example
        listed = set(re.findall(r"--[a-z-]+", words.split("Options:")[1]))
        assert set(re.findall(r"--[a-z-]+", example[1])) <= listed, command


def test_help_loads_nothing_heavy():
    heavy = "{'numpy', 'pyarrow', 'scipy', 'shapely', 'sqlalchemy', 'typst', 'jinja2', 'rich'}"
    code = (
        "import sys; sys.argv = ['truceline', '--help']\n"
        "from truceline.cli import main\n"
        "try: main()\n"
        f"except SystemExit: print(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", READERS)
def test_right_use_is_fine(mission, tmp_path, command):
    truceline("ingest", mission)
    told = truceline(*uses(mission, tmp_path / "out")[command])
    assert told.code == 0, told


@pytest.mark.parametrize("command", READERS)
def test_json_parses_and_stands_alone(mission, tmp_path, command):
    truceline("ingest", mission)
    told = truceline(*uses(mission, tmp_path / "out")[command], "--json")
    assert isinstance(json.loads(told.out), dict)
    assert told.err == ""


WRONG = {
    "an unknown command": ["plead"],
    "no command": [],
    "an unknown option": ["brief", "M", "--as-of", "2031-06-10", "--out", "O", "--verbose"],
    "a missing option": ["brief", "M", "--as-of", "2031-06-10"],
    "a missing argument": ["check"],
    "a naive moment": ["brief", "M", "--as-of", NAIVE, "--out", "O"],
    "a word for a moment": ["brief", "M", "--as-of", WORD, "--out", "O"],
    "an empty moment": ["brief", "M", "--as-of", "", "--out", "O"],
    "a day that isn't": ["brief", "M", "--as-of", "2031-02-30", "--out", "O"],
    "the first year": ["brief", "M", "--as-of", "0001-01-01", "--out", "O"],
    "the last year": ["brief", "M", "--as-of", "9999-12-31", "--out", "O"],
    "an unknown release": ["brief", "M", "--as-of", "2031-06-10", "--out", "O", "--release", "all"],
    "a file for a folder": ["brief", "M", "--as-of", "2031-06-10", "--out", "F"],
    "a folder under a file": ["brief", "M", "--as-of", "2031-06-10", "--out", "F/O"],
    "a naive moment to compare": ["compare", "A", "A", "--mission", "M", "--as-of", NAIVE],
    "an agreement that isn't there": ["compare", "A", "X", "--mission", "M"],
    "a folder for an agreement": ["compare", "A", "M", "--mission", "M"],
    "a mission for an agreement": ["compare", "A", "M/mission.yaml", "--mission", "M"],
    "an unknown schema": ["schema", "treaty"],
    "an unknown engine": ["fuse", "M/sources/press.csv", "--out", "O", "--engine", "abacus"],
    "an unknown mapping": ["fuse", "M/sources/press.csv", "--out", "O", "--map", "mercator"],
    "a table that isn't there": ["fuse", "X.csv", "--out", "O"],
    "a folder that isn't empty": ["init", "M"],
    "a folder that is a file": ["init", "F"],
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_is_told_with_exit_code_2(mission, tmp_path, case):
    (tmp_path / "F").write_text("a file")
    places = {"M": mission, "A": mission / "agreement.yaml", "F": tmp_path / "F"}
    words = [
        str(places[w]) if w in places else re.sub(r"^([MFOX])(?=[/.]|$)", lambda m: str(
            places.get(m[1], tmp_path / m[1])), w)
        for w in WRONG[case]
    ]  # fmt: skip
    told = truceline(*words)
    assert told.code == 2
    assert told.err.strip() or "Usage" in told.out
    assert not (tmp_path / "O").exists()


def spoil_nothing_there(folder):
    shutil.rmtree(folder)


def spoil_a_file(folder):
    shutil.rmtree(folder)
    folder.write_text("not a folder")


def spoil_no_mission(folder):
    (folder / "mission.yaml").unlink()


def spoil_encoding(folder):
    (folder / "mission.yaml").write_bytes("name: Tré\nparties: {}\n".encode("cp1252"))


def spoil_mission_yaml(folder):
    (folder / "mission.yaml").write_text("name: [")


def spoil_empty_mission(folder):
    (folder / "mission.yaml").write_text("")


def spoil_agreement_yaml(folder):
    (folder / "agreement.yaml").write_text("title: {a: [}")


def spoil_empty_agreement(folder):
    (folder / "agreement.yaml").write_text("")


def spoil_agreement_encoding(folder):
    (folder / "agreement.yaml").write_bytes(b"title: \xff\xfe\n")


def spoil_no_agreement(folder):
    (folder / "agreement.yaml").unlink()


SPOILT = {
    f.__name__.removeprefix("spoil_").replace("_", " "): f
    for f in (
        spoil_nothing_there,
        spoil_a_file,
        spoil_no_mission,
        spoil_encoding,
        spoil_mission_yaml,
        spoil_empty_mission,
        spoil_agreement_yaml,
        spoil_empty_agreement,
        spoil_agreement_encoding,
        spoil_no_agreement,
    )
}


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize("case", SPOILT)
def test_unreadable_input_is_told_with_exit_code_2(mission, tmp_path, command, case):
    """An empty agreement too: it is an error, never compliance."""
    SPOILT[case](mission)
    told = truceline(*uses(mission, tmp_path / "out")[command])
    assert told.code == 2
    assert told.err.strip() or ": error: " in told.out
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("command", "code"), [("check", 1), ("brief", 2), ("compare", 2)])
def test_an_agreement_without_terms_is_an_error(mission, tmp_path, command, code):
    (mission / "agreement.yaml").write_text("title: t\nparties: [RUR, FRE]\nterms: []\n")
    assert truceline(*uses(mission, tmp_path / "out")[command]).code == code
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["ingest", "brief", "compare"])
def test_a_store_that_cannot_be_written_is_told(mission, tmp_path, command):
    (mission / ".truceline").write_text("in the way")
    told = truceline(*uses(mission, tmp_path / "out")[command])
    assert told.code == 2
    assert ".truceline" in told.err


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied", "out/index.html")])
def test_a_disk_that_refuses_is_told(mission, tmp_path, error, monkeypatch):
    def refuse(*_):
        raise error

    monkeypatch.setattr("truceline.assess.write.publish", refuse)
    told = truceline(*uses(mission, tmp_path / "out")["brief"])
    assert (told.code, told.err.splitlines()[-1]) == (2, "out/index.html: Permission denied")


@pytest.mark.parametrize("command", ["ingest", "brief", "check"])
def test_a_dataset_file_that_vanished_is_a_problem(mission, tmp_path, command):
    """Exit code 1: results are written without it."""
    (mission / "sources/press.csv").unlink()
    told = truceline(*uses(mission, tmp_path / "out")[command])
    assert told.code == 1
    assert "no file sources/press.csv" in told.out + told.err
    assert (tmp_path / "out" / "index.html").is_file() == (command == "brief")


def test_the_script_itself_ends_without_a_traceback(mission, tmp_path):
    """As a shell runs it: the message alone on stderr."""
    script = Path(sys.executable).parent / "truceline"
    words = [str(script), "brief", str(tmp_path / "nowhere"), "--as-of", "2031-06-10", "--out", "o"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"{tmp_path / 'nowhere'} is not a mission folder\n"


def test_nothing_is_left_behind_by_a_wrong_use(tmp_path):
    for command in ("ingest", "brief", "verify"):
        truceline(*uses(tmp_path, tmp_path / "out")[command])
    assert list(tmp_path.iterdir()) == []


def held(folder):
    """Files and their bytes; not the index of SQLite's log, which a reader may make anew."""
    files = (p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(("-shm", "-wal")))
    return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


def test_check_and_verify_write_nothing(mission):
    truceline("ingest", mission)
    before = held(mission)
    truceline("check", mission)
    truceline("verify", mission)
    assert held(mission) == before
