"""What belongs to the incident itself: occurrence, contestation, attribution; never breach.

Alleged unless two origins of different sides who had access say that it happened; verified only by
a mandated reviewer who names a method. No number of reports raises a status: origins do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from truceline.model.agreement import Reading
from truceline.model.evidence import Judgement, Report
from truceline.model.incident import Affirmation, Incident, IncidentStatus, Occurrence
from truceline.model.mission import Mission
from truceline.model.record import content_id
from truceline.stages.compliance.admission import affirmations_of
from truceline.stages.compliance.attribution import attribution_of
from truceline.stages.compliance.contest import contestation_of, denials_of, disputed_of
from truceline.stages.compliance.rulings import Rulings, settles
from truceline.stages.compliance.scene import Ground
from truceline.stages.compliance.voices import OriginRow, Voice, gather_origins, voices_of


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What every incident is judged with."""

    mission: Mission
    readings: Sequence[Reading]
    reports: Mapping[str, Report]
    origins: Mapping[str, OriginRow]
    rulings: Rulings
    ground: Ground
    contested: frozenset[str] = frozenset()  # incidents that somebody denies in general


def status_of(incident: Incident, bench: Bench) -> IncidentStatus:
    """Occurrence, contestation, origins, denials, affirmations and attribution of one incident."""
    voices = voices_of(incident, bench.reports, bench.origins, bench.rulings)
    judged = bench.rulings.about(incident.report_ids)
    affirmed = affirmations_of(incident, voices, bench.readings, bench.ground, bench.rulings)
    denials = denials_of(voices)
    mandate = bench.mission.spec.mandate
    occurrence = occurrence_of(incident, voices, affirmed, judged)
    level, party = attribution_of(voices, affirmed, judged, _parties(bench), mandate)
    return IncidentStatus(
        incident_id=incident.id,
        occurrence=occurrence,
        contestation=contestation_of(voices, denials, general=incident.id in bench.contested),
        origins=gather_origins(voices),
        denials=denials,
        affirmations=affirmed,
        disputed=disputed_of(voices),
        attribution=level,
        attributed_to=party,
        verified_by=_verifiers(judged, bench.rulings) if occurrence is Occurrence.VERIFIED else (),
        inside_mandate=_inside(incident, mandate.territory),
        basis=(*incident.report_ids, *(content_id(j) for j in judged)),
    )


def occurrence_of(
    incident: Incident,
    voices: Sequence[Voice],
    affirmed: Sequence[Affirmation],
    judged: Sequence[Judgement],
) -> Occurrence:
    """The newest decision of a reviewer, else what origins add up to."""
    decided = [found for j in judged if (found := _decision(j)) is not None]
    if decided:
        return decided[-1]
    rejected = len(voices) < len(incident.report_ids)
    if rejected and not any(v.says("occurrence") in {"affirms", "unconfirmed"} for v in voices):
        return Occurrence.REFUTED  # what was alleged was rejected: nothing is left to judge
    return corroborated(voices, affirmed)


def _decision(judgement: Judgement) -> Occurrence | None:
    if judgement.verdict == "verify" and not settles(judgement):
        return Occurrence(judgement.value)
    if not settles(judgement):
        return None
    return Occurrence.REFUTED if judgement.value == "refuted" else Occurrence.VERIFIED


def corroborated(voices: Sequence[Voice], affirmed: Sequence[Affirmation]) -> Occurrence:
    """Corroborated by two groups of different sides, or by one and an admission of another side.

    A side's own admission alone isn't two: nobody else has said so.
    """
    sides = {voice.side for voice in voices if voice.stands_for("occurrence")}
    sides |= {a.side for a in affirmed if a.admitted}
    sides -= {""}  # a source whose side nobody stated may be anybody's
    return Occurrence.CORROBORATED if len(sides) > 1 else Occurrence.ALLEGED


def _verifiers(judged: Sequence[Judgement], rulings: Rulings) -> tuple[str, ...]:
    decided = (j for j in judged if _decision(j) is Occurrence.VERIFIED)
    return tuple(sorted({name for j in decided for name in rulings.verifiers(j)}))


def _parties(bench: Bench) -> tuple[str, ...]:
    return tuple(party.id for party in bench.mission.spec.parties)


def _inside(incident: Incident, territory: Sequence[str]) -> bool:
    """False only where the territory is told by country codes and the place's country isn't one."""
    country = incident.where.country if incident.where else ""
    codes = bool(territory) and all(len(code) == 2 for code in territory)
    return not (country and codes) or country in territory
