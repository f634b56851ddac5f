"""The kernel of destroy and refill: take some systems out, fill anew, keep what is not much worse.

Large neighbourhood search (Shaw 1998; Pisinger & Ropke 2010) with threshold accepting (Dueck &
Scheuer 1990). Random numbers come from the state, so that the same start ends at the same plan.
"""

from typing import NamedTuple

from truceline.foundation.compiled import kernel
from truceline.stages.plan.siting.moves import (
    Field,
    State,
    drawn,
    fill,
    fits,
    put_in,
    take_out,
    worth_of,
)
from truceline.stages.plan.siting.problem import Flags, Floats, Ints


class Rules(NamedTuple):
    """How to search: `dear` is the price of each limit, `floor` in units of weight, `bonus` of each
    critical cell, `fine` for a broken rule, `heat` the loss that is accepted at first, `fewest` and
    `most` systems taken out at once.
    """

    dear: Floats
    floor: Floats
    bonus: Floats
    fine: float
    heat: float
    fewest: int
    most: int


class Desk(NamedTuple):
    """Room to work in: prices, distances (options); lists of what went out and came in."""

    price: Floats
    far: Floats
    out: Ints
    into: Ints
    best: Flags
    worth: Floats
    bonus: Floats


@kernel
def _priced(field: Field, state: State, rules: Rules, desk: Desk) -> None:
    """Prices of this round: those of the relaxation, shaken, and half of the time with noise."""
    price = desk.price
    times = 4.0 * drawn(state.luck)
    for critical in range(len(desk.bonus)):
        desk.bonus[critical] = times * rules.bonus[critical]
    highest = 0.0
    for limit in range(len(rules.dear)):
        highest = max(highest, rules.dear[limit])
    for option in range(len(price)):
        price[option] = 1e-9
    for limit in range(len(rules.dear)):
        luck = drawn(state.luck)
        dear = rules.dear[limit] + highest * luck * luck * luck
        for option in range(len(price)):
            price[option] += dear * field.use[limit, option]
    if drawn(state.luck) < 0.5:
        noise = 0.3 * drawn(state.luck)
        for option in range(len(price)):
            price[option] *= 1.0 + noise * drawn(state.luck)


@kernel
def _middle(field: Field, state: State, far: Floats) -> int:
    """A chosen system by luck, −1 where none may go; `far` becomes luck for those that may, else
    infinite.
    """
    middle, highest = -1, -1.0
    for option in range(len(far)):
        far[option] = 1e300
        if state.chosen[option] and not field.fixed[option]:
            far[option] = drawn(state.luck)
            if far[option] > highest:
                middle, highest = option, far[option]
    return middle


@kernel
def _apart(field: Field, one: int, other: int) -> float:
    east = field.place[one, 0] - field.place[other, 0]
    north = field.place[one, 1] - field.place[other, 1]
    return float(east * east + north * north)


@kernel
def _taken(field: Field, state: State, desk: Desk, first: int, last: int) -> int:
    """Take out the nearest until `last` are out."""
    for n in range(first, last):
        nearest = 0
        for option in range(1, len(desk.far)):
            if desk.far[option] < desk.far[nearest]:
                nearest = option
        if desk.far[nearest] >= 1e300:
            return n
        desk.far[nearest] = 1e300
        desk.out[n] = nearest
        take_out(field, state, nearest)
    return last


@kernel
def _destroyed(field: Field, state: State, desk: Desk, middle: int, size: int) -> int:
    """Take out systems around one, and now and then some from anywhere; how many there were."""
    gone = 0
    if drawn(state.luck) < 0.7:
        for option in range(len(desk.far)):
            if desk.far[option] < 1e300:
                blur = 1.0 + desk.far[option]
                desk.far[option] = (_apart(field, option, middle) + 1e-9) * blur
        gone = _taken(field, state, desk, 0, size)
        size = gone + int(4.0 * drawn(state.luck))
        _middle(field, state, desk.far)
    return _taken(field, state, desk, gone, min(size, len(desk.out)))


@kernel
def _tried(field: Field, state: State, desk: Desk, middle: int) -> int:
    """Put in first, now and then, whatever luck finds near where systems went out."""
    best, least = -1, 1e300
    for _ in range(int(40.0 * drawn(state.luck)) - 10):
        option = int(len(desk.far) * drawn(state.luck))
        far = _apart(field, option, middle)
        if far < least and fits(field, state, option):
            best, least = option, far
    if best < 0:
        return 0
    put_in(field, state, best)
    desk.into[0] = best
    return 1


@kernel
def _undone(field: Field, state: State, desk: Desk, gone: int, came: int) -> None:
    for n in range(came):
        take_out(field, state, desk.into[n])
    for n in range(gone):
        put_in(field, state, desk.out[n])


def rounds_of(
    field: Field, state: State, rules: Rules, desk: Desk, first: int, last: int, of: int
) -> None:
    """Rounds `first` to `last` of `of`; `desk.best` and `desk.worth` [best, present] are kept."""
    for done in range(first, last):
        size = rules.fewest + int((rules.most - rules.fewest + 1) * drawn(state.luck))
        middle = _middle(field, state, desk.far)
        if middle < 0:
            return
        gone = _destroyed(field, state, desk, middle, size)
        _priced(field, state, rules, desk)
        came = _tried(field, state, desk, middle)
        came += fill(field, state, desk.price, desk.bonus, desk.into[came:])
        worth = worth_of(state, rules.floor, rules.fine)
        heat = rules.heat * (1.0 - done / of) * drawn(state.luck)
        if worth < desk.worth[1] - heat:
            _undone(field, state, desk, gone, came)
            continue
        desk.worth[1] = worth
        if worth > desk.worth[0] + 1e-13:
            desk.worth[0] = worth
            for option in range(len(desk.best)):
                desk.best[option] = state.chosen[option]
