"""An invented brief with every section filled: Freedonia and Ruritania in southern Africa."""

import random
from datetime import UTC, date, datetime, timedelta

from holding_sample import held

from truceline.model.brief import (
    AccountRow,
    Brief,
    DayMark,
    Dispute,
    Header,
    IncidentView,
    KeyLine,
    LedgerLine,
    LedgerPart,
    LedgerView,
    MapMark,
    ObjectRow,
    OriginRow,
    OtherMeans,
    PartyView,
    ReadingView,
    ReportRow,
    Said,
    SetAside,
    SourceDay,
    SourceView,
    Timeline,
    TotalRow,
    TraceView,
    Within,
)
from truceline.model.finding import Answer, Breach, Figure, Finding, LedgerRow, Verdict, Why
from truceline.model.incident import (
    Contestation,
    Incident,
    IncidentStatus,
    Occurrence,
    Origin,
    Share,
)
from truceline.model.mission import Restated
from truceline.model.place import Place, PlaceBasis
from truceline.model.record import Interval, Problem

FIRST = date(2031, 4, 26)
HOSTILE = '</title><script>alert("x")</script> #include <b>&amp; {{ 7*7 }} $x^2$ `raw` @ref *bold* \u202eevil'
PARTIES = (
    PartyView(id="FRE", name="Freedonia", mark="square", colour="#00667A"),
    PartyView(id="RUR", name="Ruritania", mark="circle", colour="#A64B00"),
    PartyView(
        id="SYL",
        name="People's Republic of Sylvania and the Outer Isles",
        mark="triangle",
        colour="#5B4A8A",
    ),
    PartyView(id="ELB", name="Elbonia", mark="diamond", colour="#4D6B00"),
)
TOWNS = (
    ("Francistown", -21.17, 27.51, "Central"),
    ("Bulawayo", -20.15, 28.58, "Bulawayo"),
    ("Plumtree", -20.48, 27.81, "Matabeleland South"),
    ("Gwanda", -20.94, 29.0, "Matabeleland South"),
    ("Tutume", -20.49, 27.02, "Central"),
    ("Maitengwe", -20.12, 27.2, "Central"),
    ("Beitbridge", -22.22, 30.0, "Matabeleland South"),
    ("Musina", -22.34, 30.04, "Limpopo"),
    ("Serowe", -22.39, 26.71, "Central"),
    ("Hwange", -18.36, 26.5, "Matabeleland North"),
    ("Victoria Falls", -17.93, 25.83, "Matabeleland North"),
    ("Maun", -19.98, 23.42, "North-West"),
    ("Masvingo", -20.07, 30.83, "Masvingo"),
    ("Chiredzi", -21.05, 31.67, "Masvingo"),
    ("Makado substation near Filabusi", -20.53, 29.28, "Matabeleland South"),
)
OBJECTS = (
    "power plant",
    "substation",
    "gas metering",
    "oil depot",
    "energy, kind not stated",
    "rail",
)


def moment(day: int, hour: float = 0.0) -> datetime:
    """A moment counted from the first day."""
    return datetime(2031, 4, 26, tzinfo=UTC) + timedelta(days=day, hours=hour)


def window(start: int, end: int, zone: str = "+02:00") -> Interval:
    """A window by days from the first."""
    return Interval(start=moment(start, -2), end=moment(end, -2), zone=zone)


def sample(count: int = 44, parties: int = 2, readings: int = 2, seed: int = 5) -> Brief:
    """A brief of `count` incidents; the same arguments give the same brief."""
    chance = random.Random(seed)
    sides = PARTIES[:parties]
    rows = [_incident(n, chance, sides) for n in range(1, count + 1)]
    return _brief(rows, sides, readings)


