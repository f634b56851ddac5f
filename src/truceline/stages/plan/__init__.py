"""The plan: what a mission would need, has been offered, could see, and could verify."""
