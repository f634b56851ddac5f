"""plan.pdf: the same data as the page, set by typst as PDF/UA-1.

Words reach the template as JSON, never as markup. Fonts are the package's own; the only clock is the
day that the brief is of.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from importlib.resources import as_file, files

from truceline import __version__
from truceline.model.planbrief import PlanBrief
from truceline.stages.plan.paper.page import Dress, template_text


def document(view: Mapping[str, object], brief: PlanBrief, dress: Dress) -> bytes:
    """The plan brief as PDF from `view_of`'s data; the same bytes for the same data."""
    import typst  # noqa: PLC0415 -- 60 MB that only a brief needs

    told = {**view, "version": __version__}
    data = json.dumps(_settable(told, dress), ensure_ascii=False, sort_keys=True)
    day = datetime(brief.as_of.year, brief.as_of.month, brief.as_of.day, tzinfo=UTC)
    with as_file(files("truceline").joinpath("data/fonts")) as folder:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
        )
        compiler = typst.Compiler(font_paths=fonts)
        made = compiler.compile(
            input=template_text("plan.typ").encode(),
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards="ua-1",
            timestamp=int(day.timestamp()),
        )
    assert isinstance(made, bytes)
    return made


def _settable(value: object, dress: Dress) -> object:
    if isinstance(value, str):
        return _picture(value) if value.startswith("<svg") else dress.printable(value)
    if isinstance(value, Mapping):
        return {key: _settable(v, dress) for key, v in value.items()}
    return [_settable(v, dress) for v in value] if isinstance(value, list | tuple) else value


def _picture(svg: str) -> dict[str, str]:
    """A drawing with the words that stand for it."""
    told = [
        part[1] for name in ("title", "desc") if (part := re.search(f"<{name} .*?>(.*?)</", svg))
    ]
    return {"svg": svg, "alt": unescape(". ".join(told))}
