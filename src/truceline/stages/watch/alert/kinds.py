"""What each kind of rule looks for. Nothing here knows what was raised before.

Days that nobody observed are never quiet days. Refuted incidents raise nothing.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from truceline.foundation.phrase import listed, noun
from truceline.foundation.vocabulary import matches
from truceline.model.alerting import EFFORT, AlertRule
from truceline.model.brief import TotalRow
from truceline.model.incident import Incident, Occurrence, Share
from truceline.model.watch import Change, Curves
from truceline.stages.watch.alert.facts import Candidate, Facts
from truceline.stages.watch.alert.numbers import chance, plain, sized, spell, sure

WHOLE: Final = "whole line"
_SHOWN: Final = 6
"""Places of a zone that are named; of more, the number is told."""


def candidates(rule: AlertRule, facts: Facts) -> Iterator[Candidate]:
    """Everything that fits a rule, in the order of the facts."""
    yield from _KINDS[rule.kind](rule, facts)


def _clusters(rule: AlertRule, facts: Facts) -> Iterator[Candidate]:
    for one in facts.clusters:
        if one.adjusted > rule.level or one.observed < rule.least:
            continue
        sectors = _named(one.zone)
        words = {
            "sector": sectors,
            "zone": _named(one.places) if one.places else sectors,
            "first": str(one.start),
            "last": str(one.end),
            "days": plain((one.end - one.start).days + 1),
            "observed": plain(one.observed),
            "expected": f"{one.expected:,.1f}",
            "ratio": f"{one.relative_risk:,.1f}",
            "p": chance(one.p_value),
            "adjusted": chance(one.adjusted),
            "recurrence": spell(1.0 / one.p_value),
        }
        yield Candidate(
            one.zone,
            one.start,
            one.end,
            one.end,
            words,
            sector=sectors,
            figures=(one.id,),
            basis=one.basis,
            lat=one.lat,
            lon=one.lon,
            radius_km=one.radius_km,
            narrow=True,
        )


def _named(zone: tuple[str, ...]) -> str:
    return listed(zone) if len(zone) <= _SHOWN else f"{zone[0]} and {len(zone) - 1} others"


def _quiet(rule: AlertRule, facts: Facts) -> Iterator[Candidate]:
    for curve in facts.curves:
        if rule.units and curve.unit not in rule.units:
            continue
        for at, value in enumerate(curve.recorded):
            if value:
                yield from _after_quiet(rule, facts, curve, at)


def _after_quiet(rule: AlertRule, facts: Facts, curve: Curves, at: int) -> Iterator[Candidate]:
    """The day, if so many observed days before it were quiet, whatever lay unobserved between."""
    quiet, blind, since = _before(curve, at)
    number = _spell_from(curve, at)
    if quiet < rule.quiet_days or number < rule.least or since is None:
        return
    day, sector = curve.days[at], curve.sector or WHOLE
    words = {
        "sector": sector,
        "day": str(day),
        "count": plain(number),
        "unit": curve.unit if number == 1 else _many(curve.unit),
        "quiet": plain(quiet),
        "since": str(since),
        "blind": plain(blind),
    }
    figures = (".".join(filter(None, ("recorded", curve.sector, curve.act, curve.unit, str(day)))),)
    marks = (" · ".join(filter(None, (sector, curve.act, curve.unit))),)
    basis = _there(facts, curve, day)
    yield Candidate(
        marks,
        day,
        day,
        day,
        words,
        curve.sector,
        figures,
        basis,
        narrow=curve.release == "restricted",
    )


def _before(curve: Curves, at: int) -> tuple[int, int, date | None]:
    """Quiet and unobserved days before a day, and the first of the quiet ones."""
    quiet, blind, waiting, since = 0, 0, 0, None
    for k in range(at - 1, -1, -1):
        value = curve.recorded[k]
        if value:
            break
        if value is None:
            waiting += 1
            continue
        quiet, blind, waiting, since = quiet + 1, blind + waiting, 0, curve.days[k]
    return quiet, blind, since


def _spell_from(curve: Curves, at: int) -> float:
    """Recorded from a day on without a break: an incident about midnight counts in parts."""
    total = 0.0
    for value in curve.recorded[at:]:
        if not value:
            break
        total += value
    return total


def _there(facts: Facts, curve: Curves, day: date) -> tuple[str, ...]:
    """Incidents of a curve's sector and act that began that day."""
    return tuple(
        sorted(
            i.id
            for i in facts.incidents
            if i.when
            and facts.day(i.when.start) == day
            and curve.sector in {"", facts.sectors.get(i.id, "")}
            and (not curve.act or any(matches(curve.act, a.value) for a in i.acts))
        )
    )


def _sites(rule: AlertRule, facts: Facts) -> Iterator[Candidate]:
    for incident in _standing(facts):
        hit = [(s, c) for s, c in _hit(facts, incident) if _meant(rule, c)]
        if not hit:
            continue
        names = [facts.sites[site].name if site in facts.sites else site for site, _ in hit]
        kinds = dict.fromkeys(_said(category) for _, category in hit)
        marks = tuple(f"{site} · {report}" for site, _ in hit for report in incident.report_ids)
        words = {"site": listed(names), "category": listed(kinds)}
        yield _of_incident(facts, incident, marks, words, tuple(site for site, _ in hit))


def _hit(facts: Facts, incident: Incident) -> Iterator[tuple[str, str]]:
    """Sites that an incident names, with their categories."""
    for share in incident.sites:
        site = facts.sites.get(share.value)
        yield share.value, site.category if site else _likeliest(incident.categories)


def _meant(rule: AlertRule, category: str) -> bool:
    return not rule.categories or any(matches(p, category) for p in rule.categories)


