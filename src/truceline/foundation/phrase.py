"""Words of the vocabulary and lists of them, as a person says them."""

from collections.abc import Iterable

from truceline.foundation.vocabulary import names_member

_UNSTATED = "attack/unspecified"


def noun(word: str) -> str:
    """`gas metering` of `energy/gas_metering`; a member that isn't known names its family."""
    head, _, tail = word.partition("/")
    if head == "other":
        return "anything else"
    if word == _UNSTATED:
        return "attack by unstated means"
    return tail.replace("_", " ") if names_member(word) else f"{head}, kind not stated"


def called(word: str) -> str:
    """The same among other words: `energy (kind not stated)`, with no comma of its own."""
    head, comma, rest = noun(word).partition(", ")
    return f"{head} ({rest})" if comma else head


def count(number: int, one: str, many: str = "") -> str:
    """`1 incident`, `2 incidents`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return ", ".join(every[:-1]) + f" {last} {every[-1]}"
