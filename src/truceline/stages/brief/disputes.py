"""Disputes: claims against denials, proposition by proposition, one paragraph per incident.

An incident has its own paragraph when two sides blame each other, when a side contradicts itself,
when origins name objects that a reading treats differently, or when a side counts an object that no
reading's list covers. Blanket denials are told together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from truceline.foundation.phrase import count, listed, noun
from truceline.model.brief import Dispute, Said
from truceline.model.evidence import About, Report, Stance
from truceline.model.finding import LedgerRow
from truceline.model.incident import Incident
from truceline.stages.brief.case import Case
from truceline.stages.brief.ledgers import outcome
from truceline.stages.brief.readings import cover, first_term
from truceline.stages.brief.words import days_words, interval_words, short_moment

OPENINGS = {
    "author": "Each side blames the other.",
    "occurrence": "Whether it happened is disputed within one side.",
    "object": "Objects are named that a reading treats differently.",
    "coverage by any list": "No reading's list names the object, and its side tells it in two ways.",
}
COUNTABLE = ("strike", "attack", "assault", "flight", "intercepted", "means", "mine", "vessel")


def disputes(case: Case) -> tuple[Dispute, ...]:
    """Every incident whose facts are disputed, in order of time."""
    found = ((i, propositions(case, i)) for i in case.ordered)
    return tuple(
        Dispute(
            incident_id=i.id, title=title(case, i), about=about, text=_paragraph(case, i, about)
        )
        for i, about in found
        if about
    )


def general_denials(case: Case) -> tuple[Said, ...]:
    """Denials that have no paragraph of their own, told together per side and proposition."""
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for incident in case.ordered:
        if not propositions(case, incident):
            for denial in case.status[incident.id].denials:
                told[denial.side, denial.about].append(incident.id)
    ordered = sorted(told.items(), key=lambda item: (case.name(item[0][0]), item[0][1]))
    return tuple(_denied(case, side, about, ids) for (side, about), ids in ordered)


def _denied(case: Case, side: str, about: str, ids: list[str]) -> Said:
    what = {"all": "all of it", "occurrence": "that it happened"}.get(about, f"the {about}")
    text = f"{case.name(side)} also denies {what} for {count(len(ids), 'further incident')}, without a counter-claim."
    return Said(text=text, cites=tuple(ids))


def propositions(case: Case, incident: Incident) -> tuple[str, ...]:
    """What is disputed about an incident: author, occurrence, object, coverage by any list; empty when nothing
    beyond a blanket denial is.
    """
    status = case.status[incident.id]
    about = {
        "author": len(incident.accused) > 1,
        "occurrence": any(d.by_own_side for d in status.denials),
        "object": _object_disputed(case, incident),
        "coverage by any list": _counted_outside_lists(case, incident),
    }
    return tuple(what for what, disputed in about.items() if disputed)


def _object_disputed(case: Case, incident: Incident) -> bool:
    """Do reports name objects that some reading covers and objects that it does not?"""
    named = {r.target_category for r in _reports(case, incident) if r.target_category}
    for reading in case.readings:
        term = first_term(reading)
        if term and term.sites and {"yes", "no"} <= {cover(term.sites, c) for c in named}:
            return True
    return False


def _counted_outside_lists(case: Case, incident: Incident) -> bool:
    """Is the object in no reading's list, and does a second claimant of the accusing side speak of an
    effect alone?
    """
    rows = _reports(case, incident)
    named = {r.target_category for r in rows if r.target_category}
    terms = [t for r in case.readings if (t := first_term(r)) and t.sites]
    if not named or any(cover(t.sites, c) != "no" for t in terms for c in named if t.sites):
        return False
    effect = {(r.claimant_side, r.voice) for r in rows if r.about is About.EFFECT}
    whole = {
        (r.claimant_side, r.voice)
        for r in rows
        if r.about is About.ALL and r.stance is Stance.CLAIMS
    }
    return any(side == other for side, _ in effect - whole for other, _ in whole)


def _reports(case: Case, incident: Incident) -> list[Report]:
    return [case.reports[key] for key in incident.report_ids if key in case.reports]


def title(case: Case, incident: Incident) -> str:
    """`Northbridge gas metering, 21 March`."""
    unnamed = "Place without a name" if incident.where else "Place not known"
    place = (incident.where and incident.where.name) or unnamed
    when = incident.when
    day = days_words(when, case.zone_at(incident)) if when else "time not known"
    return f"{place}, {day}"


def _paragraph(case: Case, incident: Incident, about: tuple[str, ...]) -> str:
    rows = _reports(case, incident)
    parts = [*(OPENINGS[what] for what in about), *_voices(case, rows), *_times(case, incident)]
    parts += [
        _affirmed(case, a.side, a.reason)
        for a in case.status[incident.id].affirmations
        if not a.admitted
    ]
    if "occurrence" in about:
        sides = sorted({d.side for d in case.status[incident.id].denials if d.by_own_side})
        parts.append(
            f"{listed(map(case.name, sides))}'s own voices contradict each other; the denial is one of occurrence."
        )
    parts.append(_under_readings(case, incident))
    return " ".join(parts)


def _voices(case: Case, rows: Iterable[Report]) -> Iterable[str]:
    """One sentence per claimant: what it says, of which object, and whom it blames."""
    by_voice: dict[tuple[str, str], list[Report]] = defaultdict(list)
    for row in rows:
        by_voice[row.claimant_side or "", row.voice].append(row)
    for (side, voice), said in sorted(
        by_voice.items(), key=lambda v: (case.name(v[0][0]), -len(v[1]), v[0][1])
    ):
        yield _voice(case, side, voice, said)


def _voice(case: Case, side: str, voice: str, said: list[Report]) -> str:
    head = f"{voice} ({case.name(side) or 'side not known'}, {count(len(said), 'report')})"
    stance, about = Counter((r.stance, r.about) for r in said).most_common(1)[0][0]
    return f"{head} {_verb(stance, about)} {_act(case, stance, said)}."


def _verb(stance: Stance, about: About) -> str:
    if stance is Stance.DENIES:
        return {
            About.ACTOR: "denies its side's part and alleges",
            About.OCCURRENCE: "denies that it happened:",
            About.OBJECT: "denies that the object was hit:",
            About.EFFECT: "denies the effect:",
        }.get(about, "denies")
    if stance is Stance.UNCONFIRMED:
        return "reports, without confirming it,"
    return "speaks of the effect:" if about is About.EFFECT else f"{stance}"


def _act(case: Case, stance: Stance, said: list[Report]) -> str:
    acts = listed((_with_article(noun(a)) for a in _common(r.kind for r in said)), "or")
    objects = listed((f"{t}" for t in _common(r.target_name for r in said)), "or")
    words = _common((r.text for r in said), most=1)
    actors = [case.name(a) for a in _common(r.alleged_actor for r in said) if a != "unknown"]
    text = f"{acts} against {objects or 'an unnamed object'}"
    if actors and stance is not Stance.DENIES:
        text += f", blamed on {listed(actors)}"
    elif actors and any(r.about is About.ACTOR for r in said):
        text += f" by {listed(actors)}"
    return text + (f" (“{words[0]}”)" if words else "")


def _with_article(act: str) -> str:
    """`a drone strike`, `an airstrike`, `sabotage`."""
    if not act.endswith(COUNTABLE):
        return act
    return f"an {act}" if act[0] in "aeiou" else f"a {act}"


def _common(values: Iterable[str | None], most: int = 2) -> list[str]:
    counted = Counter(v for v in values if v)
    return [v for v, _ in sorted(counted.items(), key=lambda c: (-c[1], c[0]))[:most]]


def _times(case: Case, incident: Incident) -> Iterable[str]:
    if incident.when is None or not incident.outside:
        return
    outside = [case.reports[key] for key in incident.outside if key in case.reports]
    begins = sorted({r.start for r in outside if r.start})
    shared = len(incident.report_ids) - len(incident.outside)
    text = (
        f"{count(shared, 'report')} share {interval_words(incident.when, case.zone_at(incident))}"
    )
    spans = listed(short_moment(b, case.zone_at(incident)) for b in begins[:4])
    yield f"{text}; {count(len(outside), 'report')} put it elsewhere" + (
        f" (from {spans})." if spans else "."
    )


def _affirmed(case: Case, side: str, reason: str) -> str:
    return f"{case.name(side)} affirms an act of its own: affirmed, not admitted ({reason})."


def _under_readings(case: Case, incident: Incident) -> str:
    words = []
    for reading in case.readings:
        rows = [case.row.get((reading.party, a, incident.id)) for a in incident.accused]
        said = sorted({_outcome(row) for row in rows if row})
        words.append(
            f"under the reading of {case.name(reading.party)}: {listed(said, 'or') or 'not bound'}"
        )
    text = "; ".join(words)
    return f"{text[:1].upper()}{text[1:]}."


def _outcome(row: LedgerRow) -> str:
    said = outcome(row)
    return f"alleged, {said}" if said == "would breach" else said
