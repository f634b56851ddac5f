"""`truceline sensors`: messages of the mission's devices, into tables that `ingest` takes."""

import csv
import io
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from truceline.cli.show import exit_code, show_json, show_problems, write_lines
from truceline.errors import UnreadableError
from truceline.foundation.phrase import count

T = TypeVar("T")

if TYPE_CHECKING:
    from truceline.io.sensors.gate import Gate
    from truceline.io.sensors.spool import Spool
    from truceline.model.evidence import Report
    from truceline.model.plan import Shift
    from truceline.model.record import Problem
    from truceline.model.sensing import Device, Limits, Message
    from truceline.model.watch import Conversion

SPOOL: Final = "sensors/spool.sqlite"
PASSWORD: Final = "TRUCELINE_MQTT_PASSWORD"  # noqa: S105 (the name of a variable)
_REPORT: Final = (
    *("report_id", "source", "published", "received", "claimant", "start", "end"),
    *("time_uncertainty_h", "lat", "lon", "place_uncertainty_km", "kind", "count", "count_unit"),
    *("observer_lat", "observer_lon", "means", "text"),
)
_EXTRA: Final = "signed messages and MQTT need an extra: pip install 'truceline[sensors]'"
_SHIFT: Final = ("asset_id", "start", "end", "status", "share")
_EVERY_S: Final = 60.0
_WORTH: Final = 20.0
"""Between two writings of the tables passes so many times as long as one takes."""
_ONCE_S: Final = 2.0


@dataclass
class _Run:
    """What one run works on and what came of it."""

    mission: Path
    devices: "tuple[Device, ...]"
    conversion: "Conversion | None"
    reports: Path
    effort: Path
    spool: "Spool"
    counts: Counter[str] = field(default_factory=Counter)
    written: "tuple[int, int, float]" = (0, 0, 0.0)
    strangers: tuple[str, ...] = ()


def sensors(
    mission: Annotated[Path, typer.Argument(help="The mission folder, with devices.csv.")],
    broker: Annotated[str, typer.Option(help="MQTT broker: mqtt://host:1883, mqtts://host.")] = "",
    service: Annotated[str, typer.Option(help="SensorThings service: https://host/v1.1.")] = "",
    once: Annotated[bool, typer.Option("--once", help="Stop when nothing comes for 2 s.")] = False,
    seconds: Annotated[float | None, typer.Option(min=0.1, help="Stop after so long.")] = None,
    name: Annotated[str, typer.Option(help="Our session's name at the broker.")] = "truceline",
    ahead_s: Annotated[float, typer.Option(min=0, help="A clock may be ahead, s.")] = 60.0,
    late_h: Annotated[float, typer.Option(min=0, help="A message may be late, hours.")] = 72.0,
    reports: Annotated[str, typer.Option(help="Table of reports.")] = "sources/sensors.csv",
    effort: Annotated[str, typer.Option(help="Table of hours.")] = "sensors-effort.csv",
    json_: Annotated[bool, typer.Option("--json", help="Print a summary as JSON.")] = False,
) -> None:
    """Take messages of devices, and write reports and hours of work as tables.

    Each message is taken once; forged, repeated and skewed ones are refused and counted. Runs until
    it is interrupted; without broker and service it writes the tables anew. Restricted: hours tell
    when nobody listens. Exit code 1 when messages were refused or a device's row was set aside.

    Example: truceline sensors MISSION --broker mqtt://localhost:1883 --once --json
    """
    from truceline.io.sensors.spool import Spool  # noqa: PLC0415
    from truceline.model.sensing import Limits  # noqa: PLC0415

    devices, conversion, problems = _inputs(mission)
    limits = Limits(ahead_s=ahead_s, late_s=late_h * 3600)
    gate = _gate(devices, limits)
    with Spool(mission / SPOOL, limits) as spool:
        files = mission / reports, mission / effort
        run = _Run(mission, devices, conversion, *files, spool)
        told = _Telling(run, shown=not json_)
        with suppress(KeyboardInterrupt):
            if service:
                _fetch(service, gate, run, told)
            if broker:
                _receive(broker, name, gate, run, told, (seconds, _ONCE_S if once else None))
        _write(run)
        problems = (*problems, *_refused(run, broker or service), *_missing(run), *_gone(run))
        _summary(run, problems, as_json=json_)
    raise typer.Exit(exit_code(problems))


