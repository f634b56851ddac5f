"""Fusion: who reports the same act? Reports and judgements in, groups and incidents out."""

from truceline.stages.fusion.fuse import fuse
from truceline.stages.fusion.gather import gather
from truceline.stages.fusion.gather_accounts import gather_accounts
from truceline.stages.fusion.judgements import contradictions, revised
from truceline.stages.fusion.review import review_order

__all__ = ["contradictions", "fuse", "gather", "gather_accounts", "review_order", "revised"]
