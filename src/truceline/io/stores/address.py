"""The address of a PostgreSQL database, and which schema of it a mission lives in.

Several missions share one database: each has a schema of its own, whose name is kept in the
mission's `.truceline/database.json`. Must never let a password into a message, a name or a file.
"""

import re
import secrets
from pathlib import Path
from typing import Final
from urllib.parse import quote, quote_plus

import msgspec
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from truceline.errors import StoreError, UnreadableError
from truceline.io.stores import durable
from truceline.io.stores.layout import Layout
from truceline.model.record import Record

EXTRA: Final = "PostgreSQL needs an extra: pip install 'truceline[postgres]'"
_HOW: Final = "--database takes an address like postgresql://user@host/name"
_DIALECTS: Final = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
_SCHEMA: Final = re.compile(r"truceline_[a-z0-9_]{1,50}")


class Address:
    """Where a PostgreSQL database is. `name` says it without the password."""

    def __init__(self, address: str) -> None:
        """Raises `UnreadableError` when this is no address of a PostgreSQL database."""
        url = _url(address)
        self.url = url.set(drivername="postgresql+psycopg")
        plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database)
        self.name = plain.render_as_string()
        self._secrets = _secrets(url)

    def __repr__(self) -> str:
        return f"Address({self.name})"

    def scrubbed(self, text: str) -> str:
        """The text with every spelling of the password taken out."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise UnreadableError(f"this is no address of a database; {_HOW}") from None
    if url.drivername not in _DIALECTS:
        raise UnreadableError(f"a database of another kind than PostgreSQL; {_HOW}")
    asked = url.query.get("password")  # there, SQLAlchemy itself would print it
    moved = url.set(password=asked) if isinstance(asked, str) else url
    return moved.difference_update_query(["password"])


def _secrets(url: URL) -> tuple[str, ...]:
    """Longest first, so that a short one doesn't break up a longer one."""
    plain = [str(one) for one in (url.password, url.query.get("sslpassword")) if one]
    spelt = {way(one) for one in plain for way in (str, quote, quote_plus, _quoted)}
    return tuple(sorted(spelt, key=len, reverse=True))


def _quoted(secret: str) -> str:
    return quote(secret, safe="")


class _Placed(Record, frozen=True, kw_only=True):
    schema: str


class Home:
    """The mission's `.truceline`, as far as it knows of a database."""

    def __init__(self, folder: Path, *, left: bool = False) -> None:
        """`left`: what it knows of the one that its log was moved from, or is being moved to."""
        self._at = Layout(folder)
        self._file = self._at.left_database if left else self._at.database

    def schema(self) -> str | None:
        """The mission's schema, None while it has none."""
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{self._file}: {error.strerror}") from error
        return self._checked(data)

    def make_schema(self) -> str:
        """The mission's schema; the first who asks names it, for good."""
        found = self.schema()
        if found:
            return found
        for folder in (self._at.folder, self._at.spare):
            durable.make_folder(folder)
        with durable.locked(self._at.database_lock):
            return self.schema() or self._write(_new_name(self._at.folder.parent.name))

    def _write(self, schema: str) -> str:
        data = msgspec.json.encode(_Placed(schema=schema)) + b"\n"
        with durable.locked(self._at.spare_lock, shared=True):
            durable.write(self._file, data, self._at.spare)
        return schema

    def _checked(self, data: bytes) -> str:
        try:
            schema = msgspec.json.decode(data, type=_Placed).schema
        except (msgspec.MsgspecError, ValueError):
            schema = ""
        if not _SCHEMA.fullmatch(schema):
            raise StoreError(f"{self._file} was changed: it names no schema of Truceline's")
        return schema


def _new_name(mission: str) -> str:
    """Legible, and not another mission's of the same name."""
    plain = re.sub(r"[^a-z0-9]+", "_", mission.lower()).strip("_")[:30].strip("_") or "mission"
    return f"truceline_{plain}_{secrets.token_hex(4)}"
