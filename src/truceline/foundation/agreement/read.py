"""`agreement.yaml` as an `Agreement`: written terms, zones, and each party's reading of them.

Every mistake is told with file, line and field. An agreement with a mistake in it is used by no
finding: `read_agreement` answers None, since half an agreement would look like compliance.
"""

from collections.abc import Iterable

from truceline.foundation.agreement.overrides import read_readings
from truceline.foundation.agreement.terms import read_standard, read_term, valid_id
from truceline.foundation.agreement.zones import read_zones
from truceline.foundation.vocabulary import nearest
from truceline.foundation.yamltext import Node, read_yaml
from truceline.model.agreement import Agreement, AnyTerm, CommonText, Reading
from truceline.model.record import Problem

DEFAULTS = ("binds", "in_force", "standard")
"""Fields of terms that may be written once, at the top, for every term that lacks them."""

AGREEMENT_KEYS = ("title", "parties", "common_text", "zones", "terms", "readings", *DEFAULTS)


def read_agreement(text: str, file: str) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """The agreement and what is wrong with it; None as soon as anything of it is an error."""
    agreement, problems = draft_agreement(text, file)
    broken = any(problem.severity == "error" for problem in problems)
    return (None if broken else agreement), problems


def draft_agreement(text: str, file: str) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """As much of the agreement as can be read, for checks that want to go on; never for findings."""
    root, problems = read_yaml(text, file)
    if root is None:
        return None, problems
    agreement = _agreement(root)
    return agreement, root.found()


def _agreement(root: Node) -> Agreement:
    root.unknown_keys(AGREEMENT_KEYS)
    root.need("title")
    read_standard(root.child("standard"))
    defaults = root.holding({k: v for k, v in root.entries() if k in DEFAULTS and not v.null})
    written = _written(root, defaults)
    terms = tuple(term for node in written.values() if (term := read_term(node)))
    readings = read_readings(root.child("readings"), written, defaults, terms)
    parties = _parties(root, terms, readings)
    _check_names(root, parties)
    return Agreement(
        title=root.text("title"),
        parties=parties,
        common_text=_common_text(root),
        terms=terms,
        zones=read_zones(root.child("zones")),
        readings=_in_order_of(parties, readings),
    )


def _written(root: Node, defaults: Node) -> dict[str, Node]:
    """The terms' nodes by id, with the agreement's defaults under them."""
    found: dict[str, Node] = {}
    for node in root.nodes("terms"):
        if node.is_mapping() and node.need("id"):
            name = node.text("id")
            if name in found:
                node.complain(f"a second term `{name}`", "every term needs its own id")
            else:
                found[name] = node.holding({**defaults.fields, **node.fields})
    return found


def _check_names(root: Node, parties: tuple[str, ...]) -> None:
    """Parties and zones that are named somewhere must be declared."""
    readings = root.child("readings")
    terms = (*root.nodes("terms"), *(t for _, r in readings.entries() for _, t in r.entries()))
    for node in (root, *terms):
        for item in node.nodes("binds"):
            _declared(item, item.raw, parties, "party")
        if zone := node.at("zone"):
            _declared(zone, zone.raw, tuple(root.child("zones").fields), "zone")
    for party, node in readings.entries():
        _declared(node, party, parties, "party")


def _declared(node: Node, name: str, known: tuple[str, ...], what: str) -> None:
    if name not in known:
        near = nearest(name, known)
        listed = f"did you mean `{near}`?" if near else f"declared: {', '.join(known) or 'none'}"
        node.complain(f"`{name[:60]}` is no {what} of this agreement", listed)


def _parties(root: Node, terms: Iterable[AnyTerm], readings: Iterable[Reading]) -> tuple[str, ...]:
    """The parties as listed; where none are listed, whoever is bound or has a reading."""
    if root.at("parties") is None:
        bound = {party for term in terms for party in term.binds}
        return tuple(sorted(bound | {reading.party for reading in readings}))
    for node in root.nodes("parties"):
        valid_id(node, node.as_text() or "")
    return tuple(dict.fromkeys(root.words("parties")))


def _common_text(root: Node) -> CommonText | None:
    if root.at("common_text") is None:
        return None
    node = root.child("common_text")
    node.unknown_keys(("document", "date"))
    document = node.text("document")
    if node.kind == "mapping" and not document:
        node.need("document")
        return None
    return CommonText(document=document, date=node.text("date"))


def _in_order_of(parties: tuple[str, ...], readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Readings in the order of the parties, so that the order in the file doesn't matter."""
    place = {party: n for n, party in enumerate(parties)}
    return tuple(sorted(readings, key=lambda r: (place.get(r.party, len(place)), r.party)))
