"""A review without a mouse, undone again; and another reviewer who comes by while somebody types."""

from datetime import UTC, datetime

import pytest
from rooms import chromium, visiting

from truceline.web.access import COOKIE

expect = pytest.importorskip("playwright.sync_api").expect
REASON = "the two tell of different hours"


@pytest.fixture(scope="module")
def reviewing(small_room):
    room = small_room("reviewed")
    with chromium() as browser, visiting(browser, room, "reviewer") as visit:
        yield room, browser, visit


@pytest.fixture
def page(reviewing):
    _, _, visit = reviewing
    visit("review?sel=I-press.R05")
    visit.page.wait_for_selector(".claims")
    visit.page.wait_for_selector(".similar tbody tr")
    yield visit.page
    assert visit.errors == []


def focused(page):
    return page.evaluate("document.activeElement.closest('main, dialog') !== null")


def incidents(visit):
    return len(visit.room.picture().rows)


def test_a_whole_review_without_a_mouse(reviewing, page):
    _, _, visit = reviewing
    before = incidents(visit)
    page.keyboard.press("1")
    page.keyboard.press("s")
    expect(page.get_by_label("Reason (required)")).to_be_focused()
    page.keyboard.type(REASON)
    expect(page.locator(".figures")).to_contain_text("Incidents")
    assert incidents(visit) == before, "tried, not said"
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said")).to_contain_text(REASON)
    assert incidents(visit) == before + 1
    assert focused(page)
    page.keyboard.press("u")
    expect(page.get_by_label("Reason (required)")).to_be_focused()
    page.keyboard.type("no, one hour after all")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said .gone").first).to_contain_text("undone")
    assert incidents(visit) == before
    assert focused(page)


def test_keys_move_through_the_queue_and_rest_while_typing(reviewing, page):
    reviewing[2]("review")
    current = page.locator(".queue [aria-current]")
    expect(current).to_have_count(1)
    page.wait_for_selector(".claims")
    there, title = page.url, page.locator("main h1").inner_text()
    page.keyboard.press("j")
    expect(page).not_to_have_url(there)
    expect(page.locator("main h1")).not_to_have_text(title)
    page.keyboard.press("k")
    expect(page).to_have_url(there)
    expect(page.locator("main h1")).to_have_text(title)  # keys judge what is shown, once it is
    page.keyboard.press("x")
    expect(page.get_by_label("Reason (required)")).to_be_focused()
    page.keyboard.type("jjkk")
    expect(page.get_by_label("Reason (required)")).to_have_value("jjkk")
    expect(page).to_have_url(there)
    page.keyboard.press("Escape")
    expect(page.locator("[data-verdict=exercise]")).to_be_focused()


def test_a_mission_that_may_not_verify_says_so_before_it_is_said(page):
    page.keyboard.press("v")
    expect(page.get_by_label("Answer")).to_be_focused()
    expect(page.locator(".judging")).to_contain_text("Only a verifier whom the mandate names")


def test_another_reviewer_is_seen_and_nothing_typed_is_lost(reviewing, page):
    room, browser, visit = reviewing
    page.keyboard.press("x")
    expect(page.get_by_label("Reason (required)")).to_be_focused()
    page.keyboard.type("half a reas")
    token = room.people.open_session("releaser", datetime.now(UTC)).token
    other = browser.new_context(bypass_csp=True)
    other.add_cookies([{"name": COOKIE, "value": token, "url": visit.address}])
    theirs = other.new_page()
    theirs.goto(visit.address + "review?sel=I-press.R05")
    expect(page.locator(".company")).to_contain_text("Releaser")
    expect(theirs.locator(".company")).to_contain_text("Reviewer")
    theirs.keyboard.press("x")
    expect(theirs.get_by_label("Reason (required)")).to_be_focused()
    theirs.keyboard.type("announced on the radio")
    theirs.keyboard.press("Control+Enter")
    expect(page.locator(".toast")).to_contain_text("Releaser judged")
    expect(page.get_by_label("Reason (required)")).to_have_value("half a reas")
    other.close()


def test_no_serious_finding_of_axe(reviewing, page):
    page.keyboard.press("g")
    page.wait_for_selector(".placemap")
    assert reviewing[2].serious() == []
