"""A reviewer reads the grid by keyboard, opens a finding, records a reply; a drafter tries an edit."""

import pytest
from rooms import visiting

expect = pytest.importorskip("playwright.sync_api").expect


@pytest.fixture(scope="module")
def visit(browser, small_room):
    with visiting(browser, small_room("grid"), "reviewer") as visit:
        yield visit


@pytest.fixture
def page(visit):
    visit("compliance")
    visit.page.wait_for_selector("[role=grid]")
    yield visit.page
    assert visit.errors == []


def focused(page, selector):
    return page.locator(f"{selector}:focus")


def opened(page):
    """The first cell with an incident, opened by keyboard alone."""
    page.locator("[role=gridcell][tabindex='0']").first.focus()
    page.keyboard.press("Control+Home")
    while not page.locator("[role=gridcell]:focus .stack").count():
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(focused(page, "#behind")).to_be_visible()
    return page.locator(".behind")


def finding(page):
    """The first finding behind the first cell."""
    behind = opened(page)
    behind.locator(".finding, .lines").first.wait_for()
    if not behind.locator(".finding").count():
        behind.locator(".lines button").first.click()
    expect(behind.locator(".trace")).to_be_visible()
    return behind


def test_arrows_move_enter_opens_and_escape_comes_back(page):
    behind = opened(page)
    at = page.locator("[role=gridcell][aria-selected=true]").get_attribute("data-at")
    expect(behind).to_contain_text("Accused:")
    expect(page.locator("[role=gridcell][tabindex='0']")).to_have_count(1)
    while behind.count():
        page.keyboard.press("Escape")
        page.wait_for_timeout(50)
    expect(focused(page, f"[data-at='{at}']")).to_be_visible()


def test_a_cell_leads_to_the_trace_and_its_evidence(page):
    behind = finding(page)
    expect(behind.locator(".trace tbody tr").first).to_contain_text("yes")
    expect(behind.locator(".trace .result .verdict").first).to_be_visible()
    expect(behind.locator(".reports li").first).to_contain_text("published")
    behind.get_by_role("link", name="Open in Review").click()
    page.wait_for_url("**/review?**sel=I-**")


def test_where_readings_differ_is_marked_by_more_than_colour(page):
    expect(page.locator(".grid .count.differ")).to_have_count(0)
    page.locator("[role=gridcell][tabindex='0']").first.focus()
    page.keyboard.press("d")
    expect(page.locator(".grid .unlike .count.differ").first).to_contain_text("≠")


def test_sides_have_rows_of_their_own_and_no_total(page):
    names = page.locator(".grid .side").all_text_contents()
    assert len(names) == len(set(names)) == 2
    assert page.locator(".grid tfoot").count() == 0


def test_a_reply_is_recorded_beside_the_finding(page):
    behind = finding(page)
    behind.get_by_role("button", name="Record a reply").click()
    behind.locator("[name=text]").fill("Our side denies it.")
    behind.get_by_role("button", name="Append the reply").click()
    expect(behind.locator(".reply").first).to_contain_text("Our side denies it.")


def test_an_edit_on_the_bench_shows_what_would_flip(page, visit):
    visit("compliance?tab=bench")
    field = page.get_by_label("In force from").first
    field.fill("2099-01-01T00:00:00+00:00")
    field.press("Enter")
    expect(page.locator(".flips")).to_contain_text("would fare otherwise", timeout=15_000)
    expect(page.locator(".flipped tbody tr").first).to_contain_text("→")
    assert visit.serious() == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="Export the copy").click()
    assert "2099-01-01" in taken.value.path().read_text(encoding="utf-8")
    page.get_by_role("button", name="Text", exact=True).click()
    page.locator(".yaml textarea").fill("title: [")
    expect(page.locator(".problems").first).to_contain_text("Line 1", timeout=15_000)


def test_no_serious_finding_of_axe(page, visit):
    page.keyboard.press("d")
    assert visit.serious() == []
    finding(page)
    assert visit.serious() == []
