"""Reading: a document becomes claims, each of which the document itself bears out.

Extractors propose, the gate decides; what it refuses is kept beside the claims. An extractor that
fails costs its own drafts, never the document.
"""

from collections.abc import Sequence

from truceline.model.claim import Document
from truceline.model.ports import Extractor
from truceline.stages.evidence.reading.gate import Admitted, admit


def read(document: Document, extractors: Sequence[Extractor]) -> Admitted:
    """The claims of a document, by place; and the drafts that it didn't bear out.

    The order of `extractors` doesn't matter: of equal claims the surer one is kept.
    """
    drafts = [draft for extractor in extractors for draft in extractor.extract(document)]
    return admit(document, drafts)
