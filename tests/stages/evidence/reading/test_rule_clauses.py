"""Clauses: which verbs a sentence has, whose they are, and how they hang together."""

import pytest

from truceline.model.claim import Document
from truceline.stages.evidence.reading.grammar.scene import scene_of


def parsed(text):
    return scene_of(Document(name="x", sha256="0", text=text, language="en")).parsed[0]


def clauses(text):
    """(link, heads, subject) of each clause."""
    found = parsed(text)
    return [
        (
            c.link,
            " ".join(h.lemma for h in c.group.heads),
            " ".join(w.low for w in found.words[c.subject[0] : c.subject[1]]),
        )
        for c in found.clauses
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ghana will send police.", [("main", "send", "ghana")]),
        (
            "Ghana said it would send police and pay for them.",
            [("main", "say", "ghana"), ("that", "send", "it"), ("and", "pay", "")],
        ),
        (
            "The force sent to the border will leave.",
            [("main", "leave", "the force sent to the border")],
        ),
        (
            "The minister, who met Kofi in May, declined to comment.",
            [("rel", "meet", "the minister"), ("main", "decline comment", "the minister")],
        ),
        (
            "The plan, drafted in May, aims to stop the fighting.",
            [("main", "aim stop", "the plan")],
        ),
        (
            "While Ghana voted for the text, Togo abstained.",
            [("sub", "vote", "ghana"), ("main", "abstain", "togo")],
        ),
        (
            "Ghana told Togo a truce would fail.",
            [("main", "tell", "ghana"), ("that", "fail", "a truce")],
        ),
        (
            "The truce broke down, the ministry said.",
            [("main", "break", "the truce"), ("main", "say", "the ministry")],
        ),
        ("In the north the army shelled a school.", [("main", "shell", "the army")]),
        (
            "Ghana has refused to accept the text and has insisted that Togo must leave.",
            [
                ("main", "refuse accept", "ghana"),
                ("and", "insist", ""),
                ("that", "leave", "togo"),
            ],
        ),
        (
            "Signals that Ghana may leave have alarmed Togo.",
            [("noun", "leave", "ghana"), ("main", "alarm", "signals")],
        ),
    ],
)
def test_clauses(text, expected):
    assert clauses(text) == expected


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("Drone strikes hit the port.", ["hit"]),
        ("Ghana strikes the port.", ["strike"]),
        ("The attacks continue.", ["continue"]),
        ("Once a truce holds, monitors arrive.", ["hold", "arrive"]),
        ("The will of the people counts.", []),
        ("Troops there “have been isolated”.", ["isolate"]),
        ("The mission must first lift the ban.", ["lift"]),
        ("A committee chaired by Ghana oversees the truce.", ["oversee"]),
        ("A lot of work’s been done.", ["do"]),
    ],
)
def test_verbs_are_told_from_nouns(text, verbs):
    found = parsed(text)
    assert [c.group.heads[-1].lemma for c in found.clauses] == verbs


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Ghana won't go.", True),
        ("Ghana will no longer pay.", True),
        ("Ghana has yet to answer.", True),
        ("Ghana never said so.", True),
        ("Ghana will go.", False),
    ],
)
def test_negation_belongs_to_the_verb(text, negated):
    assert parsed(text).clauses[0].group.negated is negated
