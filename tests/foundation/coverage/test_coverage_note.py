"""What the method note says of numbers is what the data hold."""

from pathlib import Path

import pytest

from truceline.foundation.coverage.detect import shipped_profiles, visible_h

NOTE = (Path(__file__).parents[3] / "docs" / "methods" / "coverage.md").read_text(encoding="utf-8")


def yes(flag):
    return "yes" if flag else "no"


@pytest.mark.parametrize("p", shipped_profiles(), ids=lambda p: p.id)
def test_the_table_of_profiles(p):
    numbers = (p.range_km, p.peak, p.reach, p.night, p.weather, p.common_cause, p.jamming)
    words = yes(p.line_of_sight), p.attribution, yes(p.verifies)
    rest = (p.delay_h, p.false_alarms, p.crew, p.cost)
    told = [p.id, *(f"{n:g}" for n in numbers), *words, *(f"{n:g}" for n in rest)]
    assert f"| {' | '.join(told)} |" in NOTE


@pytest.mark.parametrize(
    ("act", "hours"),
    [
        ("fire/mortar", 0.25),
        ("fire/small_arms", 0.1),
        ("air/drone_flight", 0.3),
        ("ground/movement", 1),
        ("ground/mine_laying", 2),
        ("effect/outage", 4),
        ("ground/heavy_weapon_presence", 12),
        ("sea/obstruction", 12),
        ("force/mobilisation", 24),
        ("ground/fortification", 72),
    ],
)
def test_how_long_acts_can_be_seen(act, hours):
    assert visible_h(act) == hours
