"""Compose a brief from one assessment: every section a function, every number a figure."""

from truceline.model.brief import Brief
from truceline.model.mission import Issue
from truceline.stages.brief.access import with_access
from truceline.stages.brief.accounts import account_rows
from truceline.stages.brief.asides import method, rows_set_aside, set_asides
from truceline.stages.brief.cards import incident_views
from truceline.stages.brief.case import Case
from truceline.stages.brief.disputes import disputes, general_denials
from truceline.stages.brief.figures import figures
from truceline.stages.brief.holding_figures import holding_figures
from truceline.stages.brief.holding_words import holding_lines
from truceline.stages.brief.ledgers import ledger_views
from truceline.stages.brief.marks import map_marks, map_note, timeline
from truceline.stages.brief.public import aged
from truceline.stages.brief.readings import core_words, object_rows, other_means, reading_views
from truceline.stages.brief.release import released
from truceline.stages.brief.restate import issue_of, restate, restatement_note
from truceline.stages.brief.sources import main_sources, source_views
from truceline.stages.brief.summary import header, key_lines
from truceline.stages.brief.totals import total_rows, totals_note


def compose(case: Case) -> tuple[Brief, Issue]:
    """The brief as its release level may see it, and the issue that a later brief restates.

    The issue holds the figures before release rules, so that a restatement compares like with
    like; it stays in the evidence log.
    """
    case = aged(case) if case.release == "public" else case
    sources = source_views(case)
    totals, accounts = total_rows(case, sources), account_rows(case)
    held = with_access(case, sources)
    numbers = figures(case, totals, sources, rows_set_aside(case.problems))
    numbers = tuple(sorted((*numbers, *holding_figures(held)), key=lambda f: f.id))
    issue = issue_of(case, numbers)
    brief = Brief(
        header=header(case),
        parties=case.parties,
        key_lines=(*key_lines(case, sources), *holding_lines(held, case.name)),
        readings=reading_views(case),
        core=core_words(case),
        objects=object_rows(case),
        objects_note="The mapping of lists to categories is this mission's interpretation. Counts: incidents in the record by the side accused.",
        map_marks=map_marks(case),
        map_note=map_note(case),
        boundaries=case.mission.spec.boundaries,
        line=case.mission.spec.line,
        timeline=timeline(case),
        ledgers=ledger_views(case, sources),
        disputes=disputes(case),
        denials=general_denials(case),
        totals=totals,
        totals_note=totals_note(case),
        accounts=accounts,
        other_means=other_means(case),
        sources=main_sources(sources),
        set_aside=set_asides(case),
        restatement=restate(case.earlier, issue),
        restatement_note=restatement_note(case, case.earlier, issue),
        method=method(case),
        incident_views=incident_views(case, accounts),
        figures=numbers,
        incidents=case.ordered,
        statuses=tuple(sorted(case.statuses, key=lambda s: s.incident_id)),
        findings=tuple(
            sorted(case.findings, key=lambda f: (f.incident_id, f.term_id, f.reading, f.accused))
        ),
        ledger=tuple(sorted(case.ledger, key=lambda r: (r.reading, r.accused, r.incident_id))),
        problems=tuple(case.problems),
        said=case.said,
        holding=held,
    )
    return released(brief, issue, case.mission.spec.settings, case.earlier)
