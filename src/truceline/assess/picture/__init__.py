"""The picture: what a mission knows at a moment, held so that a room full of people can ask it.

It is derived from entries and thrown away at will; a judgement derives again what it touches and
nothing else, with the answer that a derivation from scratch gives. Nothing here chooses an engine or
a store, and nothing here decides who may see what, but `release`.
"""
