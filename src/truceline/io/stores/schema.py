"""The evidence log's two tables and their guards.

Must never hold a statement that changes or deletes a row: the triggers refuse both.
"""

from typing import Final

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, Table

from truceline.io.stores.base import guard
from truceline.io.stores.columns import COUNT, Words

SCHEMA = MetaData()

ENTRY = Table(
    "entry",
    SCHEMA,
    Column("idx", COUNT, primary_key=True, autoincrement=False),
    Column("kind", Words, nullable=False),
    Column("dataset", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("sha256", Words, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
)
"""One row per entry: `entry` holds its canonical bytes, `leaf` their hash, the rest is for search."""

HEAD = Table(
    "head",
    SCHEMA,
    Column("size", COUNT, primary_key=True, autoincrement=False),
    Column("previous", COUNT, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
)
"""One row per transaction: the tree after it, and the size that it continued."""

Index("entry_newest", ENTRY.c.kind, ENTRY.c.dataset, ENTRY.c.name, ENTRY.c.idx)

TRIGGERS: Final[dict[str, str]] = {
    f"{table}_no_{act.lower()}": (
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"
    )
    for table in ("entry", "head")
    for act in ("UPDATE", "DELETE")
} | {
    "entry_at_end": (
        "CREATE TRIGGER entry_at_end BEFORE INSERT ON entry "
        "WHEN NEW.idx <> (SELECT COALESCE(MAX(idx) + 1, 0) FROM entry) "
        "BEGIN SELECT RAISE(ABORT, 'an entry goes to the end of the log'); END"
    ),
    "head_at_end": (
        "CREATE TRIGGER head_at_end BEFORE INSERT ON head "
        "WHEN NEW.size <= (SELECT COALESCE(MAX(size), 0) FROM head) "
        "BEGIN SELECT RAISE(ABORT, 'a head goes to the end of the log'); END"
    ),
}
"""SQLite's guard of the two tables, by name; INSERT has one too, since REPLACE deletes unseen."""

_REFUSALS: Final = {
    "append_only": "RAISE EXCEPTION 'the log is append-only';",
    "entry_to_end": (
        "IF NEW.idx <> (SELECT COALESCE(MAX(idx) + 1, 0) FROM entry) THEN "
        "RAISE EXCEPTION 'an entry goes to the end of the log'; END IF; RETURN NEW;"
    ),
    "head_to_end": (
        "IF NEW.size <= (SELECT COALESCE(MAX(size), 0) FROM head) THEN "
        "RAISE EXCEPTION 'a head goes to the end of the log'; END IF; RETURN NEW;"
    ),
}

POSTGRES_GUARDS: Final[dict[str, str]] = {
    name: (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT "
        f"AS $$ BEGIN {body} END $$"
    )
    for name, body in _REFUSALS.items()
} | {
    f"{table}_{suffix}": (
        f"CREATE TRIGGER {table}_{suffix} BEFORE {act} ON {table} FOR EACH {each} "
        f"EXECUTE FUNCTION {refusal}()"
    )
    for table in ("entry", "head")
    for suffix, act, each, refusal in (
        ("no_update", "UPDATE", "STATEMENT", "append_only"),
        ("no_delete", "DELETE", "STATEMENT", "append_only"),
        ("no_truncate", "TRUNCATE", "STATEMENT", "append_only"),
        ("at_end", "INSERT", "ROW", f"{table}_to_end"),
    )
}
"""PostgreSQL's guard of the two tables: three functions that refuse, and the triggers that call."""

guard(SCHEMA, "sqlite", TRIGGERS)
guard(SCHEMA, "postgresql", POSTGRES_GUARDS)
