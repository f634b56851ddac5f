"""What was set aside and why, and the method with its limits."""

from collections import defaultdict
from collections.abc import Iterable

from truceline.foundation.phrase import count
from truceline.model.brief import SetAside
from truceline.model.evidence import Stance
from truceline.model.place import PlaceBasis
from truceline.model.record import Problem
from truceline.stages.brief.accounts import accounts_aside
from truceline.stages.brief.case import Case

BELONGING = (
    "A report belongs to an incident with a probability. Behind “Why it is here” stand its strongest "
    "reasons: each term is the natural logarithm of how much more likely what was reported is if it "
    "speaks of this act than if it speaks of another."
)


def set_asides(case: Case) -> tuple[SetAside, ...]:
    """Rows that count for less or not at all, grouped by why."""
    return tuple(
        a
        for a in (
            _unconfirmed(case),
            *_problems(case),
            _unplaced(case),
            _rejected(case),
            *accounts_aside(case),
        )
        if a.rows
    )


def rows_set_aside(problems: Iterable[Problem]) -> int:
    """Rows that form no report: one for each error that names a line."""
    return len({(p.file, p.line) for p in problems if p.severity == "error" and p.line})


def _cites(case: Case, keys: Iterable[str]) -> tuple[str, ...]:
    ids = {case.incident_of[key] for key in keys if key in case.incident_of}
    return tuple(sorted(ids, key=case.numbers.__getitem__))


def _unconfirmed(case: Case) -> SetAside:
    keys = [key for key, r in case.reports.items() if r.stance is Stance.UNCONFIRMED]
    return SetAside(
        rows=len(keys),
        why="unconfirmed: the publisher doubts or cannot say",
        treatment="kept with the incident; forms no origin",
        cites=_cites(case, keys),
    )


def _unplaced(case: Case) -> SetAside:
    bad = {PlaceBasis.AMBIGUOUS, PlaceBasis.UNLOCATED}
    keys = [key for key, r in case.reports.items() if r.place_basis in bad]
    return SetAside(
        rows=len(keys),
        why="place ambiguous or not found",
        treatment="kept without coordinates; not on the map",
        cites=_cites(case, keys),
    )


def _rejected(case: Case) -> SetAside:
    keys = [k for j in case.mission.judgements if j.verdict == "reject" for k in j.about]
    return SetAside(
        rows=len(keys),
        why="rejected by a reviewer",
        treatment="left out, with the reason in the log",
    )


def _problems(case: Case) -> Iterable[SetAside]:
    """Problems by what they say; they quote the input, so that the public is told their number."""
    if case.release == "public":
        why = "problems of the input"
        yield SetAside(rows=len(case.problems), why=why, treatment="told at narrower levels")
        return
    groups: dict[tuple[str, str, str], list[Problem]] = defaultdict(list)
    for problem in case.problems:
        groups[problem.severity, problem.message, problem.hint].append(problem)
    for (severity, message, hint), found in sorted(groups.items()):
        keys = [p.field for p in found if p.field in case.reports]
        treatment = "set aside" if severity == "error" else "kept"
        yield SetAside(
            rows=len(found),
            why=message,
            treatment=f"{treatment}: {hint}" if hint else treatment,
            cites=_cites(case, keys),
        )


def method(case: Case) -> tuple[str, ...]:
    """How the numbers came about and what they can't say, with this mission's own settings."""
    settings = case.mission.spec.settings
    readings = count(len(case.readings), "reading")
    rough = f" {case.rough[:1].upper()}{case.rough[1:]}." if case.rough else ""
    return (
        "Every report is somebody's claim. “Alleged, would breach” says what a reading makes of the claim if it is true; it is no finding that it is true.",
        f"Each incident is judged under {readings}. Time is the interval shared by most reports; the share of its error inside a window gives yes (≥ {settings.yes:.2f}), no (≤ {settings.no:.2f}) or undetermined. Where a reading has several ends, yes needs all of them.",
        "Corroborated means that origins of different sides, each with its own access to the facts, say that something happened. A party's ministries, officials, media and operators are one origin. Verified is never computed: it needs a verifier's judgement with its method.",
        "Ledgers of accused sides are never summed or compared: sides publish differently, and nobody logged how well anyone could look.",
        "A place's disc is one standard deviation. Where only a region is named, the mark stands at its middle and the disc is dashed.",
        "Only what was known at this brief's date counts, by date of publication. The log root at the head names every input; `truceline verify` recomputes it.",
        *((BELONGING + rough,) if case.explained else ()),
    )
