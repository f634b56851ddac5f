"""What the page prints of the simulation, and of what could be verified of each term."""

from collections.abc import Iterator, Mapping, Sequence

from truceline.model.plan import Verifiability
from truceline.model.planbrief import PlanBrief
from truceline.model.planfield import FieldTold
from truceline.model.simulation import Estimated, SeenShare, Simulated, Waiting
from truceline.stages.plan.paper.words import act_of, exact, hours, percent, span_percent

Row = dict[str, object]


def played_view(field: FieldTold, order: Sequence[str]) -> Mapping[str, object]:
    """The simulation of the first option, beside the optimiser's and coverage's own words."""
    first = field.options[0]
    told = first.simulated
    assert told is not None
    return {
        "replicas": told.replicas,
        "days": exact(told.days),
        "events": f"{told.events:,}",
        "acts": [_act(row) for row in told.seen if not row.sector and row.night is None],
        "light": [_light(row) for row in told.seen if not (row.sector or row.act)],
        "waits": [_wait(w) for w in told.waits if not (w.by or w.sector) and w.q50],
        "helpers": list(_helpers(told)),
        "sectors": list(_by_sector(told, order)),
        "load": list(_load(told)),
        "notes": list(told.notes),
        "ways": list(_ways(field)),
    }


def _act(row: SeenShare) -> Row:
    return {
        "act": act_of(row.act),
        "per_day": exact(round(row.per_day, 1)),
        "detected": _share(row.detected),
        "expected": percent(row.expected) if row.expected is not None else "–",
        "wrong": span_percent(*row.wrong) if row.wrong else "–",
        "all": not row.act,
    }


def _light(row: SeenShare) -> Row:
    word = {None: "at any hour", False: "by day", True: "in the dark"}[row.night]
    return {"word": word, "detected": _share(row.detected)}


def _share(told: Estimated | None) -> str:
    """Mean and interval."""
    if told is None:
        return "–"
    return f"{told.mean * 100:.1f} % ({told.lo * 100:.1f}–{told.hi * 100:.1f})"


def _wait(wait: Waiting) -> Row:
    until = {"known": "known (classified)", "there": "a team is there"}.get(wait.until, wait.until)
    return {
        "until": until,
        "cases": f"{wait.q50.cases:,}" if wait.q50 else "0",
        "q10": hours(wait.q10.mean) if wait.q10 else "–",
        "q50": _time(wait.q50),
        "q90": _time(wait.q90),
    }


def _helpers(told: Simulated) -> Iterator[Row]:
    """Who reinforces after a serious breach: the range over sectors of half and nine in ten."""
    for name in dict.fromkeys(w.by for w in told.waits if w.by):
        own = [w for w in told.waits if w.by == name and w.q50 and w.q90]
        if own:
            halves = [w.q50.mean for w in own if w.q50]
            most = [w.q90.mean for w in own if w.q90]
            yield {
                "name": name,
                "cases": f"{sum(w.q50.cases for w in own if w.q50):,}",
                "half": _over(halves),
                "most": _over(most),
            }


def _over(values: Sequence[float]) -> str:
    low, high = hours(min(values)), hours(max(values))
    return low if low == high else f"{low} to {high}"


def _time(told: Estimated | None) -> str:
    if told is None:
        return "–"
    low, high = hours(max(told.lo, 0.0)), hours(told.hi)
    return f"{hours(told.mean)} ({low} to {high})"


def _by_sector(told: Simulated, order: Sequence[str]) -> Iterator[Row]:
    """Shares detected and waits by sector, in the order of the line."""
    waits = {(w.until, w.sector): w for w in told.waits if not w.by}
    rows = {r.sector: r for r in told.seen if not r.act and r.night is None}
    for name in order:
        if row := rows.get(name):
            known, there = waits.get(("known", row.sector)), waits.get(("there", row.sector))
            yield {
                "sector": row.sector,
                "per_day": exact(round(row.per_day, 1)),
                "detected": _share(row.detected),
                "known": hours(known.q50.mean) if known and known.q50 else "–",
                "there": hours(there.q50.mean) if there and there.q50 else "–",
                "busy": _busy(told.teams_busy.get(row.sector)),
            }


