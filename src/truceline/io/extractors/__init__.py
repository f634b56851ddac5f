"""Extractors that need what isn't part of the program: a language model, a pipeline of names.

They only propose. Nothing here may decide what counts as a claim: the gate does.
"""
