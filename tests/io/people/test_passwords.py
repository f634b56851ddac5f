"""Which passwords are refused; and what hashing may cost."""

import threading
import time

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st

from truceline.io.people import passwords
from truceline.io.people.passwords import Passwords, objection

REFUSED = {
    "": "at least 12",
    "eleven lett": "at least 12",
    "q" * 257: "at most 256",
    "abababababab": "different characters",
    "password1234": "common words",
    "Password2026!": "common words",
    "P4ssw0rd!!!!": "common words",
    "qwertyuiop12": "common words",
    "йцукенгшщзхъ": "common words",
    "Пароль-123456": "common words",
    "welcome-to-2026": "common words",
    "491826405718": "a number",
    "20250401-0800": "a number",
    "AdminAdmin2025": "common words",
    "a.novak-a.novak": "account's name",
    "novaknovak1987": "account's name",
    "correcthorsebatterystaple": "common words",
    "CeasefireMission1": "common words",
    "ⅠⅡⅢ password 1234": "common words",
}
TAKEN = [
    "vier lose Kacheln im Hof",
    "чотири тихі чайки",
    "8#2K!93$x1Lq",
    "trhuwpmzkqva",
    "correct a spoon, horse!",
    "雨の音 静かな夜 遠い灯り",
    " leading and trailing ",
    "x" * 200 + "trhuwp",
]


@pytest.mark.parametrize("password", REFUSED)
def test_weak_passwords_are_refused_with_a_hint(password):
    assert REFUSED[password] in objection(password, "a.novak")


@pytest.mark.parametrize("password", TAKEN)
def test_good_passwords_are_taken(password):
    assert objection(password, "a.novak") is None


@given(st.text(), st.text())
def test_an_objection_never_raises_nor_repeats_what_was_typed(password, name):
    told = objection(password, name) or ""
    assert len(password) < 8 or password not in told


def test_the_hashers_defaults_are_those_of_the_rfc():
    used = Passwords()._hasher
    assert (used.time_cost, used.memory_cost, used.parallelism) == (
        RFC_9106_LOW_MEMORY.time_cost,
        RFC_9106_LOW_MEMORY.memory_cost,
        RFC_9106_LOW_MEMORY.parallelism,
    )
    assert Passwords().hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize("kept", ["", "plain", "$argon2id$v=19$m=8,t=1,p=1$broken", None])
def test_what_is_no_hash_fits_nothing(kept):
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    assert not cheap.fits("x", kept)
    assert not cheap.fits("", kept)


def test_no_more_than_two_are_hashed_at_once(monkeypatch):
    running, most = [], []

    class Slow:
        def hash(self, _):
            running.append(1)
            most.append(len(running))
            time.sleep(0.01)
            running.pop()

    threads = [threading.Thread(target=Passwords(Slow()).hash, args=("x",)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 2


def test_common_words_are_lower_case_and_listed_once():
    listed = passwords._common()
    assert len(set(listed)) == len(listed)
    assert all(word == word.casefold() for word in listed)
