"""Reading of `ru` and `uk`: incidents, denials, figures and plain positions by lemma."""

from truceline.stages.evidence.reading.slavic.extract import drafts_of
from truceline.stages.evidence.reading.slavic.lexicon import LANGUAGES as INFLECTED

__all__ = ["INFLECTED", "drafts_of"]
