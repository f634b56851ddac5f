"""The published series of 2020: its files agree with each other, and no rate of it is corrected."""

import csv
import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from truceline.assess.folder import ingest
from truceline.assess.load import load
from truceline.assess.produce import as_of_moment
from truceline.assess.run import assess
from truceline.assess.write import case_of
from truceline.cli import app
from truceline.foundation.agreement.read import read_agreement
from truceline.foundation.mission import read_mission, read_roster
from truceline.foundation.mission.seriestable import read_series
from truceline.foundation.mission.watchfile import read_watch
from truceline.foundation.vocabulary import words
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store
from truceline.model.agreement import BreachExit, ReturnFire
from truceline.stages.brief.compose import compose
from truceline.stages.watch.counted import of_periods
from truceline.stages.watch.series import derive
from truceline.stages.watch.support import support

FOLDER = Path(__file__).parents[2] / "examples" / "donbas-2020"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "smm" / "daily_2020.json"


def text(name):
    return (FOLDER / name).read_text(encoding="utf-8")


def table(name):
    return list(csv.DictReader(text(f"sources/{name}.csv").splitlines()))


def series():
    found, problems = read_series(text("sources/series.csv"), "series.csv", "Europe/Kyiv", "19:30")
    assert problems == ()
    return {one.id: one for one in found}


def test_every_file_reads_without_a_problem():
    spec, problems = read_mission(text("mission.yaml"), "mission.yaml")
    assert problems == ()
    agreement, problems = read_agreement(text(spec.agreement), spec.agreement)
    assert problems == ()
    watch, problems = read_watch(text("watch.yaml"), "watch.yaml")
    assert problems == ()
    assert (FOLDER / watch.series).is_file()
    assert not watch.effort
    assert read_roster(text(spec.roster), spec.roster)[1] == ()
    kinds = {type(term) for term in agreement.terms}
    assert {ReturnFire, BreachExit} <= kinds
    fire = next(term for term in agreement.terms if term.id == "no_fire")
    assert {e.when for e in fire.exempt} == {"authorised_return_fire", "announced_exercise"}


def test_no_series_slips():
    assert [p for one in series().values() for p in derive(one).problems] == []


def test_reports_tell_the_counts_of_the_series_as_accounts():
    printed = {
        (r["issue"][:3], r["part"]): r
        for r in table("series")
        if (r["series"], r["span"]) == ("violations", "period") and r["value"]
    }
    told = {tuple(r["report_id"].split("-")): r for r in table("reports")}
    assert set(told) == set(printed)
    for key, row in told.items():
        assert row["count"] == printed[key]["value"]
        assert row["source_url"] == printed[key]["url"]
        assert row["end"] == printed[key]["as_of"]
        span = datetime.fromisoformat(row["end"]) - datetime.fromisoformat(row["start"])
        assert span == timedelta(hours=float(printed[key]["hours"]))
        assert row["count_unit"] in words("act_units")  # or each total would be an incident


def test_hours_were_not_published_so_that_nothing_may_be_corrected():
    held = support([], None, [], [])
    assert "hours of effort were not logged" in held.why
    counted = of_periods(derive(series()["violations"]).periods(), ZoneInfo("Europe/Kyiv"))
    assert not counted.corrected


def test_days_that_no_issue_tells_are_not_observed():
    counted = of_periods(derive(series()["violations"]).periods(), ZoneInfo("Europe/Kyiv"))
    by_day = {
        str(d): (n, e)
        for d, n, e in zip(counted.days, counted.counts, counted.exposure, strict=True)
    }
    assert by_day["2020-07-28"] == (10, 1)
    assert by_day["2020-08-01"] == (0, 0)
    assert by_day["2020-08-02"] == (120, 3)
    assert by_day["2020-08-05"] == (0, 1)
    assert by_day["2020-08-13"] == (36, 1)  # what certainly was no exercise
    assert by_day["2020-10-01"] == (0, 0)


def test_the_folder_is_accepted_and_no_total_becomes_an_incident(tmp_path):
    folder = tmp_path / "mission"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns(".truceline"))
    checked = CliRunner().invoke(app, ["check", str(folder)])
    assert checked.exit_code == 0
    assert "0 errors, 0 warnings" in checked.stdout
    with open_store(folder) as store:
        ingest(folder, store)
        loaded = load(store, folder / ".truceline" / "cache")
    as_of = as_of_moment("2020-08-15", loaded.mission.spec)
    brief, _ = compose(
        case_of(assess(loaded.mission, loaded.reports, as_of, EmbeddedEngine()), "restricted", None)
    )
    figures = {figure.id: figure.value for figure in brief.figures}
    assert (figures["reports"], figures["reports_set_aside"]) == (17, 0)
    assert figures["incidents"] == 2  # the two counts of exactly one violation
    assert not any(value for name, value in figures.items() if name.startswith("alleged.by"))


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared data aren't here")
def test_the_table_holds_the_figures_as_they_were_entered():
    rows = {
        (r["issue"], r["part"], r["span"]): r
        for r in table("series")
        if r["series"] == "violations"
    }
    for issue in json.loads(SHARED.read_text(encoding="utf-8")):
        if "cum_since_20200727" in issue:
            row = rows[issue["report"], "", "since"]
            assert float(row["value"]) == issue["cum_since_20200727"]
        for part in ("Donetsk", "Luhansk"):
            told = issue[part.lower()]
            assert rows[issue["report"], part, "period"]["value"] == str(told.get("cfv", ""))
            if "prev" in told:
                assert rows[issue["report"], part, "previous"]["value"] == str(told["prev"])
