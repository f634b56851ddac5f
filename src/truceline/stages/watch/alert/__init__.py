"""What a duty officer should know: raised once, with its figures, and not again for the same thing.

Rules are data. An alert tells what was recorded or alleged, never that it happened, and never decides
what is to be done.
"""

from truceline.stages.watch.alert.backlog import backlog_of
from truceline.stages.watch.alert.facts import Facts
from truceline.stages.watch.alert.once import Raised, raised
from truceline.stages.watch.alert.release import for_level
from truceline.stages.watch.alert.states import stood

__all__ = ["Facts", "Raised", "backlog_of", "for_level", "raised", "stood"]
