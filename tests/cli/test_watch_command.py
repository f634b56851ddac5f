"""`truceline watch`: what a duty officer reads, alerts raised once, steps, sending, the same bytes."""

import json
import shutil
from functools import partial
from pathlib import Path

import pytest
from commanding import truceline
from watched_mission import write_mission

from truceline.assess.folder import inputs, read_spec
from truceline.stages.watch.scan import Scan, Scanning

ROOT = Path(__file__).parents[2]
DAY = "2031-05-10"


def told(folder, *more, as_of=DAY):
    return truceline("watch", folder, "--as-of", as_of, *more)


def kept(folder, name="alerts.jsonl"):
    return (folder / ".truceline" / name).read_bytes()


@pytest.fixture(scope="module", autouse=True)
def few_replicas():
    """A scan of a tenth of the replicas, for speed: the tail is fitted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("truceline.assess.watchground.Scanning", partial(Scanning, replicas=99))
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A mission that was watched once, and what was told."""
    folder = write_mission(tmp_path_factory.mktemp("watch") / "mission", range_km=60)
    return folder, told(folder, "--json")


@pytest.fixture
def watched(first, tmp_path):
    return Path(shutil.copytree(first[0], tmp_path / "mission"))


@pytest.fixture
def quick(monkeypatch):
    """Without the scan, which other tests run: its seconds are replicas."""
    monkeypatch.setattr("truceline.assess.watchground.scan", lambda *_: Scan(why="not asked"))


def test_new_alerts_are_raised_with_their_numbers(first):
    assert first[1].code == 3
    found = json.loads(first[1].out)["watch"]
    cluster, everybody, rise, silent = found["alerts"]
    assert found["new"] == [a["id"] for a in found["alerts"]]
    assert rise["sentence"].startswith(
        "sector B, mortar: from about 2031-05-07 on 8.13 incidents a day"
    )
    assert "effort not taken out" in everybody["sentence"]
    there = "B km 20 to 27 and B km 27 to 33, 2031-05-07 to 2031-05-10: 24 recorded where 2.0 would"
    assert cluster["sentence"].startswith(there)
    assert cluster["sector"] == "B"
    assert cluster["release"] == found["release"] == "restricted"
    assert "no bulletin from 2031-05-06 to 2031-05-10 (5 days)" in silent["sentence"]
    assert len(kept(first[0]).splitlines()) == 4


def test_counts_stand_beside_hours_and_are_corrected_where_that_is_allowed(first):
    found = json.loads(first[1].out)["watch"]
    rates = {(r["sector"], r["light"]): r for r in found["rates"]}
    assert sum(r["count"] for r in rates.values()) == 20 + 42 + 20
    assert rates["A", "day"]["effort_h"] + rates["A", "night"]["effort_h"] == pytest.approx(960)
    assert all(r["corrected"] and r["p"] > 0.3 for r in rates.values())
    assert rates["A", "day"]["corrected"]["value"] == pytest.approx(
        0.5 / rates["A", "day"]["p"], rel=0.01
    )
    assert found["uncorrected"] == ""


def test_what_the_bulletin_tells_never_hangs_on_the_missions_hours(first):
    found = json.loads(first[1].out)["watch"]
    assert sum(r["count"] for r in found["rates"]) == 82  # five more are the bulletin's
    (health,) = found["health"]
    assert (health["expected"], health["received"]) == (10, 5)


def test_a_change_of_one_sector_is_told_with_what_else_changed(first):
    changes = {c["series"]: c for c in json.loads(first[1].out)["watch"]["changes"]}
    change = changes["sector B, mortar"]
    assert change["day"] == "2031-05-07"
    assert change["corrected"]
    assert "no bulletin of Hill Bulletin" in change["beside"][0]
    assert not {name for name in changes if "sector A" in name or "hours" in name}


def test_the_same_thing_is_not_raised_again(watched):
    before = kept(watched)
    again = told(watched)
    assert again.code == 0
    assert "Alerts: 0 new, 4 going on, 0 closed" in again.out
    assert kept(watched) == before


