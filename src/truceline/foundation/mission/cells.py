"""Cells of one hand-written row, turned into values or Problems.

A `Cells` remembers where its row stands, so that every message names file, line and field. It
never guesses: a cell that can't be read makes its row unusable and says how to mend it.
"""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Final

from truceline.foundation.vocabulary import nearest
from truceline.foundation.zones import day_end
from truceline.model.record import Problem, utc

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHOWN: Final = 60


def shown(value: str) -> str:
    """A cell as a message quotes it: whole when short, cut when huge."""
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}… ({len(value)} characters)"


def did_you_mean(word: str, known: Collection[str]) -> str:
    """A hint with the nearest known word, or the words there are; empty when nothing helps."""
    near = nearest(word, known) if len(word) <= _SHOWN else ""
    if near:
        return f"did you mean {near}?"
    return "one of " + ", ".join(sorted(known)) if 0 < len(known) <= 12 else ""


@dataclass(frozen=True)
class Cells:
    """One row: its file, its line (from 1), its cells by column name, and what was wrong."""

    file: str
    line: int
    values: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """False once a cell made the row unusable; warnings leave it usable."""
        return all(p.severity != "error" for p in self.problems)

    def wrong(self, name: str, message: str, hint: str = "", severity: str = "error") -> None:
        """Note a Problem of one field."""
        self.problems.append(
            Problem(
                file=self.file,
                line=self.line,
                field=name,
                message=message,
                hint=hint,
                severity=severity,
            )
        )

    def text(self, name: str) -> str:
        """The cell, empty when it is absent."""
        return self.values.get(name, "")

    def needed(self, name: str) -> str:
        """The cell, which may not be empty."""
        value = self.text(name)
        if not value:
            self.wrong(name, "is empty", "every row needs one")
        return value

    def word(self, name: str, known: Collection[str], default: str) -> str:
        """The cell as one of the known words; `default` when it is empty."""
        value = self.text(name) or default
        if value not in known:
            self.wrong(name, f"{shown(value)!r} is not a known word", did_you_mean(value, known))
        return value

    def parts(self, name: str) -> tuple[str, ...]:
        """The cell split at semicolons, without empty parts and repetitions."""
        split = (part.strip() for part in self.text(name).split(";"))
        return tuple(dict.fromkeys(part for part in split if part))

    def number(self, name: str, low: float = -math.inf, high: float = math.inf) -> float | None:
        """The cell as a finite number within bounds; None when empty or wrong."""
        value = self.text(name)
        if not value:
            return None
        if not _NUMBER.fullmatch(value):
            hint = "write a decimal point: " + value.replace(",", ".", 1) if "," in value else ""
            self.wrong(name, f"{shown(value)!r} is not a number", shown(hint))
            return None
        found = float(value)
        if not low <= found <= high:
            span = f"{low:g} to {high:g}" if math.isfinite(high) else f"{low:g} and above"
            self.wrong(name, f"{shown(value)} lies outside {span}")
            return None
        return found

    def moment(self, name: str) -> datetime | None:
        """The cell as a time with its zone, in UTC; None when empty or wrong."""
        value = self.text(name)
        if not value:
            return None
        found = _moment(value)
        if found is None:
            self.wrong(name, f"{shown(value)!r} is not a time", "write 2031-05-01T06:30:00+02:00")
        elif found.tzinfo is None:
            self.wrong(name, f"{shown(value)} has no zone", "add its offset, such as +02:00")
        else:
            return utc(found, name)
        return None

    def day(self, name: str) -> date | None:
        """The cell as a bare date; None when it is anything else."""
        return _day(self.text(name))

    def known(self, name: str, zone: tzinfo) -> datetime | None:
        """The moment at which something became known, UTC: a bare date counts at its local end."""
        day = self.day(name)
        return day_end(day, zone) if day else self.moment(name)


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _day(value: str) -> date | None:
    if not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
