"""Relations: update, different scope, unclear; contradiction only where nothing else fits."""

import pytest
from speaking_of import claim, document, told

from truceline.model.claim import Bound, Quantity


def number(lo, hi, unit="countries", bound="exact"):
    value = lo if lo == hi else None
    return Quantity(value=value, lo=lo, hi=hi, unit=unit, bound=Bound(bound), raw="so many")


def counted(name, on, quantity, by, text="So many countries take part in the coalition.", **more):
    source = document(name, text, on)
    return source, [claim(source, text[:-1], "figure", [by], quantity=quantity, **more)]


CASES = [
    ("2025-03-06", "2025-03-17", "British officials", "Keir Starmer (UK)", {}, "update"),
    ("2025-03-06", "2025-03-17", "British officials", "France", {}, "unclear"),
    ("2025-03-16", "2025-03-17", "British officials", "France", {}, "contradiction"),
    ("2025-03-16", "2025-03-17", "Poland", "France", {"modality": "planned"}, "unclear"),
    (None, "2025-03-17", "Poland", "Poland", {}, "unclear"),
]


@pytest.mark.parametrize(("first", "second", "a", "b", "more", "kind"), CASES)
def test_numbers_that_cannot_both_hold(first, second, a, b, more, kind):
    one = counted("a", first, number(20, 20, bound="about"), a)
    two = counted("b", second, number(31, None, bound="more_than"), b, **more)
    assert [str(r.kind) for r in told(one, two).relations] == [kind]


def test_a_count_is_as_old_as_the_time_it_speaks_of():
    one = counted("a", "2025-03-17", number(20, 20), "Poland", said=("2025-03-03", "2025-03-10"))
    two = counted("b", "2025-03-17", number(31, 31), "Poland")
    (row,) = told(two, one).relations
    assert (str(row.kind), [c[0] for c in row.claims]) == ("update", ["a", "b"])


def test_two_proposals_are_two_scopes():
    text = "A force of so many troops."
    one = counted("a", "2025-03-10", number(0, 30000, "troops", "up_to"), "France", text)
    two = counted("b", "2025-03-10", number(50000, 100000, "personnel", "range"), "Poland", text)
    kept = told(one, two)
    assert [str(r.kind) for r in kept.relations] == ["different_scope"]
    assert [(r.lo, r.hi) for r in kept.estimates] == [(0, 30000), (50000, 100000)]


def test_numbers_of_two_scopes_are_never_compared():
    one = counted("a", "2025-03-10", number(20, 20), "Poland")
    two = counted("b", "2025-03-10", number(3, 3), "Poland", "So many countries would send troops.")
    kept = told(one, two)
    assert kept.relations == ()
    assert {r.scope for r in kept.estimates} == {"in_coalition", "sending_troops"}


def test_whose_a_number_is():
    text = "Russia holds a fifth of Ukraine. Poland puts it at a sixth. France and Poland propose a tenth."
    source = document("a", text)
    fifth = Quantity(value=0.2, lo=0.2, hi=0.2, unit="share of territory", raw="a fifth")
    sentences = text.removesuffix(".").split(". ")
    actors = (["Russia"], ["Poland"], ["France", "Poland"])
    modality = ("asserted", "asserted", "planned")
    found = [
        claim(
            source, quote, "figure", who, modality=how, quantity=fifth.but(hi=0.2 + n, lo=0.2 + n)
        )
        for n, (quote, who, how) in enumerate(zip(sentences, actors, modality, strict=True))
    ]
    named = {one.claims[0]: one.by for one in told((source, found)).estimates}
    assert [named[one.claim_id] for one in found] == ["Unattributed", "Poland", "France and Poland"]


def test_a_number_of_no_scope_stands_alone():
    rows = told(counted("a", "2025-03-10", number(7, 7, "swans"), "Poland", "Seven swans."))
    assert [r.scope for r in rows.estimates] == [""]


def denial(text, quote, actor, kind="position", **more):
    source = document("b", text, "2025-03-19")
    return source, [claim(source, quote, kind, [actor], modality="denied", polarity="-", **more)]


def test_a_denial_contradicts_the_other_sides_condition():
    source = document("a", "Russia named an end of military aid as its condition.", "2025-03-18")
    asked = claim(source, source.text[:-1], "condition", ["Russia"], modality="demanded")
    other = denial("Military aid was never discussed.", "Military aid was never discussed", "Donald Trump (US)")  # fmt: skip
    kinds = [str(r.kind) for r in told((source, [asked]), other).relations]
    assert kinds == ["contradiction"]
    own = denial("Military aid was never discussed.", "Military aid was never discussed", "Russia")
    assert told((source, [asked]), own).relations == ()


def test_a_denial_of_an_act_means_the_accusation_before_it():
    text = (
        "The army accused Ukraine of a strike. A lake lies there. The staff denied these reports."
    )
    source = document("a", text)
    accused = claim(source, "The army accused Ukraine of a strike", "incident", ["Russia"], modality="alleged")  # fmt: skip
    denied = claim(source, "The staff denied these reports", "incident", ["Ukraine"], modality="denied", polarity="-")  # fmt: skip
    (row,) = told((source, [accused, denied])).relations
    assert (str(row.kind), row.claims) == ("contradiction", (accused.claim_id, denied.claim_id))
