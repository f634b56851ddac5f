"""Adapters at the two ends: stores, feeds and engines. They import the model alone."""
