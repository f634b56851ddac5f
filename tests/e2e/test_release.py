"""Release: what a public brief must not hold, searched for in every file that it writes."""

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from conftest import EXAMPLE, copy_of, run
from truceline.assess.load import load
from truceline.assess.produce import CACHE, as_of_moment
from truceline.assess.run import assess
from truceline.assess.write import case_of
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store
from truceline.model.brief import Brief
from truceline.model.place import Place
from truceline.model.release import RELEASES
from truceline.stages.brief import public
from truceline.stages.brief.cells import Sum, hidden
from truceline.stages.brief.compose import compose
from truceline.stages.brief.release import may_see

AS_OF = "2025-04-19"
CELL = 3
FRESH = 30
"""Invented incidents inside the public delay; each plants nine canaries."""


def canary(what: str, n: int) -> str:
    return f"Zq{what}{n:03d}xw"


def fresh_row(header: list[str], n: int) -> dict[str, str]:
    """A report on an act of 17 or 18 April at a place of its own, every cell a canary."""
    day = 17 + n % 2
    return dict.fromkeys(header, "") | {
        "report_id": canary("id", n),
        "source": canary("outlet", n),
        "source_url": f"https://example.org/{canary('url', n)}",
        "published": "2025-04-18",
        "claimant": canary("voice", n),
        "claimant_side": "UA",
        "event_start": f"2025-04-{day}T{n % 20:02d}:00:00+03:00",
        "event_end": f"2025-04-{day}T{n % 20 + 1:02d}:00:00+03:00",
        "place_name": canary("place", n),
        "admin1": canary("region", n),
        "country": "UA",
        "lat": f"{46.13579 + n * 0.11:.5f}",
        "lon": f"{31.24683 + n * 0.17:.5f}",
        "place_uncertainty_km": "2",
        "event_type": "drone_strike",
        "target_category": "substation",
        "target_name": canary("target", n),
        "alleged_actor": "RU",
        "stance": "claims",
        "about": "all",
        "effect": canary("effect", n),
        "note": canary("note", n),
    }


def broken_row(header: list[str], n: int) -> dict[str, str]:
    """A row that becomes a Problem, whose words quote the input."""
    return fresh_row(header, n) | {"report_id": canary("broken", n), "lat": canary("lat", n)}


def add_rows(path: Path, make, count: int) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        header, rows = list(reader.fieldnames or []), list(reader)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *(make(header, n) for n in range(count))])


def site(header: list[str], n: int) -> dict[str, str]:
    row = fresh_row(["lat", "lon"], n)
    return dict.fromkeys(header, "") | {
        "id": canary("siteid", n).lower(),
        "name": canary("target", n),
        "category": "energy/substation",
        "lat": row["lat"],
        "lon": row["lon"],
        "url": f"https://example.org/{canary('siteurl', n)}",
    }


def total(header: list[str], n: int) -> dict[str, str]:
    """A total that covers the days inside the delay."""
    return dict.fromkeys(header, "") | {
        "date": "2025-04-18",
        "speaker": canary("speaker", n),
        "side": "UA",
        "topic": "violation_count",
        "value": canary("value", n),
        "accused": "RU",
        "number": "7",
        "bound": "exact",
        "unit": "attacks",
        "covers_start": "2025-04-17T00:00:00+03:00",
        "covers_end": "2025-04-19T00:00:00+03:00",
        "known": "2025-04-18",
        "source_url": f"https://example.org/{canary('totalurl', n)}",
    }


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    folder = copy_of(EXAMPLE, tmp_path_factory.mktemp("planted") / "mission")
    add_rows(folder / "sources/reports.csv", fresh_row, FRESH)
    add_rows(folder / "sources/reports.csv", broken_row, 5)
    add_rows(folder / "sources/sites.csv", site, FRESH)
    add_rows(folder / "sources/statements.csv", total, 4)
    return folder


@pytest.fixture(scope="module")
def open_brief(planted, tmp_path_factory):
    return run(planted, tmp_path_factory.mktemp("restricted"), AS_OF)


