"""What pledges wait for: are their conditions known, and can they ever hold?

A pledge stands on its conditions. One that waits for itself, straight or through others, can never
come; it is set aside and the circle is named. Nothing here decides which condition will be met.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from truceline.foundation.mission.cells import Cells, did_you_mean, shown
from truceline.foundation.vocabulary import nearest, words
from truceline.model.plan import Pledge
from truceline.model.record import Problem

LEAD: Final = "lead"
BACKSTOP: Final = "backstop"


def alternatives(pledge: Pledge, among: Mapping[str, Pledge]) -> tuple[tuple[str, ...], ...]:
    """For each condition that others must meet, the ids of the pledges any one of which meets it.

    `lead:<contributor>` is met by any other pledge of that contributor. The backfills that release
    this pledge are one condition together: any of them frees its force.
    """
    freed = f"pledge:{pledge.pledge_id}"
    waits = [name for name in pledge.depends_on if ":" not in name]
    releasing = [n for n in waits if n in among and freed in among[n].releases]
    single = [(name,) for name in waits if name not in releasing]
    leads = [_of(name.partition(":")[2], pledge, among) for name in pledge.depends_on if _led(name)]
    return (*single, *((tuple(releasing),) if releasing else ()), *leads)


def _led(name: str) -> bool:
    return name.startswith(f"{LEAD}:")


def _of(contributor: str, pledge: Pledge, among: Mapping[str, Pledge]) -> tuple[str, ...]:
    own = pledge.pledge_id
    return tuple(sorted(n for n, p in among.items() if p.contributor == contributor and n != own))


def grounded(
    pairs: Sequence[tuple[Cells, Pledge]],
) -> tuple[tuple[Pledge, ...], tuple[Problem, ...]]:
    """The pledges whose conditions can hold, in their order, and a Problem for each other one."""
    rows = {pledge.pledge_id: row for row, pledge in pairs}
    pledges = {pledge.pledge_id: pledge for _, pledge in pairs}
    problems = [p for row, pledge in pairs for p in _unknown(row, pledge, pledges)]
    bad = {(p.file, p.line) for p in problems if p.severity == "error"}
    known = {n: p for n, p in pledges.items() if (rows[n].file, rows[n].line) not in bad}
    standing = _standing(known)
    lost = sorted(set(known) - standing)
    problems += [_lost(rows[name], name, known, standing) for name in lost]
    return tuple(pledge for _, pledge in pairs if pledge.pledge_id in standing), tuple(problems)


def _standing(known: Mapping[str, Pledge]) -> set[str]:
    """The least set that holds every pledge whose conditions it meets."""
    needs = {name: alternatives(pledge, known) for name, pledge in known.items()}
    standing: set[str] = set()
    while True:
        more = {n for n in known if all(any(a in standing for a in alt) for alt in needs[n])}
        if more == standing:
            return standing
        standing = more


def _lost(row: Cells, name: str, known: Mapping[str, Pledge], standing: set[str]) -> Problem:
    """Tells a circle where following what isn't met comes back, else what was set aside."""
    path = [name]
    while (step := _unmet(path[-1], known, standing)) in known and step not in path:
        path.append(step)
    if step == name:
        message = "waits for itself: " + " → ".join([*path, name])
        return _problem(row, message, "one of them must be able to come first")
    message = f"waits for {shown(step)}, which can't come: " + " → ".join([*path, step])
    return _problem(row, message, "mend that one first")


def _unmet(name: str, known: Mapping[str, Pledge], standing: set[str]) -> str:
    """What the pledge waits for in vain, the first by name; a condition that nobody could meet by
    its own name.
    """
    options = [a for a in alternatives(known[name], known) if not standing & set(a)]
    return min((a for alt in options for a in alt), default=", ".join(known[name].depends_on))


def _unknown(row: Cells, pledge: Pledge, known: Mapping[str, Pledge]) -> Iterator[Problem]:
    for name in pledge.depends_on:
        yield from _unknown_condition(row, name, known)
    freed = [name.partition(":")[2] for name in pledge.releases]
    for name in (name for name in freed if name not in known):
        hint = did_you_mean(name, known)
        yield _problem(row, f"{shown(name)!r} is no pledge that was read", hint, field="releases")
    for name in (name for name in freed if name in known):
        if pledge.pledge_id not in known[name].depends_on:
            yield _not_waiting(row, name, pledge.pledge_id)


def _unknown_condition(row: Cells, name: str, known: Mapping[str, Pledge]) -> Iterator[Problem]:
    word, colon, rest = name.partition(":")
    contributors = {pledge.contributor for pledge in known.values()}
    if not colon and name not in known:
        yield _problem(row, f"{shown(name)!r} is no pledge that was read", _hint(name, known))
    elif colon and word == LEAD and rest not in contributors:
        yield _problem(row, f"{shown(rest)!r} pledges nothing here", _hint(rest, contributors))
    elif colon and word == BACKSTOP and rest not in words("capabilities"):
        yield _problem(row, f"{shown(rest)!r} is no capability", _hint(rest, words("capabilities")))
    elif colon and word not in {LEAD, BACKSTOP}:
        yield _problem(row, f"{shown(name)!r} is no known condition", "")


def _hint(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"did you mean {near}?" if near else ""


def _not_waiting(row: Cells, name: str, backfill: str) -> Problem:
    return Problem(
        file=row.file,
        line=row.line,
        field="releases",
        message=f"{shown(name)} doesn't wait for it, so that it frees nothing",
        hint=f"write {backfill} into depends_on of {shown(name)}",
        severity="warning",
    )


def _problem(row: Cells, message: str, hint: str, field: str = "depends_on") -> Problem:
    hint = hint or "a pledge_id, lead:<contributor> or backstop:<capability>"
    return Problem(file=row.file, line=row.line, field=field, message=message, hint=hint)
