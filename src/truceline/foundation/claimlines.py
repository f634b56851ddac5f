"""Claims as lines of JSON: the one format that other programs read.

Fields stand in the order of the record, which is the format's; nothing is rounded or left out.
"""

from collections.abc import Iterable

import msgspec

from truceline.model.claim import Claim


def claim_line(claim: Claim) -> bytes:
    """One claim as JSON with a line feed: times in UTC with `Z`, whole amounts without a point."""
    plain = msgspec.to_builtins(claim)
    if plain["quantity"]:
        plain["quantity"] = {name: _whole(value) for name, value in plain["quantity"].items()}
    return msgspec.json.encode(plain) + b"\n"


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def in_line(claims: Iterable[Claim]) -> list[Claim]:
    """Claims in the order of the file: by document, place, kind and id."""
    return sorted(
        claims, key=lambda c: (c.source_file, c.char_start, c.char_end, c.kind, c.claim_id)
    )
