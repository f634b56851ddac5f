"""Messages of devices on their way in: checked, kept once, then acknowledged.

What isn't admitted is counted by its reason, never dropped silently; what is admitted lies on the
disk before its sender hears of it. Nothing here judges what a detection means.
"""
