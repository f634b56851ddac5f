from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truceline.foundation.mission.plantables import read_assets, read_profiles, read_shifts
from truceline.model.plan import Asset, Profile

ASSETS = (
    "asset_id,kind,contributor,lat,lon,range_km,profile,crew,cost,route,rounds_per_day,"
    "speed_kmh,hours,territory,sector\n"
)
GOOD = "a1,camera,Freedonia,48.1,37.2,5,,,,,,,06:00-18:00,FRE;RUR,A\n"
SHIFTS = "asset_id,start,end,status,share\n"
PROFILE = "profiles:\n  - {id: mast, kind: camera, range_km: 5, peak: 0.7"


def told(problems, line, field):
    """The one problem at a place, in words."""
    (found,) = [p for p in problems if (p.line, p.field) == (line, field)]
    return str(found)


def row(**cells):
    """An asset's row with some cells changed."""
    names = ASSETS.strip().split(",")
    base = dict(zip(names, GOOD.strip().split(","), strict=True))
    return ",".join({**base, **cells}[name] for name in names) + "\n"


def test_a_good_row():
    assets, problems = read_assets(ASSETS + GOOD, "assets.csv")
    assert problems == ()
    assert assets == (
        Asset(
            id="a1",
            kind="camera",
            profile="camera",
            contributor="Freedonia",
            lat=48.1,
            lon=37.2,
            range_km=5.0,
            hours=(6.0, 18.0),
            territory=("FRE", "RUR"),
            sector="A",
            crew=1.0,
            cost=0.3,
        ),
    )


@pytest.mark.parametrize(
    ("cells", "field", "says"),
    [
        ({"kind": "camra"}, "kind", "did you mean camera?"),
        ({"profile": "camara"}, "profile", "did you mean camera?"),
        ({"profile": "ground_radar"}, "profile", "a profile of ground_radar, not of camera"),
        ({"asset_id": ""}, "asset_id", "is empty"),
        ({"lat": "148.1"}, "lat", "148.1 is not a latitude (lat and lon look swapped)"),
        ({"lat": ""}, "lat", "is empty"),
        ({"lon": "181"}, "lon", "lies outside -180 to 180"),
        ({"lon": "37,2"}, "lon", ""),
        ({"crew": "-3"}, "crew", "-3 lies outside 0 and above"),
        ({"cost": "-1"}, "cost", "outside"),
        ({"range_km": "0"}, "range_km", "outside"),
        ({"hours": "6 to 18"}, "hours", "write 06:00-18:00"),
        ({"hours": "06:00-25:00"}, "hours", "no hours of a day"),
        ({"hours": "6-6"}, "hours", "empty for all"),
        ({"route": "48.1 37.2", "rounds_per_day": "2"}, "route", "has one vertex"),
        ({"route": "48.1 37.2; 48.1 37.2", "rounds_per_day": "2"}, "route", "has one vertex"),
        ({"route": "48.1/37.2;48.2 37.3", "rounds_per_day": "2"}, "route", "'48.1/37.2' is no"),
        ({"route": "98.1 37.2;48.2 37.3", "rounds_per_day": "2"}, "route", "not on the globe"),
        ({"route": "48.1 37.2;48.2 37.3"}, "rounds_per_day", "there is a route"),
    ],
)
def test_a_bad_row_is_set_aside_and_the_good_one_goes_on(cells, field, says):
    text = ASSETS + row(**cells) + GOOD.replace("a1", "a2")
    if cells.get("lon") == "37,2":
        text = text.replace("37,2", '"37,2"')
    assets, problems = read_assets(text, "assets.csv")
    assert [a.id for a in assets] == ["a2"]
    found = told(problems, 2, field)
    assert found.startswith("assets.csv:2: error")
    assert says in found


