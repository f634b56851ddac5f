"""The mission's line of contact, however `mission.yaml` gives it: inline, through places, a file."""

from truceline.foundation.places.gazetteer import Gazetteer
from truceline.foundation.places.line import line_through, read_line
from truceline.foundation.places.linecheck import line_problems
from truceline.model.mission import MissionSpec
from truceline.model.place import Line
from truceline.model.record import Problem

Found = tuple[Line | None, tuple[Problem, ...]]


def mission_line(spec: MissionSpec, text: str | None) -> Found:
    """The line and what is wrong with it; `text` is the content of `spec.line_file`, if given."""
    if spec.line_through:
        return _through(spec)
    if text is not None and spec.line_file:
        line, problems = read_line(text, spec.line_file)
        return line and _sided(line, spec), problems
    return spec.line, line_problems(spec.line, "mission.yaml", "line") if spec.line else ()


def _through(spec: MissionSpec) -> Found:
    gazetteer = Gazetteer.load(spec.boundaries)
    line, problems = line_through(spec.line_through, gazetteer, spec.line_as_of)
    named = tuple(p.but(file="mission.yaml", field="line.through", line=0) for p in problems)
    return line and _sided(line, spec), named


def _sided(line: Line, spec: MissionSpec) -> Line:
    """The line with the parties that stand to its left and right as the mission names them."""
    return line.but(left=spec.line_left or line.left, right=spec.line_right or line.right)
