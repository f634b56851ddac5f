"""Where is more recorded than usual, given how hard anybody looked? A prospective space-time scan.

The answer is about what was recorded beside the hours behind it, never about what happened where
nobody looked. Zones say where a mission looks: restricted in every output.
"""

from truceline.stages.watch.scan.ground import Observed, Places, observed
from truceline.stages.watch.scan.run import Scan, recurrence_days, scan
from truceline.stages.watch.scan.slices import Scanning
from truceline.stages.watch.scan.zones import circles, runs, stacked

__all__ = [
    "Observed",
    "Places",
    "Scan",
    "Scanning",
    "circles",
    "observed",
    "recurrence_days",
    "runs",
    "scan",
    "stacked",
]
