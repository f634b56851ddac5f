"""The section "Is it holding?" as the pages show it: charts, the map, lettered sentences, access, alerts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import Final

from truceline.foundation.phrase import count, listed
from truceline.foundation.zones import zone_of
from truceline.model.brief import Brief
from truceline.model.holding import Holding, SideAccess, Trend, TrendChange
from truceline.model.watch import Alert, Cluster
from truceline.stages.brief.cites import Cites, web_link
from truceline.stages.brief.draw.ink import PAPER, RULE
from truceline.stages.brief.draw.svg import Drawing, box, ornament
from truceline.stages.brief.draw.trend import (
    GREY,
    Look,
    by_trend,
    shared_top,
    trend_chart,
    unknown_days,
)
from truceline.stages.brief.draw.trendkey import trend_key
from truceline.stages.brief.draw.zones import zones_map
from truceline.stages.brief.holding_figures import change_id, recorded_id
from truceline.stages.brief.holding_words import (
    beside_words,
    change_words,
    cluster_beside,
    cluster_words,
    lately_words,
    trend_name,
    units,
)
from truceline.stages.brief.words import short_moment

Plain = dict[str, object]
MOST_PANELS, MOST_CHANGES, MOST_ALERTS, MOST_LINKS = 24, 12, 10, 3
GROUPS: Final = {
    "sector": (
        "The mission's own record, by sector",
        "One scale for all sectors. Line and band: corrected for effort, the mean of seven days with its 95 % interval.",
    ),
    "side": (
        "Reported by anybody, by the side that is blamed",
        "Each side has its own scale, and no number crosses them.",
    ),
    "series": (
        "Published figures",
        "As printed, or as it follows from what was printed. A period stands on the day on which it ends; a series of one alone isn't drawn.",
    ),
}
_OPEN = ("open", "acknowledged")
_BAR = 86.0


def holding_view(brief: Brief) -> Plain | None:
    """Everything that the section shows; None for a brief without one."""
    held = brief.holding
    if held is None:
        return None
    name = _names(brief)
    lettered = list(zip(_letters(), _latest(held), strict=False))
    clusters = list(zip(_letters(len(lettered)), held.clusters, strict=False))
    cites = Cites(brief)
    mapped = [(x, c) for x, c in lettered if c.trend.startswith("sector.")]
    return {
        "lead": _lead(held),
        "scope": held.scope,
        "groups": list(_groups(brief, held, lettered, name)),
        "legend": _figure(trend_key(held, brief.parties)),
        "map": _figure(zones_map(brief, held, mapped, clusters)),
        "no_map": _no_map(held),
        "told": [*_changes(brief, lettered, name), *_clusters(clusters, cites, name)],
        "none_told": _none_told(held),
        "access": _access(brief, held, cites),
        "alerts": _alerts(brief, held, cites),
        "alerts_note": _alerts_note(held),
    }


def _figure(found: Drawing | None) -> Plain | None:
    return {"svg": found.svg, "alt": found.alt} if found else None


def _names(brief: Brief) -> Callable[[str], str]:
    names = {p.id: p.name for p in brief.parties} | {"common": "the common text"}
    return lambda side: names.get(side, side)


def _letters(after: int = 0) -> Iterator[str]:
    """A to Z, then A1 to Z1 and so on."""
    every = (f"{x}{n or ''}" for n in range(1000) for x in ascii_uppercase)
    return (x for k, x in enumerate(every) if k >= after)


def _latest(held: Holding) -> list[TrendChange]:
    """The newest changes, oldest of them first."""
    every = sorted(held.changes, key=lambda c: (c.change.told or c.change.day, c.trend, c.act))
    return every[-MOST_CHANGES:]


def _lead(held: Holding) -> str:
    opened = sum(a.state in _OPEN for a in held.alerts)
    found = [
        count(number, *words)
        for number, words in (
            (len(held.changes), ("change of a rate", "changes of a rate")),
            (len(held.clusters), ("cluster in space and time", "clusters in space and time")),
            (opened, ("open alert",)),
        )
        if number
    ]
    told = f"{listed(found)}.".capitalize() + " " if held.access and found else ""
    return (
        f"{told}Counts follow whoever looked and told: each panel is one observer's word of one unit, beside what "
        "could be seen, and panels are never added. None says what happened where nobody looked."
    )


# trends


def _groups(
    brief: Brief,
    held: Holding,
    lettered: Sequence[tuple[str, TrendChange]],
    name: Callable[[str], str],
) -> Iterator[Plain]:
    changes = by_trend(lettered)
    for kind, (title, note) in GROUPS.items():
        own = [t for t in held.trends if t.kind == kind]
        shown = _shown(own)
        if shown:
            yield {
                "title": title,
                "trends": [_trend(brief, t, shown, changes, name) for t in shown],
                "note": f"{note} {_left_out(own, shown)}".strip(),
                "why": " ".join(_why(held, shown)),
            }
    if held.no_ground and not any(t.kind == "sector" for t in held.trends) and held.watched:
        yield {
            "title": GROUPS["sector"][0],
            "trends": [],
            "note": "",
            "why": " ".join((f"No curve by sector: {held.no_ground}.", *_uncorrected(held))),
        }


def _shown(trends: Sequence[Trend]) -> list[Trend]:
    """Those with more than one period, at most so many, the fullest first; in their own order."""
    several = [t for t in trends if len(t.stretches) > 1 or t.unseen]
    fullest = sorted(several, key=lambda t: (-sum(s.lo for s in t.stretches), t.id))[:MOST_PANELS]
    return [t for t in several if t in fullest]


def _left_out(own: Sequence[Trend], shown: Sequence[Trend]) -> str:
    several = sum(len(t.stretches) > 1 for t in own)
    more = several - len(shown)
    return f"{more} more with fewer recorded are in trends.csv." if more > 0 else ""


def _why(held: Holding, shown: Sequence[Trend]) -> list[str]:
    """Why curves are not corrected for effort, each reason once."""
    if shown[0].kind == "sector":
        whys = sorted({t.why for t in shown if t.why} - {held.uncorrected})
        return [*_uncorrected(held), *(f"Not corrected: {why}." for why in whys[:3])]
    return [f"No curve here is corrected for effort: {shown[0].why}."]


def _uncorrected(held: Holding) -> list[str]:
    if not held.uncorrected:
        return []
    return [f"No curve is corrected for effort: {held.uncorrected}. Counts and hours stand alone."]


def _trend(
    brief: Brief,
    trend: Trend,
    shown: Sequence[Trend],
    changes: Mapping[str, Sequence[tuple[str, TrendChange]]],
    name: Callable[[str], str],
) -> Plain:
    title = trend_name(trend, name)
    top = shared_top(shown if trend.kind == "sector" else [trend])
    hours = max((h for t in shown for h in t.effort_h if h is not None), default=0.0)
    look = Look(
        name=f"trend-{[t.id for t in brief.holding.trends].index(trend.id) if brief.holding else 0}",
        title=f"{title}, by day",
        colour=_colour(brief, trend),
        top=top,
        hours=hours,
        changes=changes.get(trend.id, ()),
        crossed=any(unknown_days(t) for t in shown),
    )
    inside = {one for s in trend.stretches for one in s.basis if (trend.last - s.last).days < 7}
    public = not (brief.holding and brief.holding.access)
    return {
        "title": title,
        "party": trend.subject if trend.kind == "side" else "",
        "unit": units(trend.unit, 2),
        "text": "" if public else lately_words(trend),
        "cites": Cites(brief).links(() if public else inside),
        "sources": [] if public else _links(brief, inside),
        "figure": "" if public else recorded_id(trend),
        "chart": _figure(trend_chart(trend, look)),
    }


def _colour(brief: Brief, trend: Trend) -> str:
    own = {p.id: p.colour for p in brief.parties}
    return own.get(trend.subject, GREY) if trend.kind == "side" else GREY


def _links(brief: Brief, basis: Iterable[str]) -> list[str]:
    """Addresses of the printed figures behind a number, the newest few."""
    known = {s.id: s.url for s in brief.holding.sources} if brief.holding else {}
    urls = dict.fromkeys(web_link(known[one]) for one in sorted(basis) if one in known)
    return [url for url in urls if url][-MOST_LINKS:]


# changes and clusters


def _changes(
    brief: Brief,
    lettered: Sequence[tuple[str, TrendChange]],
    name: Callable[[str], str],
) -> Iterator[Plain]:
    for letter, told in lettered:
        kind, _, side = told.trend.partition(".")
        on = f" Told on {told.change.told.day} {told.change.told:%B}." if told.change.told else ""
        yield {
            "letter": letter,
            "party": side if kind == "side" else "",
            "text": change_words(told),
            "beside": beside_words(told, name) + on,
            "cites": Cites(brief).links(told.incidents),
            "sources": _links(brief, told.change.basis) if kind == "series" else [],
            "figure": change_id(told),
        }


def _clusters(
    lettered: Sequence[tuple[str, Cluster]], cites: Cites, name: Callable[[str], str]
) -> Iterator[Plain]:
    for letter, cluster in lettered:
        yield {
            "letter": letter,
            "party": "",
            "text": cluster_words(cluster, name),
            "beside": cluster_beside(cluster),
            "cites": cites.links(cluster.basis),
            "sources": [],
            "figure": cluster.id,
        }


def _no_map(held: Holding) -> str:
    if held.zones or not held.access:
        return ""
    if held.changes:
        return "No map: these changes are of whole records, which have no place."
    return ""


def _none_told(held: Holding) -> list[str]:
    if not held.access:
        return []
    found = []
    if not held.changes:
        seen = " that this level may see" if held.scope else ""
        found.append(f"No change of a rate{seen} is told up to this day.")
    elif len(held.changes) > MOST_CHANGES:
        found.append(f"{len(held.changes) - MOST_CHANGES} earlier changes are in changes.csv.")
    if held.no_scan:
        found.append(f"Clusters were not looked for: {held.no_scan}.")
    elif not held.clusters and not held.scope:
        found.append("No cluster at the level of the rules.")
    if held.left_out:
        found.append(f"Left out of the scan, observed too seldom: {', '.join(held.left_out)}.")
    return found


# access


def _access(brief: Brief, held: Holding, cites: Cites) -> Plain | None:
    if not held.access:
        return None
    sides = sorted(held.access, key=lambda s: [p.id for p in brief.parties].index(s.party))
    colours = {p.id: p.colour for p in brief.parties}
    rows = [
        _row("Neutral access on its territory", [_hours(s.hours) for s in sides]),
        _row("Access that it is said to have kept from monitors", *_denied(sides, cites)),
        _row("Its accusers itemise", [s.itemised for s in sides]),
        _row("Gaps of their bulletins", [s.gaps for s in sides]),
        _row(
            "Incidents blamed on it that a periodic list holds",
            [_listed(s) for s in sides],
            bars=[_share_bar(s, colours[s.party]) if s.against else "" for s in sides],
        ),
    ]
    if any(s.worked_h is not None for s in sides):
        rows.insert(1, _row("Worked on its side of the line", [_hours(s.worked_h) for s in sides]))
    return {"parties": [s.party for s in sides], "rows": rows}


def _row(
    label: str,
    words: Sequence[str],
    cites: Sequence[Plain] | None = None,
    bars: Sequence[str] | None = None,
) -> Plain:
    none: Plain = {"links": [], "more": 0}
    cells = [
        {"text": text, "cites": cites[n] if cites else none, "bar": bars[n] if bars else ""}
        for n, text in enumerate(words)
    ]
    return {"label": label, "cells": cells}


def _hours(hours: float | None) -> str:
    return "not logged" if hours is None else f"{hours:,.0f} hours"


def _denied(sides: Sequence[SideAccess], cites: Cites) -> tuple[list[str], list[Plain]]:
    words = [count(len(s.denials), "incident") if s.denials else "none reported" for s in sides]
    return words, [cites.links(s.denials) for s in sides]


def _listed(side: SideAccess) -> str:
    if not side.against:
        return "none is blamed on it"
    return f"{len(side.listed):,} of {len(side.against):,}"


def _share_bar(side: SideAccess, colour: str) -> str:
    share = len(side.listed) / len(side.against)
    ground = box(0.5, 1.5, _BAR, 7, fill=PAPER, stroke=RULE, stroke_width=0.8)
    return ornament(_BAR + 1, 10, ground, box(0.5, 1.5, share * _BAR, 7, fill=colour))


# alerts


def _open_alerts(held: Holding) -> list[Alert]:
    known = [a for a in held.alerts if a.state in _OPEN]
    return sorted(known, key=lambda a: (a.raised, a.id), reverse=True)


def _alerts(brief: Brief, held: Holding, cites: Cites) -> list[Plain]:
    zone = zone_of(brief.timeline.timezone) or zone_of("UTC")
    assert zone is not None
    return [
        {
            "raised": short_moment(alert.raised, zone),
            "state": alert.state,
            "by": f"{alert.by}: {alert.reason}" if alert.by and alert.reason else alert.by,
            "text": alert.sentence,
            "cites": cites.links(alert.basis),
        }
        for alert in _open_alerts(held)[:MOST_ALERTS]
    ]


def _alerts_note(held: Holding) -> str:
    opened = len(_open_alerts(held))
    closed = sum(a.state == "closed" for a in held.alerts)
    older = len(held.alerts) - opened - closed
    if not held.alerts and held.scope:
        return "No alert that this level may see is on record."
    if not held.alerts:
        return "No alert is on record up to this moment. The command watch raises them; a brief never does."
    parts = [f"{opened - MOST_ALERTS} more are in alerts.csv."] if opened > MOST_ALERTS else []
    parts += [f"Closed: {closed}."] if closed else []
    parts += [f"Known before the watch began, never raised: {older}."] if older else []
    return " ".join(parts)
