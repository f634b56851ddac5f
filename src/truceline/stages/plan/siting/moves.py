"""Kernels of the search: systems put in and taken out, with the gain of every other one kept up.

A change touches the cells that one system sees and the options that see these; nothing else is
computed again. The kernels keep limits and sites; covers and floors they only count.
"""

from typing import NamedTuple

from truceline.foundation.compiled import kernel
from truceline.stages.plan.siting.problem import Flags, Floats, Ints, Numbers


class Field(NamedTuple):
    """What stands fast: pairs by option and by cell, weights that guide, who may go where.

    `use` is (limits, options), as shares of each limit; `covers` are pairs of option and critical
    cell. `weight` counts, `guide` leads: it is higher where a floor isn't reached.
    """

    begins: Ints
    cells: Numbers
    p: Numbers
    row_begins: Ints
    row_options: Ints
    row_p: Floats
    weight: Floats
    guide: Floats
    sector: Ints
    use: Floats
    site: Ints
    cover_begins: Ints
    covers: Ints
    fixed: Flags
    place: Floats


class State(NamedTuple):
    """What changes: chance missed by cell, gain by option, who is in, what is left.

    `got` is detection by sector, `need` systems still wanted by critical cell, `room` by site.
    """

    missed: Floats
    gain: Floats
    chosen: Flags
    left: Floats
    room: Ints
    got: Floats
    need: Ints
    luck: Ints


@kernel
def drawn(luck: Ints) -> float:
    """The next of a row of pseudo-random numbers in (0, 1) (Park and Miller 1988, multiplier 48271):
    the same whether interpreted or compiled.
    """
    luck[0] = luck[0] * 48271 % 2147483647
    return float(luck[0]) / 2147483647.0


@kernel
def _spread(field: Field, state: State, cell: int, missed: float) -> None:
    """A cell's new chance to be missed, told to all options that see it."""
    change = missed - state.missed[cell]
    state.missed[cell] = missed
    state.got[field.sector[cell]] -= change * field.weight[cell]
    weighted = change * field.guide[cell]
    for k in range(field.row_begins[cell], field.row_begins[cell + 1]):
        state.gain[field.row_options[k]] += weighted * field.row_p[k]


@kernel
def _book(field: Field, state: State, option: int, sign: int) -> None:
    for limit in range(len(state.left)):
        state.left[limit] -= sign * field.use[limit, option]
    state.room[field.site[option]] -= sign
    for k in range(field.cover_begins[option], field.cover_begins[option + 1]):
        state.need[field.covers[k]] -= sign


@kernel
def put_in(field: Field, state: State, option: int) -> None:
    """Choose an option."""
    state.chosen[option] = True
    _book(field, state, option, 1)
    for k in range(field.begins[option], field.begins[option + 1]):
        cell = field.cells[k]
        _spread(field, state, cell, state.missed[cell] * (1.0 - field.p[k]))


@kernel
def take_out(field: Field, state: State, option: int) -> None:
    """Choose it no longer. What is missed is multiplied anew, so that no error builds up."""
    state.chosen[option] = False
    _book(field, state, option, -1)
    for k in range(field.begins[option], field.begins[option + 1]):
        cell = field.cells[k]
        missed = 1.0
        for r in range(field.row_begins[cell], field.row_begins[cell + 1]):
            if state.chosen[field.row_options[r]]:
                missed *= 1.0 - field.row_p[r]
        _spread(field, state, cell, missed)


@kernel
def fits(field: Field, state: State, option: int) -> bool:
    """Is it free, and within what is left?"""
    if state.chosen[option] or state.room[field.site[option]] <= 0:
        return False
    for limit in range(len(state.left)):  # noqa: SIM110 -- numba knows no generators here
        if field.use[limit, option] > state.left[limit]:
            return False
    return True


@kernel
def wanted(field: Field, state: State, option: int, bonus: Floats) -> float:
    """The bonus of all critical cells that still want a system and would be seen."""
    total = 0.0
    for k in range(field.cover_begins[option], field.cover_begins[option + 1]):
        if state.need[field.covers[k]] > 0:
            total += bonus[field.covers[k]]
    return total


@kernel
def fill(field: Field, state: State, price: Floats, bonus: Floats, added: Ints) -> int:
    """Put in the best gain for its price until nothing fits; how many, listed in `added`."""
    count = 0
    while count < len(added):
        best, most = -1, 0.0
        for option in range(len(price)):
            worth = state.gain[option]
            if len(field.covers):
                worth += wanted(field, state, option, bonus)
            if worth > most * price[option] and worth > 1e-15 and fits(field, state, option):
                best, most = option, worth / price[option]
        if best < 0:
            break
        put_in(field, state, best)
        added[count] = best
        count += 1
    return count


@kernel
def worth_of(state: State, floor: Floats, fine: float) -> float:
    """What the plan is worth: detection less a fine for each missing system and share of a floor."""
    worth = 0.0
    for sector in range(len(floor)):
        worth += state.got[sector]
        if state.got[sector] < floor[sector]:
            worth -= fine * (0.01 + (floor[sector] - state.got[sector]) / floor[sector])
    for critical in range(len(state.need)):
        if state.need[critical] > 0:
            worth -= fine * state.need[critical]
    return worth
