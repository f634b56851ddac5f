"""The register: claims of all documents side by side, and what follows from that.

It compares what was said; it never says who is right, and it adds nothing to the words.
"""

from truceline.stages.evidence.register.compile import register

__all__ = ["register"]
