"""Truceline plans, monitors and reports on a ceasefire."""

__version__ = "0.1.0"
