"""A releaser reads the draft, looks at what is withheld, signs, publishes and finds it on record."""

import pytest
from rooms import visiting

expect = pytest.importorskip("playwright.sync_api").expect


@pytest.fixture(scope="module")
def visit(browser, small_room):
    with visiting(browser, small_room("brief"), "releaser") as visit:
        yield visit


@pytest.fixture
def page(visit):
    yield visit.page
    assert visit.errors == []


def test_the_draft_is_shown_in_a_frame_of_its_own(page, visit):
    visit("brief?release=public")
    paper = page.frame_locator("iframe")
    expect(paper.locator("h1").first).to_be_visible(timeout=30_000)
    expect(paper.locator("body")).to_contain_text("Release")
    expect(page.locator(".side")).to_contain_text("Nobody has signed this draft.")
    assert visit.serious() == []


def test_what_a_wider_level_is_not_told_is_listed(page, visit):
    visit("brief?tab=withheld")
    rows = page.locator(".diff tr.unlike")
    expect(rows.first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("row", name="Rows of findings.csv")).to_contain_text("not told")
    page.get_by_label("and", exact=True).select_option("parties")
    expect(page.locator(".withheld")).to_contain_text("Both levels are told the same.")
    assert visit.serious() == []


def test_signed_then_published_then_on_record(page, visit):
    visit("brief?release=parties")
    publish = page.get_by_role("button", name="Publish: For the parties")
    expect(publish).to_be_disabled(timeout=30_000)
    page.get_by_role("button", name="Sign as Releaser").click()
    expect(page.locator(".sign li")).to_contain_text("Releaser", timeout=30_000)
    publish.click()
    expect(page.locator(".sign")).to_contain_text("This brief is on record.", timeout=30_000)
    page.get_by_role("button", name="Earlier briefs").last.click()
    card = page.locator(".earlier article").first
    expect(card).to_contain_text("Releaser")
    expect(card.get_by_role("link", name="brief.pdf")).to_be_visible()
    with page.expect_download() as taken:
        card.get_by_role("link", name="findings.csv").click()
    assert taken.value.path().read_bytes().startswith(b"incident_id,")
    assert visit.serious() == []


def test_the_log_is_checked_when_asked(page, visit):
    visit("brief?tab=log")
    page.get_by_role("button", name="Check the log now").click()
    expect(page.locator(".log [role=status]")).to_contain_text("all fits", timeout=30_000)
    assert visit.serious() == []