@pytest.mark.parametrize(
    ("kind", "lat", "lon", "warned"),
    [
        ("camera", 43.5, 34.0, True),  # the middle of the Black Sea
        ("vessel", 43.5, 34.0, False),
        ("aircraft", 43.5, 34.0, False),
        ("drone_sortie", 43.5, 34.0, False),
        ("camera", 48.1, 37.2, False),
    ],
)
def test_what_stands_in_the_sea(kind, lat, lon, warned):
    text = ASSETS + row(kind=kind, lat=str(lat), lon=str(lon))
    assets, problems = read_assets(text, "assets.csv")
    assert len(assets) == 1
    assert [p.severity for p in problems] == ["warning"] * warned
    assert all("stands in the sea" in p.message for p in problems)


def test_a_route_stands_for_the_place_and_bounds_the_rounds():
    route = {"kind": "vehicle_patrol", "lat": "", "lon": "", "route": "48.1 37.2; 48.5 37.2"}
    text = ASSETS + row(**route, rounds_per_day="3", speed_kmh="30")
    (asset,), problems = read_assets(text, "assets.csv")
    assert problems == ()
    assert (asset.lat, asset.lon) == asset.route[0] == (48.1, 37.2)
    text = ASSETS + row(**route, rounds_per_day="30", speed_kmh="30")
    assets, problems = read_assets(text, "assets.csv")
    assert len(assets) == 1
    assert "30 rounds of 44 km take 44.5 h of the 12 h on duty" in told(
        problems, 2, "rounds_per_day"
    )


def test_one_name_stands_once_whatever_the_order():
    rows = [row(crew="2"), row(crew="3")]
    there, back = (read_assets(ASSETS + "".join(r), "a.csv") for r in (rows, rows[::-1]))
    assert there[0] == back[0]
    assert len(there[0]) == len(there[1]) == 1


def test_a_mission_may_have_profiles_of_its_own():
    own = Profile(id="mast", kind="camera", range_km=9, peak=0.9, crew=2.0)
    (asset,), problems = read_assets(ASSETS + row(profile="mast"), "a.csv", (own,))
    assert problems == ()
    assert (asset.profile, asset.crew) == ("mast", 2.0)
    _, problems = read_assets(ASSETS + row(), "a.csv", (own,))
    assert "'camera' is no profile" in told(problems, 2, "profile")


def test_shifts_local_and_with_offset():
    text = SHIFTS + (
        "a,2031-05-01T06:00,2031-05-01T14:00,,\n"
        "a,2031-05-01T14:00+00:00,2031-05-01T15:00Z,degraded,0.5\n"
    )
    shifts, problems = read_shifts(text, "effort.csv", "+03:00")
    assert problems == ()
    assert [s.start for s in shifts] == [datetime(2031, 5, 1, h, tzinfo=UTC) for h in (3, 14)]
    assert [(s.status, s.share) for s in shifts] == [("working", 1.0), ("degraded", 0.5)]


@pytest.mark.parametrize(
    ("cells", "field", "says"),
    [
        ("a,2031-05-01T06:00,2031-05-01T05:00,,", "end", "lies before start"),
        ("a,2031-05-01T06:00,2031-05-01T08:00,wroking,", "status", "did you mean working?"),
        ("a,2031-05-01T06:00,2031-05-01T08:00,,1.2", "share", "lies outside 0 to 1"),
        ("a,2031-05-01T06:00,2031-05-01T08:00,,-0.2", "share", "lies outside 0 to 1"),
        ("a,2031-05-01,2031-05-01T08:00,,", "start", "is a whole day"),
        ("a,,2031-05-01T08:00,,", "start", "is empty"),
        ("a,six,2031-05-01T08:00,,", "start", "is not a time"),
        (",2031-05-01T06:00,2031-05-01T08:00,,", "asset_id", "is empty"),
        ("b2,2031-05-01T06:00,2031-05-01T08:00,,", "asset_id", "'b2' is no asset"),
        ("a,2031-03-30T02:30,2031-03-30T08:00,,", "start", "add the offset"),
        ("a,2031-10-26T02:30,2031-10-26T08:00,,", "start", "add the offset"),
    ],
)
def test_a_bad_shift_is_set_aside(cells, field, says):
    good = "a,2031-05-02T06:00,2031-05-02T08:00,,"
    known = (Asset(id="a", kind="camera", profile="camera", lat=0, lon=0),)
    shifts, problems = read_shifts(
        f"{SHIFTS}{cells}\n{good}\n", "effort.csv", "Europe/Vienna", known
    )
    assert len(shifts) == 1
    assert says in told(problems, 2, field)