def _incident(n: int, chance: random.Random, sides) -> dict:
    crowded = n % 2
    town, lat, lon, region = chance.choice(TOWNS[:6] if crowded else TOWNS)
    both = n in {9, 21}
    accused = tuple(p.id for p in (sides[:2] if both else (chance.choice(sides),)))
    if n == 13:
        accused = ()
    day = min(34, max(0, int(chance.gauss(16, 9))))
    return {
        "id": f"I-press.R{n:03d}",
        "number": n,
        "town": town,
        "region": region,
        "both": both,
        "lat": lat + chance.uniform(-0.12, 0.12) * (n % 3 > 0),
        "lon": lon + chance.uniform(-0.12, 0.12) * (n % 3 > 0),
        "km": chance.choice([1.5, 6, 8, 15, 25]) if n % 7 else 90.0,
        "regional": n % 7 == 0,
        "day": day,
        "accused": accused,
        "object": chance.choice(OBJECTS),
        "reports": chance.randint(1, 7 if n != 9 else 16),
        "hour": chance.uniform(0, 22),
        "placed": n != 17,
        "timed": n != 18,
    }


def _brief(rows: list[dict], sides, readings: int) -> Brief:
    views = _readings(sides, readings)
    ids = [r["id"] for r in rows]
    cited = tuple(i for i in ("I-press.R009", "I-press.R021") if i in ids)
    return Brief(
        header=_header(),
        parties=tuple(sides),
        key_lines=_key_lines(sides, views, cited),
        readings=views,
        core=(
            Said(
                text="No strikes: all readings hold from 5 May to 30 May, for power plants and substations."
            ),
        ),
        objects=_objects(views, sides),
        objects_note="The mapping of lists to categories is this brief's interpretation. A drone downed on its way is an open question (clause) under each reading.",
        map_marks=tuple(_map_mark(r) for r in rows if r["placed"]),
        map_note="Marks that touched were moved apart, with a line to the place. Borders: recognised. No line of contact: the record holds no dated source.",
        timeline=Timeline(
            first=FIRST,
            last=FIRST + timedelta(days=38),
            timezone="+02:00",
            marks=tuple(_day_mark(r) for r in rows if r["timed"]),
        ),
        ledgers=tuple(_ledger(p, rows, views) for p in sides),
        disputes=_disputes(cited),
        totals=_totals(sides, cited),
        totals_note="Stated zeros: Ruritania's General Staff on Ruritania (2031-05-12).",
        accounts=_accounts(rows),
        other_means=_other_means(),
        sources=_sources(sides),
        set_aside=_set_aside(cited),
        restatement=(
            Restated(
                what="[21] reading of Ruritania",
                then="alleged, would breach",
                now="undetermined (clause)",
                why="the object is a metering station, not a plant",
                basis=("press.R021",),
            ),
            Restated(
                what="Incidents",
                then="41",
                now=str(len(rows)),
                why="three late lists were found",
                basis=(),
            ),
        )
        if rows
        else (),
        restatement_note="Compared with the issue of 20 May 2031.",
        method=(
            "Every row is somebody's claim. “Alleged, would breach” says what a reading makes of the claim if it is true; it is no finding that it is true.",
            "Time is the interval shared by most reports. The share of it inside a window gives yes (≥ 0.90), no (≤ 0.10) or undetermined. Where a reading has several ends, yes needs all of them.",
            "Places are at town or district level; a disc's radius is one standard deviation.",
        ),
        incident_views=tuple(_view(r, sides, views) for r in rows),
        holding=held(tuple(p.id for p in sides), tuple(ids)) if rows else None,
        figures=(
            Figure(
                id="incidents",
                label="Incidents",
                value=len(rows),
                unit="incidents",
                basis=tuple(ids),
            ),
            Figure(
                id="reports",
                label="Reports known",
                value=sum(r["reports"] for r in rows),
                unit="reports",
                interval=("2031-04-26T00:00:00Z", "2031-06-04T00:00:00Z"),
            ),
        ),
        incidents=tuple(_record(r) for r in rows),
        statuses=tuple(_status(r) for r in rows),
        findings=tuple(f for r in rows for f in _findings(r, views)),
        ledger=tuple(_ledger_row(f, r) for r in rows for f in _findings(r, views)),
        problems=(
            Problem(
                file="sources/press.csv",
                line=17,
                field="lat",
                message="=cmd|' /C calc'!A0 is not a latitude",
                hint="-90 to 90",
            ),
            Problem(
                file="sources/press.csv",
                field="press.R018",
                message="dated later than its own publication",
                severity="warning",
            ),
        ),
    )


