"""The board: who gives what; and what looks like a pledge and is none."""

import pytest
from speaking_of import claim, document, rewritten, told

PLEDGE = "Poland will send engineers, Denmark is open to sending troops."


def board(text, quote, kind="pledge", actors=("Poland",), **more):
    source = document("a", text)
    kept = told((source, [claim(source, quote, kind, actors, **more)]))
    return [(r.contributor, r.capability, r.status) for r in kept.pledges]


CASES = [
    ("Poland will send engineers.", {}, ("Poland", "engineers", "offered")),
    ("Poland has committed to send two frigates.", {}, ("Poland", "maritime_patrol", "firm")),
    ("Poland could help with logistics.", {}, ("Poland", "logistics", "indicated")),
    ("Poland will send an infantry company.", {}, ("Poland", "", "offered")),
    ("Poland will send engineers and troops.", {}, ("Poland", "", "offered")),
    ("Poland will not send soldiers.", {"modality": "denied"}, ("Poland", "", "refused")),
    ("Poland has not decided whether it will take part.", {"polarity": "-"}, ("Poland", "", "undecided")),
    ("Poland would provide observers if asked.", {"modality": "conditional", "condition": "asked"}, ("Poland", "observers", "indicated")),
    ("Польша готова отправить войска.", {}, ("Poland", "", "offered")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "more", "row"), CASES)
def test_a_part_and_its_status(text, more, row):
    language = "ru" if text[0] == "П" else "en"
    source = document("a", text, language=language)
    kept = told((source, [claim(source, text[:-1], "pledge", ["Poland"], **more)]))
    assert [(r.contributor, r.capability, r.status) for r in kept.pledges] == [row]


NONE = [
    ("Some countries could contribute logistics.", ["Keir Starmer (UK)"], "", "expected_by_others"),
    ("Denmark will join the effort, he hopes.", ["Keir Starmer (UK)"], "Denmark", "expected_by_others"),
    ("All nations are ready to help with troops.", ["British officials"], "", "expected_by_others"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "actors", "contributor", "status"), NONE)
def test_officials_are_not_countries(text, actors, contributor, status):
    assert board(text, text[:-1], actors=actors) == [(contributor, board(text, text[:-1], actors=actors)[0][1], status)]  # fmt: skip
    found = {row[2] for row in board(text, text[:-1], actors=actors)}
    assert found.isdisjoint({"indicated", "offered", "firm"})


@pytest.mark.parametrize(
    ("text", "kind", "more"),
    [
        ("Not all of them would send troops.", "pledge", {"polarity": "-"}),
        ("He welcomes any offer of troops.", "position", {}),
        ("Poland must send troops.", "position", {"modality": "demanded"}),
        ("Poland promised to end the war.", "pledge", {}),
        ("Poland expects more than 30 countries to contribute.", "figure", {}),
        ("Poland would send troops.", "assessment", {}),
    ],
)
def test_words_that_give_nothing(text, kind, more):
    actors = ["Poland"] if text.startswith("Poland") else ["British officials"]
    assert board(text, text[:-1], kind, actors, **more) == []


def test_what_is_required_and_refused_is_no_pledge():
    source = document(
        "a",
        "It can only be successful if the United States provides a backstop, Keir Starmer said. "
        "Donald Trump refused to offer such support.",
    )
    asked = claim(
        source, "It can only be successful if the United States provides a backstop", "condition",
        ["Keir Starmer (UK)"], modality="conditional", attribution_chain=("Keir Starmer",),
        condition="the United States provides a backstop",
    )  # fmt: skip
    refused = claim(
        source, "Donald Trump refused to offer such support", "position", ["Donald Trump (US)"],
        modality="denied", named=[("Donald Trump (US)", "Donald Trump")],
    )  # fmt: skip
    kept = told((source, [asked, refused]))
    assert [(r.contributor, r.status) for r in kept.pledges] == [
        ("United States", "required_not_pledged"),
        ("United States", "refused"),
    ]
    assert kept.pledges[0].voices == ("Keir Starmer (UK)",)
    cells = {(c.party, c.issue, str(c.stance)) for c in kept.positions}
    assert cells == {
        ("United Kingdom", "backstop", "demands"), ("United States", "backstop", "refuses")
    }  # fmt: skip
    assert [(e.a[0], e.b[0]) for e in kept.exclusions] == [("United Kingdom", "United States")]


