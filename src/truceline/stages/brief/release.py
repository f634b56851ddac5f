"""Release: what a level may see. Coverage, gaps, effects and sites tell a violator where nobody
looks and an attacker what was hit, so the wider the audience, the less of them is shown.

Levels from narrow to wide:

- restricted: all of the brief.
- parties: all but sectors, hours and clusters, which say where a mission looks and are not computed
  (`assess/holding.py`).
- political_body: the same without figures of a narrower release.
- public (`public.py`): incidents younger than the mission's delay are left out of every list,
  count and file, with their reports and the totals that cover them. An older incident is listed
  with its time, its place coarsened to a grid and the addresses of its reports. Who is accused,
  what was hit, what is denied and what a reading makes of it is told in sums alone, without their
  bases: findings.csv and ledger.csv hold no row. Sums that are small, that moved by few since the
  last public issue, or that would give such a one away by subtraction are withheld (`cells.py`).
  Bulletin gaps, hours of access, disputes, itemised numbers and the text of problems are withheld.

What documents say is shown as far as their dataset's own `release` allows, in public as quotes alone
and without claims about acts (`assess/sayings.py`).

What this can't do: keep a reader from opening the reports' addresses and counting for himself.
"""

from truceline.model.brief import Brief
from truceline.model.mission import Issue, Settings
from truceline.model.release import RELEASES
from truceline.stages.brief.public import public, published


def may_see(level: str, figure_release: str) -> bool:
    """May an audience of `level` see what may go as wide as `figure_release`?"""
    return RELEASES.index(level) <= RELEASES.index(figure_release)


def released(
    brief: Brief, issue: Issue, settings: Settings, earlier: Issue | None
) -> tuple[Brief, Issue]:
    """The brief as its level may see it, and its issue with the counts that it publishes.

    `earlier` is the issue of the same level before it: public counts must not tell small changes.
    A public brief must come of an `aged` case.
    """
    level = brief.header.release
    brief = brief.but(figures=tuple(f for f in brief.figures if may_see(level, f.release)))
    if level != "public":
        return brief, issue
    shown = public(brief, settings, earlier)
    return shown, issue.but(published=published(shown, earlier))
