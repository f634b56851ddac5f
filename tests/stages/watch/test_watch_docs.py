"""Numbers in the notes of the watch are the code's, or those that were measured."""

import json
import re
from pathlib import Path

import pytest

from truceline.model.watch import WatchSpec
from truceline.stages.watch import change, interval, online, recapture

ROOT = Path(__file__).parents[3]
METHODS = ROOT / "docs" / "methods"
MEASURED = json.loads((ROOT / "bench" / "watch-results.json").read_text(encoding="utf-8"))


def page(name):
    return " ".join((METHODS / name).read_text(encoding="utf-8").split())


def cells(row):
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def told(name, *words):
    """Rows of tables whose first line of cells starts with these words."""
    lines = (METHODS / name).read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if cells(line)[: len(words)] == list(words))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(cells(line))
    return rows


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("change.md", f"Nothing is told in the first {change.LEARNING_DAYS} observed days"),
        ("change.md", f"within {change.NEAR_DAYS} days: hours of effort"),
        ("change.md", f"between the {change.COMPARED_DAYS} days before and after"),
        ("change.md", {4.0: "around four times the mean so far"}[online.WIDE]),
        ("rates.md", f"drawn towards {interval.USUAL_SPREAD:g} by four days' worth"),
        ("rates.md", f"at least {recapture.LEAST_BOTH} acts in both"),
        ("rates.md", f"at least {recapture.LEAST_SHARE:.0%} of the other's".replace("%", " %")),
        ("rates.md", f"not rejected at {recapture.LEVEL:.0%}".replace("%", " %")),
    ],
)
def test_numbers_are_the_codes(name, words):
    assert words in page(name)


def test_settings_have_the_documented_defaults():
    text = (ROOT / "docs" / "watch.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?`) \| (.+?) \|", text.partition("## watch.yaml")[2], re.MULTILINE)
    listed = {name: value for names, value in rows for name in re.findall(r"`(\w+)`", names)}
    assert set(listed) == set(WatchSpec.__struct_fields__)
    for name, value in listed.items():
        default = getattr(WatchSpec(), name)
        assert value == (f"{default:g}" if isinstance(default, int | float) else "–"), name


def scatter(value):
    return value if isinstance(value, str) else f"{value:g}"


def days_of(row, name):
    return f"{row[name]:g}" if name in row else "–"


def test_measured_detection_is_what_the_bench_recorded():
    rows = told("change.md", "acts a day", "scatter *k*")
    assert rows == [
        [
            f"{row['rate']:g}",
            scatter(row["scatter"]),
            *(f"{row[f'false_changes_a_year_{kind}']:.2f}" for kind in ("corrected", "recorded")),
            f"{row['false_alerts_a_year_corrected']:.2f}",
            *(
                days_of(row, f"median_delay_{kind}")
                for kind in ("corrected", "recorded", "knowing")
            ),
            f"{row['told_within_14_corrected']:.0%}".replace("%", " %"),
        ]
        for row in MEASURED["detection"]
    ]


def test_measured_intervals_are_what_the_bench_recorded():
    rows = told("change.md", "acts a day", "scatter *k*", "error")
    assert rows == [
        [
            f"{row['rate']:g}",
            scatter(row["scatter"]),
            f"{row['error']:g}",
            f"{row['covers']:.1%}".replace("%", " %"),
            f"{row['mean_of_corrected_over_truth']:.2f}",
            f"{row['mean_of_recorded_over_truth']:.2f}",
        ]
        for row in MEASURED["intervals"]
    ]


def test_bars_hold_in_what_was_measured():
    for row in MEASURED["detection"]:
        assert row["false_alerts_a_year_corrected"] <= 1
        assert row["false_changes_a_year_recorded"] > 1 or row["rate"] < 10
        if row["scatter"] != "bursts" or row["rate"] > 10:
            assert row["false_changes_a_year_corrected"] <= 1
        if row["rate"] >= 7 and row["scatter"] in {"none", 16.0}:
            assert row["median_delay_corrected"] <= 3
    assert all(0.90 <= row["covers"] <= 0.98 for row in MEASURED["intervals"])
    assert "2020-07-24" <= MEASURED["ucdp_2020"]["day"] <= "2020-07-30"
