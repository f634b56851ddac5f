"""Charts and the map of a brief, as SVG text made offline. Draws what it is given, decides nothing."""
