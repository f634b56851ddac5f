"""A term from its YAML: what every kind has, and the fields of its own kind.

The fields of a kind are read by their types in `model.agreement`, so a new field there needs no
code here. Words are checked against the vocabulary; what can't be read is named and left out.
"""

import re
import types
import typing
from collections.abc import Callable, Iterable
from datetime import datetime

from truceline.foundation.agreement.window import read_window
from truceline.foundation.agreement.zones import length
from truceline.foundation.vocabulary import family, nearest, valid_pattern, words
from truceline.foundation.yamltext import Node
from truceline.model.agreement import AnyTerm, Exemption, SiteList, Standard, Term, Window

KINDS: dict[str, type[Term]] = {
    str(kind.__struct_config__.tag): kind for kind in typing.get_args(AnyTerm)
}
"""Clause name → record, all sixteen."""

RESERVED = ("declared_exit", "note", "cites")
"""Keys of a reading that aren't terms: no term may be called so."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_COMMON = Term.__struct_fields__


def own_fields(kind: type[Term]) -> dict[str, object]:
    """Fields that only this kind has, with their types."""
    hints = typing.get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__ if name not in _COMMON}


def keys_of(kind: type[Term]) -> tuple[str, ...]:
    """Every key that a term of this kind may have; lengths also without the unit in their name."""
    own = own_fields(kind)
    short = [name.rpartition("_")[0] for name in own if is_length(name)]
    return (*_COMMON, "clause", *own, *short)


def is_length(field: str) -> bool:
    """Fields whose name ends in a unit of length."""
    return field.endswith(("_km", "_m"))


def valid_id(node: Node, name: str) -> bool:
    """Is it a usable id, short and plain? Else a Problem."""
    fine = bool(_ID.fullmatch(name)) and name not in (*RESERVED, "common")
    if not fine:
        hint = "letters, digits, - and _; not " + ", ".join((*RESERVED, "common"))
        node.complain(f"`{name[:60]}` can't be an id", hint)
    return fine


def read_term(node: Node) -> AnyTerm | None:
    """The term, or None, with Problems, when its kind, id or window can't be read."""
    if not node.is_mapping() or not node.need("id", "clause", "in_force"):
        return None
    kind = KINDS.get(node.choice("clause", KINDS))
    window = read_window(node.child("in_force"))
    name = node.text("id")
    if kind is None or window is None or not valid_id(node, name):
        return None
    node.unknown_keys(keys_of(kind))
    own = {f: v for f, hint in own_fields(kind).items() if (v := _own(node, f, hint)) is not None}
    fields = {**_common(node, name, window), **own}
    return typing.cast("AnyTerm", kind(**fields))


def _common(node: Node, name: str, window: Window) -> dict[str, typing.Any]:
    return {
        "id": name,
        "text": node.text("text"),
        "cite": node.text("cite"),
        "binds": node.words("binds"),
        "acts": patterns(node, "acts", "acts"),
        "open_acts": patterns(node, "open_acts", "acts"),
        "sites": read_sites(node),
        "zone": node.text("zone"),
        "in_force": window,
        "exempt": tuple(e for item in node.nodes("exempt") if (e := _exemption(item))),
        "standard": read_standard(node.child("standard")),
    }


def _own(node: Node, name: str, hint: object) -> object:
    """One field of a kind, read by its type; None when it is missing or wrong."""
    if not is_length(name) and node.at(name) is None:
        return None  # the record's own default holds
    if is_length(name):
        stem, _, unit = name.rpartition("_")
        return length(node, stem, unit)
    options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    plain = next(option for option in options if option is not types.NoneType)
    if typing.get_origin(plain) is typing.Literal:
        return node.choice(name, typing.get_args(plain)) or None
    readers: dict[object, Callable[[str], object]] = {
        str: node.text,
        bool: node.flag,
        int: node.whole,
        datetime: node.moment,
        tuple[str, ...]: node.words,
        dict[str, float]: lambda key: _caps(node.child(key)),
    }
    return readers[plain](name)


def _caps(node: Node) -> dict[str, float]:
    """Item → number that isn't negative."""
    read = {key: node.number(key, low=0) for key, _ in node.entries()}
    return {key: value for key, value in read.items() if value is not None}


def patterns(node: Node, name: str, topic: str) -> tuple[str, ...]:
    """Patterns of a list that the vocabulary knows; a Problem for each that it doesn't."""
    texts = ((item, item.as_text()) for item in node.nodes(name))
    return tuple(t for item, t in texts if t is not None and _known(item, t, topic))


def _known(item: Node, pattern: str, topic: str) -> bool:
    if valid_pattern(pattern, topic):
        return True
    known = words(topic)
    wild = {f"{family(word)}/*" for word in known}
    near = nearest(pattern, known | wild)
    hint = f"did you mean `{near}`?" if near else "families: " + ", ".join(sorted(wild))
    item.complain(f"`{pattern[:60]}` isn't in the vocabulary of {topic.replace('_', ' ')}", hint)
    return False


def read_sites(node: Node) -> SiteList | None:
    """`sites:` as a list of patterns, or as `{yes, clause, no}`; None when missing."""
    sites = node.at("sites")
    if sites is None:
        return None
    if sites.kind != "mapping":
        return SiteList(yes=patterns(node, "sites", "site_categories"))
    sites.unknown_keys(("yes", "clause", "no"))
    lists = {k: patterns(sites, k, "site_categories") for k in ("yes", "clause", "no")}
    for pattern in sorted(_repeated(lists.values())):
        sites.complain(f"`{pattern}` stands in more than one list", "keep it in one")
    return SiteList(**lists)


def _repeated(lists: Iterable[tuple[str, ...]]) -> set[str]:
    every = [pattern for one in lists for pattern in set(one)]
    return {pattern for pattern in every if every.count(pattern) > 1}


def _exemption(node: Node) -> Exemption | None:
    if not node.is_mapping() or not node.need("act", "when"):
        return None
    node.unknown_keys(("act", "when"))
    act, when = patterns(node, "act", "acts"), node.text("when")
    return Exemption(act=act[0], when=when) if len(act) == 1 and when else None


def read_standard(node: Node) -> Standard:
    """`{breach: alleged|corroborated|verified, approvals: n}`."""
    node.unknown_keys(("breach", "approvals"))
    plain = Standard()
    breach = node.choice("breach", ("alleged", "corroborated", "verified"), plain.breach)
    approvals = node.whole("approvals", plain.approvals, low=1)
    return Standard(
        breach=typing.cast("typing.Literal['alleged', 'corroborated', 'verified']", breach),
        approvals=plain.approvals if approvals is None else approvals,
    )
