"""What each role may do and see; and records that don't tell what they were handed."""

from datetime import UTC, datetime

import pytest

from truceline.model.people import ApiToken, Person, Right, Role, rights_of
from truceline.model.release import RELEASES

NOW = datetime(2025, 4, 1, tzinfo=UTC)


def person(role, **told):
    return Person(name="a", display="A", role=role, created=NOW, **told)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.READER, "read"),
        (Role.ANALYST, "read write"),
        (Role.REVIEWER, "read write review"),
        (Role.RELEASER, "read write review release"),
        (Role.ADMIN, "read write review release administer"),
    ],
)
def test_each_role_may_one_thing_more(role, rights):
    assert rights_of(role) == tuple(map(Right, rights.split()))
    assert [right for right in Right if person(role).may(right)] == list(rights_of(role))
    assert not any(person(role, active=False).may(right) for right in Right)


@pytest.mark.parametrize(
    ("role", "release", "sees"),
    [
        (Role.READER, "public", "public"),
        (Role.READER, "political_body", "public political_body"),
        (Role.READER, "parties", "public political_body parties"),
        (Role.READER, "restricted", "public political_body parties restricted"),
        (Role.READER, "unknown", ""),
        (Role.ANALYST, "public", "public political_body parties restricted"),
        (Role.ADMIN, "public", "public political_body parties restricted"),
    ],
)
def test_a_reader_sees_up_to_the_accounts_level(role, release, sees):
    one = person(role, release=release)
    assert {level for level in (*RELEASES, "unknown", "") if one.sees(level)} == set(sees.split())
    assert not any(one.but(active=False).sees(level) for level in RELEASES)


@pytest.mark.parametrize("role", Role)
def test_a_token_may_what_both_it_and_its_owner_may(role):
    times = {"created": NOW, "expires": NOW}
    owner, scopes = person(role), (Right.READ, Right.REVIEW)
    token = ApiToken(id="x", person=owner, label="x", scopes=scopes, **times)
    assert {r for r in Right if token.may(r)} == set(scopes) & set(rights_of(role))
