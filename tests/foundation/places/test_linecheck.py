import pytest

from truceline.foundation.mission.line import mission_line
from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.line import line_through, read_line
from truceline.foundation.places.linecheck import crosses_itself, line_problems
from truceline.model.mission import MissionSpec
from truceline.model.place import Line

EIGHT = ((48.0, 30.0), (48.5, 30.5), (48.5, 30.0), (48.0, 30.5))


@pytest.mark.parametrize(
    ("vertices", "said"),
    [
        (((48.0, 30.0), (48.5, 30.0), (49.0, 30.5)), []),
        (EIGHT, ["the line crosses itself near 48.25, 30.25"]),
        (((48.0, 30.0), (48.0, 30.0), (48.5, 30.0)), ["the vertex 48, 30 stands 2 times"]),
        (
            ((48.0, 30.0), (48.5, 30.0), (48.5, 31.0), (48.0, 30.0)),
            [],  # a ring closes where it began
        ),
        (((48.0, 30.0), (50.5, 30.0)), ["vertices 1 and 2 lie 278 km apart"]),
        (((0.0, 179.9), (0.0, -179.9)), []),  # 22 km over the date line
    ],
)
def test_doubts_about_a_line(vertices, said):
    found = line_problems(Line(vertices=vertices), "line.geojson")
    assert [p.message for p in found] == said
    assert all(p.severity == "warning" and p.hint for p in found)


def test_a_spur_walked_twice_is_told_once_as_crossing_and_repeat():
    spur = Line(vertices=((48.0, 30.0), (48.5, 30.0), (48.5, 30.5), (48.5, 30.0), (49.0, 30.0)))
    said = " ".join(p.message for p in line_problems(spur, "f"))
    assert crosses_itself(spur)
    assert "crosses itself" in said
    assert "stands 2 times" in said


def test_files_and_inline_lines_are_asked_the_same():
    coordinates = [[lon, lat] for lat, lon in EIGHT]
    text = f'{{"type": "LineString", "coordinates": {coordinates}}}'
    _, from_file = read_line(text, "line.geojson")
    _, inline = mission_line(MissionSpec(name="m", line=Line(vertices=EIGHT)), None)
    assert [p.message for p in from_file] == [p.message for p in inline]
    assert inline[0].field == "line"


def test_the_middle_of_a_region_is_no_vertex():
    names = ("Kherson", "Nowheresville, Zaporizhzhia Oblast", "Enerhodar")
    line, problems = line_through(names, Gazetteer.load(), country="UA")
    assert line is None
    assert "too loosely for a line" in problems[0].message
