"""The tables of accounts, sessions, tokens, failed log-ins, and the log of reads.

The log of reads is append-only: the database refuses to change or delete a row. No table holds a
password or a token, only what they can be checked against.
"""

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Index, MetaData, Table

from truceline.io.stores.base import guard
from truceline.io.stores.columns import COUNT, Moment, Words

PEOPLE: Final = MetaData()

PERSON = Table(
    "person",
    PEOPLE,
    Column("name", Words, primary_key=True),
    Column("display", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("release", Words, nullable=False),
    Column("language", Words, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created", Moment, nullable=False),
    Column("password", Words, nullable=False),
)
"""`password` is what Argon2id made of it."""

SESSION = Table(
    "session",
    PEOPLE,
    Column("id", Words, primary_key=True),
    Column("person", Words, ForeignKey("person.name"), nullable=False, index=True),
    Column("began", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("expires", Moment, nullable=False, index=True),
    Column("csrf", Words, nullable=False),
)
"""`id` is the SHA-256 of the session's token."""

TOKEN = Table(
    "token",
    PEOPLE,
    Column("id", Words, primary_key=True),
    Column("person", Words, ForeignKey("person.name"), nullable=False, index=True),
    Column("label", Words, nullable=False),
    Column("scopes", Words, nullable=False),
    Column("issued", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
)
"""`id` is the SHA-256 of the secret, `scopes` are rights with a space between."""

FAILURE = Table(
    "failure",
    PEOPLE,
    Column("id", COUNT, primary_key=True),
    Column("name", Words, nullable=False, index=True),
    Column("address", Words, nullable=False, index=True),
    Column("at", Moment, nullable=False, index=True),
)
"""Log-ins that failed, for as long as they count."""

KNOWN = Table(
    "known",
    PEOPLE,
    Column("name", Words, primary_key=True),
    Column("address", Words, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
)
"""Where an account was last opened from."""

READ_NOTE = Table(
    "read_note",
    PEOPLE,
    Column("id", COUNT, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("account", Words, nullable=False),
    Column("route", Words, nullable=False),
    Column("ids", Words, nullable=False),
)
"""Who read restricted fields of which objects (`ids`, a JSON array)."""

Index("read_note_by", READ_NOTE.c.account, READ_NOTE.c.at)

_SQLITE: Final = {
    f"read_note_no_{act.lower()}": (
        f"CREATE TRIGGER read_note_no_{act.lower()} BEFORE {act} ON read_note {when}"
        "BEGIN SELECT RAISE(ABORT, 'the log of reads is append-only'); END"
    )
    for act, when in (
        ("UPDATE", ""),
        ("DELETE", ""),
        ("INSERT", "WHEN NEW.id IN (SELECT id FROM read_note) "),  # REPLACE deletes unseen
    )
}
_POSTGRES: Final = {
    "reads_append_only": (
        "CREATE FUNCTION reads_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'the log of reads is append-only'; END $$"
    )
} | {
    f"read_note_no_{act.lower()}": (
        f"CREATE TRIGGER read_note_no_{act.lower()} BEFORE {act} ON read_note "
        "FOR EACH STATEMENT EXECUTE FUNCTION reads_append_only()"
    )
    for act in ("UPDATE", "DELETE", "TRUNCATE")
}

guard(PEOPLE, "sqlite", _SQLITE)
guard(PEOPLE, "postgresql", _POSTGRES)
