"""What the mission's assets see: one model for planning, simulation and monitoring.

With what probability would an act of this kind, at this place and hour, have been seen? Where
nobody worked the answer is *not observed*, never 0. Everything computed here tells a violator where
nobody looks: it is restricted in every output.
"""
