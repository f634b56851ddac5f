"""load → evidence → fusion → compliance → brief: the only module that composes the stages."""
