"""Who did it, as far as evidence goes and the mandate lets the mission say.

Allegations are listed with the origins that make them and never count here. Evidence is what the
mission or a third source with access saw for itself, an admission, or an investigation's judgement.
"""

from collections.abc import Iterable, Sequence

from truceline.model.evidence import Judgement
from truceline.model.incident import Affirmation
from truceline.model.mission import Mandate
from truceline.stages.compliance.rulings import ATTRIBUTIONS
from truceline.stages.compliance.voices import Voice

LEVELS = ("none", "direction", "origin_area", "party", "unit")


def attribution_of(
    voices: Sequence[Voice],
    affirmations: Sequence[Affirmation],
    judged: Sequence[Judgement],
    parties: Iterable[str],
    mandate: Mandate,
) -> tuple[str, str]:
    """Level and party (empty below the level party), capped by the mandate."""
    level, party = _evidence(voices, affirmations, judged, frozenset(parties))
    cap = LEVELS.index(mandate.max_attribution) if mandate.max_attribution in LEVELS else 0
    allowed = LEVELS[min(cap, LEVELS.index(level))]
    return allowed, party if LEVELS.index(allowed) >= LEVELS.index("party") else ""


def _evidence(
    voices: Sequence[Voice],
    affirmations: Sequence[Affirmation],
    judged: Sequence[Judgement],
    parties: frozenset[str],
) -> tuple[str, str]:
    verified = (j.value for j in judged if j.verdict == "verify")
    investigated = [value for value in verified if value.startswith(ATTRIBUTIONS)]
    if investigated:
        level, _, whom = investigated[-1].partition(":")
        return level, whom.partition("/")[0]
    admitting = {a.side for a in affirmations if a.admitted}
    if len(admitting) == 1:
        return "party", next(iter(admitting))
    seen = [v for v in voices if v.group and v.side not in parties]
    if any(_trajectory(v) for v in seen):
        return "origin_area", ""
    return ("direction", "") if any(_direction(v) for v in seen) else ("none", "")


def _direction(voice: Voice) -> bool:
    report = voice.report
    return bool(report.direction_from) or report.impact_azimuth_deg is not None


def _trajectory(voice: Voice) -> bool:
    """A direction told from the impact as well as from what was seen or heard of the flight."""
    report = voice.report
    return bool(report.direction_from) and report.impact_azimuth_deg is not None
