"""Types of columns that mean the same in SQLite and in PostgreSQL.

Must never lose or change a value on the way to a database and back.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

COUNT = BigInteger().with_variant(Integer, "sqlite")  # SQLite's row id must be an INTEGER

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Words(TypeDecorator[str]):
    r"""Text. PostgreSQL's holds no NUL, so there a NUL is written `\0` and a backslash `\\`; it is
    compared and sorted by code points, whatever the locale of the server.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text, by code points where the database would go by a locale."""
        kind = Text(collation="C") if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The value as the database takes it."""
        if value is None or dialect.name != "postgresql":
            return value
        return value.replace("\\", "\\\\").replace("\x00", "\\0")

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ANN401 (as stored)
        """The value as it was given; what was never written like this is left as it is."""
        if not isinstance(value, str) or dialect.name != "postgresql":
            return value
        return "\\".join(part.replace("\\0", "\x00") for part in value.split("\\\\"))


class Moment(TypeDecorator[datetime]):
    """A time in UTC, kept as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """The value as the database takes it."""
        del dialect
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """The value as it was given."""
        del dialect
        return None if value is None else _EPOCH + value * _MICROSECOND
