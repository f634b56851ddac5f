"""Citations: from an incident or a report to its number and its anchor in the brief."""

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from truceline.model.brief import Brief

_MOST = 8
_FORBIDDEN = re.compile(r"[\s<>\"'`\\{}|^\x00-\x20\x7f]")


def anchor(incident_id: str) -> str:
    """The incident's id as an anchor: itself, other signs than letters, digits and `._-` as `~hex~`."""
    return re.sub(r"[^A-Za-z0-9._-]", lambda m: f"~{ord(m[0]):x}~", incident_id)


def web_link(url: str) -> str:
    """The address if it is plain http(s) with a host, percent-encoded; else an empty string."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host or _FORBIDDEN.search(url):
        return ""
    return quote(url, safe="%/:?#[]@!$&()*+,;=~-._")


class Cites:
    """Looks up what sections cite; what the brief doesn't hold is left out."""

    def __init__(self, brief: Brief) -> None:
        self._number = {view.id: view.number for view in brief.incident_views}
        self._of_report = {r.key: view.id for view in brief.incident_views for r in view.reports}

    def known(self, names: Iterable[str]) -> list[str]:
        """Incident ids behind incident ids or report keys, once each, in the order of their numbers."""
        ids = {self._of_report.get(name, name) for name in names}
        return sorted(ids & self._number.keys(), key=lambda i: (self._number[i], i))

    def links(self, names: Iterable[str]) -> dict[str, object]:
        """`links` to at most eight incidents, and how many `more` there are."""
        every = self.known(names)
        shown = every if len(every) <= _MOST else every[: _MOST - 2]
        links = [{"number": self._number[i], "anchor": anchor(i)} for i in shown]
        return {"links": links, "more": len(every) - len(shown)}
