"""`truceline simulate`: a plan played through, from a mission folder or from tables alone."""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.show import WRONG_USE, exit_code, show_json, show_problems, write_lines
from truceline.foundation.phrase import count

if TYPE_CHECKING:
    from truceline.model.plan import Verifiability
    from truceline.model.record import Problem
    from truceline.model.simulation import Estimated, Simulated

Cells = Iterable[object]


def simulate(
    mission: Annotated[Path | None, typer.Argument(help="A mission folder with a plan.")] = None,
    scenario: Annotated[Path | None, typer.Option(help="What is assumed: scenario.yaml.")] = None,
    assets: Annotated[Path | None, typer.Option(help="The mission's systems, CSV.")] = None,
    effort: Annotated[
        Path | None, typer.Option(help="When they worked; as planned without.")
    ] = None,
    profiles: Annotated[Path | None, typer.Option(help="Detection profiles, YAML.")] = None,
    history: Annotated[Path | None, typer.Option(help="Incidents to take rates from, CSV.")] = None,
    terrain: Annotated[
        Path | None, typer.Option(help="Heights, ESRI ASCII grid: what hides.")
    ] = None,
    replicas: Annotated[
        int | None, typer.Option(min=1, max=10_000, help="How often it is played.")
    ] = None,
    days: Annotated[float | None, typer.Option(min=1, max=3660, help="For how long.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of all random numbers.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for tables and figures.")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Play a plan through: what would be detected, how fast known and reached, with which load.

    Restricted: it says where and when nobody looks. With a mission that has an agreement, it also
    says which of its terms could be verified.

    Example: truceline simulate --assets assets.csv --scenario scenario.yaml --replicas 20 --out out
    """
    from truceline.cli.setting import Files, Setting  # noqa: PLC0415
    from truceline.model.plan import SimulationSettings  # noqa: PLC0415
    from truceline.stages.plan.simulate import simulate as played  # noqa: PLC0415
    from truceline.stages.plan.verifiability import verifiability  # noqa: PLC0415

    if out is None and not json_:
        typer.echo("name --out for the tables, or --json", err=True)
        raise typer.Exit(WRONG_USE)
    read = Setting(Files(mission, scenario, assets, effort, profiles, history, days, terrain))
    setting = read.read()
    said = read.plan.simulation if read.plan else SimulationSettings()
    number = said.seed if seed is None else seed
    done = played(setting, replicas or said.replicas, number)
    peace, mandate = read.agreement, read.spec.mandate
    terms = verifiability(peace, mandate, setting, number, where=read.where) if peace else ()
    problems = tuple(sorted(set(read.problems)))
    if out is not None:
        _write(out, done, terms, problems)
    if json_:
        show_json({"simulated": done, "verifiability": terms, "problems": problems})
    else:
        show_problems(problems)
        for line in _summary(done):
            typer.echo(line)
    raise typer.Exit(exit_code(problems))


def _summary(done: "Simulated") -> Iterator[str]:
    """A few lines that a person reads."""
    from truceline.stages.plan.simulate.handle import LIMITS  # noqa: PLC0415

    yield f"RESTRICTED · {count(done.replicas, 'replica')} of {done.days:g} day{'s' * (done.days != 1)}, seed {done.seed}"
    for row in done.seen:
        if not row.sector and row.night is None:
            wrong = (
                f"; {row.wrong[0]:.2f} to {row.wrong[1]:.2f} if profiles err" if row.wrong else ""
            )
            analytic = f", coverage {row.expected:.3f}" if row.expected is not None else ""
            yield f"{row.act or 'all acts'}: detected {_told(row.detected, 3)}{analytic}{wrong}"
    yield from _waits(done)
    yield f"false alarms a day {_told(done.false_alarms, 1)}; analysts busy {_told(done.busy, 2)}"
    yield from (f"note: {note}" for note in done.notes if note not in LIMITS)


def _waits(done: "Simulated") -> Iterator[str]:
    """How long until something is known, somebody is there, reinforcement is."""
    for wait in done.waits:
        if (wait.sector and not wait.by) or (wait.by and not wait.q50):
            continue
        where = f" in {wait.sector}" if wait.sector else ""
        who = f" by {wait.by}" if wait.by else ""
        yield f"{wait.until}{who}{where}: median {_told(wait.q50, 1)} h, 90 % {_told(wait.q90, 1)} h"
    for name in dict.fromkeys(one.by for one in done.arrivals):
        hours = [one.hours for one in done.arrivals if one.by == name]
        few, many = f"{min(hours):.0f}", f"{max(hours):.0f}"
        span = few if few == many else f"{few} to {many}"
        yield f"{name} would be in a sector {span} h after a serious breach is known"


def _told(value: "Estimated | None", places: int) -> str:
    if value is None:
        return "–"
    return f"{value.mean:.{places}f} [{value.lo:.{places}f}, {value.hi:.{places}f}]"


def _write(
    out: Path,
    done: "Simulated",
    terms: "tuple[Verifiability, ...]",
    problems: "tuple[Problem, ...]",
) -> None:
    """Tables, and everything as JSON."""
    import msgspec  # noqa: PLC0415

    write_lines(out / "detected.csv", [_detected(done)])
    write_lines(out / "waiting.csv", [_waiting(done)])
    if done.arrivals:
        write_lines(out / "arrivals.csv", [_arrivals(done)])
    if terms:
        write_lines(out / "verifiability.csv", [_verifiable(terms)])
    whole = msgspec.json.encode(
        {"simulated": done, "verifiability": terms, "problems": problems}, order="sorted"
    )
    write_lines(out / "simulated.json", [msgspec.json.format(whole, indent=2), b"\n"])


def _detected(done: "Simulated") -> bytes:
    head = "release,act,sector,night,per_day,acts,detected,lo,hi,coverage,wrong_lo,wrong_hi"
    rows = (
        (
            done.release,
            *(row.act, row.sector, _flag(row.night), _plain(row.per_day)),
            row.detected.cases if row.detected else 0,
            *_three(row.detected),
            _plain(row.expected),
            *(map(_plain, row.wrong or (None, None))),
        )
        for row in done.seen
    )
    return _csv(head, rows)


def _waiting(done: "Simulated") -> bytes:
    head = "release,until,by,sector,cases,q10,q10_lo,q10_hi,q50,q50_lo,q50_hi,q90,q90_lo,q90_hi"
    rows = (
        (
            done.release,
            *(row.until, row.by, row.sector),
            row.q50.cases if row.q50 else 0,
            *(*_three(row.q10), *_three(row.q50), *_three(row.q90)),
        )
        for row in done.waits
    )
    return _csv(head, rows)


def _arrivals(done: "Simulated") -> bytes:
    head = "release,by,sector,hours,agreed,condition"
    words = {None: "", True: "yes", False: "no"}
    rows = (
        (done.release, row.by, row.sector, _plain(row.hours), words[row.agreed], row.condition)
        for row in done.arrivals
    )
    return _csv(head, rows)


def _verifiable(terms: "tuple[Verifiability, ...]") -> bytes:
    head = "release,term,act,sector,night,share,detected,attributed,verifiable,lo,hi,missing"
    rows = (
        (
            "restricted",
            *(row.term_id, row.act, row.sector, _flag(row.night)),
            *map(_plain, (row.share, row.detected, row.attributed, row.verifiable, *row.interval)),
            row.missing,
        )
        for row in terms
    )
    return _csv(head, rows)


def _three(value: "Estimated | None") -> tuple[str, str, str]:
    if value is None:
        return ("", "", "")
    return (_plain(value.mean), _plain(value.lo), _plain(value.hi))


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _flag(night: bool | None) -> str:
    return {None: "", True: "dark", False: "day"}[night]


def _csv(head: str, rows: Iterable[Cells]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head.split(","))
    writer.writerows(rows)
    return text.getvalue().encode()
