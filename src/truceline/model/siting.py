"""What a siting question is asked with: where acts are to be seen, and where systems could stand.

Nothing here describes a party's forces. What follows from these records is restricted.
"""

from truceline.model.record import Record


class Demand(Record, frozen=True, kw_only=True):
    """A cell where acts are to be seen, and how much that counts."""

    cell: str
    lat: float
    lon: float
    weight: float
    sector: str = ""
    critical: bool = False


class Candidate(Record, frozen=True, kw_only=True):
    """A place where systems could stand: `kinds` allowed there (empty for all, by type or kind),
    `forced` types that must stand there, `territory` whose ground it is.
    """

    site_id: str
    lat: float
    lon: float
    contributor: str = ""
    sector: str = ""
    territory: str = ""
    kinds: tuple[str, ...] = ()
    forced: tuple[str, ...] = ()
    barred: bool = False
