"""An analyst finds, filters by facet, time and map, opens an incident and takes the link along."""

import re

import pytest
from rooms import visiting

from pmwriter import AREA, POINT, archive, vector
from truceline.io.pmtiles import Archive

expect = pytest.importorskip("playwright.sync_api").expect
DRAWN = ".map .canvas[data-still]"
DISC = """async (zoom) => {
  const { map, incidents } = document.querySelector(".map .canvas");
  const lone = incidents.marks.find((mark) => mark.n === 1 && mark.disc > 0);
  map.jumpTo({ center: [lone.lon, lone.lat], zoom });
  await map.once("idle");
  const told = await (await fetch(`/api/situation/incident?number=${lone.number}`)).json();
  incidents.put({ marks: [lone] }); // alone, and looked at before anything else is drawn
  const colour = (share) => {
    const { x, y } = map.project([lone.lon, lone.lat + (told.radius_km * share) / 111.195]);
    return incidents.pen.getImageData(Math.round(x), Math.round(y), 1, 1).data[3] > 0;
  };
  return [colour(0.9), colour(1.1), incidents.hit(map.project([lone.lon, lone.lat])) === lone];
}"""
UNDER = """() => {
  const { map } = document.querySelector(".map .canvas");
  const drawn = (prefix) => map.queryRenderedFeatures().filter(({ layer }) => layer.id.startsWith(prefix));
  return [drawn("basemap-fill").length > 0, drawn("basemap-symbol").map(({ properties }) => properties.name), drawn("names").length, drawn("coverage").map(({ layer, properties }) => [layer.id, properties.day])];
}"""
STILL = """() => new Promise((done) => {
  const { map } = document.querySelector(".map .canvas");
  map.once("idle", () => done(0));
  map.triggerRepaint();
})"""
SQUARE = [(0, 0), (4096, 0), (4096, 4096), (0, 4096)]
OWN_MAP = {
    "water": [(AREA, SQUARE, {"kind": "lake"})],
    "places": [(POINT, [(2470, 1380)], {"kind": "locality", "name": "Overhere"})],
}
GROUND = [[[28, 44], [42, 44], [42, 53], [28, 53], [28, 44]]]
SEEN = {
    "act": "fire/artillery", "acts": ["fire/artillery", "fire/mortar"], "why": "", "basis": "record",
    "option": "", "systems": 3, "since": "2025-04-01T00:00:00Z", "until": "2025-04-08T00:00:00Z",
    "day": {"looked": 0.25, "mean": 0.4}, "night": {"looked": 0, "mean": None}, "unlooked": {
        "type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"light": "night"},
        "geometry": {"type": "Polygon", "coordinates": GROUND}}]},
    "cells": {"type": "FeatureCollection", "features": [{"type": "Feature",
        "properties": {"day": 0.4, "night": None}, "geometry": {"type": "Polygon", "coordinates": GROUND}}]},
}  # fmt: skip


@pytest.fixture(scope="module")
def visit(browser, room):
    with visiting(browser, room, "analyst") as visit:
        yield visit


@pytest.fixture
def page(visit):
    visit("situation")
    visit.page.wait_for_selector("[role=grid] [role=row] .mark")
    visit.page.wait_for_selector(".facet td input")
    yield visit.page
    assert visit.errors == []


def test_a_facet_filters_table_totals_and_address(page):
    page.get_by_role("checkbox", name="corroborated").check()
    expect(page).to_have_url(re.compile(r"occurrence=corroborated"))
    expect(page.locator(".totals")).to_have_attribute("data-total", "2")
    expect(page.locator("[role=grid]")).to_have_attribute("aria-rowcount", "3")
    page.get_by_role("button", name=re.compile("^Take away: Occurrence")).click()
    expect(page.locator(".totals")).to_have_attribute("data-total", "130")


def test_find_by_keyboard_walk_the_table_and_open(page):
    page.keyboard.press("/")
    page.keyboard.type("sudzha")
    expect(page).to_have_url(re.compile("text=sudzha"))
    rows = page.locator("[role=grid] .all [role=row]")
    expect(rows).to_have_count(2)
    page.keyboard.press("Escape")
    page.locator("[role=row][tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("sel=I-halt.R152"))
    expect(page.locator("[role=row][aria-selected=true]")).to_be_focused()
    expect(page.get_by_role("complementary", name="Chosen incident")).to_contain_text("20 reports")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".reports li")).to_have_count(20, timeout=30_000)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("[role=row][aria-selected=true]")).to_be_focused()


def test_columns_are_chosen_by_keyboard_and_stand_in_the_address(page, visit):
    heads = page.locator("[role=columnheader]")
    expect(heads).to_have_text(
        ["Accused", "Start ▴", "Place, object", "Under RU", "Under UA", "R / G"]
    )
    page.get_by_label("Columns").focus()
    page.keyboard.press("Enter")
    for key in ("Tab", "Space", "Tab", "Space"):  # the number comes, the start goes
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(r"cols=number%2Cplace%2Cunder%2Creports"))
    expect(heads).to_have_text(["Accused", "No.", "Place, object", "Under RU", "Under UA", "R / G"])
    page.keyboard.press("Escape")
    expect(page.get_by_label("Columns")).to_be_focused()
    visit("situation?cols=none&from=2025-04-01")
    expect(heads).to_have_text(["Accused"])
    assert "cols" not in page.locator("a[download]").first.get_attribute("href")
    page.get_by_label("Columns").click()
    page.get_by_label("Doubt whether its reports").check()
    expect(page.locator("[role=gridcell].doubt").first).to_contain_text("%")
    for name in (
        "Start",
        "Place, object",
        "What each reading makes of it",
        "Reports, and independent",
    ):
        page.locator(".columns").get_by_label(name).check()
    page.get_by_label("Doubt whether its reports").uncheck()
    expect(page).not_to_have_url(re.compile("cols="))