def _header() -> Header:
    return Header(
        title="Lake truce 2031",
        subtitle="Halt of strikes on energy infrastructure, Freedonia and Ruritania, May 2031. What was claimed, by whom, and what each side's own reading of the agreement makes of it.",
        as_of=moment(39, -2),
        as_of_words="3 June 2031, 24:00 lake time (+02)",
        release="parties",
        mandate="monitor; attribution no higher than allegations",
        sign_off="head of operations (pending)",
        agreement="no common text; two readings",
        root="9f2c" * 16,
        entries=14,
        footer="Lake truce 2031 · brief as of 3 June 2031",
    )


def _readings(sides, count: int) -> tuple[ReadingView, ...]:
    made = (
        ReadingView(
            id="FRE",
            name="Reading of Freedonia",
            words="Chancellery, 1 and 5 May 2031. 30 days, counted in three ways: the last day is 30 May, 31 May or 1 June.",
            windows=(window(5, 35), window(5, 36), window(5, 37)),
            label="1 May to 30 May, or 31 May or 1 June",
            cites=("https://example.org/halt",),
        ),
        ReadingView(
            id="RUR",
            name="Reading of Ruritania",
            words="President's Office, 7 May 2031. Said on 28 May to be still in force.",
            windows=(window(11, 41, "+03:00"),),
            label="7 May to 5 June",
        ),
        ReadingView(
            id="SYL",
            name="Reading of People's Republic of Sylvania and the Outer Isles",
            words="Never published; taken from a speech.",
            windows=(Interval(start=moment(8), end=datetime(9999, 12, 31, tzinfo=UTC)),),
            label="4 May to no stated end",
        ),
        ReadingView(
            id="ELB",
            name="Reading of Elbonia",
            words="No date was given.",
            windows=(),
            label="no window",
        ),
    )
    return made[:count]


def _key_lines(sides, readings, cited) -> tuple[KeyLine, ...]:
    one, two = sides[0], sides[1]
    return (
        KeyLine(
            label="The record",
            lines=(
                Said(
                    text="151 press reports from 47 publishers describe 44 distinct incidents. Behind the reports stand 46 independent origins: most incidents rest on one side's word alone."
                ),
            ),
        ),
        KeyLine(
            label="Verified, admitted",
            lines=(
                Said(
                    text="Nothing is verified, and no side admits an act that a reading forbids. In two incidents both sides say that something happened, and each names the other as author",
                    cites=cited,
                ),
            ),
        ),
        *(
            KeyLine(
                label=r.name,
                lines=(
                    Said(text=f"From {r.label}:"),
                    Said(
                        text=f"6 incidents blamed on {one.name} are alleged and would breach, 12 are undetermined.",
                        party=one.id,
                    ),
                    Said(
                        text=f"17 incidents blamed on {two.name} are alleged and would breach, 3 are undetermined.",
                        party=two.id,
                    ),
                ),
            )
            for r in readings
        ),
        KeyLine(
            label="Do not compare sides",
            lines=(
                Said(
                    text="Freedonia's ministry printed itemised lists, Ruritania mostly totals. A ledger's length shows how a side publishes."
                ),
            ),
        ),
    )


def _objects(readings, sides) -> tuple[ObjectRow, ...]:
    table = (
        (
            "Power plants, nuclear plants, hydro dams, substations, power lines",
            ("yes", "yes"),
            (6, 14),
        ),
        (
            "Refineries, oil depots, pumping stations, pipelines, gas storage",
            ("yes", "yes"),
            (0, 13),
        ),
        ("Gas distribution and metering, heating", ("clause", "yes"), (2, 12)),
        ("Gas production, coal", ("no", "yes"), (0, None)),
        ("Energy, kind not stated", ("kind", "kind"), (15, 10)),
        ("Traction power, airfields", ("no", "no"), (1, 1)),
    )
    return tuple(
        ObjectRow(
            label=label,
            categories=("energy/other",),
            cover={r.id: cover[n % 2] for n, r in enumerate(readings)},
            accused={p.id: numbers[n % 2] for n, p in enumerate(sides)},
        )
        for label, cover, numbers in table
    )


