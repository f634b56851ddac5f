"""What is said around a brief: who signed it, and what a party replied. Both are entries of the log.

Neither changes a finding: a reply stands beside it, a signature beneath the whole.
"""

from datetime import datetime
from typing import Final

from truceline.model.record import Record

RELEASES: Final = ("restricted", "parties", "political_body", "public")
"""Audiences, from narrow to wide."""


class Reply(Record, frozen=True, kw_only=True):
    """A party's answer to a finding, in its own words. `about` are the keys of the incident's reports
    as it then was, so that the reply is found again when they are fused otherwise; `reading` is empty
    where it speaks of the finding under any. `received` is when `received_by` had it, `at` when
    `recorded_by` (an account) appended it.
    """

    party: str
    incident: str
    about: tuple[str, ...]
    term: str
    accused: str
    reading: str = ""
    text: str
    received_by: str
    received: datetime
    recorded_by: str
    at: datetime


class SignOff(Record, frozen=True, kw_only=True):
    """A named person's word that a brief may go out: the draft as of `as_of` at a level, whose manifest
    has this digest and which rests on the log's `root`. `name` is the account, `person` who that is.
    """

    as_of: datetime
    release: str
    root: str
    manifest: str
    name: str
    person: str
    statement: str
    at: datetime
