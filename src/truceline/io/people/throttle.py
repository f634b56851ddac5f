"""How failed log-ins slow the next ones down: how long to wait, from how many failed and when.

Counted by account and by address, each for itself, so that neither many passwords for one account
nor one password for many accounts goes fast. Pure: must never look at a clock. Must never let an
enemy keep an analyst out by failing in her name: where she came in from before, only what failed
from there counts against her.
"""

import hashlib
import ipaddress
from datetime import datetime, timedelta
from typing import Final

from truceline.io.people.names import looked_up

COUNTS_FOR: Final = timedelta(hours=1)
KNOWN_FOR: Final = timedelta(days=30)
FREE_BY_NAME: Final = 5
FREE_BY_ADDRESS: Final = 20
FIRST_S: Final = 15
LONGEST_S: Final = 900


def wait_until(failed: int, last: datetime | None, free: int, at: datetime) -> datetime | None:
    """The moment from which an attempt is looked at again: after `free` failures 15 s after the
    last one, and twice as long after each further one, up to 15 minutes; None when `at` is late
    enough.
    """
    if last is None or failed < free:
        return None
    wait = min(LONGEST_S, FIRST_S * 2 ** min(failed - free, 10))
    until = min(last, at) + timedelta(seconds=wait)
    return until if at < until else None


def name_key(name: str) -> str:
    """An account as failures are counted under it; whatever was typed takes little room."""
    return looked_up(name) or _digest(name)


def address_key(address: str) -> str:
    """A network as failures are counted under it: one address of version 4, or the 64 bits of
    version 6 that one customer is given.
    """
    try:
        told = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return _digest(address)
    if isinstance(told, ipaddress.IPv4Address):
        return str(told)
    if told.ipv4_mapped:
        return str(told.ipv4_mapped)
    return str(ipaddress.ip_network((told, 64), strict=False))


def _digest(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