def test_the_brush_moves_by_a_day_and_a_preset_is_a_reading_s_window(page):
    first = page.get_by_role("slider", name="First day")
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("from=2025-03-12"))
    expect(first).to_be_focused()
    page.get_by_role("button", name="common core").click()
    expect(page).to_have_url(re.compile("from=2025-03-25&to=2025-04-17"))
    expect(page.locator(".chip")).to_contain_text("25 Mar – 16 Apr")
    page.get_by_role("button", name="6 h", exact=True).click()
    expect(page).to_have_url(re.compile("bin=6"))


def test_playback_walks_the_query_and_gives_the_span_back(page):
    page.get_by_role("button", name="Play").click()
    expect(page).to_have_url(re.compile("from=2025-03-12"), timeout=15_000)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("slider", name="Day shown").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Back to all").click()
    expect(page).not_to_have_url(re.compile("from="))


def test_the_map_shows_the_query_with_discs_of_true_size(page):
    page.wait_for_selector(DRAWN, timeout=30_000)
    for zoom in (7, 9):
        assert page.evaluate(DISC, zoom) == [True, False, True]
    page.get_by_role("button", name="Only what the map shows").click()
    expect(page).to_have_url(re.compile("bbox="))
    expect(page.locator(".totals")).not_to_have_attribute("data-total", "130")
    total = page.locator(".totals").get_attribute("data-total")
    expect(page.locator("[role=grid]")).to_have_attribute("aria-rowcount", f"{int(total) + 1}")


def test_a_map_of_one_s_own_lies_under_everything_and_can_be_switched_off(
    room, visit, page, tmp_path
):
    path = tmp_path / "own.pmtiles"
    path.write_bytes(archive({0: vector(OWN_MAP)}, 1, metadata={"attribution": "Somebody"}))
    with Archive(path) as room.app.state.basemap:
        visit("situation")
        page.wait_for_selector(DRAWN, timeout=30_000)
        page.evaluate(STILL)
        assert page.evaluate(UNDER)[:3] == [True, ["Overhere"], 0]
        expect(page.locator(".attribution")).to_contain_text("Somebody")
        page.get_by_role("checkbox", name="Base map of this room").uncheck()
        page.evaluate(STILL)
        assert page.evaluate(UNDER)[:2] == [False, []]
        assert page.evaluate(UNDER)[2] > 0
    room.app.state.basemap = None


def test_coverage_is_asked_for_when_it_is_shown_and_told_in_words(page):
    asked = []
    page.on(
        "request", lambda request: asked.append(request.url) if "coverage" in request.url else 0
    )
    page.wait_for_selector(DRAWN, timeout=30_000)
    assert asked == []
    page.get_by_role("checkbox", name="Coverage, computed").check()
    key = page.get_by_role("group", name="Coverage, computed")
    expect(key).to_contain_text("That isn't the same as nothing seen")
    page.route("**/api/situation/coverage*", lambda route: route.fulfill(json=SEEN))
    page.get_by_role("checkbox", name="Coverage, computed").uncheck()
    expect(key).to_have_count(0)
    page.get_by_role("checkbox", name="Coverage, computed").check()
    expect(key).to_contain_text("25 % of the ground was looked at; there 40 % on average")
    page.evaluate(STILL)
    assert page.evaluate(UNDER)[3] == [["coverage", 0.4]]
    key.get_by_role("button", name="in the dark").click()
    expect(page).to_have_url(re.compile("light=dark"))
    expect(key).to_contain_text("nobody looked at any of the ground")
    page.evaluate(STILL)
    assert page.evaluate(UNDER)[3] == [["coverage-unlooked", None]]
    key.get_by_label("Coverage of").select_option("mortar fire")
    expect(page).to_have_url(re.compile("cover=fire%2Fmortar"))
    page.unroute("**/api/situation/coverage*")


def test_a_saved_view_comes_back(page):
    page.get_by_role("checkbox", name="Russia").check()
    page.get_by_text("Views").click()
    page.get_by_label("Name").fill("Accused alone")
    page.get_by_role("button", name="Save this view").click()
    page.get_by_role("button", name=re.compile("^Take away: Accused")).click()
    page.get_by_role("button", name="Accused alone", exact=True).click()
    expect(page).to_have_url(re.compile("accused=RU"))


def test_axe_finds_nothing_serious_wide_and_narrow(page, visit):
    page.route("**/api/situation/coverage*", lambda route: route.fulfill(json=SEEN))
    visit("situation?sel=I-halt.R152&layers=uncertainty,places,sites,coverage")
    page.wait_for_selector(".popup")
    page.wait_for_selector(".key.cover select")
    page.wait_for_selector(".strip")
    assert visit.serious() == []
    page.set_viewport_size({"width": 720, "height": 450})
    table, drawn = (page.locator(part).bounding_box() for part in (".situation .right", ".map"))
    assert min(table["width"], drawn["width"]) > 600
    assert table["y"] < drawn["y"], "the table first"
    page.get_by_role("button", name="Filters").click()
    expect(page.locator(".filters")).to_be_visible()
    expect(page.locator(".filters")).to_contain_text("Judge under")
    assert visit.serious() == []
    page.keyboard.press("Escape")
    expect(page.locator(".filters")).to_be_hidden()
    page.set_viewport_size({"width": 1440, "height": 900})
