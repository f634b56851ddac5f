"""A filter as a tree: what the parser makes of words and the masks are made from.

Every node knows where it stands in the filter (`at`, counted from 0).
"""

from datetime import datetime
from typing import TypeAlias

import msgspec
from shapely.geometry.base import BaseGeometry


class _Node(msgspec.Struct, frozen=True):
    at: int


class Name(_Node, frozen=True):
    """A property."""

    name: str


class Text(_Node, frozen=True):
    """A word or text."""

    value: str


class Number(_Node, frozen=True):
    """A number."""

    value: float


class Flag(_Node, frozen=True):
    """TRUE or FALSE."""

    value: bool


class Moment(_Node, frozen=True):
    """An instant, or a whole day: `end` is its last microsecond."""

    start: datetime
    end: datetime


class Folded(_Node, frozen=True):
    """CASEI: whatever is inside, regardless of case."""

    inner: "Scalar"


Scalar: TypeAlias = Name | Text | Number | Flag | Moment | Folded


class Span(_Node, frozen=True):
    """INTERVAL: each end a property, a moment or open (None)."""

    start: Name | Moment | None
    end: Name | Moment | None


Time: TypeAlias = Name | Moment | Span


class Shape(_Node, frozen=True):
    """A geometry that the filter gives."""

    geometry: BaseGeometry


class Words(_Node, frozen=True):
    """A list of values in parentheses."""

    values: tuple[str, ...]


class Compare(_Node, frozen=True):
    """left < right and the like."""

    sign: str
    left: Scalar
    right: Scalar


class Like(_Node, frozen=True):
    """A pattern with % and _."""

    value: Scalar
    pattern: Text | Folded


class Between(_Node, frozen=True):
    """low ≤ value ≤ high."""

    value: Scalar
    low: Scalar
    high: Scalar


class Among(_Node, frozen=True):
    """value IN (…)."""

    value: Scalar
    options: tuple[Scalar, ...]


class Absent(_Node, frozen=True):
    """IS NULL."""

    name: Name


class Spatial(_Node, frozen=True):
    """S_INTERSECTS and its kin."""

    function: str
    left: Name | Shape
    right: Name | Shape


class Temporal(_Node, frozen=True):
    """T_AFTER and its kin."""

    function: str
    left: Time
    right: Time


class Listed(_Node, frozen=True):
    """A_CONTAINS and its kin: a property that is a list, and words."""

    function: str
    name: Name
    words: Words


class Not(_Node, frozen=True):
    """The contrary."""

    inner: "Test"


class All(_Node, frozen=True):
    """AND."""

    parts: tuple["Test", ...]


class Any(_Node, frozen=True):
    """OR."""

    parts: tuple["Test", ...]


Test: TypeAlias = (
    Compare | Like | Between | Among | Absent | Spatial | Temporal | Listed | Not | All | Any | Flag
)
