"""The head of the brief and its key lines, in neutral words."""

from collections.abc import Iterable

from truceline.foundation.phrase import count, listed
from truceline.model.brief import Header, KeyLine, ObjectRow, Said, SourceView
from truceline.model.finding import Breach, Why
from truceline.model.incident import Occurrence
from truceline.model.register import Sayings
from truceline.stages.brief.accounts import accounts_said
from truceline.stages.brief.case import Case
from truceline.stages.brief.origins import origin_count
from truceline.stages.brief.readings import object_rows, reading_views
from truceline.stages.brief.said_files import PLEDGED
from truceline.stages.brief.sections import numbered
from truceline.stages.brief.words import days_listed, moment_words, offset_words

ROLES = {"monitor": "monitor", "verify": "verify", "investigate": "investigate and attribute"}


def header(case: Case) -> Header:
    """Who says this, as of when, under which mandate, from which evidence."""
    spec = case.mission.spec
    when = moment_words(case.as_of, case.zone)
    common = case.mission.agreement.common_text
    text = common.document if common else "no common text"
    mandate = f"{ROLES[spec.mandate.role]}; attribution no higher than {spec.mandate.max_attribution.replace('_', ' ')}"
    return Header(
        title=spec.title or spec.name,
        subtitle=f"{case.mission.agreement.title}. What was claimed, by whom, and what each reading of the agreement makes of it.",
        as_of=case.as_of,
        as_of_words=f"{when} ({spec.timezone}, {offset_words(case.zone, case.as_of)})",
        release=case.release,
        mandate=mandate,
        sign_off=f"{spec.mandate.sign_off.replace('_', ' ')} (pending)"
        if spec.mandate.sign_off
        else "pending",
        agreement=f"{text}; {count(len(case.readings), 'reading')}",
        root=case.mission.root,
        entries=case.mission.entries,
        language=spec.settings.language,
        footer=f"{spec.title or spec.name} · brief as of {when}",
    )


def key_lines(case: Case, sources: Iterable[SourceView]) -> tuple[KeyLine, ...]:
    """The brief in a few lines. Sides in the order of their names; nothing adds across them."""
    lines = [_record(case), _standing(case)]
    lines += [_reading(case, view.id, view.label) for view in reading_views(case)]
    if len(case.readings) > 1:
        lines.append(_change(case))
    lines.append(_do_not_compare(sources))
    if case.said:
        where = numbered(holding=case.holding is not None, said=True)["said"]
        lines.append(_said(case.said, where))
    return tuple(lines)


def _said(said: Sayings, where: int) -> KeyLine:
    """Where to find what documents say; no figure of the record counts it."""
    pledges = sum(row.status in PLEDGED for row in said.register.pledges)
    text = (
        f"{count(len(said.documents), 'document')}: {count(len(said.register.claims), 'claim')} read by "
        f"machine, {count(pledges, 'pledge')} spoken of and {count(len(said.register.positions), 'position')}. "
        f"Confirmed by nobody; see section {where}."
    )
    return KeyLine(label="What is said", lines=(Said(text=text),))


def _record(case: Case) -> KeyLine:
    ids = [i.id for i in case.incidents]
    publishers = len({r.source for r in case.reports.values()})
    origins = origin_count(case, ids)
    single = sum(len(case.status[i].affirming) == 1 for i in ids)
    text = (
        f"{count(len(case.reports), 'report')} from {count(publishers, 'publisher')} describe "
        f"{count(len(ids), 'distinct incident')}. Behind the reports stand "
        f"{count(origins, 'independent origin')}: {count(single, 'incident')} rest on one origin's word alone."
        f"{accounts_said(case)}"
    )
    return KeyLine(label="The record", lines=(Said(text=text),))


