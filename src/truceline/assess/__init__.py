"""load → evidence → fusion → compliance → brief: the only place that composes the stages.

Engine and store come as arguments; nothing here knows which they are.
"""

from truceline.assess.run import Assessment, assess

__all__ = ["Assessment", "assess"]
