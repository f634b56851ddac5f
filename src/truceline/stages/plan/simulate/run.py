"""The simulation of a plan: replicas side by side, then what they show.

Threads share the work; the result doesn't depend on how many there are.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from truceline.model.simulation import Simulated
from truceline.stages.plan.simulate.replica import Player, Replica
from truceline.stages.plan.simulate.report import told
from truceline.stages.plan.simulate.scenario import Scenario
from truceline.stages.plan.simulate.sight import Floats, Sight
from truceline.stages.plan.simulate.wrong import wrong_profiles

WRONG_SETS = 8
"""Sets of wrong profiles, where the caller says nothing."""
AGAIN = 3
"""Replicas whose acts are looked at again with each set of wrong profiles."""
MOST_AGAIN = 20_000
"""Of each of these replicas; of more, every second, third … act is."""


def simulate(
    setting: Scenario, replicas: int, seed: int, *, wrong_sets: int = WRONG_SETS
) -> Simulated:
    """What would be seen, known and reached, over so many replicas.

    With one seed, two settings share every draw that doesn't depend on what differs between them.
    Raises `ValueError` without a replica or where a system has no profile.
    """
    if replicas < 1:
        raise ValueError("a simulation needs a replica")
    player = Player(setting)
    played = play_all(player, replicas, seed)
    wrong = _wrong(setting, played[:AGAIN], wrong_sets, seed)
    return told(setting, played, wrong, seed)


def play_all(player: Player, replicas: int, seed: int) -> tuple[Replica, ...]:
    """All replicas, in their order."""
    with ThreadPoolExecutor(max_workers=min(replicas, os.cpu_count() or 1)) as pool:
        return tuple(pool.map(lambda number: player.play(seed, number), range(replicas)))


def _wrong(
    setting: Scenario, played: Sequence[Replica], sets: int, seed: int
) -> tuple[tuple[Floats, ...], ...]:
    """By set of wrong profiles and replica: what coverage says of each act."""
    every = wrong_profiles(setting.profiles, sets, seed)
    found = []
    for profiles in every:
        sights = [Sight(setting, act, profiles) for act in setting.acts]
        found.append(tuple(_again(replica, sights) for replica in played))
    return tuple(found)


def _again(replica: Replica, sights: Sequence[Sight]) -> Floats:
    """What coverage says of each act; no number where it isn't looked at."""
    seen = np.full(len(replica.acts), np.nan)
    looked = np.arange(0, len(seen), 1 + len(seen) // MOST_AGAIN)
    for kind, sight in enumerate(sights):
        mine = looked[replica.acts.kind[looked] == kind]
        seen[mine] = sight.seen(replica.acts.only(mine), 0)[1]
    return seen
