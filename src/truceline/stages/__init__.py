"""Stages are functions: records in, records out. No clock, no network, and no stage imports another."""
