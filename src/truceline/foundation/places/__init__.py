"""Places: names to coordinates with honest errors, lines, zones, admin units, outlines."""
