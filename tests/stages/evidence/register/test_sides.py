"""For whom an actor speaks: office holders for their state, officials for nobody."""

from datetime import date

import pytest

from truceline.stages.evidence.register.sides import is_party, party_of, state_in

MARCH = date(2025, 3, 17)
CASES = [
    ("France", MARCH, "France"),
    ("Emmanuel Macron (France)", MARCH, "France"),
    ("Emmanuel Macron (France)", None, "France"),
    ("Keir Starmer (UK)", MARCH, "United Kingdom"),
    ("Keir Starmer (UK)", date(2023, 3, 1), "Keir Starmer (UK)"),  # led the opposition then
    ("Boris Johnson (UK)", MARCH, "Boris Johnson (UK)"),
    ("Boris Johnson (UK)", None, "Boris Johnson (UK)"),
    ("Joe Nobody (UK)", MARCH, "Joe Nobody (UK)"),
    ("Turkish Ministry of Defence", MARCH, "Turkey"),
    ("spokesman of Keir Starmer", MARCH, "United Kingdom"),
    ("government of United Kingdom", MARCH, "United Kingdom"),
    ("British officials", MARCH, "British officials"),
    ("NATO", MARCH, "NATO"),
    ("Unattributed", MARCH, ""),
    ("unresolved: Gerland", MARCH, ""),
]


@pytest.mark.parametrize(("actor", "on", "party"), CASES)
def test_party(actor, on, party):
    assert party_of(actor, on) == party


def test_officials_are_no_party_but_belong_to_a_state():
    assert not is_party("British officials")
    assert state_in("British officials") == "United Kingdom"
    assert is_party("United Kingdom")
    assert is_party("Joe Nobody (UK)")
