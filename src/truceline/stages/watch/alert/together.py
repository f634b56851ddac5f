"""What a rule tells together: all of one site, place and day, or all of one day, is one alert.

What nobody can place is never put together with anything. Nothing is left out: what an alert of
several rests on is the sum of what each rests on.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from truceline.foundation.phrase import listed
from truceline.model.alerting import AlertRule
from truceline.stages.watch.alert.facts import Candidate
from truceline.stages.watch.alert.numbers import plain


def together(rule: AlertRule, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Candidates as a rule tells them, in the order of their days."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in sorted(found, key=order):
        if name := _name(rule, candidate):
            groups[name].append(candidate)
        else:
            yield candidate
    for name, several in sorted(groups.items()):
        yield _one(name, several)


def order(candidate: Candidate) -> tuple[object, ...]:
    """By days, then by what it is about."""
    words = sorted(candidate.words.items())
    return candidate.first, candidate.last, sorted(candidate.marks), words


def _name(rule: AlertRule, candidate: Candidate) -> str:
    """What a candidate is told with; empty where it stands alone."""
    if rule.together == "matter" or (rule.together == "place" and not candidate.spot):
        return ""
    spot = candidate.spot if rule.together == "place" else "all"
    return f"{spot} · {candidate.first}/{candidate.last}"


def _one(name: str, several: Sequence[Candidate]) -> Candidate:
    """Several candidates of the same days as one; its name is a mark, so that what comes later joins."""
    first = several[0]
    widest = max(several, key=lambda c: (c.radius_km or 0.0, c.lat or 0.0, c.lon or 0.0))
    alike = len({c.spot for c in several}) == 1
    return replace(
        first,
        marks=(*_union(c.marks for c in several), name),
        known=max(c.known for c in several),
        words=_words([c.words for c in several], several),
        sector=first.sector if len({c.sector for c in several}) == 1 else "",
        figures=_union(c.figures for c in several),
        basis=_union(c.basis for c in several),
        lat=widest.lat if alike else None,
        lon=widest.lon if alike else None,
        radius_km=widest.radius_km if alike else None,
        narrow=any(c.narrow for c in several),
    )


def _union(sets: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({one for names in sets for one in names}))


def _words(every: Sequence[Mapping[str, str]], several: Sequence[Candidate]) -> dict[str, str]:
    """Each word once; incidents and reports are counted."""
    told = {name: listed(dict.fromkeys(words[name] for words in every)) for name in every[0]}
    counted = {
        "incidents": plain(len(_union(c.figures for c in several))),
        "reports": plain(len(_union(c.basis for c in several))),
    }
    return {**told, **{name: number for name, number in counted.items() if name in told}}
