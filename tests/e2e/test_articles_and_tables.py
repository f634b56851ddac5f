"""An article and a table row about one strike are one incident; a copy adds no origin."""

from datetime import UTC, datetime

import pytest

from truceline.assess.folder import ingest
from truceline.assess.load import load
from truceline.assess.run import assess
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store

AS_OF = datetime(2025, 4, 10, tzinfo=UTC)

MISSION = """
name: small
title: Small
timezone: Europe/Kyiv
mandate: {role: monitor, max_attribution: allegations, territory: [RU, UA], sign_off: head}
parties:
  RU: {name: Russia, timezone: "+03:00"}
  UA: {name: Ukraine, timezone: Europe/Kyiv}
datasets:
  press: {files: [press.csv]}
  texts: {files: [texts/*.txt]}
roster: roster.csv
"""

AGREEMENT = """
title: Halt
terms:
  - id: no_strikes
    clause: protected_sites
    binds: [RU, UA]
    acts: [air/*, fire/*, attack/*]
    sites: [energy/*]
    in_force: {from: 2025-03-25T00:00:00+02:00, until: 2025-04-24T00:00:00+03:00}
    standard: {breach: corroborated}
"""

ROSTER = """id,role,name,side,owner,territory,access,cadence,grade,url,kind,note
gazette,publisher,Gazette,third,Gazette,,none,,C,,media,
herald,publisher,Herald,third,Herald,,occurrence;object,,C,,media,
mirror,publisher,Mirror,third,Mirror,,occurrence;object,,C,,media,
gs,claimant,Ukrainian General Staff,UA,Government of Ukraine,UA,,,F,,ministry,
"""

PRESS = """report_id,source,published,claimant,claimant_side,start,end,place_name,country,lat,lon,\
place_uncertainty_km,kind,target_category,alleged_actor,stance
R1,Gazette,2025-04-03,Ukrainian General Staff,UA,2025-04-02T20:00:00+03:00,2025-04-03T08:00:00+03:00,\
Nikopol,UA,47.57,34.39,5,air/drone_strike,energy/substation,RU,claims
R2,Gazette,2025-04-06,Ukrainian General Staff,UA,2025-04-05T20:00:00+03:00,2025-04-06T08:00:00+03:00,\
Sumy,UA,50.91,34.80,5,fire/shelling,energy/heating,RU,claims
"""

ENGLISH = """KYIV, 3 April 2025 ({outlet}) - Ukraine's General Staff said that Russian drones struck a substation in Nikopol overnight.

Residents of the town went to work on foot in the morning. Shops on the main square opened late,
and the tram depot kept its doors shut until noon. Engineers walked the line from pole to pole.
"""

UKRAINIAN = """Київ, 3 квітня 2025 року. Генеральний штаб ЗСУ повідомив, що в ніч на 3 квітня \
російські дрони атакували підстанцію у Нікополі.
"""

OWN = """NIKOPOL, Ukraine, 3 April 2025 ({outlet}) - Russian drones struck a substation in Nikopol overnight, reporters of the paper saw.

A transformer burned until the early morning while crews waited for the all-clear behind the depot.
Two engines came from the neighbouring town, and the street stayed closed to lorries until noon.
The night shift of the plant was sent home, and bread was handed out at the school instead.
"""


def folder(path, texts):
    files = {"mission.yaml": MISSION, "agreement.yaml": AGREEMENT, "roster.csv": ROSTER}
    files |= {"press.csv": PRESS} | {f"texts/{name}": text for name, text in texts.items()}
    for name, text in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_text(text, encoding="utf-8")
    return path


def assessed(path, texts):
    mission = folder(path, texts)
    with open_store(mission) as store:
        ingest(mission, store)
        loaded = load(store, mission / "cache")
    return assess(
        loaded.mission,
        loaded.reports,
        AS_OF,
        EmbeddedEngine(),
        documents=loaded.documents,
        claims=loaded.claims,
    )


def incident_with(result, key):
    (found,) = (i for i in result.incidents if key in i.report_ids)
    return found


def drawn(result):
    return [report for report in result.reports.values() if report.dataset == "texts"]


@pytest.mark.parametrize(
    "text",
    [ENGLISH.format(outlet="Herald"), UKRAINIAN],
    ids=["English", "Ukrainian"],
)
def test_an_article_and_a_row_about_one_strike_are_one_incident(tmp_path, text):
    result = assessed(tmp_path, {"a.txt": text})
    (report,) = drawn(result)
    assert (report.kind, report.alleged_actor) == ("air/drone_strike", "RU")
    assert report.target_category == "energy/substation"
    assert report.key in incident_with(result, "press.R1").report_ids
    assert len(result.incidents) == 2


def test_what_a_ministry_says_is_one_origin_however_many_papers_print_it(tmp_path):
    once = assessed(tmp_path / "1", {"a.txt": ENGLISH.format(outlet="Herald")})
    twice = assessed(
        tmp_path / "2",
        {"a.txt": ENGLISH.format(outlet="Herald"), "b.txt": ENGLISH.format(outlet="Mirror")},
    )
    assert len(drawn(twice)) == 2
    assert groups(once, "press.R1") == groups(twice, "press.R1") == {"UA"}


def test_a_copy_of_an_article_adds_no_independent_origin(tmp_path):
    texts = {"a.txt": OWN.format(outlet="Herald"), "b.txt": OWN.format(outlet="Mirror")}
    alone = assessed(tmp_path / "1", {"a.txt": texts["a.txt"]})
    copied = assessed(tmp_path / "2", texts)
    assert {r.source for r in drawn(copied)} == {"Herald", "Mirror"}
    assert groups(alone, "press.R1") == groups(copied, "press.R1") == {"UA", "Herald"}


def test_without_documents_the_tables_go_through_untouched(tmp_path):
    result = assessed(tmp_path, {})
    assert set(result.reports) == {"press.R1", "press.R2"}


def groups(result, key):
    keys = incident_with(result, key).report_ids
    rows = result.origins.to_pylist()
    return {row["group"] for row in rows if row["report_id"] in keys} - {None}
