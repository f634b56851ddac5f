"""A review without a mouse, undone again; a second person who approves; and another reviewer who comes by
while somebody types.
"""

from datetime import timedelta
from itertools import count

import pytest
from rooms import signed_in, visiting
from served import PASSWORD, SMALL_NOW, TWO_PERSONS

expect = pytest.importorskip("playwright.sync_api").expect
REASON = "the two tell of different hours"


@pytest.fixture(scope="module")
def reviewing(browser, small_room):
    room = small_room("reviewed")
    with visiting(browser, room, "reviewer") as visit:
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


def judge(page, key, reason):
    """Begin a judgement by its key, give the reason and say it."""
    page.keyboard.press(key)
    expect(page.get_by_label("Reason (required)")).to_be_focused()
    page.keyboard.type(reason)
    page.keyboard.press("Control+Enter")


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
    judge(page, "u", "no, one hour after all")
    expect(page.locator(".said .gone").first).to_contain_text("undone")
    assert incidents(visit) == before
    assert focused(page)


def test_two_incidents_are_merged_and_parted_again_without_a_mouse(reviewing, page):
    _, _, visit = reviewing
    before = incidents(visit)
    page.keyboard.press("m")
    expect(page.get_by_label("Merge with")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".figures")).to_contain_text("Incidents")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Reason (required)")).to_be_focused()
    page.keyboard.type("one and the same strike")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said")).to_contain_text("one and the same strike")
    assert incidents(visit) == before - 1
    judge(page, "u", "two strikes after all")
    merged = page.locator(".said .gone").filter(has_text="one and the same strike")
    expect(merged).to_contain_text("undone")
    assert incidents(visit) == before


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
    with signed_in(browser, room, visit.address, "releaser") as other:
        other("review?sel=I-press.R05")
        expect(page.locator(".company")).to_contain_text("Releaser")
        expect(other.page.locator(".company")).to_contain_text("Reviewer")
        judge(other.page, "x", "announced on the radio")
        expect(page.locator(".toast")).to_contain_text("Releaser judged")
        expect(page.get_by_label("Reason (required)")).to_have_value("half a reas")


def test_who_judged_waits_for_a_second_person_who_approves_by_keyboard(browser, small_room):
    ticks = count()
    clock = lambda: SMALL_NOW + timedelta(seconds=next(ticks))  # noqa: E731
    room = small_room("two", edits=TWO_PERSONS, clock=clock)
    with visiting(browser, room, "reviewer") as visit:
        page, before = visit.page, visit.room.picture().rows
        visit("review?sel=I-press.R24")
        page.wait_for_selector(".claims")
        page.keyboard.press("1")
        judge(page, "d", "a film of another year")
        expect(page.locator(".said")).to_contain_text("waits for a second person")
        assert visit.room.picture().rows.equals(before)
        waiting = page.locator(".queue .item").first
        expect(waiting).to_contain_text("waits")
        with signed_in(browser, room, visit.address, "releaser") as other:
            approved_by_keyboard(other)
            assert other.errors == []
        expect(page.locator(".toast")).to_contain_text("Releaser answered")
        expect(waiting).not_to_contain_text("waits")
        expect(page.locator("main")).to_contain_text("This incident is no more")
        assert not visit.room.picture().rows.equals(before)
        assert visit.errors == []


def approved_by_keyboard(visit):
    """The queue begins with what waits; it is read, with what it would change, and approved."""
    page = visit.page
    visit("review")
    decide = page.get_by_label("A second person's word")
    expect(decide).to_contain_text("a film of another year")
    expect(decide.locator(".would .figures")).to_contain_text("Independent groups")
    page.keyboard.press("a")
    expect(page.locator(".toast")).to_contain_text("Approved")
    expect(decide).to_have_count(0)
    assert focused(page)


def test_a_session_that_ends_is_begun_again_and_nothing_typed_is_lost(reviewing, page):
    room, _, visit = reviewing
    page.keyboard.press("x")
    expect(page.get_by_label("Reason (required)")).to_be_focused()
    page.keyboard.type("half a reas")
    room.people.set_password("reviewer", PASSWORD)  # which ends sessions
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Your session is over")
    assert visit.serious() == []
    expect(dialog.get_by_label("Name")).to_have_value("reviewer")
    expect(dialog.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_label("Reason (required)")).to_have_value("half a reas")
    page.get_by_label("Reason (required)").focus()
    page.keyboard.type("on")
    expect(page.get_by_role("button", name="Append")).to_be_enabled()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".said")).to_contain_text("half a reason")


def test_no_serious_finding_of_axe(reviewing, page):
    page.keyboard.press("g")
    page.wait_for_selector(".placemap")
    assert reviewing[2].serious() == []
