"""What names, labels and levels of accounts may be; and how a name that was typed is looked up.

Must never let two spellings that open one account be counted as two.
"""

import re
from datetime import timedelta
from typing import Final

from truceline.errors import PeopleError
from truceline.model.people import SCOPES, ApiToken, Person, Right
from truceline.model.release import RELEASES

TOKEN_DAYS: Final = 366
"""The longest that a token may be valid."""
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")
_WORDS: Final = 200


def looked_up(name: str) -> str:
    """The name as accounts have it; an empty one, which nobody has, for what is no name."""
    plain = name.strip().lower()
    return plain if _NAME.fullmatch(plain) else ""


def demand_sound(person: Person) -> None:
    """Raise `PeopleError` when an account can't be made like this."""
    if not _NAME.fullmatch(person.name):
        raise PeopleError(
            f"{person.name!r} is no name of an account: "
            "1 to 64 of a-z, 0-9 and . _ - between them, such as a.novak"
        )
    demand_words(person.display, "the name shown")
    demand_release(person.release)
    demand_language(person.language)


def demand_words(text: str, what: str) -> None:
    """Raise `PeopleError` unless it is a line that a person can read."""
    if not 0 < len(text) <= _WORDS or not text.isprintable() or not text.strip():
        raise PeopleError(f"{what} has 1 to {_WORDS} characters on one line")


def demand_release(release: str) -> None:
    """Raise `PeopleError` for an unknown level."""
    if release not in RELEASES:
        raise PeopleError(f"{release!r} is no release level: {', '.join(RELEASES)}")


def demand_language(language: str) -> None:
    """Raise `PeopleError` for what isn't shaped like a language's code."""
    if not _LANGUAGE.fullmatch(language):
        raise PeopleError(f"{language!r} is no language code, such as en")


def demand_token(token: ApiToken, asked: tuple[Right, ...]) -> None:
    """Raise `PeopleError` when its owner may not be issued this token."""
    demand_words(token.label, "a token's label")
    wrong = [right.value for right in asked if right not in SCOPES or not token.person.may(right)]
    if wrong:
        raise PeopleError(f"{token.person.role} may not hand on: {', '.join(wrong)}")
    if not asked:
        raise PeopleError(f"a token has at least one scope: {', '.join(SCOPES)}")
    if not token.created < token.expires <= token.created + timedelta(days=TOKEN_DAYS):
        raise PeopleError(f"a token is valid for up to {TOKEN_DAYS} days")
