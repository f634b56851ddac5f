"""What may stand behind the question mark of an address: each parameter's name, form and meaning.

Routes read their parameters by these and the server's description is made of them, so that both say
the same. A value that can't be read is refused with its name and what would mend it, never passed
over: a filter that silently does nothing would show somebody the wrong incidents.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Annotated, Any, Final

import msgspec
from litestar.exceptions import ValidationException
from litestar.params import QueryParameter

from truceline.foundation.vocabulary import nearest
from truceline.foundation.zones import day_start

Told = dict[str, Any]
"""What will be JSON."""
Given = Mapping[str, str]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_FEW: Final = 12
"""So many words are named where none of them is given; of more, the nearest."""
_DAY_OR_MOMENT: Final[Told] = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
}


def refuse(field: str, message: str) -> ValidationException:
    """A refusal (400) that names the field and says what would mend it."""
    told = {"message": message, "key": field, "source": "query"}
    return ValidationException(detail=f"{field}: {message}", extra=[told])


class Parameter(msgspec.Struct, frozen=True):
    """One parameter. Subclasses say what it holds; their `read` raises `ValidationException` (400)."""

    name: str
    about: str

    @property
    def schema(self) -> Told:
        """Its form, as JSON Schema."""
        return {"type": "string"}

    def told(self) -> Told:
        """As OpenAPI has it; what is a list is joined by commas."""
        schema = self.schema
        listed = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
        named = {"name": self.name, "in": "query", "required": False}
        return named | {"description": self.about, "schema": schema} | listed


class Text(Parameter, frozen=True):
    """Any text, up to some letters."""

    most: int = 200

    @property
    def schema(self) -> Told:
        """A text."""
        return {"type": "string", "maxLength": self.most}

    def read(self, given: Given) -> str:
        """The text without spaces around it, empty where it isn't given."""
        text = given.get(self.name, "").strip()
        if len(text) > self.most:
            raise refuse(self.name, f"longer than {self.most} characters")
        return text


class Whole(Parameter, frozen=True):
    """A whole number."""

    most: int
    otherwise: int = 0
    least: int = 0

    @property
    def schema(self) -> Told:
        """An integer."""
        bounds = {"minimum": self.least, "maximum": self.most, "default": self.otherwise}
        return {"type": "integer"} | bounds

    def read(self, given: Given) -> int:
        """The number."""
        return whole(given.get(self.name, str(self.otherwise)), self.name, self.most)


def whole(text: str, field: str, most: int) -> int:
    """A whole number from 0 to `most`. Raises `ValidationException` (400)."""
    if not (text.isascii() and text.isdigit()) or int(text[:12]) > most:
        raise refuse(field, f"isn't a whole number from 0 to {most}")
    return int(text[:12])


class Number(Parameter, frozen=True):
    """A number from 0."""

    most: float

    @property
    def schema(self) -> Told:
        """A number."""
        return {"type": "number", "minimum": 0, "maximum": self.most, "default": 0}

    def read(self, given: Given) -> float:
        """The number, 0 where it isn't given."""
        try:
            found = float(given.get(self.name, "0"))
        except ValueError:
            found = math.nan
        if not 0 <= found <= self.most:
            raise refuse(self.name, f"isn't a number from 0 to {self.most:g}")
        return found


class Choice(Parameter, frozen=True):
    """One of some words."""

    among: tuple[str, ...]
    otherwise: str = ""

    @property
    def schema(self) -> Told:
        """An enumeration."""
        told: Told = {"type": "string", "enum": list(self.among)}
        return told | {"default": self.otherwise} if self.otherwise else told

    def read(self, given: Given) -> str:
        """The word."""
        return _one(given.get(self.name, self.otherwise), self.name, self.among)


class Words(Parameter, frozen=True):
    """Some of a list's words."""

    among: tuple[str, ...]

    @property
    def schema(self) -> Told:
        """An array of an enumeration."""
        return {"type": "array", "items": {"type": "string", "enum": list(self.among)}}

    def read(self, given: Given) -> tuple[str, ...]:
        """The words, sorted, each once."""
        chosen = {part for part in given.get(self.name, "").split(",") if part}
        return tuple(_one(word, self.name, self.among) for word in sorted(chosen))


def _one(word: str, field: str, among: tuple[str, ...]) -> str:
    if word in among:
        return word
    if len(among) <= _FEW:
        raise refuse(field, f"{word[:40]} is none of {', '.join(among)}")
    like = nearest(word[:80], among)
    hint = f"the nearest is {like}" if like else "/api/openapi.json lists them"
    raise refuse(field, f"{word[:40]} is no word for it; {hint}")


class Moment(Parameter, frozen=True):
    """A day or a moment."""

    zone: tzinfo = UTC

    @property
    def schema(self) -> Told:
        """A day or a moment with its zone."""
        return _DAY_OR_MOMENT

    def read(self, given: Given) -> datetime | None:
        """The moment; of a bare day its first one, so that from and to are half-open alike."""
        if not (text := given.get(self.name, "")):
            return None
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                return day_start(date.fromisoformat(text), self.zone)
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is None:
                raise ValueError(text)  # noqa: TRY301 - one refusal for whatever can't be read
            return moment.astimezone(UTC)
        except (ValueError, OverflowError) as e:
            hint = "write a day (2031-05-01) or a moment with its zone (2031-05-01T06:00+03:00)"
            raise refuse(self.name, f"can't be read; {hint}") from e


class Bounds(Parameter, frozen=True):
    """A box on the globe."""

    @property
    def schema(self) -> Told:
        """Four numbers."""
        numbers = {"type": "number", "minimum": -180, "maximum": 180}
        return {"type": "array", "items": numbers, "minItems": 4, "maxItems": 4}

    def read(self, given: Given) -> Box | None:
        """West, south, east, north, None where it isn't given."""
        if not (text := given.get(self.name, "")):
            return None
        hint = "write west,south,east,north in degrees"
        try:
            west, south, east, north = (float(part) for part in text.split(","))
        except ValueError as e:
            raise refuse(self.name, f"isn't four numbers; {hint}") from e
        if not (-90 <= south <= north <= 90 and abs(west) <= 180 and abs(east) <= 180):
            raise refuse(self.name, f"isn't on the globe; {hint}")
        return west, south, east, north


AS_OF: Final = Moment(
    "as_of",
    "What was known by this moment, or by the end of this day in the mission's zone; else now",
)
"""Of every route that reads; `moments.moment_asked` reads it."""


def demand_known(given: Iterable[str], every: Iterable[Parameter]) -> None:
    """Raise `ValidationException` (400) for a name that none of these has."""
    names = {parameter.name for parameter in every}
    for name in given:
        if name not in names:
            like = nearest(name[:80], names)
            hint = f"did you mean {like}?" if like else "see /api/openapi.json"
            raise refuse(name, f"no such parameter; {hint}")


# of routes whose parameters stand in their signatures

IncidentId = Annotated[str, QueryParameter(description="An incident's id")]
Start = Annotated[int, QueryParameter(description="How many to pass over")]
Most = Annotated[int, QueryParameter(description="How many at most")]