def _interference(rule: AlertRule, facts: Facts) -> Iterator[Candidate]:
    for incident in _standing(facts):
        act = _likeliest(incident.acts)
        if any(matches(pattern, act) for pattern in rule.acts):
            yield _of_incident(facts, incident, incident.report_ids, {})


def _standing(facts: Facts) -> Iterator[Incident]:
    for incident in facts.incidents:
        status = facts.statuses.get(incident.id)
        if status is None or status.occurrence != Occurrence.REFUTED:
            yield incident


def _of_incident(
    facts: Facts,
    incident: Incident,
    marks: tuple[str, ...],
    words: dict[str, str],
    sites: tuple[str, ...] = (),
) -> Candidate:
    when, where, status = incident.when, incident.where, facts.statuses.get(incident.id)
    known = incident.known or (when.end if when else None)
    day = facts.day(when.start) if when else facts.day(known) if known else date.min
    sector, place = facts.sectors.get(incident.id, ""), where.name if where else ""
    told = {
        "sector": sector or "sector not known",
        "when": _moment(facts, incident),
        "place": sector or place or "place not known",
        "act": _said(_likeliest(incident.acts)),
        "occurrence": (status.occurrence.value if status else "alleged").replace("_", " "),
        "reports": plain(len(incident.report_ids)),
        "incidents": "1",
    }
    return Candidate(
        marks,
        day,
        day,
        facts.day(known) if known else day,
        {**told, **words},
        sector,
        (incident.id,),
        tuple(sorted(incident.report_ids)),
        where.lat if where else None,
        where.lon if where else None,
        where.radius_km if where else None,
        spot=_spot(facts, sites, place),
    )


def _spot(facts: Facts, sites: tuple[str, ...], place: str) -> str:
    """Sites of the mission's table are one spot; any other needs a named place beside it."""
    known = bool(sites) and all(site in facts.sites for site in sites)
    return " · ".join((*sites, *(() if known else (place,)))) if known or place else ""


def _moment(facts: Facts, incident: Incident) -> str:
    if incident.when is None:
        return "time not known"
    start = incident.when.start.astimezone(facts.local)
    return (
        f"{start:%Y-%m-%d} about {start:%H:%M}" if incident.when.hours < 1 else f"{start:%Y-%m-%d}"
    )


def _likeliest(shares: tuple[Share, ...]) -> str:
    return max(shares, key=lambda s: (s.share, s.value)).value if shares else ""


def _said(word: str) -> str:
    return noun(word) if word else "kind not stated"


def _totals(rule: AlertRule, facts: Facts) -> Iterator[Candidate]:
    for row in facts.totals:
        if _apart(rule, row):
            words = {
                "by": row.by,
                "accused": row.accused,
                "claimed": row.claimed,
                "window": row.window,
                "stated": str(row.stated),
                "itemised": plain(row.itemised or 0),
            }
            mark = f"{row.by} · {row.accused} · {row.stated} · {row.claimed}"
            days = row.stated, row.stated, row.stated
            yield Candidate((mark,), *days, words, figures=(row.figure,), basis=row.cites)


def _apart(rule: AlertRule, row: TotalRow) -> bool:
    """Does the least that is claimed exceed what is itemised by the factor, and by the least number?

    What nobody itemised, or counts in a unit that isn't compared, isn't held against anything.
    """
    least = row.lo if row.lo is not None else row.number
    if least is None or row.itemised is None or "not compared" in row.difference:
        return False
    return least >= rule.factor * row.itemised and least - row.itemised >= rule.least


def _changes(rule: AlertRule, facts: Facts) -> Iterator[Candidate]:
    for one in facts.changes:
        if _tells(rule, one):
            words = {
                "series": one.series,
                "day": str(one.day),
                "ratio": f"{one.ratio.value:,.1f}",
                "before": sized(one.before),
                "after": sized(one.after),
                "unit": _many(one.unit) if one.unit else "recorded",
                "per": one.per,
                "probability": sure(one.probability),
                "effort": "effort taken out" if one.corrected else "effort not taken out",
                "beside": "; ".join(one.beside) or "nothing else that is known of",
            }
            days = one.earliest, one.latest, one.told or one.latest
            figures = (f"change.{one.series}.{one.day}",)
            yield Candidate(
                (one.series,),
                *days,
                words,
                figures=figures,
                basis=one.basis,
                narrow=one.unit == EFFORT,
            )


def _many(unit: str) -> str:
    """`incidents`, `hours of effort`."""
    head, of, rest = unit.partition(" of ")
    return f"{head}s{of}{rest}"


def _tells(rule: AlertRule, one: Change) -> bool:
    fits = one.unit in rule.units if rule.units else one.unit != EFFORT
    size = one.before / one.after if rule.falls and one.after > 0 else one.ratio.value
    if rule.falls and one.after <= 0:
        return fits and one.before > 0 and one.probability >= rule.level
    return fits and one.probability >= rule.level and size >= rule.factor


def _gaps(rule: AlertRule, facts: Facts) -> Iterator[Candidate]:
    for source in facts.health:
        for gap in source.gaps:
            days = (gap.last - gap.first).days + 1
            if days < rule.quiet_days:
                continue
            words = {
                "source": source.source,
                "first": str(gap.first),
                "last": str(gap.last),
                "days": plain(days),
                "share": f"{source.share:.0%}",
            }
            figures = (f"health.{source.source}",)
            yield Candidate((source.source,), gap.first, gap.last, gap.last, words, figures=figures)


_KINDS: Final[dict[str, Callable[[AlertRule, Facts], Iterator[Candidate]]]] = {
    "cluster": _clusters,
    "first_after_quiet": _quiet,
    "protected_site": _sites,
    "interference": _interference,
    "divergence": _totals,
    "change": _changes,
    "gap": _gaps,
}
