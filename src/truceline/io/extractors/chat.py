"""A language model as an extractor: it copies words out of a document, the host does the rest.

Documents are written by strangers and may try to talk to the model; its answers are then a
stranger's too. Nothing in an answer is believed: quotes, cues and names are looked for in the text,
numbers and times are read by the host, and the gate judges all of it.
"""

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from truceline.io.extractors.cache import AnswerCache, Kept
from truceline.io.extractors.endpoint import Endpoint, NoAnswerError, RefusedError
from truceline.io.extractors.form import Item, MalformedError, parsed, schema
from truceline.io.extractors.places import nearest, quote_at
from truceline.io.extractors.windows import MOST, OVERLAP, WINDOW, marked, windows
from truceline.model.claim import (
    UNATTRIBUTED,
    UNRESOLVED,
    Bound,
    ClaimTime,
    Document,
    Draft,
    Mention,
    Modality,
    Quantity,
    Span,
)
from truceline.model.record import Problem

_CONFIDENCE = 0.5
_CUT_OFF = "length"


class Model(NamedTuple):
    """Which model of the endpoint is asked, and its seed."""

    name: str
    seed: int = 0


class _Message(msgspec.Struct):
    content: str


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice]


class ChatExtractor:
    """Asks a chat endpoint for the claims of each part of a document.

    Gives drafts in words (actors as `unresolved: <words>`), which `reading/worded.py` puts into the
    host's terms. `tell` hears of every part without an answer and of items that were refused;
    `extract` never raises on what an endpoint does.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        model: Model,
        cache: AnswerCache | None = None,
        tell: Callable[[Problem], None] = lambda _problem: None,
    ) -> None:
        self.endpoint, self.model, self.cache, self.tell = endpoint, model, cache, tell
        self.name = f"chat-1:{model.name}:{prompt_digest()}:{model.seed}"
        self._plain = False

    def extract(self, document: Document) -> tuple[Draft, ...]:
        """Drafts in the order of their quotes. A text that was asked about before isn't sent."""
        kept = self.cache.held(document, self.name) if self.cache else None
        if kept is None:
            kept, whole = self._read(document)
            if whole and self.cache:
                self.cache.keep(document, self.name, kept)
        if kept.refused:
            self._warn(document, kept.refused)
        return kept.drafts

    def _read(self, document: Document) -> tuple[Kept, bool]:
        """What the model says of the document, and whether all of it was read."""
        parts = windows(document.text)
        drafts, refused, read = list[Draft](), list[str](), 0
        try:
            for part in parts[:MOST]:
                found = parsed(self._answer(part.of(document.text)))
                drafts += (self._draft(document.text, item, part) for item in found.items)
                refused += found.refused
                read += 1
        except (NoAnswerError, RefusedError) as fault:
            self._fail(document, f"the endpoint: {fault}", read, len(parts))
        except MalformedError as fault:
            self._fail(document, f"the model's answer can't be read: {fault}", read, len(parts))
        if read == MOST < len(parts):
            self._fail(document, "it is too long to be sent in full", read, len(parts))
        drafts.sort(key=lambda d: (d.at or 0, d.quote))
        return Kept(tuple(drafts), tuple(refused)), read == min(len(parts), MOST)

    def _answer(self, text: str) -> str:
        """The model's text on one part, held to the schema where the endpoint can do that."""
        if not self._plain:
            try:
                return _content(
                    self.endpoint.ask(self._question(text) | {"response_format": _FORM})
                )
            except RefusedError:
                self._plain = True
        return _content(self.endpoint.ask(self._question(text)))

    def _question(self, text: str) -> dict[str, object]:
        return {
            "model": self.model.name,
            "messages": [
                {"role": "system", "content": prompt()},
                {"role": "user", "content": marked(text)},
            ],
            "temperature": 0,
            "seed": self.model.seed,
            "stream": False,
        }

    def _draft(self, text: str, item: Item, window: Span) -> Draft:
        """An item as a draft: its words, and where the host finds them."""
        at = quote_at(text, item.quote, window)
        quote = Span(start=at, end=at + len(item.quote)) if at is not None else window
        actors = tuple(dict.fromkeys(UNRESOLVED + words.strip() for words in item.actors))
        return Draft(
            kind=item.kind,
            actors=actors or (UNATTRIBUTED,),
            predicate=item.predicate,
            object=item.object,
            target=item.target,
            polarity=item.polarity,
            quantity=_number(item.quantity),
            time=ClaimTime(precision="open", expression=item.time) if item.time else None,
            modality=item.modality,
            condition=item.condition if item.modality is Modality.CONDITIONAL else None,
            attribution_chain=tuple(words for words in item.speakers if words.strip()),
            quote=item.quote,
            at=at,
            mentions=tuple(_mentions(text, actors, quote, window)),
            cue=nearest(text, item.cue, quote, window),
            extractor=self.name,
            confidence=_CONFIDENCE,
        )

    def _fail(self, document: Document, message: str, read: int, parts: int) -> None:
        told = f"{message}; {read} of its {parts} parts were read by {self.model.name}"
        self.tell(Problem(file=document.name, message=told, hint="claims of the rest are missing"))

    def _warn(self, document: Document, refused: tuple[str, ...]) -> None:
        message = f"{len(refused)} items of the model's answer are refused: {refused[0]}"
        self.tell(Problem(file=document.name, message=message, severity="warning"))


def _mentions(text: str, actors: tuple[str, ...], quote: Span, window: Span) -> Iterator[Mention]:
    for actor in actors:
        span = nearest(text, actor.removeprefix(UNRESOLVED), quote, window)
        if span is not None:
            yield Mention(actor=actor, span=span)


def _number(words: str | None) -> Quantity | None:
    """The words alone: what number they tell is for the host to read."""
    return Quantity(bound=Bound.UNQUANTIFIED, raw=words) if words else None


def _content(body: bytes) -> str:
    """The model's text in the body of an answer. Raises `MalformedError`."""
    try:
        choices = msgspec.json.decode(body, type=_Completion).choices
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as fault:
        raise MalformedError(str(fault)[:200]) from fault
    if not choices:
        raise MalformedError("it holds nothing")
    if choices[0].finish_reason == _CUT_OFF:
        raise MalformedError("it was cut off at the model's own limit of length")
    return choices[0].message.content


@cache
def prompt() -> str:
    """What the model is told; the same for every document."""
    path = files("truceline").joinpath("data/extractors/prompt.txt")
    return path.read_text(encoding="utf-8")


@cache
def prompt_digest() -> str:
    """Names all that is asked and how: prompt, schema, size of the parts; 12 hex digits."""
    asked = msgspec.json.encode((prompt(), schema(), WINDOW, OVERLAP, MOST), order="sorted")
    return hashlib.sha256(asked).hexdigest()[:12]


_FORM = {
    "type": "json_schema",
    "json_schema": {"name": "claims", "strict": True, "schema": schema()},
}
