"""OGC API Features: incidents, findings, sites and zones for geographic programs.

Layers are made of what whoever asks may see, and filtered column by column. Must never take a column
from a picture that `sight` hasn't looked at.
"""
