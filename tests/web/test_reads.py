import asyncio
import time
from datetime import UTC, datetime

import pytest

from truceline.errors import StoreError
from truceline.model.people import ReadNote
from truceline.web.reads import Reads

AT = datetime(2031, 5, 1, tzinfo=UTC)


class Ledger:
    """A people store that fails `bad` times before it writes."""

    def __init__(self, bad: int = 0) -> None:
        self.bad, self.written = bad, []

    def note_read(self, account, route, ids, at) -> None:
        if self.bad:
            self.bad -= 1
            raise StoreError("disk is full")
        self.written.append((account, route, ids, at))


def note(n: int, account: str = "ann") -> ReadNote:
    return ReadNote(at=AT, account=account, route="/api/x", ids=(f"I-{n}", "I-0"))


def test_one_note_for_an_account_and_a_route_is_written_once():
    ledger = Ledger()
    reads = Reads(ledger)
    for n in range(3):
        reads.note(note(n))
    reads.note(note(7, "ben"))
    reads.flush()
    reads.flush()
    assert ledger.written == [
        ("ann", "/api/x", ("I-0", "I-1", "I-2"), AT),
        ("ben", "/api/x", ("I-7", "I-0"), AT),
    ]


def test_a_note_that_could_not_be_written_is_tried_again():
    ledger = Ledger(bad=1)
    reads = Reads(ledger)
    reads.note(note(1))
    with pytest.raises(StoreError):
        reads.flush()
    reads.note(note(1))
    reads.flush()
    assert len(ledger.written) == 1


def test_noting_takes_no_time_while_another_thread_writes():
    class Slow(Ledger):
        def note_read(self, *told) -> None:
            time.sleep(0.2)
            super().note_read(*told)

    async def both() -> float:
        reads = Reads(Slow())
        reads.note(note(1))
        writing = asyncio.create_task(asyncio.to_thread(reads.flush))
        await asyncio.sleep(0.02)
        began = time.perf_counter()
        reads.note(note(2))
        took = time.perf_counter() - began
        await writing
        return took

    assert asyncio.run(both()) < 0.1
