"""brief.pdf: the same data as the page, set by typst as PDF/UA-1.

Words reach the template as JSON, never as markup. Fonts are the package's own; the only clock is
the brief's `as_of`. A letter that the fonts lack is shown as ▯: index.html has it.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import as_file, files

from truceline.stages.brief.draw.letters import printable
from truceline.stages.brief.html import template_text

MOST_CARDS = 24
"""So many incidents are shown in full; all of them would fill hundreds of pages."""
_CARD_LINES = 50
_HOLDING = "// holding.typ stands here\n"


def document(view: Mapping[str, object], as_of: datetime) -> bytes:
    """The brief as PDF from `view_of`'s data; the same bytes for the same data."""
    import typst  # noqa: PLC0415 -- 60 MB that only a brief needs

    data = json.dumps(_settable(_cut(view)), ensure_ascii=False, sort_keys=True)
    with as_file(files("truceline").joinpath("data/fonts")) as folder:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
        )
        compiler = typst.Compiler(font_paths=fonts)
        made = compiler.compile(
            input=_template(view).encode(),
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards="ua-1",
            timestamp=int(as_of.timestamp()),
        )
    assert isinstance(made, bytes)
    return made


def _template(view: Mapping[str, object]) -> str:
    """The sections of every brief, with those of a watch and of documents where there are any."""
    held = template_text("holding.typ") if view["holding"] else ""
    whole = template_text("brief.typ").replace(_HOLDING, held)
    return whole + (template_text("said.typ") if view["said"] else "")


def _cut(view: Mapping[str, object]) -> dict[str, object]:
    """The view with at most `MOST_CARDS` cards shown in full, and a sentence that says so."""
    cards = view["cards"]
    assert isinstance(cards, list)
    cited = [c["anchor"] for c in cards if c["cited"]][:MOST_CARDS]
    kept = [c | {"full": c["anchor"] in cited, "long": _long(c)} for c in cards]
    note = (
        "Every incident of this record. index.html has the origins, rule traces and reports of each"
    )
    shown = (
        f"; the {len(cited)} cited in the key lines and disputes follow in full here"
        if cited
        else ""
    )
    return {**view, "cards": [c for c in kept if c["full"]], "cards_note": f"{note}{shown}."}


def _long(card: Mapping[str, list[Mapping[str, list[object]]]]) -> bool:
    """Could a card need more than a page before its reports? Others stay on one page so far."""
    steps = sum(2 * len(t["steps"]) for t in card["traces"]) / 2
    return steps + 3 * len(card["origins"]) > _CARD_LINES


def _settable(value: object) -> object:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {k: _settable(v) for k, v in value.items()}
    return [_settable(v) for v in value] if isinstance(value, list) else value
