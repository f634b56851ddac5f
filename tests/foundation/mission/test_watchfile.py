"""`watch.yaml` and the tables beside it: read with their problems, never guessed."""

import pytest

from truceline.foundation.mission.seriestable import read_calibrations
from truceline.foundation.mission.watchfile import WATCH_KEYS, read_watch
from truceline.model.watch import WatchSpec

WHOLE = """\
series: sources/series.csv
assets: sources/assets.csv
effort: sources/effort.csv
calibrations: sources/trials.csv
level: 0.8
recent_days: 7
least_p: 0.4
conversions:
  - {unit: discharge, to: barrage, gap_h: 1, source: handbook}
"""


def test_a_watch_file_is_read():
    spec, problems = read_watch(WHOLE, "watch.yaml")
    assert problems == ()
    assert (spec.series, spec.level, spec.recent_days, spec.least_p) == (
        "sources/series.csv",
        0.8,
        7,
        0.4,
    )
    assert spec.spell_days == WatchSpec().spell_days
    (stated,) = spec.conversions
    assert (stated.unit, stated.to, stated.gap_h) == ("discharge", "barrage", 1)


def test_every_field_has_a_key():
    assert set(WATCH_KEYS) == set(WatchSpec.__struct_fields__)


@pytest.mark.parametrize(
    ("text", "line", "field"),
    [
        ("sereis: a.csv", 1, "sereis"),
        ("series: ../a.csv", 1, "series"),
        ("series: /a.csv", 1, "series"),
        ("level: 2", 1, "level"),
        ("spell_days: 0", 1, "spell_days"),
        ("recent_days: 0", 1, "recent_days"),
        ("conversions:\n  - {unit: discharge, to: barrage, gap_h: 1}", 2, "conversions[1]"),
        ("conversions:\n  - {unit: a, to: b, gap_h: -1, source: c}", 2, "conversions[1].gap_h"),
    ],
)
def test_what_is_wrong_is_told_by_line_and_falls_back(text, line, field):
    spec, problems = read_watch(text, "watch.yaml")
    assert problems
    assert problems[0].line == line
    assert problems[0].field.startswith(field)
    assert spec == WatchSpec()


def test_what_is_no_yaml_is_no_watch():
    spec, problems = read_watch("series: [", "watch.yaml")
    assert spec is None
    assert problems


def test_trials_are_read_and_contradictions_set_aside():
    text = "profile,trials,seen,expected,source\npost,40,27,0.7,trial of May\n"
    (trial,), problems = read_calibrations(text, "trials.csv")
    assert problems == ()
    assert (trial.trials, trial.seen, trial.expected) == (40, 27, 0.7)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("post,40,41,0.7", "seen"),
        ("post,,3,0.7", "trials"),
        ("post,40,3,1.7", "expected"),
        (",4,3,0.7", "profile"),
    ],
)
def test_trials_that_cannot_be(row, field):
    found, problems = read_calibrations(f"profile,trials,seen,expected\n{row}\n", "trials.csv")
    assert found == ()
    assert field in {p.field for p in problems}
