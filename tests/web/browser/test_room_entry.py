"""A post enters what it saw without a network; an analyst takes in a table after looking at it."""

import pytest
from rooms import visiting

expect = pytest.importorskip("playwright.sync_api").expect

CONTROLLED = "Boolean(navigator.serviceWorker.controller)"
TABLE = (
    "report_id,source,published,start,end,kind,lat,lon,remark\n"
    "N1,Lake NGO,2031-06-08T10:00:00Z,2031-06-08T08:00:00Z,2031-06-08T09:00:00Z,fire/mortar,-11,34.3,x\n"
    "N2,Lake NGO,2031-06-08T10:00:00Z,2031-06-08T08:00:00Z,yesterday,fire/mortar,-11,34.3,x\n"
)


@pytest.fixture(scope="module")
def entry_page(browser, small_room):
    with visiting(browser, small_room("entered"), "analyst") as visit:
        yield visit


@pytest.fixture
def page(entry_page):
    entry_page("entry")
    entry_page.page.wait_for_selector(".sighting")
    yield entry_page.page
    entry_page.page.context.set_offline(False)


def fill(page, **fields):
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)


def note(page):
    fill(page, post="Post 7", lat="-11", lon="34.2", start="2031-06-09T08:00")
    page.locator("[name=kind]").select_option("fire/mortar")
    fill(page, bearing_deg="90", distance_km="5", count="3", count_unit="explosions")
    page.get_by_role("button", name="Note it").click()


def test_a_sighting_waits_for_the_network_and_is_sent_once(page, entry_page):
    kept = "caches.open('truceline-page').then((c) => c.match('/static/js/entry/queue.js'))"
    while not page.evaluate(f"{kept}.then(Boolean)") or not page.evaluate(CONTROLLED):
        page.wait_for_timeout(50)
    page.context.set_offline(True)
    note(page)
    first = page.locator(".noted li").first
    expect(first).to_contain_text("waits")
    page.reload()  # the page itself is kept
    expect(page.locator(".noted li").first).to_contain_text("waits")
    page.context.set_offline(False)
    expect(page.locator(".noted li").first).to_contain_text("taken in", timeout=30_000)
    reports = entry_page.room.picture().assessment.reports
    assert [r.count for r in reports.values() if r.dataset == "room"] == [3]


def test_a_table_is_looked_at_before_it_is_taken_in(page, entry_page):
    page.get_by_role("button", name="Table").click()
    file = {"name": "ngo.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.locator("input[type=file]").set_input_files(file)
    shown = page.locator(".preview")
    expect(shown).to_contain_text("1 reports can be used: 1 new", timeout=20_000)
    expect(shown.get_by_role("row", name="remark kept")).to_contain_text("attribute")
    expect(shown).to_contain_text("line 3")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("status").filter(has_text="taken in")).to_be_visible(timeout=20_000)
    assert "patrol.N1" in entry_page.room.picture().assessment.reports


@pytest.mark.parametrize("part", ["sighting", "table", "document"])
def test_no_serious_finding_of_axe(entry_page, part):
    entry_page(f"entry?part={part}")
    assert entry_page.serious() == []