def _inputs(
    mission: Path,
) -> "tuple[tuple[Device, ...], Conversion | None, tuple[Problem, ...]]":
    """Devices and how their detections become barrages, if the watch's settings say so."""
    from truceline.cli.files import read_text  # noqa: PLC0415
    from truceline.foundation.mission.devicetable import DEVICES_FILE, read_devices  # noqa: PLC0415
    from truceline.foundation.mission.watchfile import WATCH_FILE, read_watch  # noqa: PLC0415
    from truceline.stages.watch.tally import conversion_of  # noqa: PLC0415

    devices, problems = read_devices(read_text(mission / DEVICES_FILE), DEVICES_FILE)
    if not devices:
        raise UnreadableError("\n".join((*map(str, problems), "no device may send")))
    if not (mission / WATCH_FILE).is_file():
        return devices, None, problems
    watch, wrong = read_watch(read_text(mission / WATCH_FILE), WATCH_FILE)
    stated = conversion_of("discharge", "barrage", watch.conversions) if watch else None
    return devices, stated, (*problems, *wrong)


def _gate(devices: "tuple[Device, ...]", limits: "Limits") -> "Gate":
    from truceline.io.sensors.gate import Gate  # noqa: PLC0415

    try:
        return Gate(devices, limits)
    except ImportError as fault:
        raise UnreadableError(_EXTRA) from fault
    except ValueError as fault:
        raise UnreadableError(f"devices.csv: a key is no Ed25519 key: {fault}") from fault


class _Telling:
    """Hears the counts while messages come: writes the tables now and then, and tells a terminal."""

    def __init__(self, run: _Run, *, shown: bool) -> None:
        self._run, self._before = run, Counter(run.counts)
        self._shown = shown and sys.stderr.isatty()
        self._next, self._last = time.monotonic() + _EVERY_S, 0
        self._line = time.monotonic()

    def __call__(self, counts: Counter[str]) -> None:
        self._run.counts = self._before + counts
        if time.monotonic() >= self._next and self._run.counts["taken"] > self._last:
            began, self._last = time.monotonic(), self._run.counts["taken"]
            _write(self._run)
            now = time.monotonic()
            self._next = now + max(_EVERY_S, _WORTH * (now - began))
        if self._shown and time.monotonic() - self._line >= 1:
            self._line = time.monotonic()
            sys.stderr.write(f"\r{_told(self._run.counts):<76}")
            sys.stderr.flush()

    def rebased(self) -> "_Telling":
        """What was counted so far counts on under the next source."""
        self._before = Counter(self._run.counts)
        return self


def _fetch(url: str, gate: "Gate", run: _Run, told: _Telling) -> None:
    from truceline.io.feeds.sensorpages import Service  # noqa: PLC0415
    from truceline.io.sensors.fetch import fetch  # noqa: PLC0415

    source = _or_wrong(lambda: Service(url))
    streams = (s for device in run.devices if not device.key for s in device.datastreams)
    fetch(source, streams, gate, run.spool, told.rebased())


def _receive(
    url: str,
    name: str,
    gate: "Gate",
    run: _Run,
    told: _Telling,
    until: tuple[float | None, float | None],
) -> None:
    try:
        from truceline.io.sensors.broker import Pace, broker_of, receive  # noqa: PLC0415
    except ImportError as fault:
        raise UnreadableError(_EXTRA) from fault
    broker = _or_wrong(lambda: broker_of(url, name, os.environ.get(PASSWORD)))
    receive(broker, gate, run.spool, Pace(*until), told.rebased())


