"""Where an incident stands over several readings. Nothing here adds over incidents or sides."""

from collections.abc import Mapping

from truceline.model.finding import Breach


def alone(outcomes: Mapping[str, Breach], reading: str) -> bool:
    """Breach under this reading and none or exempt under every other; undetermined never counts.

    `outcomes` is per reading. False where there is no other reading: nothing to differ from.
    """
    others = [breach for name, breach in outcomes.items() if name != reading]
    free = all(breach in {Breach.NONE, Breach.EXEMPT} for breach in others)
    return bool(others) and free and outcomes.get(reading) is Breach.BREACH


def under_all(outcomes: Mapping[str, Breach]) -> bool:
    """Breach under every reading; False where there is none."""
    return bool(outcomes) and all(breach is Breach.BREACH for breach in outcomes.values())
