"""What of "Is it holding?" a brief of each release level computes and shows, on a mission with hours."""

import json
from dataclasses import replace
from functools import cache, partial

import pytest
from watched_mission import write_mission

from truceline.assess import alertbook, watchground
from truceline.assess import holding as module
from truceline.assess.folder import ingest
from truceline.assess.load import load
from truceline.assess.produce import as_of_moment
from truceline.assess.run import assess
from truceline.assess.shelf import Shelf
from truceline.assess.write import case_of
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store
from truceline.model.alerting import AlertStep
from truceline.model.watch import Alert
from truceline.stages.brief.compose import compose
from truceline.stages.brief.datafiles import data_files
from truceline.stages.brief.html import page
from truceline.stages.brief.view import view_of
from truceline.stages.watch.scan import Scanning

DAY = "2031-05-10"
NARROWER = ("parties", "political_body", "public")
SERIES = "series,unit,issue,span,part,as_of,hours,since,value,bound,apart,apart_share,note,url\n"
CANARY = "Zqexercise"


class Mission:
    """A mission's brief at any level, without its PDF."""

    def __init__(self, folder):
        self.folder = folder
        with open_store(folder) as store:
            ingest(folder, store)
            loaded = load(store, folder / ".truceline" / "cache")
            self.texts = {
                (kind, name): Shelf(store).text(kind, name) for kind, name in Shelf(store).newest
            }
        self.moment = as_of_moment(DAY, loaded.mission.spec)
        self.result = assess(loaded.mission, loaded.reports, self.moment, EmbeddedEngine())

    def held(self, level):
        case = case_of(self.result, level, None)
        book = self.folder / ".truceline"
        return module.holding(self.result, lambda k, n: self.texts.get((k, n)), book, case)

    def brief(self, level):
        case = case_of(self.result, level, None)
        return compose(replace(case, holding=self.held(level)))[0]

    @cache  # noqa: B019 -- as long as the module
    def kept(self, level):
        return self.files(level)

    def files(self, level):
        brief = self.brief(level)
        told = {name: data.decode() for name, data in data_files(brief).items()}
        return told | {"index.html": page(view_of(brief))}


def printed(series, number, day, value, part="", url="https://example.org/issue"):
    at = f"2031-05-{day:02}T24:00:00+02:00".replace(f"{day:02}T24", f"{day + 1:02}T00")
    apart = f"{CANARY},most" if value > 50 else ","
    return f"{series},shot,{number},period,{part},{at},24,,{value},,{apart},,{url}\n"


