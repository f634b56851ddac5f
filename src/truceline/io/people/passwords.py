"""Passwords: which are refused, how they are kept, how one is checked.

Argon2id with the hasher's defaults (RFC 9106, low memory: 64 MiB, three passes). Must never keep,
print or compare a password itself, nor take less time over a name that nobody has.
"""

import unicodedata
from functools import cache, cached_property
from importlib.resources import files
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST: Final = 12
MOST: Final = 256
_LETTERS: Final = 4
"""How many different characters must be left of a password once common words are taken out."""
_VARIETY: Final = 5
_AT_ONCE: Final = BoundedSemaphore(2)
"""Each hash takes 64 MiB: many log-ins at once wait for one another instead of for memory."""
_SPELT: Final = str.maketrans("0134578@$", "oieastbas")


def objection(password: str, name: str = "") -> str | None:
    """Why this can't be the password of the account `name`, and what would do; None when it can."""
    if len(password) < LEAST:
        return f"a password has at least {LEAST} characters; four unrelated words are a good one"
    if len(password) > MOST:
        return f"a password has at most {MOST} characters"
    if len(set(password)) < _VARIETY:
        return f"a password has at least {_VARIETY} different characters"
    plain = _normal(password).casefold()
    if min(_left(plain, name), _left(plain.translate(_SPELT), name)) < _LETTERS:
        return (
            "this password is little but common words, a number or the account's name; "
            "take words that nobody would guess to stand together"
        )
    return None


def _left(plain: str, name: str) -> int:
    """How many different characters stand there beside common words, and digits and signs at the
    ends.
    """
    own = (part for part in (name, *name.replace("-", ".").split(".")) if len(part) > 2)
    for word in (*own, *_common()):
        plain = plain.replace(word, " ")
    while plain and not plain[-1].isalpha():
        plain = plain[:-1]
    while plain and not plain[0].isalpha():
        plain = plain[1:]
    return len(set(plain) - {" "})


@cache
def _common() -> tuple[str, ...]:
    """Common words, longest first, so that a short one doesn't break up a longer one."""
    path = files("truceline").joinpath("data/people/common-passwords.txt")
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(sorted((x for x in lines if x and x[0] != "#"), key=len, reverse=True))


class Passwords:
    """Hashes passwords and checks them; several threads may share one."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str) -> str:
        """What is kept of a password: algorithm, parameters, salt and hash."""
        with _AT_ONCE:
            return self._hasher.hash(_bytes(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Is it the password of which this was kept? None, for no account, takes as long."""
        whole, nobody = len(password) <= MOST, self._nobody
        against = kept if whole and kept is not None else nobody
        try:
            with _AT_ONCE:
                same = self._hasher.verify(against, _bytes(password if whole else ""))
        except (VerificationError, InvalidHashError):
            return False
        return same and against is kept

    def is_stale(self, kept: str) -> bool:
        """Was it made with other parameters than today's?"""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _nobody(self) -> str:
        """Fits no password that is told: it is random, and its match would be refused."""
        import secrets  # noqa: PLC0415

        return self.hash(secrets.token_hex())


def _bytes(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _normal(password: str) -> str:
    """One spelling, however a keyboard composes its letters."""
    return unicodedata.normalize("NFKC", password)
