"""Stances: by modality and by the words beside the issue's own."""

import pytest
from speaking_of import claim, document, told

CASES = [
    ("Russia demands an end to military aid and intelligence", "condition", "demanded", "+", {("military_aid", "demands_end"), ("intelligence", "demands_end")}),
    ("Russia demands the neutral status of Ukraine", "condition", "demanded", "+", {("neutrality", "demands")}),
    ("Russia insists that Ukraine must never be allowed to join NATO", "condition", "demanded", "-", {("membership", "demands_end")}),
    ("Russia ruled out European peacekeepers", "position", "denied", "-", {("foreign_troops", "refuses")}),
    ("Russia does not rule out unarmed observers", "position", "asserted", "+", set()),
    ("Russia refused to lift the sanctions", "position", "denied", "-", {("sanctions", "refuses_end")}),
    ("Russia agreed to a halt of strikes on energy", "agreement", "asserted", "+", {("energy_strikes", "accepts")}),
    ("Russia is open to a swap of prisoners", "position", "asserted", "+", {("prisoners", "open")}),
    ("Russia will talk about land", "position", "planned", "+", {("territory", "raises")}),
    ("Military aid was never discussed, Russia said", "position", "denied", "-", set()),
    ("Russia declined to answer a question on occupied land", "position", "denied", "-", set()),
    ("Russia will help outside its borders", "position", "planned", "+", set()),
    ("Russia demands to be part of any conversation on guarantees", "position", "demanded", "+", {("talks_seat", "demands")}),
    ("Russia has always liked the alliance", "position", "asserted", "+", set()),
    ("Russia can veto the membership of Ukraine in NATO", "position", "denied", "-", set()),
    ("Russia says only Ukraine decides on European troops", "position", "asserted", "+", set()),
    ("Russia is said to support a ceasefire", "position", "alleged", "+", set()),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "kind", "modality", "polarity", "cells"), CASES)
def test_a_stance(quote, kind, modality, polarity, cells):
    source = document("a", quote + ".")
    one = claim(source, quote, kind, ["Russia"], modality=modality, polarity=polarity,
                named=[("Russia", "Russia")])  # fmt: skip
    kept = told((source, [one]))
    assert {(c.issue, str(c.stance)) for c in kept.positions} == cells


def test_a_need_told_of_another_is_the_speakers():
    source = document("a", "Ukraine must halt mobilisation, Vladimir Putin said.")
    one = claim(
        source, "Ukraine must halt mobilisation", "condition", ["Ukraine"], modality="demanded",
        attribution_chain=("Vladimir Putin",), named=[("Ukraine", "Ukraine")],
    )  # fmt: skip
    (cell,) = told((source, [one])).positions
    assert (cell.party, cell.issue, str(cell.stance)) == ("Russia", "mobilisation", "demands_end")
    nobody = one.but(attribution_chain=())
    assert told((source, [nobody])).positions == ()


def test_who_only_stands_in_the_issues_words_holds_no_stance():
    source = document("a", "NATO troops are unacceptable to it.")
    one = claim(
        source, "NATO troops are unacceptable", "position", ["NATO"], modality="denied",
        polarity="-", named=[("NATO", "NATO")],
    )  # fmt: skip
    assert told((source, [one])).positions == ()


def test_words_that_point_back_take_the_issue_before_them_if_there_is_one():
    text = "The plan is for foreign troops. Russia sees no room for this."
    source = document("a", text)
    quote = "Russia sees no room for this"
    one = claim(source, quote, "position", ["Russia"], polarity="-", named=[("Russia", "Russia")])
    assert [(c.issue, str(c.stance)) for c in told((source, [one])).positions] == [
        ("foreign_troops", "refuses")
    ]
    apart = document("a", text.replace(". ", ".\n\n"))
    moved = claim(apart, quote, "position", ["Russia"], polarity="-", named=[("Russia", "Russia")])
    assert told((apart, [moved])).positions == ()


def test_a_negation_before_the_quote_is_shown_with_it():
    source = document("a", "They believe that not all countries are ready to place boots.")
    one = claim(source, "all countries are ready to place boots", "pledge", ["British officials"],
                modality="denied", polarity="-")  # fmt: skip
    shown = told((source, [one])).shown[one.claim_id]
    assert shown.of(source.text) == "not all countries are ready to place boots"


def test_a_concession_is_shown_with_its_main_clause():
    source = document("a", "While he supported a ceasefire, he set out conditions. He supported a ceasefire, she says.")  # fmt: skip
    first = claim(source, "he supported a ceasefire", actors=["Vladimir Putin (Russia)"])
    plain = claim(source, "He supported a ceasefire", actors=["Vladimir Putin (Russia)"])
    shown = told((source, [first, plain])).shown
    assert {i: s.of(source.text) for i, s in shown.items()} == {
        first.claim_id: "While he supported a ceasefire, he set out conditions."
    }
