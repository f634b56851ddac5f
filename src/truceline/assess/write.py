"""Writing a brief: load, assess, restate, compose, publish, and put on record."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from truceline.assess.holding import holding
from truceline.assess.load import Loaded, load
from truceline.assess.order import Order, Produced
from truceline.assess.run import Assessment, assess
from truceline.assess.sayings import sayings
from truceline.assess.shelf import Shelf
from truceline.model.brief import Brief
from truceline.model.evidence import Entry
from truceline.model.mission import Issue
from truceline.model.ports import Engine, Store
from truceline.model.record import Problem, in_order
from truceline.stages.brief.case import Case
from truceline.stages.brief.compose import compose
from truceline.stages.brief.publish import publish
from truceline.stages.brief.release import may_see


def write(
    cache: Path,
    store: Store,
    engine: Engine,
    order: Order,
    problems: tuple[Problem, ...],
    out: Path,
) -> Produced:
    """Write the brief that was ordered and append its issue to the log.

    `problems` are those that ingest found; they stand in the brief with all others.
    """
    loaded = load(store, cache, problems)
    why = may_see(order.release, "parties")
    result = _assessed(loaded, engine, order.as_of, explaining=why)
    brief, issue = composed(result, loaded, store, engine, order, cache.parent)
    publish(brief, out)
    record(store, issue)
    return Produced(
        folder=str(out),
        as_of=order.as_of,
        reports=len(result.reports),
        incidents=len(result.incidents),
        problems=in_order(result.problems),
        root=loaded.mission.root,
    )


def composed(
    result: Assessment, loaded: Loaded, store: Store, engine: Engine, order: Order, kept: Path
) -> tuple[Brief, Issue]:
    """The brief that was ordered of an assessment, and its issue; `kept` is the folder that holds what
    is kept beside the log.
    """
    earlier = earlier_issue(loaded, store, engine, order)
    said = sayings(result, loaded.refused, order.release)
    case = replace(case_of(result, order.release, earlier), said=said)
    held = holding(result, Shelf(store).text, kept, case)
    return compose(replace(case, holding=held))


def _assessed(loaded: Loaded, engine: Engine, as_of: datetime, *, explaining: bool) -> Assessment:
    return assess(
        loaded.mission,
        loaded.reports,
        as_of,
        engine,
        documents=loaded.documents,
        claims=loaded.claims,
        explaining=explaining,
    )


def case_of(result: Assessment, release: str, earlier: Issue | None) -> Case:
    """An assessment as the brief's sections see it."""
    return Case(
        mission=result.mission,
        as_of=result.as_of,
        release=release,
        reports=result.reports,
        origins=result.origins,
        incidents=result.incidents,
        statuses=result.statuses,
        findings=result.findings,
        ledger=result.ledger,
        problems=result.problems,
        grades=result.grades,
        explained={r.key: r for why in result.explanations for r in why.reports},
        accounts=result.accounts,
        rough=next((why.rough for why in result.explanations), ""),
        earlier=earlier,
    )


def earlier_issue(loaded: Loaded, store: Store, engine: Engine, order: Order) -> Issue | None:
    """The issue to restate: read from the log, or derived from what was known when it was due."""
    if order.published:
        return msgspec.json.decode(store.blob(order.published.sha256).read_bytes(), type=Issue)
    return derived_issue(loaded, engine, order.due, order.release) if order.due else None


def derived_issue(loaded: Loaded, engine: Engine, as_of: datetime, release: str) -> Issue:
    """What a brief as of then would have said."""
    then = _assessed(loaded, engine, as_of, explaining=False)
    return compose(case_of(then, release, None))[1]


def record(store: Store, issue: Issue) -> None:
    """Append the issue to the log and seal it."""
    digest, size = store.put_bytes(msgspec.json.encode(issue, order="deterministic"))
    name = f"publication/{issue.release}/{issue.as_of.isoformat()}"
    store.append([Entry(kind="publication", name=name, sha256=digest, size=size)])
    store.seal()
