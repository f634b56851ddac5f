"""What a watch reads beside the mission: its settings, hours, published series, rules of alerts.

A watch reads it from the evidence log, a check from the folder. A table that isn't named is not known, which is never the
same as an empty one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from truceline.assess.folder import ALERTS_FILE, DEVICES_FILE, PLAN_FILE, WATCH_FILE
from truceline.foundation.coverage.detect import shipped_profiles
from truceline.foundation.mission.alertfile import read_alerting
from truceline.foundation.mission.devicetable import read_devices
from truceline.foundation.mission.planfile import read_plan
from truceline.foundation.mission.plantables import read_assets, read_profiles, read_shifts
from truceline.foundation.mission.seriestable import read_calibrations, read_series
from truceline.foundation.mission.watchfile import read_watch
from truceline.model.alerting import Alerting
from truceline.model.mission import MissionSpec
from truceline.model.plan import Asset, PlanSpec, Profile, Shift
from truceline.model.record import Problem, in_order
from truceline.model.watch import Calibration, Series, WatchSpec
from truceline.stages.watch.hours import Joined, joined

T = TypeVar("T")
Reader = Callable[[str, str], tuple[T, tuple[Problem, ...]]]
Texts = Callable[[str, str], str | None]
"""The text of a file by its kind and name; None where there is none."""
STRETCH_KM: Final = 20.0
"""Length of a sector, about, where no plan names any."""


@dataclass(frozen=True)
class WatchInputs:
    """Read and checked; `shifts` None where hours weren't logged, `plan` None without one. `hours` says
    what of the hours kept by hand doesn't count.
    """

    spec: WatchSpec
    alerting: Alerting
    series: tuple[Series, ...]
    profiles: tuple[Profile, ...]
    assets: tuple[Asset, ...]
    shifts: tuple[Shift, ...] | None
    hours: tuple[str, ...]
    calibrations: tuple[Calibration, ...]
    plan: PlanSpec | None
    problems: tuple[Problem, ...]


class _Texts:
    """Tables, and what is wrong with them."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self.problems: list[Problem] = []

    def read(self, kind: str, name: str, reader: Reader[T]) -> T | None:
        """What a file says; None where none is named or there is none."""
        text = self._texts(kind, name) if name else None
        if text is None:
            return None
        found, problems = reader(text, name)
        self.problems += problems
        return found


def watch_inputs(of: Texts, mission: MissionSpec) -> WatchInputs:
    """Everything there is for a watch; what can't be read is told and left out."""
    texts, zone = _Texts(of), mission.timezone
    spec = texts.read("watch", WATCH_FILE, read_watch) or WatchSpec()
    profiles = texts.read("profiles", spec.profiles, read_profiles) or shipped_profiles()
    assets = texts.read("assets", spec.assets, lambda t, f: read_assets(t, f, profiles)) or ()
    alerting = texts.read("alerts", ALERTS_FILE, read_alerting)
    worked = _worked(texts, spec, zone, assets)
    return WatchInputs(
        spec=spec,
        alerting=alerting or read_alerting("{}", ALERTS_FILE)[0],
        series=texts.read(
            "series", spec.series, lambda t, f: read_series(t, f, zone, mission.cut_off)
        )
        or (),
        profiles=profiles,
        assets=assets,
        shifts=worked.shifts,
        hours=worked.words,
        calibrations=texts.read("calibrations", spec.calibrations, read_calibrations) or (),
        plan=_plan(of),
        problems=in_order(texts.problems),
    )


def _worked(texts: _Texts, spec: WatchSpec, zone: str, assets: Sequence[Asset]) -> Joined:
    """Hours by hand and by signs of life, each once."""
    owned = {asset.id for asset in assets} if spec.assets else None
    shifts: Reader[tuple[Shift, ...]] = lambda t, f: read_shifts(t, f, zone, assets)  # noqa: E731
    devices = texts.read("devices", DEVICES_FILE, lambda t, f: read_devices(t, f, owned))
    kept = texts.read("effort", spec.effort, shifts)
    return joined(kept, texts.read("sensed", spec.sensed, shifts), devices or ())


def _plan(of: Texts) -> PlanSpec | None:
    """The plan, for its sectors alone; what is wrong with it `check` and `plan` tell."""
    text = of("plan", PLAN_FILE)
    return None if text is None else read_plan(text, PLAN_FILE)[0]
