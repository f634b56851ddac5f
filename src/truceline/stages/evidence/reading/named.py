"""An extractor that reads with the names of a namer beside those that the program knows.

A name lets a clause have its subject; it never says who that is. Claims tell whose names they were
read with.
"""

from truceline.model.claim import Document, Draft
from truceline.model.ports import Extractor, Namer


class Named:
    """`inner`, reading documents with the names that `namer` finds in them."""

    def __init__(self, inner: Extractor, namer: Namer) -> None:
        self.inner, self.namer = inner, namer
        self.name = f"{inner.name}+{namer.name}"

    def extract(self, document: Document) -> tuple[Draft, ...]:
        """The inner extractor's drafts, in its order."""
        known = document.but(names=self.namer.names(document))
        return tuple(d.but(extractor=self.name) for d in self.inner.extract(known))
