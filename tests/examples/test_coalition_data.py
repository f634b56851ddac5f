"""The golden of the coalition example holds together: quotes, ids, units, the mission itself."""

from itertools import chain
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from truceline.cli import app
from truceline.foundation.vocabulary import words
from truceline.model.claim import Bound, ClaimKind, Modality

FOLDER = Path(__file__).parents[2] / "examples" / "coalition-2025"
DOCUMENTS = sorted(path.name for path in (FOLDER / "documents").iterdir())
OTHERS = ("figures", "lineage", "pledges", "positions", "relations")


def golden(name):
    text = (FOLDER / "expected" / f"{name}.yaml").read_text(encoding="utf-8")
    return YAML(typ="safe").load(text)


CLAIMS = {claim["id"]: claim for claim in golden("claims")["claims"]}


def named(node):
    """All ids of claims that a file names, at any depth."""
    if isinstance(node, list):
        return chain.from_iterable(map(named, node))
    if not isinstance(node, dict):
        return iter(())
    inner = chain.from_iterable(named(v) for k, v in node.items() if k != "claims")
    return chain(node.get("claims", ()), inner)


def test_the_mission_is_checked_without_a_problem():
    result = CliRunner().invoke(app, ["check", str(FOLDER)])
    assert result.exit_code == 0, result.output


def test_ids_are_unique():
    assert len(CLAIMS) == len(golden("claims")["claims"])


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda claim: claim["id"])
def test_a_claim_stands_in_its_document(claim):
    text = (FOLDER / "documents" / claim["document"]).read_text(encoding="utf-8")
    assert text.count(claim["quote"]) == 1
    assert claim.get("condition", "") in claim["quote"]
    assert ("condition" in claim) == (claim["modality"] == "conditional")
    assert claim["kind"] in set(ClaimKind)
    assert claim["modality"] in set(Modality)
    assert claim.get("quantity", {}).get("bound", "exact") in set(Bound)


def test_every_document_has_claims():
    assert sorted({claim["document"] for claim in CLAIMS.values()}) == DOCUMENTS


@pytest.mark.parametrize("name", OTHERS)
def test_the_register_names_claims_that_exist(name):
    assert set(named(golden(name))) <= CLAIMS.keys()


def test_the_lineage_names_documents_that_exist():
    lineage = golden("lineage")
    assert set(chain.from_iterable(lineage["groups"])) <= set(DOCUMENTS)


def test_capabilities_and_states_of_pledges_are_of_the_vocabulary():
    for pledge in golden("pledges")["pledges"]:
        assert pledge["capability"] is None or pledge["capability"] in words("capabilities")
        assert pledge["status"] in {"indicated", "offered", "firm", "deployed", "withdrawn"}


def test_words_of_a_pledge_stand_in_one_of_its_claims():
    for pledge in golden("pledges")["pledges"]:
        quotes = [CLAIMS[claim]["quote"] for claim in pledge["claims"]]
        assert any(pledge["words"] in quote for quote in quotes), pledge["contributor"]
        assert any((pledge["condition"] or "") in quote for quote in quotes), pledge["contributor"]


def test_a_pledge_rests_on_claims_of_its_contributor():
    for pledge in golden("pledges")["pledges"]:
        for claim in pledge["claims"]:
            assert pledge["contributor"] in CLAIMS[claim]["actors"], pledge["contributor"]


def test_an_estimate_repeats_the_quantity_of_its_claims():
    for scope in golden("figures")["scopes"]:
        for estimate in scope["estimates"]:
            told = [CLAIMS[claim]["quantity"] for claim in estimate["claims"]]
            expected = [estimate[k] for k in ("lo", "hi", "bound")]
            assert all([q[k] for k in ("lo", "hi", "bound")] == expected for q in told)
