"""Readings: each party's version of the written terms, as whole terms.

A reading names only what differs; here the difference is laid over the written term before it is
read, so that a mistake is told on the line where it was made. A reading may also drop a term, add
one, and declare an exit that ends all its windows. Nothing here compares readings.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from truceline.foundation.agreement.terms import RESERVED, read_term
from truceline.foundation.agreement.window import cut
from truceline.foundation.vocabulary import nearest
from truceline.foundation.yamltext import Node
from truceline.model.agreement import AnyTerm, Reading

DROPPED = "none"
"""What a reading writes for a term that its party doesn't hold."""


def read_readings(
    node: Node, written: Mapping[str, Node], defaults: Node, terms: Sequence[AnyTerm]
) -> tuple[Reading, ...]:
    """`readings:` of an agreement, in the file's order.

    `written` are the terms' nodes by id, `defaults` what the agreement says for all terms.
    """
    return tuple(
        _reading(party, one, written, defaults, terms)
        for party, one in node.entries()
        if one.null or one.is_mapping()
    )


def _reading(
    party: str,
    node: Node,
    written: Mapping[str, Node],
    defaults: Node,
    terms: Sequence[AnyTerm],
) -> Reading:
    named = [key for key, _ in node.entries() if key not in RESERVED]
    keys = dict.fromkeys((*written, *named))
    versions = (_version(node, key, written, defaults) for key in keys)
    end = node.moment("declared_exit")
    whole = tuple(t.but(in_force=cut(t.in_force, end)) for t in versions if t is not None)
    return Reading(
        party=party,
        terms=whole,
        declared_exit=end,
        changed=tuple(sorted(_changed(terms, whole))),
        note=node.text("note"),
        cites=node.words("cites"),
    )


def _version(
    reading: Node, key: str, written: Mapping[str, Node], defaults: Node
) -> AnyTerm | None:
    """One term as the reading holds it; None when it is dropped or can't be read."""
    base, change = written.get(key), reading.fields.get(key)
    if change is None:
        return read_term(base) if base is not None else None
    if change.kind == "scalar" and change.raw == DROPPED and base is not None:
        return None
    if not change.null and not change.is_mapping():
        return None
    if base is None:
        return _added(key, change, defaults, written)
    return read_term(base.overlaid(_allowed(change)))


def _allowed(change: Node) -> Node:
    """The change without keys that would make it another term."""
    for key in ("id", "clause"):
        if key in change.fields:
            hint = f"drop the term with `{DROPPED}` and add another"
            change.fields[key].complain(f"a reading can't change a term's `{key}`", hint)
    return change


def _added(key: str, change: Node, defaults: Node, written: Mapping[str, Node]) -> AnyTerm | None:
    """A term that only this reading has: it must be whole."""
    if "clause" not in change.fields:
        near = nearest(key, (*written, *RESERVED))
        hint = (
            f"did you mean `{near}`?" if near else "a term that only a reading has needs `clause`"
        )
        change.complain(f"there is no term `{key}`", hint)
        return None
    name = replace(change, kind="scalar", raw=key, fields={}, parent=change, label="id")
    return read_term(change.holding({"id": name, **defaults.fields, **change.fields}))


def _changed(terms: Sequence[AnyTerm], whole: Sequence[AnyTerm]) -> Iterable[str]:
    """`term.field` for each field that differs, `term` for one that is dropped or added."""
    before, after = {t.id: t for t in terms}, {t.id: t for t in whole}
    yield from before.keys() ^ after.keys()
    for name in before.keys() & after.keys():
        for field in before[name].__struct_fields__:
            if getattr(before[name], field) != getattr(after[name], field, None):
                yield f"{name}.{field}"