def _or_wrong(make: Callable[[], T]) -> T:
    try:
        return make()
    except ValueError as fault:
        raise UnreadableError(str(fault)) from fault


def _write(run: _Run) -> None:
    """Both tables, from all that was ever taken."""
    from truceline.stages.watch.sensed import reports, shifts, volleys  # noqa: PLC0415

    messages = _messages(run)
    told = reports(volleys(messages, run.devices, run.conversion), run.devices)
    worked = shifts(messages, run.devices)
    known = {device.id for device in run.devices}
    run.strangers = tuple(sorted({message.device for message in messages} - known))
    write_lines(run.reports, [_csv(_REPORT, told)])
    write_lines(run.effort, [_csv(_SHIFT, worked)])
    hours = sum((s.end - s.start).total_seconds() for s in worked) / 3600
    run.written = len(told), len(worked), hours


def _messages(run: _Run) -> "list[Message]":
    from truceline.io.sensors.gate import restored  # noqa: PLC0415

    return [restored(*row) for row in run.spool.taken()]


def _csv(columns: tuple[str, ...], rows: "Iterable[Report | Shift]") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(getattr(row, name)) for name in columns] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _refused(run: _Run, source: str) -> "tuple[Problem, ...]":
    """What this run refused. What came twice is no problem: that is how at-least-once works."""
    from truceline.io.sensors.refused import REASONS  # noqa: PLC0415
    from truceline.model.record import Problem  # noqa: PLC0415

    wrong = sorted((r, n) for r, n in run.counts.items() if r in REASONS and r != "repeated")
    return tuple(
        Problem(
            file=source,
            field=reason,
            message=f"{count(number, 'message')} refused: {REASONS[reason]}",
            hint=f"examples lie in {SPOOL}, table sample",
        )
        for reason, number in wrong
    )


def _missing(run: _Run) -> "tuple[Problem, ...]":
    from truceline.model.record import Problem  # noqa: PLC0415

    return tuple(
        Problem(
            file=SPOOL,
            field=one.device,
            message=f"{count(one.missing, 'sequence number')} never came, of {one.lowest} to {one.highest}",
            hint="lost on the way, refused, or still waiting in the device",
            severity="warning",
        )
        for one in run.spool.numbering()
        if one.missing
    )


def _gone(run: _Run) -> "tuple[Problem, ...]":
    from truceline.model.record import Problem  # noqa: PLC0415

    hint = "keep the row of a device that is out of service; give it `until`"
    message = "sent messages before and has no row now: they stand in no table"
    return tuple(
        Problem(file="devices.csv", field=name, message=message, hint=hint)
        for name in run.strangers
    )


def _told(counts: Counter[str]) -> str:
    refused = sum(counts.values()) - sum(counts[n] for n in ("taken", "repeated", "reconnected"))
    return f"{count(counts['taken'], 'message')} taken, {counts['repeated']} repeated, {refused} refused"


def _summary(run: _Run, problems: "tuple[Problem, ...]", *, as_json: bool) -> None:
    made, worked, hours = run.written
    if as_json:
        show_json(
            {
                "this_run": dict(sorted(run.counts.items())),
                "taken": run.spool.size(),
                "refused": run.spool.refusals(),
                "numbering": run.spool.numbering(),
                "reports": made,
                "shifts": worked,
                "hours": hours,
                "barrage": run.conversion,
                "files": [str(run.reports), str(run.effort)],
                "release": "restricted",
                "problems": problems,
            }
        )
        return
    show_problems(problems)
    typer.echo(f"{_told(run.counts)}; RESTRICTED")
    typer.echo(f"{run.reports}: {count(made, 'report')}")
    typer.echo(f"{run.effort}: {count(worked, 'shift')}, {hours:.1f} hours")
