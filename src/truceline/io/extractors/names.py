"""Names by a spaCy pipeline: people, organisations, states and peoples that no data file lists.

A pipeline is a folder that a person trusts and names; nothing is downloaded. It must never say who
a name stands for.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from truceline.errors import UnreadableError
from truceline.model.claim import Document, Name, Span

_CATEGORIES = {
    "PERSON": "person",
    "PER": "person",
    "ORG": "organisation",
    "GPE": "state",
    "NORP": "group",
}
_MOST = 500_000


class NameExtractor:
    """Proposes names found by the pipeline in a folder.

    Raises `UnreadableError` when the folder holds none that this spaCy can load.
    """

    def __init__(self, pipeline: Path) -> None:
        self._pipeline = _loaded(pipeline)
        self.name = f"names-1:{_digest(pipeline)}"

    def names(self, document: Document) -> tuple[Name, ...]:
        """Names of people, organisations, states and groups, in the order of the text; those of
        other kinds are left out, and so is what lies behind 500,000 characters.
        """
        found = self._pipeline(document.text[:_MOST]).ents
        return tuple(
            Name(span=Span(start=e.start_char, end=e.end_char), category=_CATEGORIES[e.label_])
            for e in sorted(found, key=lambda e: e.start_char)
            if e.label_ in _CATEGORIES and e.text.strip() == e.text
        )


@cache
def _loaded(folder: Path) -> Any:  # noqa: ANN401 - an untyped library
    import spacy  # noqa: PLC0415 - an extra, and slow to import

    try:
        pipeline = spacy.load(folder)
    except (OSError, ValueError) as fault:
        told = str(fault).splitlines()[0][:200] if str(fault) else "no pipeline"
        raise UnreadableError(f"{folder}: can't be loaded by spaCy: {told}") from fault
    pipeline.max_length = _MOST + 1
    return pipeline


@cache
def _digest(folder: Path) -> str:
    """Names all files of a pipeline: 12 hex digits."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
