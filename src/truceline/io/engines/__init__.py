"""Engines run kernels over blocks of a table; which one is a command's choice."""
