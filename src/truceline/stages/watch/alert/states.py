"""Open, acknowledged, closed: what people did with alerts, from the steps they took.

Steps are appended, never changed; the newest counts. Nothing closes an alert by itself.
"""

from collections.abc import Iterable

from truceline.model.alerting import AlertStep
from truceline.model.record import Problem, in_order
from truceline.model.watch import Alert


def stood(
    alerts: Iterable[Alert], steps: Iterable[AlertStep], file: str
) -> tuple[tuple[Alert, ...], tuple[Problem, ...]]:
    """Alerts with the state of their last step, by time of raising; steps about no alert are told.

    Of several alerts with one id the last given counts. A step before an alert was raised counts for
    nothing.
    """
    known = {alert.id: alert for alert in alerts}
    problems = []
    for step in sorted(steps, key=lambda s: (s.at, s.alert, s.state, s.by)):
        alert = known.get(step.alert)
        if alert is None:
            problems.append(_problem(file, step, "no alert has this id"))
        elif step.at < alert.raised:
            problems.append(_problem(file, step, "earlier than the alert was raised"))
        else:
            known[alert.id] = alert.but(state=step.state, reason=step.reason, by=step.by)
    ordered = sorted(known.values(), key=lambda a: (a.raised, a.id))
    return tuple(ordered), in_order(problems)


def _problem(file: str, step: AlertStep, message: str) -> Problem:
    return Problem(file=file, field=step.alert, message=message, severity="warning")
