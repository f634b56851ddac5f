"""Is it holding, where is it breaking, and how well could anyone see?

Counts and hours in; rates, changes and the state of sources out. Every answer stands beside the
effort behind it, and "not observed" is never nought. What says where nobody looks is restricted.
"""
