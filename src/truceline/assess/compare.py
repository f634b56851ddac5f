"""The drafter's bench: the same evidence judged under two agreements."""

from datetime import datetime

from truceline.assess.load import Loaded
from truceline.assess.run import Assessment, assess
from truceline.assess.write import case_of
from truceline.model.agreement import Agreement
from truceline.model.ports import Engine
from truceline.model.record import Record
from truceline.stages.brief.disputes import title
from truceline.stages.brief.ledgers import outcome


class Flip(Record, frozen=True, kw_only=True):
    """An incident whose finding differs between two agreements, under one reading."""

    incident_id: str
    title: str
    reading: str
    accused: str
    before: str
    after: str


def compare_agreements(
    loaded: Loaded, first: Agreement, second: Agreement, as_of: datetime, engine: Engine
) -> tuple[Flip, ...]:
    """Flips in the order of incidents, readings and accused sides. A reading or side that only one
    of the agreements knows shows as `not judged`.
    """
    one = _judged(loaded, first, as_of, engine)
    two = _judged(loaded, second, as_of, engine)
    before, after = _outcomes(one), _outcomes(two)
    case = case_of(one, "restricted", None)
    flips = [
        Flip(
            incident_id=incident,
            title=title(case, case.by_id[incident]),
            reading=reading,
            accused=accused,
            before=before.get((incident, reading, accused), "not judged"),
            after=after.get((incident, reading, accused), "not judged"),
        )
        for incident, reading, accused in sorted(before.keys() | after.keys())
    ]
    changed = [flip for flip in flips if flip.before != flip.after]
    return tuple(sorted(changed, key=lambda f: (case.numbers[f.incident_id], f.reading, f.accused)))


def _judged(loaded: Loaded, agreement: Agreement, as_of: datetime, engine: Engine) -> Assessment:
    mission = loaded.mission.but(agreement=agreement)
    documents, claims = loaded.documents, loaded.claims
    return assess(mission, loaded.reports, as_of, engine, documents=documents, claims=claims)


def _outcomes(result: Assessment) -> dict[tuple[str, str, str], str]:
    return {(r.incident_id, r.reading, r.accused): outcome(r) for r in result.ledger}
