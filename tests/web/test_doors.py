"""Every route and every role: who may, who may not. A new route needs a line here."""

import re

import pytest
from doors import WANTED

from truceline.model.people import Role, rights_of

ENDLESS = "GET /api/events"
SOME_VALUE = {"int": "1", "str": "none", "path": "none"}


def own(handler):
    """A route's handler, however Litestar keeps it."""
    return handler[0] if isinstance(handler, tuple) else handler


def test_every_route_asks_for_what_is_written_here(room):
    found = {
        f"{method} {route.path}": own(handler).opt["needs"]
        for route in room.app.routes
        for method, handler in route.route_handler_map.items()
        if method != "OPTIONS"
    }
    assert found == WANTED


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_the_rights_of_those_before_it_and_one_more(role):
    assert len(rights_of(role)) == list(Role).index(role) + 1


@pytest.mark.parametrize("route", sorted(WANTED))
def test_who_may_not_is_refused_and_who_may_is_not(room, client, route):
    wanted, nobody = WANTED[route], client("nobody")
    if wanted is None:
        assert turned_away(nobody, route, {}) is False
        return
    assert turned_away(nobody, route, {}) is True
    lowest = next(n for n, role in enumerate(Role) if wanted in rights_of(role))
    for role in list(Role)[:lowest]:
        assert turned_away(nobody, route, room.token(role.value)) is True
    if route != ENDLESS:
        assert turned_away(nobody, route, room.token(list(Role)[lowest].value)) is False


def turned_away(client, route: str, headers: dict[str, str]) -> bool:
    """Was it the door that refused? What a handler refuses by itself is its own business."""
    method, path = route.split(" ")
    address = re.sub(r"\{\w+:(\w+)\}", lambda m: SOME_VALUE[m[1]], path)
    answer = client.request(method, address, headers=headers)
    assert answer.status_code < 500
    if answer.status_code not in {401, 403} or method == "HEAD":
        return False
    return answer.json()["detail"].startswith(("sign in first", "this needs the right to"))
