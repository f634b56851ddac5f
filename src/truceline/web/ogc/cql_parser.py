"""CQL2 text (OGC 21-065r2) as a tree: the parts of it that `conformance` declares, and no more.

A recursive descent over words; how deep and how long a filter may be is bounded, so that nobody's
filter costs the others their time.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from truceline.web.ogc.cql_literals import date, envelope, instant, shape_of
from truceline.web.ogc.cql_tree import (
    Absent,
    All,
    Among,
    Any,
    Between,
    Compare,
    Flag,
    Folded,
    Like,
    Listed,
    Moment,
    Name,
    Not,
    Number,
    Scalar,
    Shape,
    Span,
    Spatial,
    Temporal,
    Test,
    Text,
    Time,
    Words,
)
from truceline.web.ogc.cql_words import FilterError, Word, words_of

DEEPEST: Final = 32
MOST_TESTS: Final = 64
SIGNS: Final = ("=", "<>", "<", ">", "<=", ">=")
SPATIAL: Final = (
    "S_INTERSECTS",
    "S_DISJOINT",
    "S_CONTAINS",
    "S_WITHIN",
    "S_TOUCHES",
    "S_CROSSES",
    "S_OVERLAPS",
    "S_EQUALS",
)
TEMPORAL: Final = (
    "T_AFTER",
    "T_BEFORE",
    "T_CONTAINS",
    "T_DISJOINT",
    "T_DURING",
    "T_EQUALS",
    "T_FINISHEDBY",
    "T_FINISHES",
    "T_INTERSECTS",
    "T_MEETS",
    "T_METBY",
    "T_OVERLAPPEDBY",
    "T_OVERLAPS",
    "T_STARTEDBY",
    "T_STARTS",
)
LISTS: Final = ("A_CONTAINS", "A_CONTAINEDBY", "A_EQUALS", "A_OVERLAPS")
SHAPES: Final = (
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
)
_KEYWORDS: Final = frozenset({"AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL"})

T = TypeVar("T")


def parsed(text: str) -> Test:
    """The tree of a filter. Raises `FilterError`, which says what is wrong and where."""
    parser = _Parser(text)
    found = parser.any_of()
    parser.expect_end()
    return found


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.words = text, words_of(text)
        self.place = self.depth = self.tests = 0

    # words

    @property
    def here(self) -> Word:
        return self.words[self.place]

    def next(self) -> Word:
        word = self.here
        self.place += word.kind != "end"
        return word

    def took(self, *said: str) -> bool:
        if self.here.says(*said):
            self.place += 1
            return True
        return False

    def expect(self, said: str) -> None:
        if not self.took(said):
            raise FilterError(f"expected {said} before {self.here.text}", self.here.at)

    def expect_end(self) -> None:
        if self.here.kind != "end":
            raise FilterError(f"expected AND or OR before {self.here.text}", self.here.at)

    def calls(self, names: tuple[str, ...]) -> str:
        """The function of that name that begins here, or nothing."""
        called = self.here.kind == "name" and self.words[self.place + 1].says("(")
        name = self.here.text.upper()
        return name if called and name in names else ""

    def pair(self, part: Callable[[], T]) -> tuple[T, T]:
        """Two arguments of a function whose name stands here."""
        self.next()
        self.expect("(")
        left = part()
        self.expect(",")
        right = part()
        self.expect(")")
        return left, right

    # tests

    def any_of(self) -> Test:
        at, parts = self.here.at, [self.all_of()]
        while self.took("OR"):
            parts.append(self.all_of())
        return parts[0] if len(parts) == 1 else Any(at, tuple(parts))

    def all_of(self) -> Test:
        at, parts = self.here.at, [self.one()]
        while self.took("AND"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else All(at, tuple(parts))

    def one(self) -> Test:
        at = self.here.at
        self.depth += 1
        if self.depth > DEEPEST:
            raise FilterError(f"nested more than {DEEPEST} deep", at)
        found = self.inner(at)
        self.depth -= 1
        return found

    def inner(self, at: int) -> Test:
        if self.took("NOT"):
            return Not(at, self.one())
        if self.took("("):
            found = self.any_of()
            self.expect(")")
            return found
        self.tests += 1
        if self.tests > MOST_TESTS:
            raise FilterError(f"more than {MOST_TESTS} conditions", at)
        return self.function(at) or self.predicate(at)

    def function(self, at: int) -> Test | None:
        if name := self.calls(SPATIAL):
            return Spatial(at, name, *self.pair(self.geometry))
        if name := self.calls(TEMPORAL):
            return Temporal(at, name, *self.pair(self.time))
        if name := self.calls(LISTS):
            return self.listed(at, name)
        return None

    def predicate(self, at: int) -> Test:
        left = self.scalar()
        sign = self.here.text if self.here.kind == "mark" else ""
        if sign in SIGNS:
            self.next()
            return Compare(at, sign, left, self.scalar())
        if isinstance(left, Flag):
            return left
        if self.took("IS"):
            return self.absent(left)
        negated = self.took("NOT")
        found = self.asked(at, left)
        return Not(at, found) if negated else found

    def asked(self, at: int, left: Scalar) -> Test:
        if self.took("LIKE"):
            return Like(at, left, self.pattern())
        if self.took("BETWEEN"):
            low = self.scalar()
            self.expect("AND")
            return Between(at, left, low, self.scalar())
        if self.took("IN"):
            return Among(at, left, self.options())
        wanted = ", ".join(SIGNS) + ", LIKE, BETWEEN, IN or IS NULL"
        raise FilterError(f"expected {wanted} before {self.here.text}", self.here.at)

    def absent(self, left: Scalar) -> Test:
        negated = self.took("NOT")
        self.expect("NULL")
        if not isinstance(left, Name):
            raise FilterError("only a property can be asked whether it IS NULL", left.at)
        return Not(left.at, Absent(left.at, left)) if negated else Absent(left.at, left)

    def options(self) -> tuple[Scalar, ...]:
        self.expect("(")
        found = [self.scalar()]
        while self.took(","):
            found.append(self.scalar())
        self.expect(")")
        return tuple(found)

    def pattern(self) -> Text | Folded:
        found = self.scalar()
        inner = found.inner if isinstance(found, Folded) else found
        if not isinstance(inner, Text):
            raise FilterError("LIKE takes a text in quotes, as 'I-%'", found.at)
        assert isinstance(found, Text | Folded)
        return found

    # values

    def scalar(self) -> Scalar:
        if self.calls(("CASEI",)):
            return self.folded()
        if self.calls(("DATE", "TIMESTAMP")):
            return self.moment()
        word = self.next()
        if word.kind == "number":
            return Number(word.at, float(word.text))
        if word.kind == "text":
            return Text(word.at, word.text)
        if word.says("TRUE", "FALSE"):
            return Flag(word.at, word.text.upper() == "TRUE")
        return self.named(word)

    def named(self, word: Word) -> Name:
        known = word.kind == "quoted" or (
            word.kind == "name" and word.text.upper() not in _KEYWORDS
        )
        if not known:
            raise FilterError(f"expected a property or a value, not {word.text}", word.at)
        if self.here.says("(") and word.kind == "name":
            raise FilterError(f"{word.text} is no function that is known here", word.at)
        return Name(word.at, word.text)

    def folded(self) -> Folded:
        at = self.next().at
        self.expect("(")
        if self.calls(("CASEI",)):
            raise FilterError("CASEI within CASEI", self.here.at)
        inner = self.scalar()
        self.expect(")")
        return Folded(at, inner)

    def moment(self) -> Moment:
        word = self.next()
        read = date if word.says("DATE") else instant
        self.expect("(")
        said = self.next()
        if said.kind != "text":
            raise FilterError(f"{word.text} takes a text in quotes", said.at)
        self.expect(")")
        return read(said.text, said.at)

    def time(self) -> Time:
        if self.calls(("INTERVAL",)):
            at = self.here.at
            return Span(at, *self.pair(self.limit))
        found = self.scalar()
        if not isinstance(found, Name | Moment):
            hint = "a property, DATE('…'), TIMESTAMP('…') or INTERVAL(…, …)"
            raise FilterError(f"expected {hint}", found.at)
        return found

    def limit(self) -> Name | Moment | None:
        if self.here.kind == "text" and self.here.text in {"..", ""}:
            self.next()
            return None
        if self.here.kind == "text":
            said = self.next()
            read = date if len(said.text) <= len("2031-05-01") else instant
            return read(said.text, said.at)
        found = self.scalar()
        if not isinstance(found, Name | Moment):
            raise FilterError("an INTERVAL's ends are properties, moments or '..'", found.at)
        return found

    def geometry(self) -> Name | Shape:
        at = self.here.at
        if self.calls(("BBOX",)):
            self.next()
            return Shape(at, envelope(self.options(), at))
        if self.here.text.upper() in SHAPES and self.here.kind == "name":
            return Shape(at, shape_of(self.balanced(), at))
        return self.named(self.next())

    def balanced(self) -> str:
        """The text from here to the end of its parentheses."""
        begin, open_ = self.next().at, 0
        while True:
            word = self.next()
            if word.kind == "end":
                raise FilterError("a parenthesis isn't closed", begin)
            open_ += word.says("(") - word.says(")")
            if open_ == 0 and word.says(")"):
                return self.text[begin : word.end]

    def listed(self, at: int, function: str) -> Listed:
        self.next()
        self.expect("(")
        name = self.named(self.next())
        self.expect(",")
        begin = self.here.at
        values = self.options()
        self.expect(")")
        texts = tuple(v.value for v in values if isinstance(v, Text))
        if len(texts) < len(values):
            raise FilterError("the list holds something other than texts in quotes", begin)
        return Listed(at, function, name, Words(begin, texts))
