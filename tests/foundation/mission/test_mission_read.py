import pytest

from truceline.foundation.mission import check_sides, read_mission, read_roster, read_statements

GOOD = """\
name: lake
timezone: "+02:00"
cut_off: "19:30"
mandate: {role: verify, max_attribution: direction, territory: [RUR], verifiers: [team]}
parties:
  RUR: {name: Ruritania, timezone: "+02:00", mark: square, colour: "#00667A"}
  FRE: {name: Freedonia, timezone: "+03:00"}
datasets:
  press: {files: [sources/*.csv], map: maps/press.yaml}
roster: sources/roster.csv
access_hours: {RUR: 12.5}
issues: [2031-05-20, 2031-05-10T12:00:00+02:00]
settings: {small_cell: 5, yes: 0.95}
"""


def test_a_whole_mission_is_read() -> None:
    spec, problems = read_mission(GOOD, "mission.yaml")
    assert problems == ()
    assert spec is not None
    assert (spec.name, spec.title, spec.timezone, spec.cut_off) == (
        "lake",
        "lake",
        "+02:00",
        "19:30",
    )
    assert spec.mandate.max_attribution == "direction"
    assert spec.mandate.verifiers == ("team",)
    assert [p.id for p in spec.parties] == ["FRE", "RUR"]
    assert (spec.parties[1].mark, spec.parties[1].colour) == ("square", "#00667A")
    assert spec.datasets[0].files == ("sources/*.csv",)
    assert spec.datasets[0].mapping == "maps/press.yaml"
    assert spec.access_hours == {"RUR": 12.5}
    assert spec.issues == ("2031-05-10T12:00:00+02:00", "2031-05-20")
    assert (spec.settings.small_cell, spec.settings.yes, spec.settings.no) == (5, 0.95, 0.1)
    assert spec.judgements == "judgements.jsonl"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("cut_off", "cutoff", 3, "did you mean `cut_off`?"),
        ('"19:30"', '"25:30"', 3, "can't be read"),
        ("role: verify", "role: verifying", 4, "did you mean `verify`?"),
        ("max_attribution: direction", "max_attribution: army", 4, "isn't one of the words"),
        ("territory: [RUR]", "territory: [RUM]", 4, "is no party of this mission"),
        ('"+02:00"\ncut', "Mars/Base\ncut", 2, "is no zone of time"),
        ("mark: square", "mark: star", 6, "isn't one of the words"),
        ("#00667A", "teal", 6, "can't be read"),
        ("  FRE:", "  third:", 7, "has another meaning"),
        ("  press:", "  the.press:", 9, "letters, digits"),
        ("sources/*.csv", "../secret.csv", 9, "leaves the mission folder"),
        ("sources/roster.csv", "/etc/roster.csv", 10, "leaves the mission folder"),
        ("sources/roster.csv", "C:\\roster.csv", 10, "leaves the mission folder"),
        ("RUR: 12.5", "RUR: -1", 11, "at least 0"),
        ("RUR: 12.5", "RUM: 1", 11, "is no party of this mission"),
        ("2031-05-20", "2031-05-40", 12, "expected a date"),
        ("T12:00:00+02:00", "T12:00:00", 12, "has no zone"),
        ("yes: 0.95", "yes: 0.2", 13, "must be from 0.5 to 1"),
        ("small_cell: 5", "small_cells: 5", 13, "did you mean `small_cell`?"),
    ],
)
def test_every_slip_is_told_with_its_line(old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    _, problems = read_mission(GOOD.replace(old, new, 1), "mission.yaml")
    assert any(p.line == line and says in f"{p.message} {p.hint}" for p in problems), problems
    assert all(p.file == "mission.yaml" for p in problems)


@pytest.mark.parametrize("key", ["name", "parties", "datasets"])
def test_without_the_essentials_there_is_no_mission(key: str) -> None:
    spec, problems = read_mission(GOOD.replace(f"{key}:", f"{key}: null\nx_{key}:", 1), "m.yaml")
    assert spec is None
    assert any(f"`{key}` is missing" in p.message for p in problems)


@pytest.mark.parametrize(
    "text", ["", "- a\n", "name: [", "\tname: x\n", "a: &x 1\nb: *x\n", "name: a\nname: b\n"]
)
def test_what_is_not_plain_yaml_is_refused(text: str) -> None:
    spec, problems = read_mission(text, "m.yaml")
    assert spec is None
    assert problems


def with_line(told: str) -> str:
    return GOOD + f"line: {told}\n"


def test_the_line_in_its_three_ways() -> None:
    spec, problems = read_mission(
        with_line("{through: [A, B], as_of: 2031-05-01, left: FRE, right: RUR}"), "m"
    )
    assert problems == ()
    assert spec is not None
    assert (spec.line_through, spec.line_left) == (("A", "B"), "FRE")
    assert str(spec.line_as_of) == "2031-05-01"
    spec, _ = read_mission(with_line("{file: line.geojson}"), "m")
    assert spec is not None
    assert spec.line_file == "line.geojson"
    spec, _ = read_mission(with_line("{vertices: [[-10, 34], [-12, 34.5]], left: FRE}"), "m")
    assert spec is not None
    assert spec.line is not None
    assert spec.line.vertices == ((-10.0, 34.0), (-12.0, 34.5))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("{as_of: 2031-05-01}", "exactly one of"),
        ("{file: a.geojson, through: [A, B]}", "exactly one of"),
        ("{vertices: [[-10, 34]]}", "two vertices at least"),
        ("{vertices: [[-10, 34], [134, 2]]}", "from -90 to 90"),
        ("{vertices: [[-10, 34], [NaN, 2]]}", "expected a number"),
    ],
)
def test_a_line_that_cannot_be_drawn_is_told(told: str, says: str) -> None:
    spec, problems = read_mission(with_line(told), "m")
    assert spec is not None
    assert spec.line is None
    assert any(says in p.message for p in problems)


def test_sides_that_are_no_party_are_asked_about() -> None:
    spec, _ = read_mission(GOOD, "m")
    assert spec is not None
    roster, _ = read_roster(
        "id,role,name,side,territory\na,claimant,A,RUS,FRE\nb,claimant,B,third,\n", "r"
    )
    said, _ = read_statements(
        "date,speaker,side,topic,value,accused\n2031-05-01,S,FRE,t,v,RURR\n", "s", "UTC"
    )
    problems = check_sides(spec, roster, said)
    assert [(p.field, p.hint) for p in problems] == [
        ("2031-05-01 S: accused", "did you mean RUR?"),
        ("a.side", "did you mean RUR?"),
    ]
    assert {p.severity for p in problems} == {"warning"}
