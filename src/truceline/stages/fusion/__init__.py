"""Fusion: who reports the same act? Reports and judgements in, groups and incidents out."""

from truceline.stages.fusion.fuse import fuse
from truceline.stages.fusion.gather import gather
from truceline.stages.fusion.judgements import contradictions, revised

__all__ = ["contradictions", "fuse", "gather", "revised"]