def test_the_page_says_restricted_first_and_every_sentence_has_numbers(watched):
    page = told(watched, "--out", watched / "out").out
    assert page.startswith("RESTRICTED")
    assert "A      │ mortar │ day" in page
    assert "Source Hill Bulletin: 5 of 10 bulletins that were due" in page
    assert "Cluster B km 20 to 27, B km 27 to 33, 2031-05-07 to 2031-05-10: 24 recorded" in page
    assert json.loads((watched / "out/watch.json").read_bytes())["day"] == DAY


def test_the_same_inputs_give_the_same_bytes(first, tmp_path):
    other = write_mission(tmp_path / "elsewhere", range_km=60)
    assert told(other, "--json").out == first[1].out
    assert kept(other) == kept(first[0])


@pytest.mark.usefixtures("quick")
def test_alerts_are_acknowledged_and_closed_by_somebody_with_a_reason(watched):
    name = json.loads(kept(watched).splitlines()[-1])["id"]
    seen = told(watched, "--acknowledge", name, "--by", "Desk")
    assert seen.code == 0
    assert f"acknowledged {name}" in seen.out
    assert "(Desk: no reason given)" in seen.out
    done = told(
        watched, "--close", name, "--by", "Desk", "--reason", "printer broken", as_of="2031-05-11"
    )
    assert "3 going on, 1 closed" in done.out
    assert name not in done.out
    assert f"acknowledged {name}" in told(watched).out  # as of the day before


@pytest.mark.usefixtures("quick")
def test_a_day_without_hours_is_a_fall_of_access_and_no_calm(watched):
    page = told(watched, as_of="2031-05-11")
    assert page.code == 3
    assert page.out.count("NEW less_effort") == 3
    assert "What is recorded may fall for that reason alone" in page.out


@pytest.mark.usefixtures("quick")
def test_history_is_one_entry_of_the_first_run_and_each_matter_can_be_taken_on(tmp_path):
    folder = write_mission(tmp_path / "m", quiet=("west", "middle", "east"))
    (folder / "alerts.yaml").write_text(
        "rules:\n  - {id: interference, acts: [fire/*], together: day}\n"
    )
    first = told(folder, "--send", "--out", folder / "out")
    assert "Alerts: 1 new" in first.out  # the silent source
    assert (
        "Backlog, not raised: 5 matters old when first seen, 2031-05-01 to 2031-05-05" in first.out
    )
    assert len(list((folder / "out/cap").glob("*.xml"))) == 1
    found = json.loads(told(folder, "--json").out)["watch"]
    assert [found["backlog"]["began"], found["new"]] == ["2031-05-10T22:00:00Z", []]
    matters = found["backlog"]["matters"]
    assert [m["state"] for m in matters] == ["backlog"] * 5
    assert found["backlog"]["basis"] == sorted(b for m in matters for b in m["basis"])
    page = told(folder, "--acknowledge", matters[0]["id"], "--by", "Desk").out
    assert "2 going on" in page
    assert "4 matters" in page


@pytest.mark.usefixtures("quick")
def test_a_watch_begins_with_its_first_run_and_days_off_are_made_up_for(tmp_path):
    folder = write_mission(tmp_path / "m", quiet=("west", "middle", "east"))
    (folder / "alerts.yaml").write_text(
        "rules:\n  - {id: interference, acts: [fire/*], together: day}\n"
    )
    began = told(folder, as_of="2031-04-30")
    assert "Alerts: 0 new" in began.out
    later = told(folder)
    assert later.out.count("NEW interference") == 5
    assert "Backlog" not in later.out


WRONG = {
    "nobody": ("--acknowledge", "ID"),
    "no reason": ("--close", "ID", "--by", "Desk"),
    "no such alert": ("--close", "cluster.0", "--by", "Desk", "--reason", "r"),
    "two steps at once": ("--close", "ID", "--acknowledge", "ID", "--by", "Desk", "--reason", "r"),
    "a file for a folder": ("--out", "FILE"),
}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_is_told_and_nothing_is_put_on_record(watched, case):
    name = json.loads(kept(watched).splitlines()[0])["id"]
    words = {"ID": name, "FILE": watched / "roster.csv"}
    found = told(watched, *(words.get(word, word) for word in WRONG[case]))
    assert found.code == 2
    assert found.err.strip()
    assert not (watched / ".truceline/alert-steps.jsonl").exists()