def _map_mark(r: dict) -> MapMark:
    return MapMark(
        incident_id=r["id"],
        number=r["number"],
        lat=r["lat"],
        lon=r["lon"],
        radius_km=r["km"],
        region_only=r["regional"],
        accused=r["accused"],
        corroborated=r["both"],
        place=r["region"] if r["regional"] else r["town"],
    )


def _day_mark(r: dict) -> DayMark:
    return DayMark(
        incident_id=r["id"],
        number=r["number"],
        day=FIRST + timedelta(days=r["day"]),
        accused=r["accused"],
        corroborated=r["both"],
    )


def _part(reading: ReadingView, party: PartyView, against: list[dict]) -> LedgerPart:
    return LedgerPart(
        heading=f"Under the {reading.name[0].lower()}{reading.name[1:]}",
        lines=(
            LedgerLine(
                label="alleged, would breach",
                values=(len(against) // 2,),
                figures=(f"would_breach.{reading.id}.by.{party.id}.alleged",),
            ),
            LedgerLine(
                label="would breach, occurrence corroborated",
                values=(sum(r["both"] for r in against),),
            ),
            LedgerLine(label="undetermined (kind · clause)", values=(3, 9)),
            LedgerLine(label="stands under this reading alone", values=(0,)),
        ),
    )


def _ledger(party: PartyView, rows: list[dict], readings) -> LedgerView:
    against = [r for r in rows if party.id in r["accused"]]
    lines = (
        LedgerLine(
            label="Incidents that some report blames on this side",
            values=(len(against),),
            figures=(f"alleged.by.all.against.{party.id}",),
        ),
        LedgerLine(label="of these, named in a denial by this side", values=(None,)),
        LedgerLine(
            label="of these, also blamed on another side", values=(sum(r["both"] for r in against),)
        ),
    )
    parts = [LedgerPart(heading="", lines=lines)]
    parts += [_part(reading, party, against) for reading in readings]
    parts.append(
        LedgerPart(
            heading="Under every reading",
            lines=(LedgerLine(label="verified · admitted", values=(0, 0)),),
        )
    )
    outcomes = (
        ("would breach", "undetermined (kind)", "undetermined (clause)", "none")
        if len(readings) == 2
        else ()
    )
    matrix = ((11, 0, 0, 2), (0, 7, 0, 1), (6, 3, 5, None), (0, 0, 0, 6)) if outcomes else ()
    return LedgerView(
        party=party.id,
        parts=tuple(parts),
        outcomes=outcomes,
        matrix=matrix,
        limits=(
            ("Itemised by", "Ruritania's officials: single acts and totals, no periodic list"),
            (
                "Bulletin gaps",
                "not found: 4, 8 and 13 May; found in part: 30 April, 5, 10, 17 and 19 May (25 bulletins due)",
            ),
            ("Neutral access", f"not logged on the territory of {party.name}"),
        ),
        funnel=(
            ("reports known", sum(r["reports"] for r in against)),
            ("claimant × incident", len(against) + 9),
            ("independent origins", len(against) + 2),
            ("incidents", len(against)),
        ),
    )


def _disputes(cited) -> tuple[Dispute, ...]:
    texts = (
        (
            "Plumtree gas metering, 9 May",
            "Both sides say that the metering station was hit. Freedonia: blown up by Ruritania's forces as they left. Ruritania: shelled by Freedonia. The times differ by an hour and, in two reports, by a day. Control of the site is disputed.",
        ),
        (
            "Gwanda, 20 May",
            HOSTILE
            + " Ruritania denies it and says that Freedonia struck. Nobody disputes the object.",
        ),
    )
    return tuple(
        Dispute(incident_id=i, title=t, about=("author",), text=words)
        for i, (t, words) in zip(cited, texts, strict=False)
    )


def _totals(sides, cited) -> tuple[TotalRow, ...]:
    table = (
        (
            0,
            12,
            "Adviser Lytton",
            "8",
            8.0,
            8.0,
            8.0,
            "5 to 12 May",
            5,
            "3 items short of the stated number. The source counts hits; ours are incidents.",
        ),
        (
            0,
            16,
            "Foreign ministry, spokesman Tykes",
            "more than 30",
            30.0,
            31.0,
            None,
            "1 to 16 May",
            12,
            "Stated as a total; no list of its items was found.",
        ),
        (
            1,
            5,
            "Defence ministry, daily list",
            "14",
            14.0,
            14.0,
            14.0,
            "24 hours before",
            4,
            "10 items short of the stated number. Found in part: 5 May.",
        ),
        (
            1,
            12,
            "Foreign minister",
            "at least 60",
            60.0,
            60.0,
            None,
            "1 to 12 May",
            71,
            "The itemised record lies within the stated bound.",
        ),
        (
            1,
            17,
            "Envoy",
            "100 to 120",
            None,
            100.0,
            120.0,
            "1 to 17 May",
            95,
            "No bulletin was found for 4, 8 and 13 May.",
        ),
        (1, 18, "Outlet", "dozens", None, None, None, "not stated", 0, "No number was stated."),
    )
    return tuple(
        TotalRow(
            figure=f"claimed_total.{n}",
            accused=sides[k].id,
            stated=date(2031, 5, d),
            by=by,
            claimed=c,
            number=x,
            lo=lo,
            hi=hi,
            window=w,
            itemised=i,
            difference=why,
            cites=cited,
            source_url="https://example.org/a?b=1&c=2" if n else "javascript:alert(1)",
        )
        for n, (k, d, by, c, x, lo, hi, w, i, why) in enumerate(table)
    )


def _accounts(rows) -> tuple[AccountRow, ...]:
    ids = tuple(r["id"] for r in rows)
    same = {"since": "", "when": "1–31 May 2031", "where": "Matabeleland South"}
    url = "https://example.org/a?b=1&c=2"
    return (
        AccountRow(
            id="I-d.t1",
            kind="summary",
            by=HOSTILE,
            side="",
            said=HOSTILE,
            url=url,
            cites=ids,
            **same,
        ),
        AccountRow(
            id="I-d.t2",
            kind="summary",
            by="Envoy",
            side="Freedonia",
            said="30 attacks",
            maybe=ids[:2],
            **same,
        ),
        AccountRow(
            id="I-d.t3",
            kind="calm",
            by="Spokesman",
            side="Ruritania",
            said="denies drone strike",
            **same,
        ),
    )


def _other_means() -> tuple[OtherMeans, ...]:
    return (
        OtherMeans(
            term="extension by mutual agreement",
            clause="entry_duration",
            stated_by="Chancellery, 5 May",
            known="none stated; the Chancellery says on 28 May that there are no new orders",
        ),
        OtherMeans(
            term="a breach frees the other side",
            clause="breach_exit",
            stated_by="Chancellery, 5 and 8 May",
            known="no exit declared",
        ),
    )


def _sources(sides) -> tuple[SourceView, ...]:
    days = tuple(
        SourceDay(
            day=date(2031, 5, n),
            state="silent" if n in {4, 8, 13} else "part" if n in {5, 10, 17} else "found",
            stated=None if n in {4, 8, 13} else float(n % 9 + 2),
            itemised=n % 7,
        )
        for n in range(3, 31)
    )
    return (
        SourceView(
            id="mod",
            name="Freedonia's defence ministry, daily list",
            side="FRE",
            cadence="daily from 3 May",
            access="own territory and forces",
            grade="C",
            reports=230,
            days=days,
            accuses=sides[1].id,
            url="https://example.org/mod",
        ),
        SourceView(
            id="gs",
            name="Ruritania's General Staff",
            side="RUR",
            cadence="none",
            access="own territory and forces",
            grade="F",
            reports=41,
            days=tuple(SourceDay(day=date(2031, 5, n), state="found") for n in (2, 9, 23)),
            accuses=sides[0].id,
        ),
        SourceView(
            id="neutral",
            name="Neutral monitors",
            side="third",
            cadence="none",
            access="none in place",
            grade="F",
            reports=0,
        ),
    )


def _set_aside(cited) -> tuple[SetAside, ...]:
    return (
        SetAside(
            rows=7,
            why="unconfirmed: the publisher doubts or cannot say",
            treatment="kept with the incident; forms no origin",
        ),
        SetAside(
            rows=2,
            why="act dated after its own publication",
            treatment="time set to unknown before publication",
            cites=cited[:1],
        ),
    )


def _when(r: dict) -> Interval | None:
    return (
        Interval(start=moment(r["day"], r["hour"]), end=moment(r["day"], r["hour"] + 0.5))
        if r["timed"]
        else None
    )


def _findings(r: dict, readings) -> list[Finding]:
    kinds = (
        (Breach.BREACH, None),
        (Breach.UNDETERMINED, Why.KIND),
        (Breach.NONE, None),
        (Breach.UNDETERMINED, Why.CLAUSE),
    )
    return [
        Finding(
            incident_id=r["id"],
            term_id="no_strikes",
            reading=reading.id,
            accused=a,
            breach=kinds[(r["number"] + n) % 4][0],
            why=kinds[(r["number"] + n) % 4][1],
            probability=0.5,
            basis=(f"press.R{r['number']:03d}",),
            trace=(Answer(question="inside the window", verdict=Verdict.YES, probability=1.0),),
        )
        for n, reading in enumerate(readings)
        for a in r["accused"]
    ]


def _ledger_row(f: Finding, r: dict) -> LedgerRow:
    return LedgerRow(
        accused=f.accused,
        reading=f.reading,
        incident_id=f.incident_id,
        breach=f.breach,
        why=f.why,
        term_id=f.term_id,
        reports=r["reports"],
        origins=1,
    )


def _record(r: dict) -> Incident:
    place = Place(
        name=r["town"],
        lat=r["lat"],
        lon=r["lon"],
        radius_km=r["km"],
        country="ZW",
        admin1="ZW-MS",
        basis=PlaceBasis.REGION if r["regional"] else PlaceBasis.GIVEN,
    )
    keys = tuple(f"press.R{r['number']:03d}{'abcdefghijklmnopq'[n]}" for n in range(r["reports"]))
    return Incident(
        id=r["id"],
        report_ids=keys,
        probabilities=tuple(0.9 for _ in keys),
        when=_when(r),
        where=place if r["placed"] else None,
        acts=(Share(value="air/drone_strike", share=1.0),),
        accused=r["accused"],
    )


def _status(r: dict) -> IncidentStatus:
    origin = Origin(
        group="FRE",
        side="FRE",
        report_ids=(f"press.R{r['number']:03d}a",),
        claimants=("MoD",),
        occurrence="affirms",
        speaks=("occurrence",),
    )
    return IncidentStatus(
        incident_id=r["id"],
        occurrence=Occurrence.CORROBORATED if r["both"] else Occurrence.ALLEGED,
        contestation=Contestation.UNCONTESTED,
        origins=(origin,),
    )


def _view(r: dict, sides, readings) -> IncidentView:
    day = FIRST + timedelta(days=r["day"])
    when = f"{day.day} {day:%B} {day.year}, 00:10–00:30" if r["timed"] else "not known"
    return IncidentView(
        id=r["id"],
        number=r["number"],
        title=f"{r['town']}, {day.day} {day:%B}",
        when=when,
        when_note="shared by 13 of 16 reported intervals; outside it: two reports date it a day earlier"
        if r["both"]
        else "",
        where=f"{abs(r['lat']):.2f}° S, {r['lon']:.2f}° E · 1 s.d. {r['km']:g} km · {r['region']}"
        if r["placed"]
        else "not known",
        mgrs="35KNT1234" if r["placed"] else "",
        status="Occurrence corroborated (both parties say that it happened) · author disputed · object agreed"
        if r["both"]
        else "Occurrence alleged · uncontested",
        notes=("Two reports differ in the object.",) if r["both"] else (),
        accused=r["accused"],
        object=r["object"],
        start=f"{day.day} {day:%b} 00:10" if r["timed"] else "not known",
        place=f"{r['town']} ± {r['km']:g} km" if r["placed"] else "not known",
        origins=_origins(r, sides),
        traces=tuple(_trace(r, reading, n) for n, reading in enumerate(readings)),
        reports=_reports(r),
        within=(Within(account="I-d.t1", label="Also within", words=HOSTILE),) * (r["number"] % 9),
        corroborated=r["both"],
        withheld="Site and effect are withheld until 6 June 2031." if r["number"] == 5 else "",
    )


def _origins(r: dict, sides) -> tuple[OriginRow, ...]:
    blames = tuple(p.name for p in sides if p.id in r["accused"])
    rows = (
        OriginRow(
            name="Freedonia",
            who="Investigative Committee and defence ministry",
            reports=r["reports"],
            occurrence="affirms",
            object="affirms",
            actor="affirms",
            blames=blames[-1:],
        ),
    )
    third = (
        OriginRow(
            name="Ruritania",
            who="General Staff",
            reports=4,
            occurrence="affirms",
            object="affirms",
            actor="denies",
            blames=blames[:1],
        ),
        OriginRow(
            name="No independent origin",
            who="satellite fire data and an outlet",
            reports=2,
            occurrence="unconfirmed",
            object="unconfirmed",
            actor="silent",
        ),
    )
    return rows + (third if r["both"] else ())


def _trace(r: dict, reading: ReadingView, n: int) -> TraceView:
    steps = (
        Answer(
            question="inside the window 2031-05-01 to 2031-05-31",
            verdict=Verdict.YES,
            probability=1.0,
            note="also with the ends of 1 and 2 June",
        ),
        Answer(
            question="gas metering in the Chancellery's list of 5 May",
            verdict=Verdict.UNDETERMINED,
            why=Why.CLAUSE,
            note="not named",
        ),
        Answer(question="act drone strike is covered", verdict=Verdict.YES),
        Answer(question="exempt", verdict=Verdict.NO),
    )
    words = ("alleged, would breach", "undetermined (kind)", "none", "undetermined (clause)")[
        (r["number"] + n) % 4
    ]
    return TraceView(
        reading=reading.id,
        name=reading.name,
        term="no_strikes",
        steps=steps,
        findings=tuple((a, words) for a in r["accused"]),
    )


def _why(n: int) -> dict:
    """The first report of an incident comes without reasons, as at wider levels."""
    if n == 0:
        return {}
    why = ("place: 2.1 km apart where errors of 3.5 km are expected (+1.2)", f"wording: {HOSTILE}")
    other = {"other": "I-press.R002", "other_number": 2, "other_probability": 0.31}
    return {"why": why} | (other if n == 2 else {})


def _reports(r: dict) -> tuple[ReportRow, ...]:
    names = (
        "Lake Gazette",
        "Sakhalin Post (IANS/Xinhua)",
        "Медуза",
        "news-freedonia",
        "Вечерние вести",
    )
    return tuple(
        ReportRow(
            key=f"press.R{r['number']:03d}{'abcdefghijklmnopq'[n]}",
            source=names[n % 5],
            url="javascript:alert(1)"
            if n == 4
            else f"https://example.org/{r['number']}/{n}?a=1&b=%22",
            claimant="General Staff" if n % 2 else "Defence ministry",
            side="Ruritania" if n % 2 else "Freedonia",
            stance="denies actor" if n % 4 == 3 else "claims",
            when=f"{r['day']} 00:10",
            published="2031-05-02",
            probability=0.62 if n == 2 else 1.0,
            grade="C3",
            text=HOSTILE
            if n == 1
            else "Un drone a frappé la sous-station; 3 000 abonnés coupés 变电站",
            **_why(n),
        )
        for n in range(r["reports"])
    )
