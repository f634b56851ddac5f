"""Legends: signs with their words, flowing from left to right."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from truceline.model.brief import PartyView
from truceline.stages.brief.draw.ink import MUTED, PAPER, RULE
from truceline.stages.brief.draw.letters import width
from truceline.stages.brief.draw.pattern import NAMES, area
from truceline.stages.brief.draw.svg import box, words
from truceline.stages.brief.draw.symbols import NOBODY, UNTOLD, day_box, sign

SIZE, LINE = 9.5, 17.0


@dataclass(frozen=True)
class Item:
    """One entry: what is drawn at a point (its left end and the text's middle), and the words."""

    words: str
    draw: Callable[[float, float], str] | None = None
    room: float = 12.0


def flow(items: Sequence[Item], left: float, top: float, room: float) -> tuple[str, float]:
    """The drawn legend and the height that it takes."""
    x, y, drawn = left, top, []
    for item in items:
        sign_room = item.room + 5 if item.draw else 0
        wide = sign_room + width(item.words, SIZE)
        if x > left and x + wide > left + room:
            x, y = left, y + LINE
        if item.draw:
            drawn.append(item.draw(x, y + LINE / 2))
        drawn.append(words(x + sign_room, y + LINE / 2 + 3.4, item.words, size=SIZE, fill=MUTED))
        x += wide + 16
    return "".join(drawn), (y - top + LINE) if items else 0.0


def party_items(parties: Sequence[PartyView], *, several: bool, nobody: bool = False) -> list[Item]:
    """Who is accused, by sign; `several` adds the sign of an incident blamed on two parties."""
    items = [Item(f"accused: {p.name}", _sign([p])) for p in parties]
    if several:
        items.append(
            Item(
                "accused by each other" if len(parties) == 2 else "several accused",
                _sign(parties[:2]),
            )
        )
    return items + ([Item("nobody named", _sign([NOBODY]))] if nobody else [])


def untold_items() -> list[Item]:
    """The one sign of a brief that doesn't tell sides."""
    return [Item("one incident, its sides withheld", _sign([UNTOLD]))]


def _sign(accused: Sequence[PartyView]) -> Callable[[float, float], str]:
    return lambda x, y: sign(accused, x + 6, y, 9.5, filled=False)


def level_items() -> list[Item]:
    """What hollow and filled mean; drawn without any party's colour or shape."""
    return [
        Item("hollow: occurrence alleged", _level(PAPER)),
        Item("filled: occurrence corroborated", _level(MUTED)),
    ]


def _level(fill: str) -> Callable[[float, float], str]:
    return lambda x, y: box(x + 1.5, y - 4, 9, 8, fill=fill, stroke=MUTED, stroke_width=1.2, rx=2)


def day_items(states: Iterable[str]) -> list[Item]:
    """What the boxes of a source's days mean."""
    told = {"found": "found", "part": "found in part", "silent": "due, not found: a silent day"}
    return [Item(text, _day(state)) for state, text in told.items() if state in set(states)]


def _day(state: str) -> Callable[[float, float], str]:
    return lambda x, y: day_box(state, x + 0.5, y - 5.5, 11)


def reading_items(name: str, readings: Sequence[str]) -> list[Item]:
    """Which pattern is which reading's window."""
    return [
        Item(
            f"{NAMES[n % len(NAMES)]}: {reading[:1].lower()}{reading[1:]}",
            _pattern(name, n),
            room=16,
        )
        for n, reading in enumerate(readings)
    ]


def _pattern(name: str, index: int) -> Callable[[float, float], str]:
    return lambda x, y: (
        area(name, index, x, y - 5, 16, 10, framed=False)
        + box(x, y - 5, 16, 10, stroke=RULE, stroke_width=0.8)
    )