@pytest.mark.usefixtures("quick")
def test_a_step_before_the_alert_was_raised_is_refused(watched):
    name = json.loads(kept(watched).splitlines()[0])["id"]
    found = told(watched, "--acknowledge", name, "--by", "Desk", as_of="2031-05-09")
    assert found.code == 2
    assert "after this step" in found.err


@pytest.mark.usefixtures("quick")
def test_nothing_is_sent_unasked_and_each_alert_once(watched):
    told(watched)
    assert not list(watched.rglob("*.xml"))
    asked = told(watched, "--send", "--out", watched / "out")
    assert asked.out.count("\nsent ") == 4
    messages = sorted((watched / "out/cap").glob("*.xml"))
    assert len(messages) == 4
    assert all(b"<status>Exercise</status>" in message.read_bytes() for message in messages)
    assert "\nsent " not in told(watched, "--send", "--out", watched / "out").out
    assert len(kept(watched, "alerts-sent.jsonl").splitlines()) == 4


@pytest.mark.usefixtures("quick")
def test_live_it_reads_new_inputs_and_prints_what_changed(watched, monkeypatch):
    """Four turns: at first, nothing new, a file half written, the file whole."""
    mission, patrol = watched / "mission.yaml", watched / "patrol.csv"
    whole, more = mission.read_text(), patrol.read_text().replace("P0-6-33.078", "P0-6b")
    turns = [
        lambda: None,
        lambda: mission.write_text("name: ["),
        lambda: (mission.write_text(whole), patrol.write_text(more)),
    ]

    def pause(seconds):
        assert seconds == 7
        if not turns:
            raise KeyboardInterrupt
        turns.pop(0)()

    monkeypatch.setattr("time.sleep", pause)
    found = told(watched, "--every", "7")
    assert found.code == 0
    assert found.out.count("RESTRICTED") == 2
    assert "mission.yaml" in found.err


@pytest.mark.usefixtures("quick")
def test_without_a_moment_it_is_now(watched):
    page = truceline("watch", watched)
    assert page.code in {0, 3}
    assert "known as of 20" in page.out


@pytest.mark.usefixtures("quick")
def test_receivers_and_rules_of_the_mission_count(watched):
    (watched / "alerts.yaml").write_text(
        "sender: ops@mission.example\nreceivers: [{way: cap, to: box}]\n"
        "rules: [{id: silent_source, off: yes}, {id: rise, off: yes}]\n"
    )
    told(watched, "--send")
    (message,) = (watched / "box").glob("*.xml")
    assert message.name.startswith("cluster.")  # of a rule that is gone nothing is sent


@pytest.mark.usefixtures("quick")
def test_a_receiver_whose_secret_is_not_set_is_wrong_use(watched):
    (watched / "alerts.yaml").write_text(
        "sender: ops@mission.example\n"
        "receivers: [{way: webhook, to: 'https://example.org/a', secret: NO_SUCH_SECRET}]\n"
    )
    found = told(watched, "--send")
    assert found.code == 2
    assert "NO_SUCH_SECRET" in found.err


@pytest.mark.usefixtures("quick")
def test_posts_that_see_little_are_not_corrected_for_and_the_page_says_so(tmp_path):
    page = told(write_mission(tmp_path / "m")).out
    assert "Not corrected: too little was seen: probability 0.0" in page
    assert "not given" in page


@pytest.mark.usefixtures("quick")
def test_without_logged_hours_there_are_counts_and_no_rates(tmp_path):
    folder = write_mission(tmp_path / "m")
    (folder / "watch.yaml").write_text("assets: assets.csv\n")
    page = told(folder).out
    assert "No rate is corrected for effort: hours of effort were not logged" in page
    assert "│ not logged │" in page
    assert "not observed" not in page  # who looked isn't known
    assert "2 rows of sector, act and light without hours on record" in page


