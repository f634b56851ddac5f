"""Plain sentences with their numbers: trends, changes, clusters. They say recorded, never happened.

What stands beside a change is coincidence and told as such.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from truceline.foundation.phrase import count, listed, noun
from truceline.model.brief import KeyLine, Said
from truceline.model.holding import Holding, Trend, TrendChange
from truceline.model.watch import Cluster
from truceline.stages.brief.holding_figures import WEEK, lately
from truceline.stages.brief.sections import numbered
from truceline.stages.brief.words import day_words

Names = Callable[[str], str]
FEW = 3
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_HOURS = "hour of effort"


def trend_name(trend: Trend, name: Names) -> str:
    """`Accused: Ruritania`, `Sector A`, `Violations: Lakeside`."""
    if trend.kind == "side":
        return f"Accused: {name(trend.subject)}" if trend.subject else "Blamed on nobody named"
    if trend.kind == "sector":
        return f"Sector {trend.subject}"
    own = trend.subject.replace("_", " ").capitalize()
    return f"{own}: {trend.part}" if trend.part else own


def units(unit: str, number: float) -> str:
    """The unit of a count, in the plural where it needs one."""
    word = unit.replace("_", " ")
    if number == 1:
        return word
    head, of, rest = word.partition(" beyond ")
    plural = head if head.endswith("s") else f"{head}s"
    return f"{plural}{of}{rest}"


def number_words(value: float) -> str:
    """A count or a rate to three digits, whole where it is large."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2g}"


def lately_words(trend: Trend) -> str:
    """The last seven days beside the seven before, with hours and days of which nothing is known."""
    now, before = _week(trend, 0), _week(trend, 1)
    days = f"{WEEK} days to {day_words(trend.last)}"
    return f"{days}: {now}. The {WEEK} before: {before}.{_silent(trend)}"


def _week(trend: Trend, ago: int) -> str:
    inside, unknown = lately(trend, ago)
    if unknown == WEEK:
        return "nothing is known"
    number = sum(s.lo for s in inside)
    least = "at least " if any(not s.exact for s in inside) else ""
    known = f" on the {count(WEEK - unknown, 'day')} known" if unknown else ""
    apart = sum(s.apart_hi for s in inside)
    aside = f", up to {number_words(apart)} of them set apart" if apart else ""
    return f"{least}{number_words(number)} recorded{known}{_worked(trend, ago)}{aside}"


def _worked(trend: Trend, ago: int) -> str:
    end = len(trend.effort_h) - WEEK * ago
    hours = [h for h in trend.effort_h[max(0, end - WEEK) : max(0, end)] if h is not None]
    return f" in {sum(hours):,.0f} hours of effort" if hours else ""


def _silent(trend: Trend) -> str:
    late = sum((trend.last - day).days < WEEK for day in trend.silent)
    if not late:
        return ""
    return f" On {late} of the {WEEK} a bulletin that was due was not found."


def change_words(told: TrendChange) -> str:
    """A change in one sentence with its numbers."""
    change = told.change
    verb = "rose" if change.ratio.value > 1 else "fell"
    between = f" (between {day_words(change.earliest)} and {day_words(change.latest)})"
    when = f"about {day_words(change.day)}{between if change.earliest != change.latest else ''}"
    ratio = change.ratio
    times = f"{number_words(ratio.value)} times what it was ({number_words(ratio.lo)} to {number_words(ratio.hi)}, 95 %)"
    sizes = f"from {number_words(change.before)} to {number_words(change.after)} a {change.per}"
    return (
        f"{_subject(told)} {verb} {when} {sizes}: {times}. "
        f"Probability of a change: {_percent(change.probability)}."
    )


def _subject(told: TrendChange) -> str:
    change = told.change
    if change.unit == _HOURS:
        return f"Hours worked in sector {told.trend.partition('.')[2]}"
    kind = "effort-corrected" if change.corrected else "recorded"
    if told.act:
        return f"The {kind} rate of {noun(told.act)} in sector {told.trend.partition('.')[2]}"
    return f"The {kind} rate of {change.series.replace('.', ', ').replace('_', ' ')}"


def _percent(share: float) -> str:
    return "above 99 %" if share > 0.99 else f"{100 * share:.0f} %"


