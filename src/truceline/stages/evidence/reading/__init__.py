"""From a document to claims: mentions, quantities, times and clauses, and the gate behind them.

Grammar is code, words are data (`data/languages`, `data/actors`). Nothing here may know a case.
"""
