"""Readings side by side: dates, objects, the common core, and terms shown by other means."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import tzinfo

from truceline.foundation.agreement.reading import common_core, covers_category
from truceline.foundation.phrase import listed, noun
from truceline.foundation.vocabulary import names_member
from truceline.model.agreement import OBSERVABLE, CoreTerm, Reading, SiteList, Term
from truceline.model.brief import ObjectRow, OtherMeans, ReadingView, Said
from truceline.model.evidence import Statement
from truceline.model.finding import Answer, Verdict
from truceline.model.incident import Share
from truceline.model.record import Interval
from truceline.stages.brief.case import Case
from truceline.stages.brief.draw.window import OPEN_YEAR
from truceline.stages.brief.words import day_words, last_day

TOPICS = {"entry_duration": {"end_date"}, "breach_exit": {"end_date"}, "monitoring": {"monitoring"}}
"""Which statements speak of a kind of clause, where a term's own words name no topic."""


def reading_views(case: Case) -> tuple[ReadingView, ...]:
    """Each reading with the windows of its first observable term."""
    return tuple(_view(case, reading) for reading in case.readings)


def first_term(reading: Reading) -> Term | None:
    """The first term of a reading that incidents can show."""
    return next((t for t in reading.terms if isinstance(t, OBSERVABLE)), None)


def _view(case: Case, reading: Reading) -> ReadingView:
    term = first_term(reading)
    windows = term.in_force.alternatives() if term else ()
    return ReadingView(
        id=reading.party,
        name=case.reading_name(reading.party),
        words=reading.note,
        windows=tuple(w.but(zone=case.zone_name(reading.party)) for w in windows),
        label=window_words(windows, case.zone_of_reading(reading.party)),
        cites=reading.cites,
    )


def window_words(windows: Iterable[Interval], zone: tzinfo) -> str:
    """`18 March to 16 April, or 17 or 18 April`: last days, every alternative."""
    every = tuple(windows)
    if not every:
        return "no window"
    starts = sorted({w.start.astimezone(zone).date() for w in every})
    ends = sorted({last_day(w.end, zone) for w in every if w.end.year < OPEN_YEAR})
    head = f"{listed(map(day_words, starts), 'or')} to "
    if not ends:
        return head + "no stated end"
    rest = f", or {listed(map(day_words, ends[1:]), 'or')}" if ends[1:] else ""
    return head + day_words(ends[0]) + rest


def core_words(case: Case) -> tuple[Said, ...]:
    """What all readings share, per observable term, where no common text exists."""
    if case.mission.agreement.common_text is not None:
        return ()
    every = (c for c in common_core(case.mission.agreement) if c.id in case.observable)
    return tuple(Said(text=_core(case, core)) for core in every)


def _core(case: Case, core: CoreTerm) -> str:
    if core.window is None:
        return f"{title(core.id)}: the readings share no moment."
    when = window_words([core.window], case.zone)
    what = listed(noun(c) for c in core.sites.yes) if core.sites else "all objects"
    return f"{title(core.id)}: all readings hold from {when}, for {what or 'no object'}."


def title(term_id: str) -> str:
    """`No strikes` from `no_strikes`."""
    words = term_id.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def object_rows(case: Case) -> tuple[ObjectRow, ...]:
    """Categories of the record and of the lists, grouped by how all readings treat them."""
    lists = {r.party: t.sites for r in case.readings if (t := first_term(r)) and t.sites}
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for category in sorted(_categories(case, lists.values())):
        groups[
            tuple(cover(lists[p], category) if p in lists else "yes" for p in _ids(case))
        ].append(category)
    order = {"yes": 0, "clause": 1, "no": 2, "kind": 3}
    rows = sorted(groups.items(), key=lambda g: ([order[c] for c in g[0]], g[1]))
    return tuple(_row(case, key, members) for key, members in rows)


def _ids(case: Case) -> list[str]:
    return [r.party for r in case.readings]


def _categories(case: Case, lists: Iterable[SiteList]) -> set[str]:
    named = {c for s in lists for c in (*s.yes, *s.clause, *s.no) if names_member(c)}
    return named | {share.value for i in case.incidents for share in i.categories}


def cover(sites: SiteList, category: str) -> str:
    """yes, clause, no or kind, for one category under one list."""
    answer: Answer = covers_category(sites, category)
    if answer.verdict is Verdict.UNDETERMINED:
        return str(answer.why)
    return str(answer.verdict)


def _row(case: Case, key: tuple[str, ...], members: list[str]) -> ObjectRow:
    accused: dict[str, int | None] = {
        p.id: sum(main_share(i.categories) in members for i in case.against(p.id))
        for p in case.parties
    }
    label = listed(noun(m) for m in members)
    return ObjectRow(
        label=label[:1].upper() + label[1:],
        categories=tuple(members),
        cover=dict(zip(_ids(case), key, strict=True)),
        accused=accused,
    )


def main_share(shares: Iterable[Share]) -> str:
    """The value with the largest share, an empty string when there is none."""
    best = max(shares, key=lambda s: (s.share, s.value), default=None)
    return best.value if best else ""


def other_means(case: Case) -> tuple[OtherMeans, ...]:
    """Terms that incidents can't show, in every brief, with the statements that speak of them."""
    seen: dict[str, OtherMeans] = {}
    for reading in case.readings:
        for term in reading.terms:
            if not isinstance(term, OBSERVABLE) and term.id not in seen:
                seen[term.id] = _other(case, term)
    return tuple(seen.values())


def _other(case: Case, term: Term) -> OtherMeans:
    clause = str(type(term).__struct_config__.tag)
    said = _spoken_of(case, term, clause)
    return OtherMeans(
        term=term.text or title(term.id),
        clause=clause.replace("_", " "),
        stated_by=_holders(case, term.id),
        known="; ".join(map(_statement, said)) or "no statement found",
        cites=tuple(c for c in (term.cite, *(s.source_url for s in said)) if c),
    )


def _spoken_of(case: Case, term: Term, clause: str, most: int = 3) -> list[Statement]:
    """The statements that speak of a term: of its topic, those that share most words with it,
    the latest first where they share as many; told in order of date.
    """
    words = _stems(f"{term.id} {term.text}")
    topics = {s.topic for s in case.mission.statements}
    named = {t for t in topics if _stems(t) <= words} or TOPICS.get(clause, set())
    said = [s for s in case.mission.statements if s.topic in named]
    best = sorted(said, key=lambda s: (len(_stems(s.value) & words), s.date, s.speaker))[-most:]
    return sorted(best, key=lambda s: (s.date, s.speaker))


def _stems(text: str) -> set[str]:
    """Words by their first five letters, short words left out: enough to tell topics apart."""
    return {w[:5] for w in re.findall(r"[^\W_]+", text.lower()) if len(w) >= 5}


def _statement(said: Statement) -> str:
    return f"{said.speaker}, {said.date}: {said.value}"


def _holders(case: Case, term_id: str) -> str:
    holders = [case.name(r.party) for r in case.readings if any(t.id == term_id for t in r.terms)]
    return listed(holders)
