"""Files become claims: parsed, dated, read, on all of the machine's cores where there are many.

The only place that puts parsers and the reading stage together. One file's fault costs that file:
every document has a limit of working time, and a process that dies is replaced. The answer depends
on the files alone, never on how many processes read them.
"""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from datetime import date
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from threading import current_thread, main_thread
from types import FrameType
from typing import NamedTuple

import msgspec

from truceline.assess.extractors import Options, open_extractor
from truceline.foundation.text import language_of
from truceline.foundation.text.words import LANGUAGES
from truceline.io.documents import read_document
from truceline.model.claim import Claim, Document, Refusal
from truceline.model.record import Problem, in_order
from truceline.stages.evidence.dateline import dated, doubtful, given

SECONDS = 60
"""Of the processor's time, to read one document."""

ENOUGH = 24
"""Files: fewer are read sooner by this process alone than by others that must start first."""

_BY_RULES = frozenset({"rules", "names"})
"""Extractors whose grammar is that of some languages alone: a wrong one would misread a text."""

_WORTH = 8
"""Files that make one more process worth its start."""


class Source(NamedTuple):
    """A file to read, and how it is called."""

    path: Path
    name: str


class Way(NamedTuple):
    """How files are read: the zone of their local times, the extractors by name and what they need,
    and the day of documents that tell none.
    """

    zone: str = "UTC"
    extractors: tuple[str, ...] = ("rules",)
    day: date | None = None
    options: Options = Options()


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one file gave."""

    documents: tuple[Document, ...] = ()
    claims: tuple[Claim, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    problems: tuple[Problem, ...] = ()


class TooSlowError(Exception):
    """A document's limit of working time has passed."""


def read_files(files: Sequence[Source], way: Way) -> Iterator[Reading]:
    """What each file gives, in the order of `files`."""
    yield from _each(files, partial(read_file, way=way))


def parse_files(files: Sequence[Source], way: Way) -> Iterator[Reading]:
    """Each file's documents without their claims, in the order of `files`."""
    yield from _each(files, partial(parse_file, way=way))


def _each(files: Sequence[Source], one: Callable[[Source], Reading]) -> Iterator[Reading]:
    yield from map(one, files) if len(files) < ENOUGH else _on_all_cores(files, one)


def read_file(source: Source, way: Way) -> Reading:
    """One file's documents and their claims. Never raises on what the file holds."""
    parsed = parse_file(source, way)
    read_ = [_read(document, way) for document in parsed.documents]
    return Reading(
        documents=parsed.documents,
        claims=tuple(claim for one in read_ for claim in one.claims),
        refusals=tuple(refusal for one in read_ for refusal in one.refusals),
        problems=in_order((*parsed.problems, *(p for one in read_ for p in one.problems))),
    )


def parse_file(source: Source, way: Way) -> Reading:
    """One file's documents, dated where they tell a date. Never raises on what the file holds."""
    found, problems = read_document(source.path, source.name, way.zone)
    told = tuple(dated(document, way.zone) for document in found)
    documents = tuple(given(d, way.day, way.zone) for d in told) if way.day else told
    return Reading(documents=documents, problems=in_order(problems))


def undated(documents: Iterable[Document]) -> tuple[Problem, ...]:
    """A warning for each document that tells no date, and why a date at its head is none."""
    return tuple(
        Problem(
            file=document.name,
            field="published",
            message=(doubtful(document) or "no date stands at its head") + _OPEN,
            hint="`--date` names the date of such documents",
            severity="warning",
        )
        for document in documents
        if document.published is None
    )


_OPEN = ", so that its `today` and `on Monday` stay open"
_READ = ", ".join(LANGUAGES)


def _foreign(document: Document) -> Iterator[Problem]:
    """A warning where a document's language, or that of some of its paragraphs, isn't read."""
    if what := _not_read(document):
        yield Problem(file=document.name, field="language", message=what, severity="warning")


def _not_read(document: Document) -> str:
    if not document.language:
        return f"its words tell none of the languages that the rules read ({_READ}): not read"
    if document.language not in LANGUAGES:
        return f"is in `{document.language}`, which the rules don't read ({_READ} are read)"
    told = Counter(filter(None, map(language_of, document.text.splitlines())))
    told.pop(document.language, None)
    parts = ", ".join(f"{count} in {language}" for language, count in sorted(told.items()))
    return parts and f"is read as {document.language}; paragraphs that aren't read: {parts}"


def _read(document: Document, way: Way) -> Reading:
    from truceline.stages.evidence.read import read  # noqa: PLC0415 - lineage does without it

    asked = [n for n in way.extractors if document.language in LANGUAGES or n not in _BY_RULES]
    told = list(_foreign(document)) if _BY_RULES.intersection(way.extractors) else []
    try:
        with _limited(SECONDS):
            chosen = [open_extractor(name, way.options, told.append) for name in asked]
            found = read(document, chosen)
    except TooSlowError:
        return _lost(document.name, f"can't be read within {SECONDS} s", "split it")
    except Exception as fault:  # noqa: BLE001 - a text that breaks the reader costs itself alone
        what = f"the reader failed: {type(fault).__name__}: {str(fault)[:200]}"
        return _lost(document.name, what, "a defect of the program: please report it")
    return Reading(claims=found.claims, refusals=found.refusals, problems=tuple(told))


def _lost(name: str, message: str, hint: str) -> Reading:
    return Reading(problems=(Problem(file=name, message=message, hint=hint),))


@contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """Raises `TooSlowError` inside when this process has worked so long; the processor's time, so
    that a busy machine changes no answer. Without effect in threads and on systems without timers.
    """
    if current_thread() is not main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _too_slow(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError


def _on_all_cores(files: Sequence[Source], one: Callable[[Source], Reading]) -> Iterator[Reading]:
    done = 0
    try:
        with _pool(min(os.cpu_count() or 1, 1 + len(files) // _WORTH)) as pool:
            for found in pool.map(one, files, chunksize=4):
                done += 1
                yield found
    except BrokenProcessPool:
        yield from _one_by_one(islice(files, done, None), one)


def _one_by_one(files: Iterator[Source], one: Callable[[Source], Reading]) -> Iterator[Reading]:
    """After a process died of a file: which one it was shows when each is alone."""
    pool = _pool(1)
    for file in files:
        try:
            yield pool.submit(one, file).result()
        except BrokenProcessPool:
            pool = _pool(1)
            yield _lost(file.name, "the process that read it died", "it may need too much memory")
    pool.shutdown()


def _pool(workers: int) -> ProcessPoolExecutor:
    """Processes that start afresh: a fork would inherit locks that nobody opens."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
