"""The server's own description is complete and true."""

import re

import pytest
from doors import WANTED

from truceline.model.people import Right

UNDESCRIBED = re.compile(r"HEAD |GET /(static|fonts|brief/|sw\.js|api$|api/openapi|api/\{path)")
PAGES = {"/", "/brief", "/compliance", "/entry", "/review", "/situation"}


@pytest.fixture(scope="module")
def told(client):
    return client("reader").get("/api/openapi.json").json()


def operations(told) -> dict[str, dict]:
    return {
        f"{method.upper()} {path}": operation
        for path, item in told["paths"].items()
        for method, operation in item.items()
        if method in {"get", "put", "post", "delete", "patch"}
    }


def plain(route: str) -> str:
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", route)


def test_every_operation_is_described_and_none_that_is_not(told):
    wanted = {plain(r) for r in WANTED if not UNDESCRIBED.match(r) and r[4:] not in PAGES}
    assert set(operations(told)) == wanted
    assert told["openapi"].startswith("3.1")


def test_every_operation_says_who_may_and_how_it_refuses(told):
    rights = {plain(route): right for route, right in WANTED.items()}
    for route, operation in operations(told).items():
        right = rights[route]
        assert operation.get("x-right") == right, route
        named = {name for way in operation["security"] for name in way}
        changes = not route.startswith("GET")
        assert named == (
            {"token", "session"} | ({"word"} if changes else set()) if right else set()
        )
        for code in ("400", "401", "403", "404", "422", "500"):
            assert "application/problem+json" in operation["responses"][code]["content"]
    assert set(told["components"]["securitySchemes"]) == {"token", "session", "word"}
    assert Right.ADMINISTER not in rights.values()


def test_every_reference_leads_somewhere(told):
    schemas = told["components"]["schemas"]
    named = set(re.findall(r"#/components/schemas/([^']+)'", str(told)))
    assert named <= set(schemas)
