"""A small invented mission with posts, logged hours and a cluster in the middle of its line."""

import shutil
from datetime import date, timedelta

DAYS = 40
FIRST = date(2031, 4, 1)
LAST = FIRST + timedelta(days=DAYS - 1)
POSTS = {"west": 33.09, "middle": 33.28, "east": 33.46}
LATITUDE = -12.0
MISSION = """\
name: hill-truce
timezone: "+02:00"
mandate: {role: monitor, max_attribution: allegations, territory: [FRE, RUR]}
parties:
  RUR: {name: Ruritania}
  FRE: {name: Freedonia}
datasets:
  patrol: {files: [patrol.csv]}
roster: roster.csv
line: {vertices: [[-12.0, 33.0], [-12.0, 33.55]], left: FRE, right: RUR}
"""
AGREEMENT = """\
title: Hill truce
parties: [RUR, FRE]
terms:
  - id: no-fire
    clause: prohibited_acts
    binds: [RUR, FRE]
    acts: ["fire/*"]
    in_force: {from: "2031-04-01T00:00+02:00"}
"""
WATCH = "assets: assets.csv\neffort: effort.csv\ncalibrations: calibrations.csv\n"
ROSTER = """\
id,role,name,side,territory,access,cadence,grade
patrols,publisher,Patrols,mission,,occurrence,,B
bulletin,publisher,Hill Bulletin,,,none,daily from 2031-05-01,F
"""
CALIBRATIONS = "profile,trials,seen,expected,source\nobservation_post,100,60,0.6,invented\n"
HEAD = "report_id,source,published,claimant_side,start,end,place_name,lat,lon,place_uncertainty_km,kind"


def write_mission(folder, quiet=(), range_km=4):
    """Every other day something in each sector, six a day in the middle one on the last four days;
    nothing in the sectors named `quiet`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = [HEAD, *_reports(quiet), *_bulletins()]
    texts = {
        "mission.yaml": MISSION,
        "agreement.yaml": AGREEMENT,
        "watch.yaml": WATCH,
        "roster.csv": ROSTER,
        "calibrations.csv": CALIBRATIONS,
        "patrol.csv": "\n".join(rows) + "\n",
        "assets.csv": _assets(range_km),
        "effort.csv": _effort(),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _reports(quiet):
    for n in range(DAYS):
        for k, sector in enumerate(POSTS):
            if sector in quiet:
                continue
            busy = sector == "middle" and n >= DAYS - 4
            hours = range(0, 24, 4) if busy else [6 + 3 * k] if (n + k) % 2 == 0 else []
            for hour in hours:
                yield _report("Patrols", "mission", n, hour, POSTS[sector] + (hour - 12) * 0.002)


def _bulletins():
    """The bulletin's last issue is of 5 May."""
    for n in range(30, 35):
        yield _report("Hill Bulletin", "", n, 15, 33.2)


def _report(source, side, n, hour, lon):
    day = FIRST + timedelta(days=n)
    start, end = f"{day}T{hour:02}:10:00+02:00", f"{day}T{hour:02}:20:00+02:00"
    published = f"{day}T23:00:00+02:00"
    name = f"{source[0]}{n}-{hour}-{lon:.3f}"
    return f"{name},{source},{published},{side},{start},{end},,{LATITUDE},{lon:.4f},0.3,fire/mortar"


def _assets(range_km):
    rows = [f"{n},observation_post,{LATITUDE},{lon},{range_km}" for n, lon in POSTS.items()]
    return "\n".join(["asset_id,kind,lat,lon,range_km", *rows]) + "\n"


def _effort():
    start, end = f"{FIRST}T00:00:00+02:00", f"{LAST + timedelta(days=1)}T00:00:00+02:00"
    return "\n".join(["asset_id,start,end", *(f"{name},{start},{end}" for name in POSTS)]) + "\n"
