"""How long failed log-ins make the next one wait."""

from datetime import UTC, datetime, timedelta

import pytest

from truceline.io.people.throttle import FREE_BY_NAME, address_key, name_key, wait_until

NOW = datetime(2025, 4, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failed", "seconds"),
    [(0, 0), (4, 0), (5, 15), (6, 30), (7, 60), (10, 480), (11, 900), (12, 900), (10**6, 900)],
)
def test_waits_double_up_to_a_quarter_of_an_hour(failed, seconds):
    until = wait_until(failed, NOW, FREE_BY_NAME, NOW)
    assert until == (NOW + timedelta(seconds=seconds) if seconds else None)
    assert wait_until(failed, NOW, FREE_BY_NAME, NOW + timedelta(seconds=seconds)) is None


def test_a_clock_that_was_put_back_makes_nobody_wait_for_longer():
    ahead = NOW + timedelta(days=1)
    assert wait_until(5, ahead, FREE_BY_NAME, NOW) == NOW + timedelta(seconds=15)


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_addresses_count_by_what_one_customer_has(address, key):
    assert address_key(address) == key


def test_whatever_was_typed_takes_little_room():
    assert len(address_key("x" * 10**6)) == len(name_key("?" * 10**6)) == 71
    assert address_key("") != address_key("x")


@pytest.mark.parametrize("typed", ["A.Novak", " a.novak", "a.novak\n", "a.novak" + " " * 99])
def test_spellings_that_open_one_account_are_counted_as_one(typed):
    assert name_key(typed) == "a.novak"
