"""Reports from texts: what documents claim to have happened, as rows beside those of tables."""

from truceline.stages.evidence.reporting.origins import shared_origins
from truceline.stages.evidence.reporting.reports import reports_from

__all__ = ["reports_from", "shared_origins"]
