"""What a planned mission would see, know and reach, played through many times.

Acts fall in space and time, systems see them as the coverage model says, analysts and teams handle
them. It predicts no party's conduct; it shows what follows from assumptions that stand beside the
result. Restricted.
"""

from truceline.stages.plan.simulate.run import simulate
from truceline.stages.plan.simulate.scenario import Scenario

__all__ = ["Scenario", "simulate"]
