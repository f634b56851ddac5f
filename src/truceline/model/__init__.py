"""The vocabulary of Truceline: frozen records, the report schema, and the ports.

No I/O, no clock, no randomness; imports nothing of the project but `errors`.
"""
