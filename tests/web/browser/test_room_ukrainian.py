"""The screens as a Ukrainian reader sees them: no key without a text, no sentence of ours in English."""

import re

import pytest
from rooms import chromium, visiting

SCREENS = (
    "situation",
    "review",
    "compliance",
    "compliance?tab=bench",
    "brief?tab=earlier",
    "entry",
)
KEY = re.compile(
    r"\b(?:situation|review|compliance|brief|entry|shell|verdict|vocabulary)\.[a-z][\w.]+"
)
OURS = re.compile(r"\b(?:inside the window|is covered|is bound|before it opens|is in list|Reading of|s\.d\.|denies)\b")  # fmt: skip


@pytest.fixture(scope="module")
def visit(small_room):
    room = small_room("ukrainian")
    room.people.set_language("reviewer", "uk")
    with chromium() as browser, visiting(browser, room, "reviewer") as visit:
        yield visit


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_all_in_ukrainian(visit, screen):
    visit(screen)
    page = visit.page
    page.wait_for_selector("main :is(h1, h2, form)", state="attached")
    page.wait_for_load_state("networkidle")
    text = page.locator("body").inner_text()
    assert page.locator("html").get_attribute("lang") == "uk"
    assert KEY.findall(text) == []
    assert OURS.findall(text) == []
    assert visit.errors == []


def test_a_trace_is_told_in_ukrainian(visit):
    visit("review")
    facts = visit.page.locator(".facts").first
    facts.wait_for()
    assert "у межах вікна" in facts.inner_text()
    assert OURS.findall(facts.inner_text()) == []
