"""Steps that one kind of term asks: distances from the line, buffers, heights, named places."""

import json

from truceline.foundation.agreement.usual import FORWARD_KM, NAMED_KM
from truceline.model.agreement import Airspace, ProtectedSites, WindowsCorridors, Withdrawal
from truceline.model.evidence import Report
from truceline.model.finding import Answer, Verdict, Why
from truceline.model.place import ZoneSpec
from truceline.stages.compliance.ground import area_step, near_list_step, near_named_step
from truceline.stages.compliance.scene import Scene
from truceline.stages.compliance.steps import object_step
from truceline.stages.compliance.weigh import Weighed, ordered, plain_answer, unknown, weigh
from truceline.stages.compliance.words import list_words


def protected_step(scene: Scene, term: ProtectedSites) -> Answer:
    """In the list, or within the buffer of a site of the list."""
    if term.sites is None:
        question = f"object is in {list_words(scene.reading.party)}"
        return unknown(question, Why.CLAUSE, "the term has no list")
    listed = object_step(scene, term.sites)
    if term.buffer_km is None or listed.verdict is Verdict.YES:
        return listed
    return _either(listed, near_list_step(scene, term.sites, term.buffer_km))


def _either(first: Answer, second: Answer) -> Answer:
    """One of two is enough; open while either is open."""
    by_weight = (Verdict.YES, Verdict.UNDETERMINED, Verdict.NO)
    best = min((second, first), key=lambda a: by_weight.index(a.verdict))
    other = first if best is second else second
    question = f"{first.question}, or {second.question}"
    note = "; ".join(n for n in (f"{other.question}: {other.verdict}", best.note) if n)
    return best.but(question=question, note=note)


def beyond_step(scene: Scene) -> Answer:
    """On the other side's ground, as seen from the accused side."""
    question = f"forward of {scene.accused}'s line"
    line = scene.ground.line
    if line is None:
        return unknown(question, Why.PLACE, "the mission has no line")
    facing = {line.left: line.right, line.right: line.left}.get(scene.accused, "")
    if not facing:
        return unknown(question, Why.PLACE, "the line doesn't say on which side the accused stands")
    spec = ZoneSpec(id="forward", from_line=(0.0, FORWARD_KM), party=facing)
    return area_step(scene, spec, question)


def withdrawn_step(scene: Scene, term: Withdrawal) -> Answer:
    """Nearer to the line than the term allows; a width is half of it to either side."""
    specs = []
    if (km := term.distance_km) is not None:
        area = ZoneSpec(id="withdrawal", from_line=(-km, km))
        specs.append(area_step(scene, area, f"within {km:g} km of the line"))
    if (width := term.width_km) is not None:
        area = ZoneSpec(id="withdrawal", width_km=width)
        specs.append(area_step(scene, area, f"in the {width:g} km wide zone"))
    return _agreed(specs)


def _agreed(answers: list[Answer]) -> Answer:
    """A distance and a width in one text are alternatives: yes needs both."""
    if not answers:
        question = "nearer to the line than allowed"
        return unknown(question, Why.CLAUSE, "the term gives no distance")
    if len({a.verdict for a in answers}) == 1:
        return answers[0]
    question = "; ".join(a.question for a in answers)
    told = "; ".join(f"{a.question}: {a.verdict}" for a in answers)
    return unknown(question, Why.CLAUSE, told)


def height_step(scene: Scene, term: Airspace) -> Answer:
    """Within the closed band of height, metres above ground."""
    floor, ceiling = term.floor_m or 0.0, term.ceiling_m
    upper = f"to {ceiling:g} m" if ceiling is not None else "and above"
    question = f"height {floor:g} m {upper}"
    heights = sorted(h for r in scene.reports if (h := _height(r)) is not None)
    if not heights:
        return unknown(question, Why.PLACE, "the height is not reported")
    values = (
        Weighed(
            f"{h:g} m",
            plain_answer(question, floor <= h and (ceiling is None or h < ceiling)),
            1 / len(heights),
        )
        for h in heights
    )
    answer = weigh(question, values, scene.ground.settings)
    return answer.but(why=Why.PLACE) if answer.verdict is Verdict.UNDETERMINED else answer


def _height(report: Report) -> float | None:
    """`height_m` of the columns that no mapping named."""
    found = json.loads(report.attributes or "{}").get("height_m")
    try:
        return None if found is None else float(found)
    except (TypeError, ValueError):
        return None


def permitted_step(scene: Scene, term: Airspace) -> Answer:
    """Not one of the flights that the term permits."""
    question = f"not a permitted flight ({', '.join(term.permitted)})"
    allowed = {p.casefold() for p in term.permitted}
    judged = any(j.verdict == "exempt" and j.value.casefold() in allowed for j in scene.rulings)
    return plain_answer(question, not judged and scene.accused.casefold() not in allowed)


def corridor_step(scene: Scene, term: WindowsCorridors) -> Answer:
    """At a place that the term names: by the site that reports name, else by nearness."""
    names = {name.casefold() for name in term.sites_named}
    question = f"at {', '.join(term.sites_named)}"
    values = [
        Weighed(s.value, plain_answer(question, s.value.casefold() in names), s.share)
        for s in ordered(scene.incident.sites)
    ]
    if any(v.answer.verdict is Verdict.YES for v in values):
        return weigh(question, values, scene.ground.settings)
    return near_named_step(scene, term.sites_named, NAMED_KM)
