"""`truceline watch`: is it holding, and how well could anyone see? For the duty officer's terminal."""

import os
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from truceline.cli.database import Database
from truceline.cli.show import FINE, WRONG_USE, exit_code, show_json, show_problems, write_lines
from truceline.errors import TrucelineError

if TYPE_CHECKING:
    from collections.abc import Callable

    from truceline.assess.watching import Watched
    from truceline.io.senders.deliver import Sender
    from truceline.model.alerting import Sent
    from truceline.model.record import Problem

    Turn = tuple[Watched, tuple[Sent, ...], tuple[Problem, ...]]

NEW_ALERTS = 3
OWN_ADDRESS = "watch@localhost"


def watch(
    mission: Annotated[Path, typer.Argument(help="The mission folder.")],
    as_of: Annotated[
        str, typer.Option("--as-of", help="A date, or a moment with its zone; else now.")
    ] = "",
    every: Annotated[
        int, typer.Option(min=0, help="Go on, reading the folder anew after so many seconds.")
    ] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for watch.json, with every number.")
    ] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Send alerts to the receivers of alerts.yaml.")
    ] = False,
    acknowledge: Annotated[str, typer.Option(help="Id of an alert that somebody took on.")] = "",
    close: Annotated[str, typer.Option(help="Id of an alert that is done with.")] = "",
    by: Annotated[str, typer.Option(help="Who acknowledges or closes.")] = "",
    reason: Annotated[str, typer.Option(help="Why; closing needs one.")] = "",
    seed: Annotated[int, typer.Option(help="Of the scan's replicas.")] = 1,
    database: Database = "",
    json_: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Rates beside hours, silent sources, changes, clusters, and alerts, each raised once.

    New and changed files of the folder are taken into the evidence log first. All of it is
    restricted: it says where the mission looks. Nothing is sent without --send. With --every it goes on
    until interrupted and prints what changed. Exit codes: 0 nothing new, 1 problems found, 2 wrong
    use, 3 new alerts.

    Example: truceline watch examples/donbas-2020 --as-of 2020-08-15
    """
    if out is not None and out.exists() and not out.is_dir():
        typer.echo(f"--out {out}: there is a file of this name; name a folder", err=True)
        raise typer.Exit(WRONG_USE)
    if acknowledge or close:
        _step(mission, as_of or _now(), (acknowledge, close), by, reason)
    once = partial(_once, mission, database, as_of, seed, out, send=send)
    show = partial(_show, out=out, json_=json_)
    if every:
        _live(once, show, every)
    found, sent, unsent = once()
    show(found, sent, unsent)
    raise typer.Exit(NEW_ALERTS if found.new else exit_code((*found.problems, *unsent)))


def _once(
    mission: Path, database: str, as_of: str, seed: int, out: Path | None, *, send: bool
) -> "Turn":
    """Watch as of a moment, else now, and send what is due if that was asked for."""
    from truceline.assess.watching import watch_mission  # noqa: PLC0415
    from truceline.io.engines.embedded import EmbeddedEngine  # noqa: PLC0415
    from truceline.io.stores import open_store  # noqa: PLC0415

    with open_store(mission, database or None) as store:
        found = watch_mission(mission, store, EmbeddedEngine(), as_of or _now(), seed)
    sent, unsent = _sent(mission, found, out) if send else ((), ())
    return found, sent, unsent


def _live(once: "Callable[[], Turn]", show: "Callable[..., None]", every: int) -> NoReturn:
    """Watch until interrupted; show only what changed. A file that can't be read just now, since
    somebody is writing it, is told and read again.
    """
    shown: object = None
    try:
        while True:
            try:
                turn = once()
                state = (turn[0].root, turn[0].day, turn[0].alerts, turn[0].backlog, turn[2])
                if state != shown:
                    show(*turn)
                shown = state
            except TrucelineError as fault:
                typer.echo(str(fault), err=True)
            time.sleep(every)
    except KeyboardInterrupt:
        raise typer.Exit(FINE) from None


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _step(mission: Path, as_of: str, names: tuple[str, str], by: str, reason: str) -> None:
    """Put on record what somebody did with an alert, at the moment of the watch."""
    from truceline.assess.alertbook import record_step  # noqa: PLC0415
    from truceline.assess.folder import read_spec  # noqa: PLC0415
    from truceline.assess.produce import as_of_moment  # noqa: PLC0415
    from truceline.assess.watching import STORE  # noqa: PLC0415
    from truceline.model.alerting import AlertStep  # noqa: PLC0415

    if all(names):
        typer.echo("--acknowledge and --close: one step at a time", err=True)
        raise typer.Exit(WRONG_USE)
    if not by.strip():
        typer.echo("--by is missing: a step is somebody's", err=True)
        raise typer.Exit(WRONG_USE)
    at = as_of_moment(as_of, read_spec(mission)[0])
    alert, state = (names[0], "acknowledged") if names[0] else (names[1], "closed")
    record_step(mission / STORE, AlertStep(alert=alert, state=state, by=by, at=at, reason=reason))


def _sent(
    mission: Path, found: "Watched", out: Path | None
) -> "tuple[tuple[Sent, ...], tuple[Problem, ...]]":
    """Deliver what wasn't sent yet; without receivers, as CAP files into a folder."""
    from truceline.assess.alertbook import SENT  # noqa: PLC0415
    from truceline.assess.watching import STORE  # noqa: PLC0415
    from truceline.io.senders.deliver import deliver  # noqa: PLC0415
    from truceline.stages.watch.alert import for_level  # noqa: PLC0415

    receivers = [
        (sender, partial(for_level, level=level, settings=found.settings, at=found.as_of))
        for sender, level in _receivers(mission, found, out)
    ]
    rules = {rule.id: rule for rule in found.alerting.rules}
    return deliver(found.alerts, rules, receivers, mission / STORE / SENT, found.as_of)


def _receivers(
    mission: Path, found: "Watched", out: Path | None
) -> "tuple[tuple[Sender, str], ...]":
    from truceline.assess.watching import STORE  # noqa: PLC0415
    from truceline.io.senders.folder import CapFolder  # noqa: PLC0415
    from truceline.io.senders.ways import senders  # noqa: PLC0415

    if found.alerting.receivers:
        return senders(found.alerting, mission, os.environ)
    folder = (out or mission / STORE) / "cap"
    own = found.alerting.sender or OWN_ADDRESS
    return ((CapFolder(folder, own, found.alerting.status), "restricted"),)


def _show(
    found: "Watched",
    sent: "tuple[Sent, ...]",
    unsent: "tuple[Problem, ...]",
    out: Path | None,
    *,
    json_: bool,
) -> None:
    import msgspec  # noqa: PLC0415

    from truceline.cli.watchpage import print_watch  # noqa: PLC0415

    whole = _rounded(msgspec.to_builtins(found))
    if out is not None:
        told = msgspec.json.format(msgspec.json.encode(whole, order="sorted"), indent=1)
        write_lines(out / "watch.json", [told, b"\n"])
    if json_:
        show_json({"watch": whole, "sent": sent, "unsent": unsent})
        return
    show_problems((*found.problems, *unsent))
    print_watch(found)
    for row in sent:
        typer.echo(f"sent {row.alert} by {row.way} to {row.to}")


def _rounded(value: object) -> object:
    """Numbers to nine digits: kernels that were compiled in between differ in the twelfth."""
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return float(f"{value:.9g}") if isinstance(value, float) else value