def test_a_row_keeps_its_history_and_is_as_firm_as_its_newest_claim():
    first = document("a", "Turkey could take part if asked.", "2025-03-06")
    later = document("b", "Turkey will take part.", "2025-03-20")
    asked = claim(first, "Turkey could take part if asked", "pledge", ["Turkey"], modality="conditional", condition="asked")  # fmt: skip
    kept = told((later, [claim(later, "Turkey will take part", "pledge", ["Turkey"])]), (first, [asked]))  # fmt: skip
    (row,) = kept.pledges
    assert (row.status, row.condition, str(row.since)) == ("offered", "", "2025-03-06")
    assert [(s.status, s.condition) for s in row.history] == [("indicated", "asked"), ("offered", "")]  # fmt: skip
    assert [r.kind for r in kept.relations] == ["update"]


def test_a_copy_adds_nothing_but_its_name():
    first = document("a", "Poland will send engineers to the lake.", "2025-03-06")
    second = document("b", "Poland is to send engineers to the lake.", "2025-03-07")
    pairs = [(d, [claim(d, d.text[:-1], "pledge", ["Poland"])]) for d in (first, second)]
    (row,) = told(*pairs, lineage=rewritten(first, second)).pledges
    assert (len(row.claims), len(row.copies), row.origins) == (1, 1, 1)
    (row,) = told(*pairs).pledges
    assert (len(row.claims), len(row.copies), row.origins) == (2, 0, 2)


def test_a_contributor_that_nobody_resolved_stays_so():
    assert board(
        "Gerland will send engineers.", "Gerland will send engineers",
        actors=["unresolved: Gerland"],
    ) == [("unresolved: Gerland", "engineers", "offered")]  # fmt: skip


def test_an_army_that_acts_is_not_what_is_given():
    source = document("a", "The Polish army stands ready to hold the posts.")
    quote = source.text[:-1]
    one = claim(source, quote, "pledge", ["Poland"], named=[("Poland", "The Polish army")])
    assert told((source, [one])).pledges == ()


def test_money_and_troops_stay_two_rows_though_one_claim_names_both():
    source = document(
        "a",
        "Poland is committing £3 billion a year. Told: the commitment of £3 billion a year and "
        "willingness to deploy troops for a truce. Poland stands by its willingness to deploy troops for a truce.",
    )
    quotes = (
        "Poland is committing £3 billion a year",
        "the commitment of £3 billion a year and willingness to deploy troops for a truce",
        "its willingness to deploy troops for a truce",
    )
    kept = told((source, [claim(source, quote, "pledge", ["Poland"]) for quote in quotes]))
    rows = {r.capability: (r.words, r.claims) for r in kept.pledges}
    assert rows.keys() == {"finance", ""}
    assert rows["finance"][0] == "£3 billion a year"
    assert rows[""][0] == "troops for a truce"


def test_what_else_is_spoken_of_is_not_given():
    text = "Poland offered logistics despite the judgment of the troops of the land."
    source = document("a", text)
    (row,) = told((source, [claim(source, text[:-1], "pledge", ["Poland"])])).pledges
    assert (row.words, row.capability) == ("logistics", "logistics")


def test_a_text_without_a_date_is_no_news():
    dated = document("a", "Poland will send troops to the lake.", "2025-03-06")
    undated = document("b", "Poland could send troops somewhere.", None)
    pairs = [(d, [claim(d, d.text[:-1], "pledge", ["Poland"])]) for d in (dated, undated)]
    (row,) = told(*pairs).pledges
    assert (row.status, row.words, len(row.history)) == ("offered", "troops to the lake", 2)
