"""The brief's palette and sizes: colour means accused side only, readings are told by pattern.

Units are CSS pixels; a page's text is `FULL` units wide, a column `HALF`.
"""

FULL, HALF = 673.0, 323.0
INK, MUTED, RULE, PAPER = "#1A1A1A", "#555555", "#BDBDBD", "#FFFFFF"
TINT, TINT_DARK, WATER, LAND, BORDER = "#F4F2EC", "#E7E3D8", "#EAF0F2", "#F7F5F0", "#8C8880"
SMALL, PLAIN = 9.0, 10.0
FONT = "Noto Sans"


def lighter(colour: str, share: float) -> str:
    """The colour mixed with white: `share` of the colour is left."""
    parts = [int(colour[n : n + 2], 16) for n in (1, 3, 5)]
    mixed = [round(255 - (255 - part) * share) for part in parts]
    return "#" + "".join(f"{part:02X}" for part in mixed)