@pytest.fixture(scope="module")
def mission(tmp_path_factory):
    """Hours that let rates be corrected, a cluster, two published series and an alert on record."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watchground, "Scanning", partial(Scanning, replicas=99))
        folder = write_mission(tmp_path_factory.mktemp("held") / "mission", range_km=60)
        table = SERIES + "".join(
            printed("shots", n, n, 2 * n - 1, part)
            for n in range(1, 10)
            for part in ("Westshore", "Eastshore")
        )
        table += "".join(printed("leaked", n, n, 60, url="") for n in range(1, 10))
        (folder / "series.csv").write_text(table, encoding="utf-8")
        with (folder / "watch.yaml").open("a", encoding="utf-8") as file:
            file.write("series: series.csv\n")
        yield Mission(folder)


@pytest.fixture(scope="module")
def restricted(mission):
    return mission.held("restricted")


def test_the_mission_itself_sees_sectors_hours_and_the_cluster(restricted):
    sectors = [t for t in restricted.trends if t.kind == "sector"]
    assert [t.subject for t in sectors] == ["A", "B", "C"]
    assert all(
        sum(h or 0 for h in t.effort_h) == 40 * 24 for t in sectors
    )  # once, not once per act
    assert all(t.corrected and not t.why for t in sectors)
    assert any("B" in c.zone and c.basis for c in restricted.clusters)
    (rise,) = (c for c in restricted.changes if c.trend == "sector.B" and c.act)
    assert rise.change.ratio.value > 3
    assert rise.incidents
    assert {s.party: s.worked_h for s in restricted.access} == {"FRE": 1920.0, "RUR": 960.0}


def test_a_corrected_curve_is_the_mean_of_a_week(restricted):
    (west,) = (t for t in restricted.trends if t.id == "sector.A")
    assert west.corrected[2] is None  # fewer than half of seven days
    assert west.corrected[-1] is not None
    assert max(c.value for c in west.corrected if c) < 1.5 * min(
        c.value for c in west.corrected if c
    )


@pytest.mark.parametrize("level", NARROWER)
def test_what_says_where_the_mission_looks_is_not_computed_for_others(mission, level, monkeypatch):
    def never(*_args, **_more):
        raise AssertionError("computed")

    for name in ("ground_of", "of_ground", "sector_trends", "scanned", "support", "grounds"):
        monkeypatch.setattr(module, name, never)
    held = mission.held(level)
    assert {t.kind for t in held.trends} <= {"side", "series"}
    assert (held.clusters, held.zones, held.left_out) == ((), (), ())
    assert all(side.worked_h is None for side in held.access)
    assert not any(c.trend.startswith("sector.") for c in held.changes)
    assert held.scope


@pytest.mark.parametrize("level", NARROWER)
def test_no_file_of_a_wider_release_names_a_sector_or_hours(mission, level):
    told = "\n".join(mission.kept(level).values())
    for word in ("Sector A", "sector.", "sector A", "hours of effort fell", "1,920", "cluster."):
        assert word not in told, word
    own = "\n".join(mission.kept("restricted").values())
    for word in ("Sector A", "sector.B", "1,920", "cluster."):
        assert word in own, word


def test_the_public_sees_wholes_with_an_address_once_old_enough(mission):
    held = mission.held("public")
    (trend,) = held.trends
    assert trend.id == "series.shots"
    assert max(s.last.isoformat() for s in trend.stretches) == "2031-05-07"  # 72 hours before
    assert (held.access, held.changes) == ((), ())
    brief = mission.brief("public")
    first = brief.holding.trends[0].stretches[0]
    assert first.withheld  # 1 and 1 add to 2
    told = "\n".join(mission.kept("public").values())
    assert CANARY not in told
    assert CANARY in "\n".join(mission.kept("restricted").values())
    figures = json.loads(mission.kept("public")["figures.json"])
    assert not [f for f in figures if f["id"].startswith(("recorded.", "change.", "access."))]


def test_figures_of_a_wider_release_are_those_that_it_may_see(mission):
    whole = {f.id: f for f in mission.brief("restricted").figures}
    assert {f.release for f in whole.values()} >= {"restricted", "political_body", "public"}
    for level in ("parties", "political_body"):
        assert {f.id for f in mission.brief(level).figures} == {
            i for i, f in whole.items() if f.release != "restricted"
        }


def test_alerts_are_shown_as_they_stood_and_never_raised(mission, tmp_path, monkeypatch):
    alert = Alert(
        id="gap.1", rule="gap", about="2031-05-06/2031-05-09|x", sentence="A source is silent.",
        raised=mission.moment.replace(day=8), release="parties",
    )  # fmt: skip
    later = alert.but(id="gap.2", raised=mission.moment.replace(day=20))
    with monkeypatch.context() as patch:
        patch.setattr(mission, "folder", tmp_path)
        book = tmp_path / ".truceline"
        book.mkdir()
        (book / alertbook.ALERTS).write_bytes(alertbook._line(alert) + alertbook._line(later))
        step = AlertStep(
            alert="gap.1", state="acknowledged", by="desk", at=mission.moment.replace(day=9)
        )
        alertbook.record_step(book, step)
        before = {p.name: p.read_bytes() for p in book.iterdir()}
        found = {level: mission.held(level).alerts for level in ("restricted", *NARROWER)}
        assert {p.name: p.read_bytes() for p in book.iterdir()} == before
    assert [(a.id, a.state) for a in found["restricted"]] == [("gap.1", "acknowledged")]
    assert [a.id for a in found["parties"]] == ["gap.1"]
    assert found["political_body"] == found["public"] == ()


def test_the_same_inputs_give_the_same_bytes(mission):
    """Also when kernels were compiled in between, which moves numbers in the twelfth digit."""
    assert mission.files("restricted") == mission.kept("restricted")
