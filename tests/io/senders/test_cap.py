"""CAP 1.2: the order of elements, their words, times and circles, as the standard's schema has them."""

import re
from datetime import datetime, timedelta, timezone

import pytest
from defusedxml import ElementTree
from receiving import NOW, RULE, alert

from truceline.io.senders.cap import NAMESPACE, cap_xml
from truceline.model.alerting import CERTAINTIES, SEVERITIES, URGENCIES

ALERT = ("identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction",
         "addresses", "code", "note", "references", "incidents", "info")  # fmt: skip
INFO = ("language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience",
        "eventCode", "effective", "onset", "expires", "senderName", "headline", "description",
        "instruction", "web", "contact", "parameter", "resource", "area")  # fmt: skip
AREA = ("areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling")
NEEDED = {"identifier", "sender", "sent", "status", "msgType", "scope"}
NEEDED_INFO = {"category", "event", "urgency", "severity", "certainty"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")


def message(told, **more):
    return ElementTree.fromstring(cap_xml(told, RULE, "ops@mission.example", **more))


def names(element):
    return [child.tag.removeprefix(f"{{{NAMESPACE}}}") for child in element]


def text(root, *path):
    found = root.find("/".join(f"{{{NAMESPACE}}}{name}" for name in path))
    return None if found is None else found.text


def in_sequence(element, order):
    places = [order.index(name) for name in names(element)]
    return places == sorted(places)


@pytest.mark.parametrize("state", ["open", "acknowledged", "closed"])
def test_the_order_and_the_words_of_the_schema(state):
    root = message(alert(state=state, reason="drill", by="Desk"))
    assert root.tag == f"{{{NAMESPACE}}}alert"
    info = root.find(f"{{{NAMESPACE}}}info")
    area = info.find(f"{{{NAMESPACE}}}area")
    assert in_sequence(root, ALERT)
    assert in_sequence(info, INFO)
    assert in_sequence(area, AREA)
    assert set(names(root)) >= NEEDED
    assert set(names(info)) >= NEEDED_INFO
    assert TIME.fullmatch(text(root, "sent"))
    assert text(info, "urgency") in URGENCIES
    assert text(info, "severity") in SEVERITIES
    assert text(info, "certainty") in CERTAINTIES


def test_what_an_open_alert_says():
    root = message(alert())
    assert text(root, "identifier") == "cluster.1a2b"
    assert text(root, "sent") == "2031-05-20T06:15:00-00:00"
    assert (text(root, "status"), text(root, "msgType")) == ("Exercise", "Alert")
    assert text(root, "scope") == "Restricted"
    assert text(root, "restriction") == "Release level: restricted"
    assert text(root, "info", "area", "circle") == "48.59,37.83 4.0"
    assert text(root, "info", "area", "areaDesc") == "Sector B"
    assert text(root, "info", "headline") == "More recorded than usual: Sector B"
    assert "31 recorded" in text(root, "info", "description")
    assert text(root, "references") is None


def test_a_closed_alert_cancels_the_first_message():
    root = message(alert(state="closed", reason="drill", by="Desk"), at=NOW + timedelta(hours=2))
    assert (text(root, "msgType"), text(root, "identifier")) == ("Cancel", "cluster.1a2b.closed")
    first = "ops@mission.example,cluster.1a2b,2031-05-20T06:15:00-00:00"
    assert text(root, "references") == first
    assert text(root, "note") == "closed by Desk: drill"
    assert text(root, "sent") == "2031-05-20T08:15:00-00:00"
    assert text(message(alert(state="acknowledged", by="Desk")), "msgType") == "Update"


def test_times_of_other_zones_are_told_in_utc():
    at = datetime(2031, 5, 20, 9, 15, 7, 5, tzinfo=timezone(timedelta(hours=3)))
    assert text(message(alert(state="closed"), at=at), "sent") == "2031-05-20T06:15:07-00:00"


def test_a_first_message_that_goes_late_is_still_the_one_referred_to():
    late = NOW + timedelta(hours=5)
    first, closed = message(alert(), at=late), message(alert(state="closed"), at=late)
    told = [text(first, name) for name in ("sender", "identifier", "sent")]
    assert text(closed, "references") == ",".join(told)


def test_without_a_place_there_is_no_circle_and_public_needs_no_restriction():
    root = message(alert(lat=None, lon=None, radius_km=None, sector="", release="public"))
    assert text(root, "info", "area", "circle") is None
    assert text(root, "info", "area", "areaDesc") == "sector not stated"
    assert (text(root, "scope"), text(root, "restriction")) == ("Public", None)


def test_any_text_stays_text():
    wild = 'a < b & "c" \x00\x0b ]]> \ud800 наступ'
    root = message(alert(sentence=wild))
    assert text(root, "info", "description") == 'a < b & "c" \ufffd\ufffd ]]> \ufffd наступ'


@pytest.mark.parametrize(
    ("lat", "lon", "circle"),
    [
        (-0.000001, -179.99999, "0,-179.99999 4.0"),
        (-0.00001, 0.5, "-0.00001,0.5 4.0"),
        (50.0, 30.0, "50,30 4.0"),
    ],
)
def test_circles_near_nought(lat, lon, circle):
    assert text(message(alert(lat=lat, lon=lon)), "info", "area", "circle") == circle


@pytest.mark.parametrize(
    ("sender", "status"), [("", "Actual"), ("a b", "Actual"), ("a,b", "Actual"), ("a", "Real")]
)
def test_bad_senders_and_statuses(sender, status):
    with pytest.raises(ValueError, match="CAP knows"):
        cap_xml(alert(), RULE, sender, status)