@pytest.fixture(scope="module")
def public_brief(planted, tmp_path_factory):
    return run(planted, tmp_path_factory.mktemp("public"), AS_OF, "public")


def texts(out: Path) -> dict[str, str]:
    """File name → all text in it, without white space: pages break words."""
    found = {}
    for path in sorted(out.iterdir()):
        data = path.read_bytes()
        if path.suffix == ".pdf":
            reader = pypdf.PdfReader(io.BytesIO(data))
            said = "".join(page.extract_text() for page in reader.pages)
            links = [
                str(a.get_object()) for page in reader.pages for a in page.get("/Annots") or []
            ]
            outline = str(reader.outline) + str(reader.metadata)
            text = said + "".join(links) + outline + data.decode("latin-1")
        else:
            text = data.decode("utf-8")
        found[path.name] = re.sub(r"\s", "", text)
    return found


def planted_words() -> set[str]:
    kinds = ("id", "outlet", "url", "voice", "place", "region", "target", "effect", "note")
    every = {canary(kind, n) for kind in kinds for n in range(FRESH)}
    every |= {canary("siteid", n).lower() for n in range(FRESH)}
    every |= {canary(kind, n) for kind in ("broken", "lat") for n in range(5)}
    every |= {canary(kind, n) for kind in ("speaker", "value", "totalurl") for n in range(4)}
    exact = {fresh_row([], n)[axis] for n in range(FRESH) for axis in ("lat", "lon")}
    return every | exact


def test_nothing_of_a_recent_incident_is_in_any_public_file(public_brief):
    words = planted_words()
    assert len(words) >= 200
    found = {
        (name, word)
        for name, text in texts(public_brief.out).items()
        for word in words
        if word in text
    }
    assert found == set()


def test_the_same_words_stand_in_the_restricted_brief(open_brief):
    every = "".join(texts(open_brief.out).values())
    seen = {word for word in planted_words() if word in every}
    assert len(seen) >= 200


def test_public_places_are_the_middles_of_cells(open_brief, public_brief):
    exact = {f["id"]: f for f in open_brief.features}
    for feature in public_brief.features:
        if feature["geometry"] is None:
            continue
        lon, lat = exact[feature["id"]]["geometry"]["coordinates"]
        cell = public.coarse(Place(lat=lat, lon=lon, radius_km=0), 25)
        assert feature["geometry"]["coordinates"] == [cell.lon, cell.lat]
        assert feature["properties"]["place_uncertainty_km"] >= 12.5
        assert not feature["properties"]["mgrs"]
        assert not feature["properties"]["place_name"]


def test_no_exact_coordinate_of_any_incident_is_public(open_brief, public_brief):
    files = [p for p in public_brief.out.iterdir() if p.suffix != ".pdf"]
    every = "\n".join(path.read_text(encoding="utf-8") for path in files)
    exact = {
        f"{c:.4f}"
        for f in open_brief.features
        if f["geometry"]
        for c in f["geometry"]["coordinates"]
        if round(c, 3) != c
    }
    assert len(exact) >= 50
    assert {c for c in exact if c in every} == set()


def test_public_rows_tell_no_side_object_or_finding(public_brief):
    assert public_brief.findings == []
    assert (public_brief.out / "ledger.csv").read_text().count("\n") == 1
    for feature in public_brief.features:
        told = feature["properties"]
        assert (told["accused"], told["category"], told["kind"]) == ([], None, None)
        assert (told["occurrence"], told["contestation"]) == (None, None)


def test_a_public_sum_lists_no_basis(public_brief):
    crossed = [f for i, f in public_brief.figures.items() if i.startswith(public.CROSS)]
    assert len(crossed) > 40
    assert {
        i: f["basis"] for i, f in public_brief.figures.items() if f in crossed if f["basis"]
    } == {}


