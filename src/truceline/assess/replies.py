"""What parties reply to findings: appended once, read beside the finding, never part of it."""

import msgspec

from truceline.errors import UnreadableError
from truceline.model.evidence import Entry, Receipt
from truceline.model.mission import Mission
from truceline.model.ports import Store
from truceline.model.record import content_id
from truceline.model.release import Reply

MOST_WORDS = 5000
"""Characters of a reply at most."""


def append_reply(store: Store, reply: Reply, mission: Mission) -> Receipt:
    """Append a reply durably. Raises `UnreadableError` where it says nothing, is of no party of the
    mission, or doesn't say who received it.
    """
    if not reply.text.strip() or not reply.received_by.strip():
        raise UnreadableError("a reply has words, and somebody who received them")
    if len(reply.text) > MOST_WORDS:
        raise UnreadableError(
            f"a reply has {MOST_WORDS} characters at most; attach the rest as a document"
        )
    if reply.party not in {party.id for party in mission.spec.parties}:
        raise UnreadableError(f"{reply.party[:60]}: no party of this mission")
    if reply.received > reply.at:
        raise UnreadableError("a reply can't be recorded before it was received")
    digest, size = store.put_bytes(msgspec.json.encode(reply, order="deterministic"))
    entry = Entry(kind="reply", name=f"reply/{content_id(reply)}", sha256=digest, size=size)
    (receipt,) = store.append([entry])
    return receipt
