"""Answers as their reader reads them: sentences in the language that a request asks for.

Only what is shown is told anew: words that programs compare stay as they are, and whoever asks for no
language gets the English that rules and briefs wrote.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar, cast

import msgspec
from litestar import Request

from truceline.assess.picture.claimed import Claimed, FieldSpan
from truceline.foundation.places.naming import names_in
from truceline.model.brief import (
    Header,
    IncidentView,
    OriginRow,
    OtherMeans,
    PartyView,
    ReadingView,
    ReportRow,
)
from truceline.model.finding import Answer
from truceline.model.mission import Restated
from truceline.model.record import Problem
from truceline.stages.brief.levels import FigureAt, RowAt
from truceline.web.access import person_of
from truceline.web.compliance import TermRow
from truceline.web.findings import FindingView, UnderReading
from truceline.web.languages import language_of
from truceline.web.moments import moment_asked
from truceline.web.names import PlaceNames, names_of
from truceline.web.room import Room
from truceline.web.sentences import Naming, Sentences, sentences
from truceline.web.sight import rows_at
from truceline.web.tray import Unplaced

NAME: Final = ""
"""Instead of a kind of sentence: the name of a place, a region or a country."""
SAID: Final[Mapping[type, Mapping[str, str]]] = {
    Answer: {"question": "questions", "note": "notes"},
    FigureAt: {"label": "labels", "unit": "counted"},
    FindingView: {"title": "title", "when": "when", "where": "where", "status": "statuses", "notes": "remark"},
    Header: {"as_of_words": "head", "mandate": "head", "sign_off": "head"},
    IncidentView: {
        "title": "title", "when": "when", "when_note": "remark", "where": "where", "status": "statuses",
        "notes": "remark", "object": "object", "start": "short", "place": NAME,
    },
    OriginRow: {"name": "remark", "blames": NAME},
    OtherMeans: {"stated_by": "names", "known": "remark"},
    Problem: {"message": "trouble", "hint": "trouble"},
    ReadingView: {"name": "reading_of", "label": "window"},
    ReportRow: {
        "side": "remark", "stance": "stances", "when": "told_when", "published": "published", "why": "why_here",
    },
    PartyView: {"name": NAME},
    Restated: {"what": "restated", "then": "restated", "now": "restated", "why": "restated"},
    RowAt: {"title": "title"},
    TermRow: {"window": "window"},
    Unplaced: {"hint": "gazetteer"},
    UnderReading: {"name": "reading_of", "words": "outcome"},
}  # fmt: skip
"""Which fields of an answer are sentences, and of which kind."""

CLAIMED: Final = {
    "": "between",
    "actor": NAME,
    "act": "object",
    "object": "object",
    "time": "hours",
}
"""What the parts of a composed claim are, by field; the words between them have none, and what a source
says of effects stays its own."""

AnyRequest = Request[Any, Any, Any]
T = TypeVar("T")


class Reader:
    """Whoever reads an answer: in which language, and what places are called in it."""

    def __init__(self, said: Sentences, named: Naming = str) -> None:
        self._said, self._named = said, named

    def told(self, value: T) -> T:
        """A record, or records, with all its sentences in the reader's language."""
        return value if self._said.grammar is None else cast("T", self._walked(value))

    def sentence(self, text: str, kind: str) -> str:
        """One sentence of a kind, or a name."""
        if kind == NAME or not text:
            return self._named(text) if text else text
        found = self._said.told(text, kind, self._named)
        return self._named(text) if found is None else found

    def _walked(self, value: object, kind: str | None = None) -> object:
        if isinstance(value, str):
            return value if kind is None else self.sentence(value, kind)
        if isinstance(value, tuple):
            return tuple(self._walked(item, kind) for item in value)
        if isinstance(value, dict):
            return {key: self._walked(item, kind) for key, item in value.items()}
        if isinstance(value, Claimed) and value.composed:
            return self._claim(value)
        return self._record(value) if isinstance(value, msgspec.Struct) else value

    def _claim(self, value: Claimed) -> Claimed:
        """A claim that is made of a table's cells, piece by piece: what a source wrote stays its own."""
        text, spans = "", []
        for piece, span in _pieces(value):
            kind = CLAIMED.get(span.field if span else "")
            words = piece if kind is None else self.sentence(piece, kind)
            if span:
                spans.append(span.but(start=len(text), end=len(text) + len(words)))
            text += words
        return value.but(text=text, spans=tuple(spans))

    def _record(self, value: msgspec.Struct) -> msgspec.Struct:
        kinds = SAID.get(type(value), {})
        fields = {name: getattr(value, name) for name in value.__struct_fields__}
        walked = {name: self._walked(held, kinds.get(name)) for name, held in fields.items()}
        changed = {name: now for name, now in walked.items() if now != fields[name]}
        return msgspec.structs.replace(value, **changed) if changed else value


def _pieces(value: Claimed) -> Iterator[tuple[str, FieldSpan | None]]:
    """The words of a claim, those of a field with their span."""
    at = 0
    for span in value.spans:
        if span.start > at:
            yield value.text[at : span.start], None
        yield value.text[span.start : span.end], span
        at = span.end
    if at < len(value.text):
        yield value.text[at:], None


def reader(request: AnyRequest, room: Room, as_of: str | None = None) -> Reader:
    """The reader of a request, with the names of the places that they may see at a moment."""
    said = sentences(language_of(request))
    if said.grammar is None:
        return Reader(said)
    return Reader(said, names_for(request, room, said.language, as_of).place)


def names_for(
    request: AnyRequest, room: Room, language: str, as_of: str | None = None
) -> PlaceNames:
    """What places are called in a language, of those that a request may see at a moment."""
    picture = room.picture(moment_asked(room, as_of))
    rows = rows_at(picture, person_of(request).clearance)
    return names_of(rows, language, picture.assessment.mission.spec.boundaries)


def reader_of_countries(request: AnyRequest, boundaries: str) -> Reader:
    """The reader of what names sides and readings alone, at once: no list of settlements is read."""
    said = sentences(language_of(request))
    known = names_in(said.language, boundaries).countries
    return Reader(said, lambda name: known.get(name, name))
