"""What is derived of each incident, by its id, shared between one picture and the next.

A hundred thousand incidents are never copied for one judgement, nor read from the disk before
somebody asks for them. Must never hand out anything that the picture it belongs to doesn't say.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar, overload

import msgspec
import pyarrow as pa

from truceline.model.evidence import Report
from truceline.model.finding import Finding, LedgerRow
from truceline.model.incident import Incident, IncidentStatus
from truceline.model.place import PlaceBasis
from truceline.model.table import report_rows
from truceline.stages.fusion.judgements import Revision
from truceline.stages.fusion.numbered import Numbered

T = TypeVar("T")


class Sheet(msgspec.Struct, frozen=True, array_like=True):
    """An incident and all that is said of it; `grades` beside its reports."""

    incident: Incident
    status: IncidentStatus
    findings: tuple[Finding, ...]
    ledger: tuple[LedgerRow, ...]
    grades: tuple[str, ...]


class Sheets(Mapping[str, Sheet]):
    """Sheets by incident id, in the ids' order: those of `base`, but for what is `over` them."""

    def __init__(
        self,
        ids: Sequence[str],
        base: Mapping[str, Sheet],
        over: Mapping[str, Sheet],
    ) -> None:
        self.ids, self.base, self.over = ids, base, over

    def __getitem__(self, key: str) -> Sheet:
        sheet = self.over.get(key)
        if sheet is not None:
            return sheet
        if key not in self:
            raise KeyError(key)
        return self.base[key]

    def __contains__(self, key: object) -> bool:
        at = bisect_left(self.ids, key) if isinstance(key, str) else len(self.ids)
        return at < len(self.ids) and self.ids[at] == key

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def after(self, ids: Sequence[str], new: Mapping[str, Sheet]) -> "Sheets":
        """These with other ones in the place of some; `ids` are all that there are then."""
        return Sheets(ids, self.base, {**self.over, **new})


class Each(Sequence[T]):
    """What every sheet says, one after another: a sequence that is made when it is asked for."""

    def __init__(
        self,
        sheets: Sheets,
        told: Callable[[Sheet], Sequence[T]],
        key: Callable[[T], tuple[str, ...]] | None = None,
    ) -> None:
        self._sheets, self._told, self._key = sheets, told, key
        self._all: tuple[T, ...] | None = None

    def of(self, incident_id: str) -> Sequence[T]:
        """What one incident's sheet says."""
        return self._told(self._sheets[incident_id])

    @property
    def all(self) -> tuple[T, ...]:
        """All of it, made once; in order of `key`, else of incidents."""
        if self._all is None:
            every = (item for sheet in self._sheets.values() for item in self._told(sheet))
            self._all = tuple(sorted(every, key=self._key) if self._key else every)
        return self._all

    def __iter__(self) -> Iterator[T]:
        return iter(self.all)

    def __len__(self) -> int:
        return len(self.all)

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...

    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        return self.all[at]


class OneEach(Each[T]):
    """As `Each`, where every sheet says one thing: reached by its place without reading the others."""

    def __len__(self) -> int:
        return len(self._sheets)

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...

    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return self.all[at]
        return self.of(self._sheets.ids[at])[0]


class Reports(Mapping[str, Report]):
    """Reports by key as judgements left them, read from the table when they are asked for."""

    def __init__(self, table: Numbered, told: Revision) -> None:
        self._table, self._told = table, told
        self._read: dict[str, Report] = {}

    def __getitem__(self, key: str) -> Report:
        if key in self._told.gone:
            raise KeyError(key)
        if key not in self._read:
            row = self._table.index[key]
            self._read[key] = self._changed(report_rows(self._table.reports.slice(row, 1))[0])
        return self._read[key]

    def _changed(self, report: Report) -> Report:
        cells = {**self._told.kinds.get(report.key, {}), **self._told.places.get(report.key, {})}
        named = (
            {**cells, "place_basis": PlaceBasis(str(cells["place_basis"]))}
            if "lat" in cells
            else cells
        )
        return report.but(**named) if named else report

    def __contains__(self, key: object) -> bool:
        return key in self._table.index and key not in self._told.gone

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._table.index if key not in self._told.gone)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def read(self, keys: Sequence[str]) -> dict[str, Report]:
        """Several at once, which is far quicker than one by one."""
        new = [key for key in keys if key not in self._read and key in self]
        rows = pa.array([self._table.index[key] for key in new], pa.int64())
        for report in report_rows(self._table.reports.take(rows)):
            self._read[report.key] = self._changed(report)
        return {key: self[key] for key in keys}
