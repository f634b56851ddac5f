"""The plan on the ground: where acts would matter, what would stand where, and what it would see.

Systems are the mission's own. Everything here says where nobody looks: restricted in every output.
"""

from truceline.stages.plan.field.tell import Watched, watch

__all__ = ["Watched", "watch"]
