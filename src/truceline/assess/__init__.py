"""load → evidence → fusion → compliance → brief: the only place that composes the stages.

Engine and store come as arguments; nothing here knows which they are. Modules are imported one by
one, so that a run that finds nothing new loads no stage at all.
"""
