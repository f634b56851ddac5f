from types import SimpleNamespace

import pytest

from truceline.model.incident import Incident, Share
from truceline.model.mission import Site
from truceline.model.place import Place
from truceline.stages.brief.sites import listed_site, site_note

DAM = Site(
    id="dam",
    name="Lake-dam",
    category="energy/hydro_dam",
    lat=1.0,
    lon=30.0,
    aliases=("Great dam",),
    status="under_repair",
    url="https://example.org/dam",
)
TWIN = Site(id="twin", name="Great Dam", category="energy/hydro_dam", lat=1.05, lon=30.0)
FAR = Site(id="far", name="Lake dam", category="energy/hydro_dam", lat=9.0, lon=30.0)


def found(name: str, *sites: Site, km: float = 2.0, lat: float = 1.0):
    incident = Incident(
        id="I-1",
        report_ids=("1",),
        probabilities=(1.0,),
        when=None,
        where=Place(lat=lat, lon=30.0, radius_km=km),
        sites=(Share(value=name, share=1.0),),
    )
    case = SimpleNamespace(mission=SimpleNamespace(sites=sites))
    site = listed_site(case, incident)
    return site.id if site else None


@pytest.mark.parametrize(
    ("name", "sites", "expected"),
    [
        ("lake dam", [DAM], "dam"),  # case and hyphens don't matter
        ("Great  Dam", [DAM], "dam"),  # an alias
        ("Other dam", [DAM], None),  # being near is not being named
        ("Lake dam", [FAR], None),  # the same name elsewhere is another object
        ("Lake dam", [DAM, FAR], "dam"),
        ("Great dam", [DAM, TWIN], None),  # two fit: refuse to guess
    ],
)
def test_an_object_is_listed_by_name_and_place(name, sites, expected):
    assert found(name, *sites) == expected


def test_an_uncertain_place_reaches_further():
    assert found("Lake dam", DAM, lat=1.5) is None
    assert found("Lake dam", DAM, lat=1.5, km=20.0) == "dam"


def test_the_note_carries_status_and_source():
    assert site_note(DAM) == "Listed site: Lake-dam, under repair. Source: https://example.org/dam"
