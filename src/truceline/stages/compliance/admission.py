"""Admissions: the accused side affirming an act that a term forbids it.

Judged per report, by that report's own object, act and interval under each reading. A side that
reports damage it suffered admits nothing, nor does any interception, of its own drones too. What
lies outside every window is affirmed, not admitted, and stays listed as such.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from truceline.foundation.vocabulary import family
from truceline.model.agreement import OBSERVABLE, Reading
from truceline.model.evidence import About, Report, Stance
from truceline.model.finding import Breach, Verdict
from truceline.model.incident import Affirmation, Incident, Share
from truceline.model.place import Place
from truceline.model.record import Interval
from truceline.stages.compliance.combine import combine
from truceline.stages.compliance.rules import steps_of
from truceline.stages.compliance.rulings import Rulings
from truceline.stages.compliance.scene import Ground, Scene, Step, Topic
from truceline.stages.compliance.voices import Voice

OWNING = (About.ALL, About.ACTOR, About.OCCURRENCE)
_REASONS = {
    Topic.WINDOW: "outside every window",
    Topic.OBJECT: "object not covered",
    Topic.ACT: "act not covered",
    Topic.PLACE: "outside the place of the term",
    Topic.MEANS: "not one of the weapons of the term",
    Topic.BOUND: "not bound",
}


def affirmations_of(
    incident: Incident,
    voices: Sequence[Voice],
    readings: Sequence[Reading],
    ground: Ground,
    rulings: Rulings,
) -> tuple[Affirmation, ...]:
    """The accused side's own words for the act, admitted or not, by side and by reason."""
    found: dict[tuple[str, tuple[str, ...], str], list[str]] = defaultdict(list)
    for voice in voices:
        if owns(voice):
            admitted, reason = _weighed(incident, voice, readings, ground, rulings)
            found[voice.side, admitted, reason].append(voice.report.key)
    return tuple(
        Affirmation(side=side, report_ids=tuple(sorted(keys)), admitted=admitted, reason=reason)
        for (side, admitted, reason), keys in sorted(found.items())
    )


def owns(voice: Voice) -> bool:
    """Does the side affirm an act as its own? An operator on its territory doesn't speak for it."""
    report = voice.report
    speaks = voice.group == voice.side and report.claimant_side in {None, "", voice.side}
    affirms = report.stance in {Stance.CLAIMS, Stance.CONFIRMS} and report.about in OWNING
    return bool(voice.group) and speaks and affirms and report.alleged_actor == voice.side


def _weighed(
    incident: Incident,
    voice: Voice,
    readings: Sequence[Reading],
    ground: Ground,
    rulings: Rulings,
) -> tuple[tuple[str, ...], str]:
    """The readings under which it is an admission, else why it isn't one under any."""
    if excuse := _excuse(voice.report):
        return (), excuse
    traces: list[tuple[Step, ...]] = []
    admitted = []
    for reading in readings:
        scenes = _scenes(incident, voice, reading, ground, rulings)
        told = [steps_of(scene) for scene in scenes]
        traces += told
        if any(combine(steps).breach is Breach.BREACH for steps in told):
            admitted.append(reading.party)
    return tuple(admitted), "" if admitted else _reason(traces)


def _excuse(report: Report) -> str:
    if report.kind.endswith("_intercepted"):
        return "an interception"
    return "damage, not an act" if family(report.kind) == "effect" else ""


def _scenes(
    incident: Incident, voice: Voice, reading: Reading, ground: Ground, rulings: Rulings
) -> Iterable[Scene]:
    """The report alone, as if it were the whole incident, under each term of a reading."""
    alone = incident_of(incident, voice.report)
    for term in reading.terms:
        if isinstance(term, OBSERVABLE):
            yield Scene(
                incident=alone,
                accused=voice.side,
                reading=reading,
                term=term,
                ground=ground,
                reports=(voice.report,),
                rulings=rulings.about(alone.report_ids),
            )


def incident_of(incident: Incident, report: Report) -> Incident:
    """One report's own object, act, time and place."""
    category = report.target_category
    return Incident(
        id=incident.id,
        report_ids=(report.key,),
        probabilities=(1.0,),
        when=_when(report),
        time_uncertainty_h=report.time_uncertainty_h,
        where=_where(report),
        acts=(Share(value=report.kind, share=1.0),),
        categories=(Share(value=category, share=1.0),) if category else (),
        sites=(Share(value=report.target_name, share=1.0),) if report.target_name else (),
    )


def _when(report: Report) -> Interval | None:
    if report.start is None or report.end is None:
        return None
    return Interval(start=report.start, end=report.end)


def _where(report: Report) -> Place | None:
    if report.lat is None or report.lon is None:
        return None
    return Place(lat=report.lat, lon=report.lon, radius_km=report.place_uncertainty_km or 0.0)


def _reason(traces: Sequence[Sequence[Step]]) -> str:
    """What stood in the way: the topic that says no in all traces, else in most, else an open one."""
    for topic, words in _REASONS.items():
        if traces and all(_refuses(steps, topic) for steps in traces):
            return words
    refused = [
        words for topic, words in _REASONS.items() if any(_refuses(s, topic) for s in traces)
    ]
    open_whys = sorted({str(w) for s in traces if (w := combine(s).why) is not None})
    if open_whys:
        return f"undetermined ({', '.join(open_whys)})"
    return "; ".join(refused) or "exempt"


def _refuses(steps: Iterable[Step], topic: Topic) -> bool:
    return any(s.topic is topic and s.answer.verdict is Verdict.NO for s in steps)