@pytest.mark.usefixtures("quick")
def test_a_table_that_is_not_there_is_a_problem(tmp_path):
    folder = write_mission(tmp_path / "m", quiet=("west", "middle", "east"))
    (folder / "effort.csv").unlink()
    (folder / "roster.csv").write_text("id,role,name\nb,publisher,Hill Bulletin\n")
    found = told(folder)
    assert found.code == 1
    assert "watch.yaml" in found.err
    assert "no file effort.csv" in found.err


def test_check_names_mistakes_of_watch_and_alerts_by_line(tmp_path):
    folder = write_mission(tmp_path / "m")
    assert truceline("check", folder).code == 0
    (folder / "watch.yaml").write_text("effort: effort.csv\nassets: assets.csv\nlevle: 0.5\n")
    (folder / "alerts.yaml").write_text("rules:\n  - {id: cluster, level: high}\n")
    (folder / "effort.csv").write_text("asset_id,start,end\nwest,soon,later\n")
    found = truceline("check", folder)
    assert found.code == 1
    for place in ("watch.yaml:3", "alerts.yaml:2", "effort.csv:2"):
        assert place in found.out


DEVICES = "device_id,lat,lon,place_error_km,time_error_s,datastreams,asset_id\n"


def test_check_names_mistakes_of_devices_by_line(tmp_path):
    folder = write_mission(tmp_path / "m")
    (folder / "devices.csv").write_text(
        f"{DEVICES}A1,-12,33.1,1,2,1,west\nA2,-12,33.1,0,2,2,west\nA3,-12,33.1,1,2,3,wets\n"
    )
    found = truceline("check", folder)
    assert found.code == 1
    assert "devices.csv:3: error: place_error_km: is 0" in found.out
    assert "devices.csv:4: warning: asset_id: 'wets' is no asset" in found.out
    assert "did you mean west?" in found.out
    assert "devices.csv:2" not in found.out


@pytest.mark.usefixtures("quick")
def test_signs_of_life_take_over_from_the_roster_and_count_once(watched):
    """The west post's device fell silent after an hour of the last day."""
    (watched / "devices.csv").write_text(f"{DEVICES}A1,-12,33.1,1,2,1,west\n")
    (watched / "sensors-effort.csv").write_text(
        "asset_id,start,end\nwest,2031-05-10T00:00:00+02:00,2031-05-10T01:00:00+02:00\n"
    )
    (watched / "watch.yaml").write_text(
        (watched / "watch.yaml").read_text() + "sensed: sensors-effort.csv\n"
    )
    found = json.loads(told(watched, "--json").out)["watch"]
    hours = sum(r["effort_h"] for r in found["rates"] if r["sector"] == "A")
    assert hours == pytest.approx(39 * 24 + 1)
    assert "24 hours kept by hand since then don't count" in found["hours"][0]
    assert "Hours of west: from 2031-05-09 22:00 UTC" in told(watched).out
    named = {i.kind: i.name for i in inputs(watched, read_spec(watched)[0])[0]}
    assert (named["devices"], named["sensed"]) == ("devices.csv", "sensors-effort.csv")


@pytest.mark.usefixtures("quick")
def test_a_torn_line_of_the_record_is_told_and_the_rest_goes_on(watched):
    path = watched / ".truceline/alerts.jsonl"
    path.write_bytes(path.read_bytes() + b'{"id": "torn')
    found = told(watched)
    assert found.code == 1
    assert "alerts.jsonl:5" in found.err
    assert "4 going on" in found.out


def test_a_published_record_without_hours_is_refused_in_words(tmp_path):
    folder = tmp_path / "mission"
    source = ROOT / "examples/donbas-2020"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".truceline"))
    found = told(folder, as_of="2020-08-15")
    assert found.code == 0
    assert "No rate is corrected for effort: hours of effort were not logged" in found.out
    assert "2020-08-04 16:30 to 2020-08-05 16:30 UTC: 0 (ceasefire violation)" in found.out
    assert "18 to 34 of them set apart" in found.out
    assert "Clusters: not looked for" in found.out


def test_what_was_printed_later_is_not_known(tmp_path):
    folder = tmp_path / "mission"
    source = ROOT / "examples/donbas-2020"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".truceline"))
    assert "2020-08-12" not in told(folder, as_of="2020-08-10").out
