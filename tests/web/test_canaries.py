"""A thousand names and coordinates that only the mission may know, looked for in all that others get."""

import csv
import json
import logging
from contextlib import ExitStack

import pytest
from doors import WANTED
from litestar.testing import TestClient
from served import SMALL_NOW, Served, add_people, serve

from truceline.assess.folder import ingest
from truceline.assess.produce import produce
from truceline.cli.init import write_template
from truceline.io.engines.embedded import EmbeddedEngine
from truceline.io.stores import open_store
from truceline.model.people import Right

PLANTED = 170
"""Reports, each with a place, an object, a voice, a text and coordinates of its own."""
LAYERS = ("incidents", "findings", "sites", "zones")
HOSTILE = (
    "/ogc/collections/incidents/items?filter=place_name%20LIKE%20'Zz%25",
    "/ogc/collections/incidents/items?filter=place_nam%20%3D%20'x'",
    "/ogc/collections/incidents/items?place_name=Zz",
    "/ogc/collections/incidents/items?bbox=0,0,0,x",
    "/ogc/collections/incidents/items/press.Q7",
    "/api/situation?outcome.RUR=Zz",
    "/api/situation?site=lakeview-power-plant",
    "/api/situation?text=Zz",
    "/api/situation/rows?sort=doubt",
    "/api/situation/rows?sort=place",
    "/api/situation/spots?act=fire/*",
    "/api/compliance?reading=nobody",
    "/api/mission?as_of=Zz",
    "/api/review/incident?id=I-press.Q7",
    "/brief/draft/restricted",
    "/brief/draft/public",
    "/brief/published/restricted/2031-05-20/index.html",
    "/brief/published/public/..%2f..%2fmission.yaml/x",
    "/static/..%2f..%2f..%2fmission.yaml",
)


STEMS = ("Qzvoice", "Qzplace", "Qzsite", "Qztext")
"""What planted names begin with; two letters alone may stand in a session's random word."""


def planted() -> list[dict[str, str]]:
    """Reports of which the older half may be told to the public, coarsely."""
    return [
        {
            "report_id": f"Q{n}",
            "source": "Ruritania Times",
            "source_url": f"https://example.org/q/{n}",
            "published": "2031-05-09" if n % 2 else "2031-06-09",
            "claimant": f"Qzvoice{n}q",
            "claimant_side": "RUR",
            "start": f"2031-0{'5-08' if n % 2 else '6-09'}T{n % 24:02}:10:00+02:00",
            "end": f"2031-0{'5-08' if n % 2 else '6-09'}T{n % 24:02}:10:00+02:00",
            "place_name": f"Qzplace{n}q",
            "admin1": "Northshore",
            "lat": f"{-10.6 - n * 0.0071237:.6f}",
            "lon": f"{34.1 + n * 0.0053171:.6f}",
            "place_uncertainty_km": "0.5",
            "kind": "air/drone_strike",
            "target_category": "energy/substation",
            "target_name": f"Qzsite{n}q",
            "alleged_actor": "FRE",
            "stance": "claims",
            "about": "all",
            "text": f"Qztext{n}q was hit",
        }
        for n in range(PLANTED)
    ]


def told_by(rows: list[dict[str, str]]) -> list[str]:
    """What must not be found."""
    names = [row[k] for row in rows for k in ("claimant", "place_name", "target_name", "text")]
    return names + [row[k] for row in rows for k in ("lat", "lon")]


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """A mission with the planted reports, a judgement and an object, served; and its folder."""
    folder = tmp_path_factory.mktemp("canaries") / "mission"
    write_template(folder)
    rows = planted()
    with (folder / "sources" / "press.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    with (folder / "sources" / "sites.csv").open("a", encoding="utf-8") as file:
        file.write("qz-site,Qzobjectq,energy/substation,-10.613371,34.113371,,damaged,,,Qznoteq\n")
    made = {"about": ["press:Q1"], "verdict": "reject", "reason": "Qzreasonq"}
    made |= {"reviewer": "Qzreviewerq", "at": "2031-05-20T10:00:00+02:00"}
    (folder / "judgements.jsonl").write_text(json.dumps(made) + "\n")
    with ExitStack() as stack:
        with open_store(folder) as store:
            ingest(folder, store)
        served = serve(folder, stack, clock=lambda: SMALL_NOW)
        add_people(served.people)
        others = ("Qzobject", "Qznote", "Qzreason", "Qzreviewer", "10.613371", "34.113371")
        yield served, [*told_by(rows), *STEMS, *others]


def addresses() -> list[str]:
    """Every address that a reader may ask, and some that nobody should."""
    plain = [
        r.split()[1]
        for r, right in WANTED.items()
        if r.startswith("GET ") and right in {None, Right.READ}
    ]
    found = [path for path in plain if "{" not in path and path != "/api/events"]
    for layer in LAYERS:
        items = f"/ogc/collections/{layer}/items"
        found += [items[:-6], f"{items[:-6]}/queryables", f"{items}?limit=1000", f"{items}?f=html"]
    found += ["/words/en.json", "/base/recognised.json", "/tiles/incidents/4/9/8.mvt"]
    found += [f"/tiles/incidents/6/{x}/{y}.mvt" for x in (37, 38) for y in (33, 34)]
    return [*found, *HOSTILE]


def test_the_mission_itself_sees_what_was_planted(secret):
    served, canaries = secret
    text = asked_as(
        served, "analyst", ["/ogc/collections/incidents/items?limit=1000", "/api/export/csv"]
    )
    assert sum(canary in text for canary in canaries) >= PLANTED


@pytest.mark.parametrize("name", ["nobody", "reader"])
def test_none_is_found_in_what_the_public_gets(secret, name, caplog):
    served, canaries = secret
    text = asked_as(served, name, addresses())
    assert len(text) > 100_000
    assert [c for c in canaries if c in text] == []
    logged = "\n".join(r.getMessage() + (r.exc_text or "") for r in ours(caplog))
    assert [c for c in canaries if c in logged] == []


def test_none_is_found_in_a_log_when_the_missions_own_requests_fail(secret, caplog):
    served, canaries = secret
    asked_as(served, "analyst", [*HOSTILE, "/api/brief/draft?release=Qzreasonq"])
    logged = "\n".join(r.getMessage() + (r.exc_text or "") for r in ours(caplog))
    assert [c for c in canaries if c in logged] == []


def test_none_is_found_in_a_public_brief(secret, tmp_path):
    """A public brief names who itemises, as the roster does, and nothing else that was planted."""
    served, canaries = secret
    produce(served.folder, served.store, EmbeddedEngine(), "2031-06-10", "public", tmp_path / "out")
    files = [p for p in (tmp_path / "out").rglob("*") if p.is_file() and p.suffix != ".pdf"]
    text = "\n".join(p.read_text(encoding="utf-8", errors="replace") for p in files)
    assert len(text) > 10_000
    withheld = [c for c in canaries if not c.startswith("Qzvoice") and c != "Qz"]
    assert [c for c in withheld if c in text] == []


def ours(caplog) -> list[logging.LogRecord]:
    """Lines of the server; the test's own client writes others."""
    return [record for record in caplog.records if not record.name.startswith("httpx")]


def asked_as(served: Served, name: str, paths: list[str]) -> str:
    """Everything that somebody gets, headers and refusals too; a tile's bytes as Latin letters."""
    found = []
    with ExitStack() as stack:
        client: TestClient = served.client(name, stack)
        for path in paths:
            answer = client.get(path)
            assert answer.status_code < 500, path
            found.append(answer.content.decode("latin-1") + str(answer.headers))
    return "\n".join(found)
