"""An invented truce for tests: two parties, two readings, and short ways to report an act."""

from collections import Counter
from datetime import datetime, timedelta

import msgspec

from truceline.model.agreement import Agreement, AnyTerm, Reading, SiteList, Window
from truceline.model.evidence import Judgement, Report, RosterEntry
from truceline.model.incident import Incident, Share
from truceline.model.mission import Mandate, Mission, MissionSpec, Party
from truceline.model.place import Place
from truceline.model.record import Interval
from truceline.model.table import report_table
from truceline.stages.compliance import judge
from truceline.stages.evidence.origin import trace_origins

PARTIES = (
    Party(id="NOR", name="Northland", timezone="+02:00"),
    Party(id="SUD", name="Southland", timezone="+03:00"),
)
ROSTER = (
    RosterEntry(id="1", role="claimant", name="North Ministry", side="NOR"),
    RosterEntry(id="2", role="claimant", name="North Governor", side="NOR"),
    RosterEntry(id="3", role="claimant", name="South Staff", side="SUD"),
    RosterEntry(id="4", role="claimant", name="South President", side="SUD"),
    RosterEntry(id="5", role="claimant", name="Sky Camera", side="third", access=("occurrence",)),
    RosterEntry(id="6", role="claimant", name="Blog", side="third"),
    RosterEntry(id="7", role="claimant", name="Grid Company", side="third", territory="NOR"),
    RosterEntry(id="8", role="claimant", name="Patrol", side="mission"),
)
NOON = "2031-05-10T12:00:00+02:00"


def at(text):
    return datetime.fromisoformat(text)


def window(start, *ends):
    return Window(starts=(at(start),), ends=tuple(at(end) for end in ends), zone=start[-6:])


MAY = window("2031-05-01T00:00:00+02:00", "2031-06-01T00:00:00+02:00")
LATER = window("2031-05-15T00:00:00+02:00", "2031-06-15T00:00:00+02:00")
LIST = SiteList(
    yes=("energy/substation", "energy/power_line"), clause=("energy/heating",), no=("energy/coal",)
)


def term(**fields):
    plain = {
        "clause": "protected_sites",
        "id": "no_strikes",
        "binds": ["NOR", "SUD"],
        "acts": ["air/*", "fire/*", "attack/*", "sabotage/*"],
        "open_acts": ["air/drone_intercepted"],
        "sites": msgspec.to_builtins(LIST),
        "in_force": msgspec.to_builtins(MAY),
    }
    return msgspec.convert(plain | fields, type=AnyTerm)


def agreement(*readings, zones=()):
    every = readings or (("NOR", (term(),)), ("SUD", (term(in_force=msgspec.to_builtins(LATER)),)))
    return Agreement(
        title="Lake truce",
        parties=tuple(party for party, _ in every),
        terms=every[0][1],
        zones=zones,
        readings=tuple(Reading(party=party, terms=terms) for party, terms in every),
    )


def mission(agreed=None, judgements=(), line=None, sites=(), **mandate):
    spec = MissionSpec(
        name="lake", timezone="+02:00", mandate=Mandate(**mandate), parties=PARTIES, line=line
    )
    return Mission(
        spec=spec,
        agreement=agreed or agreement(),
        roster=ROSTER,
        sites=sites,
        judgements=tuple(judgements),
    )


def says(claimant, number=0, **fields):
    """A report of a strike on a substation, blamed on SUD, at noon of 10 May for half an hour."""
    start = at(fields.pop("at", NOON))
    plain = {
        "dataset": "",
        "report_id": f"R{number:03}",
        "source": "Wire",
        "claimant": claimant,
        "start": start,
        "end": start + timedelta(hours=fields.pop("hours", 0.5)),
        "kind": "air/drone_strike",
        "target_category": "energy/substation",
        "alleged_actor": "SUD",
        "lat": 50.0,
        "lon": 30.0,
        "place_uncertainty_km": 1.0,
    }
    return Report(**(plain | fields))


def numbered(*reports):
    return [r.but(report_id=f"R{n:03}") for n, r in enumerate(reports)]


def incident_of(*reports, **fields):
    """The reports as one incident, shares by report."""
    told = [r for r in reports if r.stance != "denies"] or list(reports)
    start, end = max(r.start for r in told), min(r.end for r in told)
    blamed = {r.alleged_actor for r in reports if r.stance != "denies" or r.about == "actor"} & {
        "NOR",
        "SUD",
    }
    plain = {
        "id": f"I-{min(r.key for r in reports)}",
        "report_ids": tuple(sorted(r.key for r in reports)),
        "probabilities": (1.0,) * len(reports),
        "when": Interval(start=start, end=max(start, end)),
        "where": Place(lat=told[0].lat, lon=told[0].lon, radius_km=1.0),
        "acts": shares(r.kind for r in told),
        "categories": shares(r.target_category for r in told if r.target_category),
        "accused": tuple(sorted(blamed)),
    }
    return Incident(**(plain | fields))


def shares(values):
    counted = Counter(values)
    total = counted.total()
    return tuple(Share(value=v, share=n / total) for v, n in sorted(counted.items()))


def judged(*reports, incidents=None, accounts=(), **options):
    """Everything that compliance says of these reports, as one incident unless told otherwise."""
    return judge(
        incidents or [incident_of(*reports)],
        {r.key: r for r in reports},
        trace_origins(report_table(reports), ROSTER, PARTIES),
        mission(**options),
        accounts,
    )


def status(*reports, **options):
    return judged(*numbered(*reports), **options).statuses[0]


def outcomes(found):
    """`{(reading, accused): words}` of a single term."""
    return {(f.reading, f.accused): f.words for f in found.findings}


def ruling(verdict, *about, **fields):
    plain = {"reason": "seen", "reviewer": "Inspector", "at": at("2031-06-02T00:00:00+00:00")}
    return Judgement(about=about or ("R000",), verdict=verdict, **(plain | fields))
