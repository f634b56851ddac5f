"""Readers of what comes from outside: tables as raw columns. They import the model only."""