def test_no_small_number_of_a_table_is_public(public_brief):
    for id_, figure in public_brief.figures.items():
        if id_.startswith(public.CROSS) and figure["value"] is not None:
            assert figure["value"] == 0 or figure["value"] >= CELL, id_
    shown = re.findall(
        r'<td class="num"[^>]*data-figures="[^"c][^"]*">([^<]*)</td>', public_brief.html
    )
    cells = [c for told in shown for c in told.split(" · ")]
    assert len(cells) > 20
    assert not {"1", "2"} & set(cells)


@pytest.mark.parametrize("level", RELEASES)
def test_figures_of_a_narrower_release_are_absent(planted, tmp_path, open_brief, level):
    shown = run(planted, tmp_path, AS_OF, level)
    wider = {i for i, f in open_brief.figures.items() if may_see(level, f["release"])}
    if level != "public":
        assert shown.figures.keys() == wider
    assert shown.figures.keys() <= wider
    assert ("Why it is here" in shown.html) == may_see(level, "parties")
    gaps = {i for i in open_brief.figures if i.startswith("sources_silent_days.")}
    assert gaps
    assert gaps.isdisjoint(shown.figures) == (level == "public")


def released(folder: Path, as_of: str, earlier=None) -> tuple[Brief, object]:
    with open_store(folder) as store:
        loaded = load(store, folder / CACHE)
    moment = as_of_moment(as_of, loaded.mission.spec)
    result = assess(loaded.mission, loaded.reports, moment, EmbeddedEngine())
    return compose(case_of(result, "public", earlier))


def determined(hidden_ids: list[str], shown: dict[str, int], sums: list[Sum]) -> dict[str, float]:
    """Hidden counts that the shown ones and their sums leave only one value, by linear programming.
    The reader knows that a withheld count isn't zero.
    """
    at = {name: n for n, name in enumerate(hidden_ids)}
    rows, right = [], []
    for s in sums:
        row, rest = np.zeros(len(at)), 0
        for name, sign in [(s.total, -1), *((p, 1) for p in s.parts)]:
            if name in at:
                row[at[name]] += sign
            else:
                rest += sign * shown.get(name, 0)
        if row.any():
            rows.append(row)
            right.append(-rest)
    found = {}
    for name, n in at.items():
        goal = np.eye(len(at))[n]
        ends = [
            linprog(way * goal, A_eq=np.array(rows), b_eq=right, bounds=(1, 10_000))
            for way in (1, -1)
        ]
        assert all(e.status == 0 for e in ends), name
        if ends[1].x[n] - ends[0].x[n] < 0.5:
            found[name] = float(ends[0].x[n])
    return found


def test_no_withheld_number_can_be_computed_from_those_shown(planted, public_brief):
    brief, _ = released(planted, AS_OF)
    figures = {f.id: f for f in brief.figures}
    assert {i: f.value for i, f in figures.items()} == {
        i: f["value"] for i, f in public_brief.figures.items()
    }
    shown = public._cells(brief)  # the reader's view: what is printed
    sums = list(public._sums(brief))
    names = {n for s in sums for n in (s.total, *s.parts)}
    gone = sorted(n for n in names if n not in shown and _withheld(n, brief, figures))
    assert len(gone) >= 4
    assert determined(gone, shown, sums) == {}


def _withheld(name: str, brief: Brief, figures) -> bool:
    """Is it a count that the page has a place for and doesn't tell?"""
    lines = {
        public._key(p, li, n): v for p, li in public._lines(brief) for n, v in enumerate(li.values)
    }
    objects = {public._object_key(r, s): n for r in brief.objects for s, n in r.accused.items()}
    told = lines | objects | {i: f.value for i, f in figures.items()}
    return name in told and told[name] is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=4, max_size=4))