def _busy(told: Estimated | None) -> str:
    return percent(told.mean) if told else "–"


def _load(told: Simulated) -> Iterator[Row]:
    rows = (
        ("False alarms a day", told.false_alarms, ""),
        ("Hours of work a day of one analyst", told.analyst_hours, " h"),
        ("Mean wait for an analyst", told.queue_h, " h"),
    )
    for label, value, unit in rows:
        yield {
            "label": label,
            "value": f"{value.mean:,.1f}{unit} ({value.lo:,.1f}–{value.hi:,.1f})",
        }
    yield {"label": "Share of an analyst's hours that is work", "value": _share(told.busy)}


def _ways(field: FieldTold) -> Iterator[Row]:
    """Three ways to the same number, for the mix of acts at stake."""
    first = field.options[0]
    told, plan = first.simulated, first.placement
    if plan.chosen:
        words = "half of the hours in the dark, every system failing for itself"
        yield {"way": "Siting counts", "words": words, "value": f"{plan.objective * 100:.1f} %"}
    seen = sum(first.whole) / 2
    words = "hours of duty as planned, what fails together told (jamming, cloud, wind)"
    yield {"way": "Coverage says", "words": words, "value": f"{seen * 100:.1f} %"}
    if told:
        rows = {r.act: r for r in told.seen if not r.sector and r.night is None}
        yield from _simulated(field, rows)


def _simulated(field: FieldTold, rows: Mapping[str, SeenShare]) -> Iterator[Row]:
    """Acts played through, weighed as the mix weighs them."""
    kinds = [(rows[act], x) for act, x in field.mix.items() if act in rows]
    known = [(row.detected, x, row.wrong) for row, x in kinds if row.detected]
    whole = sum(x for _, x, _ in known)
    if not whole:
        return
    mean = sum(d.mean * x for d, x, _ in known) / whole
    half = sum(((d.hi - d.lo) / 2 * x / whole) ** 2 for d, x, _ in known) ** 0.5
    value = f"{mean * 100:.1f} % ({(mean - half) * 100:.1f}–{(mean + half) * 100:.1f})"
    yield {"way": "Simulation finds", "words": "95 % interval over replicas", "value": value}
    wrong = [(w, x) for _, x, w in known if w]
    if wrong:
        ends = (sum(w[n] * x for w, x in wrong) / whole for n in (0, 1))
        words = "range and peak of each kind wrong by up to half, each for itself"
        yield {"way": "If profiles are wrong", "words": words, "value": span_percent(*ends)}


def terms_view(field: FieldTold, brief: PlanBrief) -> Mapping[str, object]:
    """A row for each term, by sector a matrix of what could be verified."""
    first = field.options[0]
    rows = [t for t in first.terms if not (t.act or t.sector) and t.night is None]
    sectors = [s.id for s in brief.ground.sectors]
    return {
        "rows": [_term(row) for row in rows],
        "sectors": sectors,
        "matrix": [
            {"term": spoken_id(r.term_id), "cells": _cells(r, sectors, first.terms)} for r in rows
        ],
    }


def spoken_id(term: str) -> str:
    """A term's id as people write it."""
    return term.replace("_", " ")


def _term(row: Verifiability) -> Row:
    return {
        "term": spoken_id(row.term_id),
        "detected": percent(row.detected),
        "attributed": percent(row.attributed),
        "verifiable": percent(row.verifiable),
        "range": span_percent(*row.interval),
        "missing": row.missing or "nothing that a system could add",
    }


def _cells(row: Verifiability, sectors: Sequence[str], every: Sequence[Verifiability]) -> list[Row]:
    """By sector the mean over its acts as the term has them."""
    found = []
    for sector in sectors:
        own = [
            t for t in every if t.term_id == row.term_id and t.sector == sector and t.night is None
        ]
        whole = [t for t in own if not t.act] or own
        share = sum(t.verifiable for t in whole) / len(whole) if whole else None
        found.append({"told": percent(share) if share is not None else "–", "shade": _shade(share)})
    return found


def _shade(share: float | None) -> int:
    return 0 if share is None else min(int(share * 4) + 1, 4)
