"""The situation room: one mission served to a team, in a browser and over an API.

Routes ask `assess` and answer; what they show is derived there. Must never answer anybody who isn't
known, nor anything that the person's release level withholds.
"""
