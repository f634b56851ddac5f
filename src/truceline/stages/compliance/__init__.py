"""Compliance: what each reading makes of each incident, three-valued, with the trace that led there.

No place in here knows a party, a country or a case: all of that is data.
"""

from truceline.stages.compliance.judge import Judged, judge

__all__ = ["Judged", "judge"]
