"""Reviewers' judgements: one JSON object a line, appended by the review screen or by hand.

A judgement that can't be read is set aside and told, since dropping one silently would change
findings. Whether judgements contradict each other is fusion's to say.
"""

from collections.abc import Iterator
from typing import Final

from truceline.foundation.mission.cells import Cells, did_you_mean, shown
from truceline.foundation.vocabulary import words
from truceline.model.evidence import Judgement
from truceline.model.jsontext import read_json
from truceline.model.record import Problem, canonical_bytes, in_order

FIELDS: Final = (
    "about",
    "verdict",
    "value",
    "method",
    "reason",
    "reviewer",
    "at",
    "supersedes",
)
_PAIRS: Final = ("same", "different")


def read_judgements(text: str, file: str) -> tuple[tuple[Judgement, ...], tuple[Problem, ...]]:
    """Judgements, oldest first. Blank lines are passed over; an empty file holds none."""
    found: dict[bytes, Judgement] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip():
            continue
        row = Cells(file, number, {})
        judgement = _judgement(line, row)
        problems += row.problems
        if judgement is not None and row.usable:
            found[canonical_bytes(judgement)] = judgement
    ordered = sorted(found.items(), key=lambda item: (item[1].at, item[0]))
    return tuple(judgement for _, judgement in ordered), in_order(problems)


def _judgement(line: str, row: Cells) -> Judgement | None:
    loaded = _object(line, row)
    if loaded is None:
        return None
    about = _about(loaded.pop("about", None), row)
    cells = Cells(row.file, row.line, _strings(loaded, row), row.problems)
    at = cells.moment("at") if cells.needed("at") else None
    verdict = cells.word("verdict", words("verdicts"), "")
    reason, reviewer = cells.needed("reason"), cells.needed("reviewer")
    _check_verdict(cells, about)
    if at is None or not row.usable:
        return None
    return Judgement(
        about=about,
        verdict=verdict,
        value=cells.text("value"),
        method=cells.text("method"),
        reason=reason,
        reviewer=reviewer,
        at=at,
        supersedes=cells.text("supersedes"),
    )


def _object(line: str, row: Cells) -> dict[str, object] | None:
    """The line as a JSON object; None, with a Problem, when it is none."""
    try:
        loaded = read_json(line, lambda pairs: _once(pairs, row))
    except ValueError as error:
        row.wrong("", f"is not JSON: {error}", "one object a line, in double quotes")
        return None
    if not isinstance(loaded, dict):
        row.wrong("", "is not a JSON object", '{"about": ["press.R1"], "verdict": …}')
        return None
    return loaded


def _once(pairs: list[tuple[str, object]], row: Cells) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        row.wrong("", "names a field twice", "keep one of the two")
    return found


def _about(told: object, row: Cells) -> tuple[str, ...]:
    if not isinstance(told, list) or not told or not all(isinstance(t, str) and t for t in told):
        row.wrong("about", "is not a list of report ids", '["press.R1", "press.R7"]')
        return ()
    return tuple(sorted(set(told)))


def _strings(loaded: dict[str, object], row: Cells) -> dict[str, str]:
    """The other fields as text; a number or a list in one of them is told."""
    cells = {}
    for name, value in loaded.items():
        if name not in FIELDS:
            row.wrong(
                shown(name), "is no field and is passed over", did_you_mean(name, FIELDS), "warning"
            )
        elif isinstance(value, str):
            cells[name] = value.strip()
        elif value is not None:
            row.wrong(name, "is not text", "put it in double quotes")
    return cells


def _check_verdict(row: Cells, about: tuple[str, ...]) -> None:
    verdict, value = row.text("verdict"), row.text("value")
    if verdict in _PAIRS and len(about) == 1:
        row.wrong("about", f"{verdict} needs two reports at least")
    if verdict == "verify" and not row.text("method"):
        row.wrong("method", "is empty", "a verification names how it was made")
    if verdict == "withdraw" and not row.text("supersedes"):
        row.wrong("supersedes", "is empty", "the id of the judgement that is withdrawn")
    if verdict == "exempt" and not value:
        row.wrong("value", "is empty", did_you_mean("", words("exemptions")))
    if verdict == "rekind" and value not in words("acts"):
        row.wrong("value", f"{shown(value)!r} is not an act", did_you_mean(value, words("acts")))
    if verdict == "relocate":
        for message in _place_problems(value):
            row.wrong("value", message, "write lat,lon,km: 12.5,-3.25,2")


def _place_problems(value: str) -> Iterator[str]:
    parts = [part.strip() for part in value.split(",")]
    if len(parts) != 3:
        yield f"{shown(value)!r} is not a place"
        return
    place = Cells("", 0, dict(zip(("lat", "lon", "km"), parts, strict=True)))
    for name, low, high in (("lat", -90, 90), ("lon", -180, 180), ("km", 0, 20_000)):
        if place.number(name, low, high) is None and not place.text(name):
            yield f"has no {name}"
    yield from (f"{problem.field}: {problem.message}" for problem in place.problems)