def test_small_cells_of_two_partitions_cannot_be_computed(table):
    """Rows and columns of a table published as two partitions of one total."""
    rows, columns = [sum(r) for r in table], [sum(c) for c in zip(*table, strict=True)]
    values = {f"r{n}": v for n, v in enumerate(rows)} | {f"c{n}": v for n, v in enumerate(columns)}
    values["all"] = sum(rows)
    sums = [Sum("all", tuple(f"{axis}{n}" for n in range(4))) for axis in "rc"]
    shut = hidden(values, sums, CELL, {})
    shown = {k: v for k, v in values.items() if k not in shut}
    assert all(v == 0 or v >= CELL for v in shown.values())
    guessed = determined(sorted(shut), shown, sums) if shut else {}
    assert {k: v for k, v in guessed.items() if 0 < values[k] < CELL} == {} or _tiny(values)


def _tiny(values: dict[str, int]) -> bool:
    """All of it is about one cell's worth: then everything is withheld, and that is all to know."""
    return values["all"] < 2 * CELL


@pytest.mark.parametrize(
    ("values", "parts", "gone"),
    [
        ({"t": 20, "a": 1, "b": 9, "c": 10}, "abc", "ab"),  # the smallest other goes with it
        ({"t": 20, "a": 1, "b": 1, "c": 18}, "abc", "abc"),  # 1 + 1 would be told by 2
        ({"t": 20, "a": 0, "b": 10, "c": 10}, "abc", ""),
        ({"t": 2, "a": 2, "b": 0}, "ab", "at"),
        ({"t": 11, "a": 2, "b": 9}, "ab", "ab"),
        ({"t": 9, "a": 2, "b": 2, "c": 5}, "abc", "abc"),
    ],
)
def test_what_is_hidden_beside_a_small_cell(values, parts, gone):
    assert hidden(values, [Sum("t", tuple(parts))], CELL, {}) == frozenset(gone)


def test_a_count_that_moved_by_few_stays_hidden():
    values, sums = {"t": 30, "a": 11, "b": 19}, [Sum("t", ("a", "b"))]
    assert hidden(values, sums, CELL, {"a": 10}) == {"a", "b"}
    assert hidden(values, sums, CELL, {"a": 8, "b": 16, "t": 24}) == frozenset()


def test_no_step_between_public_issues_is_small(halt_folder, halt):
    """Issue after issue, a count that is shown again moved by nothing or by enough."""
    last: dict[str, int] = {}
    earlier, steps = None, 0
    for as_of in ("2025-04-02", "2025-04-03", "2025-04-06", "2025-04-08", "2025-04-14", AS_OF):
        brief, earlier = released(halt_folder, as_of, earlier)
        shown = public._cells(brief)
        moved = {k: v - last[k] for k, v in shown.items() if k in last and v != last[k]}
        assert {k: d for k, d in moved.items() if abs(d) < CELL} == {}
        steps += len(moved)
        last |= shown
    assert steps > 10


def test_the_log_keeps_what_was_published(planted, public_brief, tmp_path):
    """The next public issue, written by the command, is held to the one before."""
    later = run(planted, tmp_path, "2025-04-21", "public")
    before = {i: f["value"] for i, f in public_brief.figures.items() if i.startswith(public.CROSS)}
    for id_, was in before.items():
        now = later.figures[id_]["value"]
        if was is not None and now is not None:
            assert now == was or abs(now - was) >= CELL, id_


def test_every_part_of_a_brief_was_thought_of():
    """A new field of the brief must be looked at in `public` before it may stand here."""
    kept = "header parties readings core objects_note boundaries line totals_note other_means "
    kept += "restatement_note language"
    cut = "said key_lines objects map_marks map_note sides_told timeline ledgers disputes denials totals accounts "
    cut += (
        "sources set_aside restatement method incident_views figures incidents statuses findings "
    )
    cut += "ledger problems holding"
    assert set(Brief.__struct_fields__) <= {*kept.split(), *cut.split()}


def test_the_public_pages_say_what_they_withhold(public_brief):
    assert "Newer ones are withheld" in public_brief.html
    assert "Public release: incidents of the last 72 hours are left out" in public_brief.html
    manifest = json.loads((public_brief.out / "manifest.json").read_text())
    assert manifest["release"] == "public"
