"""Makes the brief's fonts once: a small subset of Noto Sans, with arrows and signs merged in.

Needs Debian's `fonts-noto-core` and, in any environment, `fonttools` and `brotli`; none of them is
needed to run Truceline. Usage: `python scripts/fonts.py`. Writes src/truceline/data/fonts.
"""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

SOURCE = Path("/usr/share/fonts/truetype/noto")
TARGET = Path(__file__).parents[1] / "src/truceline/data/fonts"
LETTERS = (
    "20-7E A0-17F 18F 192 1A0-1A1 1AF-1B0 1CD-1DC 1E6-1E7 1F4-1F5 1FA-21B 232-233 237 250-25A 259 "
    "2B9-2BC 2BE-2BF 2C6-2C7 2C9 2D8-2DD 300-30C 30F 311-312 31B 323-328 32E 331 370-3FF 400-52F "
    "1E00-1E9E 1EA0-1EF9 2002-200A 2010-2016 2018-2027 2030-203A 203E 2044 2070-2089 20A0-20BF "
    "2113 2116 2120 2122 2126 212E"
)
SIGNS = "2190-2195 2212 2215 2219 221A 221E 2248 2260 2264-2265 226A-226B 2208 2229-222A"
SHAPES = "25A0-25A1 25AF 25B2-25B3 25BC-25BD 25C6-25C7 25CB 25CF 2610-2612 2713 2717 FFFD"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]


def codepoints(ranges: str) -> Iterator[int]:
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def cut(name: str, ranges: str, features: list[str]) -> TTFont:
    options = subset.Options(
        layout_features=features, hinting=False, notdef_outline=True, recalc_timestamp=False
    )
    font = TTFont(SOURCE / f"{name}.ttf", recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=set(codepoints(ranges)))
    cutter.subset(font)
    for table in {"MATH", "DSIG", "gasp", "meta"} & set(font.keys()):
        del font[table]
    return font


def build(weight: str, folder: str) -> TTFont:
    names = [f"NotoSans-{weight}", "NotoSansMath-Regular", "NotoSansSymbols2-Regular"]
    parts = []
    for name, ranges, features in zip(
        names, [LETTERS, SIGNS, SHAPES], [FEATURES, [], []], strict=True
    ):
        path = Path(folder) / f"{name}.ttf"
        cut(name, ranges, features).save(path)
        parts.append(str(path))
    font = merge.Merger().merge(parts)
    head = TTFont(parts[0])
    font["name"], font["OS/2"], font["hhea"].ascent = (
        head["name"],
        head["OS/2"],
        head["hhea"].ascent,
    )
    font["hhea"].descent, font["hhea"].lineGap = head["hhea"].descent, head["hhea"].lineGap
    font["head"].modified = font["head"].created = head["head"].created
    font.recalcTimestamp = False
    return font


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    advances = {}
    for weight in ("Regular", "Bold"):
        with tempfile.TemporaryDirectory() as folder:
            font = build(weight, folder)
            font.save(TARGET / f"NotoSans-{weight}.ttf")
            font.flavor = "woff2"
            font.save(TARGET / f"NotoSans-{weight}.woff2")
        widths = font["hmtx"]
        advances[weight.lower()] = {
            f"{code:x}": widths[glyph][0] for code, glyph in sorted(font.getBestCmap().items())
        }
    text = json.dumps(advances, separators=(",", ":"), sort_keys=True)
    (TARGET / "advances.json").write_text(text + "\n", encoding="ascii")
    for path in sorted(TARGET.iterdir()):
        print(f"{path.name} {path.stat().st_size:,}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
