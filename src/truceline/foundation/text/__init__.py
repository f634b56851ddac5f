"""Text as sentences, tokens and stems. Offsets always count code points of the text as it came:
nothing here may shorten, join or mend what a claim will be quoted from.
"""

from truceline.foundation.text.folding import fold
from truceline.foundation.text.language import language_of
from truceline.foundation.text.sentences import sentences
from truceline.foundation.text.stems import stems
from truceline.foundation.text.tokens import Token, tokens

__all__ = ["Token", "fold", "language_of", "sentences", "stems", "tokens"]
