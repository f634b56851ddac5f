"""Which documents go back to one text: copies, rewrites and excerpts, found by their wording.

Lineage tells who copied, never who is right; and two reporters who heard one statement are no
copies of each other. Verdicts on a pair depend on its two texts alone.
"""

from truceline.stages.evidence.lineage.groups import origins_of_documents
from truceline.stages.evidence.lineage.trace import trace_lineage

__all__ = ["origins_of_documents", "trace_lineage"]