def test_overlapping_shifts_are_told_and_kept():
    text = SHIFTS + "".join(
        f"{a},2031-05-01T{s:02}:00,2031-05-01T{e:02}:00,,\n"
        for a, s, e in (("a", 1, 9), ("a", 2, 3), ("a", 8, 10), ("a", 10, 11), ("b", 2, 3))
    )
    shifts, problems = read_shifts(text, "effort.csv", "UTC")
    assert len(shifts) == 5
    assert [(p.line, p.severity) for p in problems] == [(3, "warning"), (4, "warning")]
    assert all("line 2" in p.message for p in problems)


@given(
    st.permutations(
        ["a,2031-05-01T01:00,2031-05-01T02:00,,"] * 2
        + [
            "a,2031-05-02T01:00,2031-05-02T02:00,denied,",
            "b,2031-05-01T01:00,2031-05-01T02:00,,0.5",
        ]
    )
)
def test_the_order_of_rows_does_not_matter(rows):
    shifts, _ = read_shifts(SHIFTS + "\n".join(rows), "effort.csv", "UTC")
    assert shifts == read_shifts(SHIFTS + "\n".join(sorted(rows)), "effort.csv", "UTC")[0]
    assert len(shifts) == 3


def test_profiles_with_defaults():
    (profile,), problems = read_profiles(PROFILE + "}\n", "profiles.yaml")
    assert problems == ()
    assert profile == Profile(id="mast", kind="camera", range_km=5.0, peak=0.7)


def test_the_order_of_patterns_is_kept():
    text = PROFILE + ", acts: {fire/tank: 0.2, fire/*: 1, '*': 0.5}}\n"
    (profile,), _ = read_profiles(text, "profiles.yaml")
    assert list(profile.acts.items()) == [("fire/tank", 0.2), ("fire/*", 1.0), ("*", 0.5)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (", acts: {fire/tnak: 1}}", "did you mean fire/tank?"),
        (", acts: {fire/*: 2}}", "must be from 0 to 1"),
        (", wether: 0.5}", "did you mean `weather`?"),
        (", weather: -0.5}", "must be from 0 to 1"),
        (", night: dark}", "expected a number"),
        (", crew: -1}", "must be at least 0"),
        (", attribution: party}", "attribution"),
        (", verifies: perhaps}", "expected true or false"),
        ("}\n  - {id: other, kind: camra, range_km: 1, peak: 1}", "camera"),
        ("}\n  - {id: other, kind: camera, peak: 1}", "`range_km` is missing"),
        ("}\n  - {id: other, kind: camera, range_km: 0, peak: 1}", "would see nothing"),
        ("}\n  - {id: mast, kind: camera, range_km: 1, peak: 1}", "stands twice"),
        ("}\n  - camera", "expected `key: value` pairs"),
    ],
)
def test_a_profile_with_a_mistake_is_left_out(change, says):
    good = "\n  - {id: z, kind: vessel, range_km: 1, peak: 1}\n"
    profiles, problems = read_profiles(PROFILE + change + good, "profiles.yaml")
    assert "z" in {p.id for p in profiles}
    assert len(profiles) == (1 if change.startswith(",") else 2)
    assert any(says in str(p) and p.line in {2, 3} for p in problems)


@pytest.mark.parametrize("text", ["", "- a", "profiles: 3", "profil: []", "profiles: [\t]"])
def test_a_file_without_profiles(text):
    profiles, problems = read_profiles(text, "profiles.yaml")
    assert profiles == ()
    assert problems


@given(st.text(max_size=200))
def test_no_text_crashes_a_reader(text):
    for read in (read_assets, read_profiles):
        read(text, "x")
        read(ASSETS + text, "x")
    read_shifts(SHIFTS + text, "x", "UTC")
