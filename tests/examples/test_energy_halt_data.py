import csv
from collections import Counter
from pathlib import Path

import pytest

from truceline.foundation.agreement.read import read_agreement
from truceline.foundation.mission import (
    check_sides,
    read_mission,
    read_roster,
    read_sites,
    read_statements,
)
from truceline.model.agreement import Agreement, ProtectedSites
from truceline.model.evidence import RosterEntry, Statement
from truceline.model.mission import MissionSpec, Site

FOLDER = Path(__file__).parents[2] / "examples" / "energy-halt-2025"
SHARED = Path(__file__).parents[2].parent / "shared" / "data" / "energy-halt-2025"


def text(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def spec() -> MissionSpec:
    found, problems = read_mission(text("mission.yaml"), "mission.yaml")
    assert problems == ()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def agreement(spec: MissionSpec) -> Agreement:
    found, problems = read_agreement(text(spec.agreement), spec.agreement)
    assert problems == ()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def roster(spec: MissionSpec) -> tuple[RosterEntry, ...]:
    found, problems = read_roster(text(spec.roster), spec.roster)
    assert problems == ()
    return found


@pytest.fixture(scope="module")
def sites(spec: MissionSpec) -> tuple[Site, ...]:
    found, problems = read_sites(text(spec.sites), spec.sites)
    assert problems == ()
    return found


@pytest.fixture(scope="module")
def statements(spec: MissionSpec) -> tuple[Statement, ...]:
    found, problems = read_statements(text(spec.statements), spec.statements, spec.timezone)
    assert problems == ()
    return found


def test_the_mission_may_only_list_allegations(spec: MissionSpec) -> None:
    assert (spec.mandate.role, spec.mandate.max_attribution) == ("monitor", "allegations")
    assert [d.id for d in spec.datasets] == ["halt"]
    assert [p.id for p in spec.parties] == ["RU", "UA"]


def test_sides_are_parties(
    spec: MissionSpec, roster: tuple[RosterEntry, ...], statements: tuple[Statement, ...]
) -> None:
    assert check_sides(spec, roster, statements) == ()


@pytest.mark.parametrize(
    ("role", "column", "count"), [("publisher", "source", 149), ("claimant", "claimant", 46)]
)
def test_everybody_in_the_reports_is_in_the_roster(
    roster: tuple[RosterEntry, ...], role: str, column: str, count: int
) -> None:
    told = {row[column] for row in rows(FOLDER / "sources" / "reports.csv")}
    assert len(told) == count
    assert {entry.name for entry in roster if entry.role == role} == told


def test_grades_and_access_are_honest(roster: tuple[RosterEntry, ...]) -> None:
    for entry in roster:
        assert entry.access, f"{entry.id} states no access"
        assert (
            entry.grade == "F" or entry.note.startswith(f"{entry.grade}:") or "same" in entry.note
        )
        if entry.side in {"RU", "UA"} and entry.kind in {"ministry", "official", "governor"}:
            assert entry.grade in {"C", "D", "E", "F"}
        if entry.kind == "operator":
            assert entry.territory in {"RU", "UA"}
        if entry.role == "publisher":
            assert entry.access == ("none",)
            assert entry.url.startswith("http")


def test_only_one_bulletin_is_periodic(roster: tuple[RosterEntry, ...]) -> None:
    assert [e.name for e in roster if e.cadence] == ["Russian MoD"]


def test_sites_come_from_public_lists(sites: tuple[Site, ...]) -> None:
    assert len(sites) >= 60
    public = ("https://datasets.wri.org/", "https://en.wikipedia.org/", "https://uk.wikipedia.org/")
    for site in sites:
        assert site.url.startswith((*public, "https://ru.wikipedia.org/")), site.id
    idle = {site.name for site in sites if site.status == "idle"}
    assert "Sudzha gas metering station" in idle


def test_site_points_are_not_the_reports_points(sites: tuple[Site, ...]) -> None:
    reports = rows(FOLDER / "sources" / "reports.csv")
    named = {r["target_name"]: (float(r["lat"]), float(r["lon"])) for r in reports}
    same = [
        site.name
        for site in sites
        for name in (site.name, *site.aliases)
        if named.get(name) == (site.lat, site.lon)
    ]
    # rounded to hundredths, a few points of towns and plants meet by chance
    assert len(same) <= 8, same


def test_statements_keep_every_original_row(statements: tuple[Statement, ...]) -> None:
    assert len(statements) == 71
    told = {(s.date, s.speaker, s.side, s.topic, s.value, s.source_url) for s in statements}
    assert len(told) == 65
    topics = Counter(s.topic for s in statements)
    assert topics["violation_count"] > 35
    for s in statements:
        assert bool(s.bound) == (s.topic == "violation_count")
        assert bool(s.accused) == (s.topic == "violation_count")


@pytest.mark.parametrize(
    ("date", "speaker", "accused", "lo", "hi"),
    [
        ("2025-03-25", "presidential adviser Lytvyn", "RU", [8], [8]),
        ("2025-03-28", "presidential adviser Lytvyn", "RU", [2], [None]),
        ("2025-04-05", "Russian MoD", "UA", [14], [14]),
        ("2025-04-12", "MFA department head Polishchuk", "UA", [61], [None]),
        ("2025-04-16", "MFA spokesman Tykhyi", "RU", [3, 31], [3, None]),
        ("2025-04-17", "UN envoy Nebenzya", "UA", [121], [None]),
        ("2025-04-17", "UN envoy Nebenzya", "RU", [0], [0]),
        ("2025-04-18", "Life.ru", "UA", [100], [None]),
        ("2025-04-27", "FM Lavrov", "UA", [None], [None]),
    ],
)
def test_totals_are_bounded_as_they_were_put(
    statements: tuple[Statement, ...], date: str, speaker: str, accused: str, lo: list, hi: list
) -> None:
    found = [
        s
        for s in statements
        if (s.date, s.speaker, s.accused) == (date, speaker, accused)
        and s.topic == "violation_count"
    ]
    found.sort(key=lambda s: s.lo or 0)
    assert [s.lo for s in found] == lo
    assert [s.hi for s in found] == hi


def test_a_daily_list_covers_the_day_before(statements: tuple[Statement, ...]) -> None:
    (listed,) = [s for s in statements if (s.date, s.speaker) == ("2025-04-05", "Russian MoD")]
    assert listed.covers is not None
    assert listed.covers.start.isoformat() == "2025-04-03T21:00:00+00:00"
    assert listed.covers.hours == 24
    assert listed.known.isoformat() == "2025-04-05T21:00:00+00:00"


def test_readings_are_those_of_the_record(agreement: Agreement) -> None:
    readings = {r.party: r.terms[0] for r in agreement.readings}
    ru, ua = readings["RU"], readings["UA"]
    assert isinstance(ru, ProtectedSites)
    assert isinstance(ua, ProtectedSites)
    assert ru.sites is not None
    assert ua.sites is not None
    assert [t.isoformat() for t in ru.in_force.starts] == ["2025-03-17T21:00:00+00:00"]
    assert [t.isoformat() for t in ru.in_force.ends] == [
        f"2025-04-{day}T21:00:00+00:00" for day in (16, 17, 18)
    ]
    assert [t.isoformat() for t in ua.in_force.starts] == ["2025-03-24T22:00:00+00:00"]
    assert [t.isoformat() for t in ua.in_force.ends] == ["2025-04-23T21:00:00+00:00"]
    assert set(ru.sites.clause) == {
        "energy/gas_distribution",
        "energy/gas_metering",
        "energy/heating",
    }
    assert set(ru.sites.no) == {"energy/gas_production", "energy/coal"}
    assert set(ua.sites.yes) == {*ru.sites.yes, *ru.sites.clause, *ru.sites.no}


def test_what_readings_rest_on_is_in_the_statements(
    agreement: Agreement, statements: tuple[Statement, ...]
) -> None:
    published = {s.source_url for s in statements}
    cited = {c for r in agreement.readings for c in r.cites} | {t.cite for t in agreement.terms}
    assert cited <= published


@pytest.mark.skipif(not SHARED.is_dir(), reason="the fact table's original isn't on this machine")
def test_the_tables_are_the_originals() -> None:
    ours = FOLDER / "sources"
    assert (ours / "reports.csv").read_bytes() == (SHARED / "reports.csv").read_bytes()
    original = rows(SHARED / "statements.csv")
    kept = [{k: row[k] for k in original[0]} for row in rows(ours / "statements.csv")]
    assert [row for i, row in enumerate(kept) if i == 0 or row != kept[i - 1]] == original
