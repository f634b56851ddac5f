"""Siting: where should posts, cameras and bases stand? Options and limits in, a plan out, its gap told.

Plans say where nobody looks: they are restricted in every output.
"""

from truceline.stages.plan.siting.check import check
from truceline.stages.plan.siting.problem import Limit, Names, SitingProblem
from truceline.stages.plan.siting.solve import Solved, Watch, placement, site, solve

__all__ = [
    "Limit",
    "Names",
    "SitingProblem",
    "Solved",
    "Watch",
    "check",
    "placement",
    "site",
    "solve",
]