def beside_words(told: TrendChange, name: Names) -> str:
    """What else changed then, or that nothing is known to have."""
    if not told.change.beside:
        return "Nothing else is known to have changed then."
    return f"Then also: {'; '.join(_told(one, name) for one in told.change.beside)}."


def _told(text: str, name: Names) -> str:
    dated = _ISO.sub(lambda m: day_words(date(int(m[1]), int(m[2]), int(m[3]))), text)
    dated = re.sub(r"(\w+) (begins|ends)\b", r"“\1” \2", dated)
    named = re.sub(r"\(reading of ([^)]*)\)", lambda m: f"(reading of {_each(m[1], name)})", dated)
    return named.replace("_", " ")


def _each(sides: str, name: Names) -> str:
    return listed(name(one) for one in re.split(r", | and ", sides))


def _chance(p: float) -> str:
    return f"{p:.2g}" if p >= 1e-4 else "below 0.0001"


def cluster_words(cluster: Cluster, name: Names) -> str:
    """A cluster in one sentence with its numbers."""
    kind = "Sectors" if len(cluster.zone) > 1 else "Sector"
    first, days = day_words(cluster.start), day_words(cluster.end)
    if cluster.start.month == cluster.end.month and cluster.start != cluster.end:
        days = f"{cluster.start.day}–{days}"
    elif cluster.end != cluster.start:
        days = f"{first} to {days}"
    where = f"{kind} {listed(cluster.zone)}"
    mode = f", most of it {_mode(cluster.mode, name)}" if cluster.mode else ""
    return (
        f"{where}, {days}: {number_words(cluster.observed)} recorded where "
        f"{number_words(cluster.expected)} would be usual for the hours worked, "
        f"{cluster.relative_risk:.1f} times as many{mode}. By chance alone a scan shows as much with p "
        f"{_chance(cluster.p_value)} (adjusted for daily repetition {_chance(cluster.adjusted)})."
    )


def _mode(mode: str, name: Names) -> str:
    """`mortar by night on the side of Ruritania` of a stratum of act, side and light."""
    parts = mode.split(", ")
    act = next((noun(part) for part in parts if "/" in part), "")
    light = next((f"by {part}" for part in parts if part in {"day", "night"}), "")
    sides = [part for part in parts if "/" not in part and part not in {"day", "night"}]
    return " ".join(filter(None, (act, light, *(f"on the side of {name(s)}" for s in sides))))


def cluster_beside(cluster: Cluster) -> str:
    """What is cited beside the number, where they differ."""
    there = len(cluster.basis)
    told = "" if not cluster.secondary else "A secondary cluster of its scan. "
    if there == round(cluster.observed):
        return told
    return (
        f"{told}The scan counts what lies where hours before allow a usual rate; cited are all "
        f"{count(there, 'incident')} that the mission recorded there then."
    )


def holding_lines(held: Holding | None, name: Names) -> Iterator[KeyLine]:
    """The key line: the latest changes, clusters and alerts, and the section that cites what is behind
    them.
    """
    if held is None or not held.access:
        return
    latest = sorted(held.changes, key=lambda c: (c.change.told or c.change.day, c.trend))[-FEW:]
    said = [_key_change(told) for told in reversed(latest)]
    said += [Said(text=cluster_words(one, name)) for one in held.clusters[:FEW]]
    if not said:
        said = [Said(text=_nothing(held))]
    where = numbered(holding=True, said=False)["holding"]
    alerts = sum(alert.state in {"open", "acknowledged"} for alert in held.alerts)
    on_record = f"{count(alerts, 'alert')} open or acknowledged. " if alerts else ""
    said.append(Said(text=f"{on_record}Trends beside what could be seen: section {where}."))
    yield KeyLine(label="Is it holding?", lines=tuple(said))


def _nothing(held: Holding) -> str:
    """That no change is told; of clusters only where they were looked for and may be told."""
    if held.scope:
        return "No change of a rate that this level may see is told."
    return f"No change of a recorded rate is told{'' if held.no_scan else ', and no cluster'}."


def _key_change(told: TrendChange) -> Said:
    kind, _, side = told.trend.partition(".")
    party = side if kind == "side" else ""
    return Said(text=change_words(told), party=party)