def _standing(case: Case) -> KeyLine:
    verified = [s.incident_id for s in case.statuses if s.occurrence is Occurrence.VERIFIED]
    firm = [s.incident_id for s in case.statuses if s.occurrence is Occurrence.CORROBORATED]
    admitted = [s.incident_id for s in case.statuses if any(a.admitted for a in s.affirmations)]
    affirmed = [
        s.incident_id for s in case.statuses if s.affirmations and s.incident_id not in admitted
    ]
    said = [
        _cited(case, "Nothing is verified.", "verified", verified),
        _cited(
            case,
            "No side admits an act that a reading forbids.",
            "admitted by the side accused",
            admitted,
        ),
    ]
    if affirmed:
        text = f"{count(len(affirmed), 'incident')} affirmed by the side accused, not admitted: {_reasons(case, affirmed)}."
        said.append(Said(text=text, cites=_sorted(case, affirmed)))
    if firm:
        text = f"{count(len(firm), 'incident')} corroborated: origins of different sides say that something happened."
        said.append(Said(text=text, cites=_sorted(case, firm)))
    return KeyLine(label="Verified, admitted", lines=tuple(said))


def _reasons(case: Case, ids: Iterable[str]) -> str:
    """Why affirmations admit nothing, in the words of their own traces."""
    found = {a.reason for i in ids for a in case.status[i].affirmations if not a.admitted}
    return listed(sorted(found), "or")


def _sorted(case: Case, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(ids, key=case.numbers.__getitem__))


def _cited(case: Case, nothing: str, what: str, ids: list[str]) -> Said:
    if not ids:
        return Said(text=nothing)
    return Said(text=f"{count(len(ids), 'incident')} {what}.", cites=_sorted(case, ids))


def _reading(case: Case, reading: str, label: str) -> KeyLine:
    lines = [Said(text=f"{label}:")]
    lines += [
        Said(text=_outcome_words(case, reading, p.id, p.name), party=p.id) for p in case.parties
    ]
    return KeyLine(label=case.reading_name(reading), lines=tuple(lines))


def _outcome_words(case: Case, reading: str, party: str, name: str) -> str:
    rows = case.rows(reading, party)
    breach = sum(r.breach is Breach.BREACH for r in rows)
    firm = sum(r.breach is Breach.BREACH and not r.alleged for r in rows)
    standard = f" ({firm} to the term's standard)" if firm else ""
    whys = [(w, sum(r.breach is Breach.UNDETERMINED and r.why is w for r in rows)) for w in Why]
    open_ = listed(f"{n} for {w}" for w, n in whys if n)
    undetermined = f", undetermined: {open_}" if open_ else ", none undetermined"
    return f"{count(breach, 'incident')} blamed on {name}: alleged, would breach{standard}{undetermined}."


def _change(case: Case) -> KeyLine:
    lines = []
    for reading in case.readings:
        for party in case.parties:
            ids = [row.incident_id for row in case.only(reading.party, party.id)]
            text = (
                f"{count(len(ids), 'incident')} blamed on {party.name} under the reading of "
                f"{case.name(reading.party)} alone."
            )
            lines += [Said(text=text, party=party.id, cites=_sorted(case, ids))] if ids else []
    lines = lines or [Said(text="No incident stands under one reading alone.")]
    lines += [Said(text=_listed_apart(case, row)) for row in object_rows(case) if _apart(row)]
    return KeyLine(label="What the readings change", lines=tuple(lines))


def _apart(row: ObjectRow) -> bool:
    return len(set(row.cover.values())) > 1


def _listed_apart(case: Case, row: ObjectRow) -> str:
    how = {
        "yes": "covered by",
        "clause": "of disputed wording in",
        "no": "left out of",
        "kind": "open in",
    }
    said = [
        f"{how[cover]} the list of {case.name(reading)}" for reading, cover in row.cover.items()
    ]
    return f"{row.label}: {listed(said)}."


def _do_not_compare(sources: Iterable[SourceView]) -> KeyLine:
    regular = [s for s in sources if s.days]
    if not regular:
        text = "Ledgers are never summed: no source publishes at a known cadence, so a ledger's length shows how a side publishes."
        return KeyLine(label="Do not compare sides", lines=(Said(text=text),))
    parts = []
    for source in regular:
        silent = [d.day for d in source.days if d.state == "silent"]
        missing = f"; none was found for {days_listed(silent)}" if silent else ""
        parts.append(f"{source.name} publishes an itemised list ({source.cadence}{missing})")
    text = f"{'. '.join(parts)}. No other source is known to. A ledger's length shows how a side publishes."
    return KeyLine(label="Do not compare sides", lines=(Said(text=text),))
