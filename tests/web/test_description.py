"""The server's own description is complete and true."""

import re
from pathlib import Path

import pytest
from doors import WANTED

import truceline.web
from truceline.model.people import Right
from truceline.web.asking import asks_of
from truceline.web.ogc.ask import parameters
from truceline.web.ogc.layers import layer_of
from truceline.web.query import fields_of
from truceline.web.routes import ROUTES

WEB = Path(truceline.web.__file__).parent
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


def example(schema):
    """A value that fits a parameter's schema, as it stands in an address."""
    if "enum" in schema:
        return str(schema["enum"][0])
    if schema.get("type") == "array":
        least = schema.get("minItems") or schema.get("oneOf", [{"minItems": 1}])[0]["minItems"]
        return ",".join([example(schema["items"])] * least)
    kind = schema.get("anyOf", [schema])[0]
    if kind.get("format") in {"date", "date-time"}:
        return {"date": "2025-04-19", "date-time": "2025-04-19T00:00:00Z"}[kind["format"]]
    return {"integer": "1", "number": "1", "boolean": "true"}.get(kind["type"], "")


def queried(operation):
    return {p["name"]: p for p in operation.get("parameters", []) if p["in"] == "query"}


READ_BY_HAND = sorted(path for route in ROUTES if asks_of(route) for path in route.paths)


def filled(path):
    """A path with something that there is."""
    name = "0.mvt" if path.startswith("/tiles") else "incidents"
    return re.sub(r"\{\w+:int\}", "0", path).replace("{name:str}", name).replace("{fid:str}", "x")


@pytest.mark.parametrize("path", READ_BY_HAND)
def test_a_route_takes_every_parameter_that_is_described_and_no_other(room, client, told, path):
    described = queried(told["paths"][plain(path)]["get"])
    if path.endswith("/items"):  # described for all collections at once
        layer = layer_of(room.app.state.room.picture(), "restricted", "incidents")
        own = {parameter.name for parameter in parameters(layer)}
        assert own <= set(described)
        described = {name: described[name] for name in own}
    given = {name: example(parameter["schema"]) for name, parameter in described.items()}
    assert given.pop("as_of")  # another moment is another picture, which takes its time
    answer = client("analyst").get(filled(path), params=given)
    assert answer.status_code in {200, 404}, answer.text
    wrong = client("analyst").get(filled(path), params={"nonsense": "1"})
    assert wrong.json()["errors"][0]["key"] == "nonsense"


def test_the_query_is_described_as_the_mission_has_it(room, told):
    mission = room.app.state.room.picture().assessment.mission
    described = queried(told["paths"]["/api/situation"]["get"])
    assert set(described) == {p.name for p in fields_of(mission).every} | {"as_of", "bin"}
    assert described["accused"]["schema"]["items"]["enum"] == ["RU", "UA", "each", "nobody"]
    assert (described["accused"]["style"], described["accused"]["explode"]) == ("form", False)
    assert all(p["description"] for p in described.values())
    script = (WEB / "static" / "js" / "situation" / "query.js").read_text(encoding="utf-8")
    listed = re.search(r"const FIELDS = (\[[^\]]*\])", script)[1]
    plain = {p.name for p in fields_of(mission).every if not p.name.startswith("outcome.")}
    assert set(re.findall(r'"(\w+)"', listed)) == plain


def test_every_parameter_of_every_route_has_a_meaning_and_nothing_is_read_past_it(told):
    for route, operation in operations(told).items():
        every = operation.get("parameters", [])
        assert len(every) == len({(p["in"], p["name"]) for p in every}), route
        assert all(p.get("description") for p in every), route
    found = {p.name for p in WEB.rglob("*.py") if "query_params" in p.read_text(encoding="utf-8")}
    assert found == {"asking.py", "ogc.py"}
