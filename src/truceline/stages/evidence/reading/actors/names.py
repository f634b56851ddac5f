"""Names that no data file knows: runs of capitalised words after a title, before a verb of speech,
or with the head of an organisation.

A run is a name only where its neighbours show it to be one; a single unknown word never is.
"""

from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

from truceline.stages.evidence.reading.actors.catalogue import Catalogue, Hit
from truceline.stages.evidence.reading.actors.lookup import Word

Named: TypeAlias = tuple[str, int, int, str, str]
"""Kind, first word, end, canonical name, form."""
_LONGEST = 6
_APPOSED = 6
_REGION = 5
_STOPS = frozenset(
    {"state", "adjective", "organisation", "outlet", "seat", "people", "office", "body", "group"}
    | {"spokes", "none", "honorific", "pronoun"}
)
_LINKS = frozenset({"of", "for", "and", "the"})


class Names:
    """Names in one sentence."""

    def __init__(
        self, words: list[Word], known: Catalogue, hits: Callable[[int], list[Hit]]
    ) -> None:
        self.words = words
        self.known = known
        self.hits = hits

    def _low(self, at: int) -> str:
        return self.words[at].low if 0 <= at < len(self.words) else ""

    def _is(self, at: int, topic: str) -> bool:
        if not 0 <= at < len(self.words):
            return False
        return not self.known.topic(topic).isdisjoint(self.words[at].keys)

    def after_title(self, at: int) -> Named | None:
        """The name right after a title: a known person, else a run of unknown words."""
        at = self._past_honorifics(self._past_region(at))
        known = self._known(at)
        if known:
            return known
        end = self.run(at)
        return ("person", at, end, self.said(at, end), "unknown") if end > at else None

    def _past_region(self, at: int) -> int:
        """Behind the region that goes between a governor and the name, where languages put it so."""
        ends = (at + step for step in range(1, _REGION) if self._is(at + step, "regions"))
        return next(ends, at - 1) + 1

    def titled(self, at: int) -> Named | None:
        """A name with a title before it ("Mr Hassan")."""
        start = self._past_honorifics(at)
        if start == at:
            return None
        found = self.after_title(start)
        return (found[0], at, *found[2:]) if found else None

    def _past_honorifics(self, at: int) -> int:
        while True:
            hit = next((h for h in self.hits(at) if self._titles(h)), None)
            if hit is None:
                return at
            at = hit.end

    def _titles(self, hit: Hit) -> bool:
        """A title, written as one: with a capital in a language that has them."""
        ranked = hit.entry.kind == "office" and hit.entry.key == "general"
        if hit.entry.kind != "honorific" and not ranked:
            return False
        return self.words[hit.start].capital or self.known.language != "en"

    def _known(self, at: int) -> Named | None:
        for hit in self.hits(at):
            if hit.entry.kind in {"person", "surname"} and not hit.lower:
                form = "surname" if hit.entry.kind == "surname" else hit.entry.form
                end = self.run(at) if hit.entry.kind == "surname" else hit.end
                key = self.shared(hit)
                return None if end > hit.end else ("person", at, hit.end, key, form)
        return None

    def shared(self, hit: Hit) -> str:
        """The key of a hit; for a surname those of all who bear it, parted by `|`."""
        if hit.entry.kind != "surname":
            return hit.entry.key
        return "|".join(
            h.entry.key
            for h in self.hits(hit.start)
            if h.entry.kind == "surname" and h.end == hit.end
        )

    def heads(self, at: int) -> bool:
        """Is this the head of an organisation's name, written with its capital?"""
        return at < len(self.words) and self.words[at].text in self._organisation_heads

    def begins(self, at: int) -> bool:
        """Does a capitalised word stand here, that could belong to a name?"""
        return self._capital(at)

    def run(self, at: int) -> int:
        """The end of the run of capitalised words that starts here; `at` itself when there is none."""
        end = at
        while end < len(self.words) and end - at < _LONGEST:
            step = self._step(end, at)
            if not step:
                break
            end += step
        return end

    def _step(self, at: int, first: int) -> int:
        """How many words the run takes further: a capitalised word, a particle with its name."""
        word = self.words[at]
        if at > first and word.text == "-" and self._joined(at):
            sides = self._is(at + 1, "hyphenated") or self._is(at + 1, "winged")
            return 0 if sides else 2
        if word.low in self._particles and self._follows_particle(at):
            return 1
        if at > first and word.text == "." and len(self.words[at - 1].text) == 1:
            return 1
        return int(self._capital(at) and not self._stopped(at))

    @property
    def _particles(self) -> frozenset[str]:
        return self.known.topic("particles")

    def _follows_particle(self, at: int) -> bool:
        while self._low(at + 1) in self._particles:  # de la
            at += 1
        after = at + 1 + (self._low(at + 1) == "-")
        return after < len(self.words) and self._capital(after) and (after > at + 1 or at > 0)

    def _joined(self, at: int) -> bool:
        return at + 1 < len(self.words) and self.words[at].end == self.words[at + 1].start

    def _capital(self, at: int) -> bool:
        return at < len(self.words) and self._capitals[at]

    @cached_property
    def _capitals(self) -> list[bool]:
        """Of each word: is it capitalised, and none that often opens a sentence?"""
        openers = self._openers
        return [w.capital and w.text[0].isalpha() and w.low not in openers for w in self.words]

    @property
    def _openers(self) -> frozenset[str]:
        return self.known.topic("openers")

    def _stopped(self, at: int) -> bool:
        return any(h.entry.kind in _STOPS and self.words[h.start].capital for h in self.hits(at))

    def other_given(self, at: int) -> bool:
        """Does an unknown given name stand before this surname, so that it's somebody else?"""
        if (
            at == 0
            or not self._capital(at - 1)
            or self.words[at - 1].end + 1 != self.words[at].start
        ):
            return False
        return not self.hits(at - 1)

    def unknown(self, at: int) -> Named | None:
        """An organisation or person that no file names."""
        if not (self._capital(at) or self._low(at) in self._particles):
            return None
        readings = (self._body, self._group, self._organisation, self._person, self._alone)
        return next((found for reading in readings if (found := reading(at))), None)

    def _alone(self, at: int) -> Named | None:
        """A capitalised word, or a run of them, that nothing explains; most are no names."""
        end = self.run(at)
        if end == at or (at and self._capital(at - 1)) or self.hits(at):
            return None
        if end == at + 1 and len(self.words[at].text) <= 2:
            return None
        return "alone", at, end, self.said(at, end), "unknown"

    def _group(self, at: int) -> Named | None:
        """A group by its name and kind: "the X rebel group"."""
        end = self.run(at)
        if end == at or (at and self._capital(at - 1)) or self.words[at].low in self._openers:
            return None
        noun = end
        while self._is(noun, "group_kinds"):
            noun += 1
        if noun == end or not self._is(noun, "naming"):
            return None
        return "organisation", at, noun + 1, self.said(at, end), "unknown"

    def _body(self, at: int) -> Named | None:
        """The body of a state that no file lists: "the Ruritanian navy"."""
        endings = tuple(self.known.topic("demonym_endings"))
        if not (self._capital(at) and endings and self._low(at).endswith(endings)) or self.hits(at):
            return None
        body = next((h for h in self.hits(at + 1) if h.entry.kind == "body"), None)
        if body is None or self._is(at, "group_words"):
            return None
        name = f"{self.words[at].text} {body.entry.key}"
        return "organisation", at, body.end, name, "unknown"

    def _organisation(self, at: int) -> Named | None:
        if at and self._capital(at - 1):
            return None
        end, headed = at, 0
        while end - at < _LONGEST and self._within(end, at):
            end += 1
            if self.words[end - 1].text in self._organisation_heads:
                headed = end
        if headed < at + 2:
            return None
        return "organisation", at, headed, self.said(at, headed), "unknown"

    @property
    def _organisation_heads(self) -> frozenset[str]:
        return self.known.topic("organisation_heads")

    def _within(self, at: int, first: int) -> bool:
        if self._capital(at):
            return True
        return at > first and self._low(at) in _LINKS - {"and", "the"} and self._capital(at + 1)

    def _person(self, at: int) -> Named | None:
        end = self.run(at)
        led = at > 0 and (self._capital(at - 1) or self._is(at - 1, "placing"))
        if end < at + 2 or led:
            return None
        after = end + (self._low(end) == ",")
        speaks = self._is(after, "speech") or (at > 0 and self._is(at - 1, "speech"))
        relative = after > end and self._is(after, "relative")
        speaks = speaks or relative or (after > end and self._title_follows(after))
        return ("person", at, end, self.said(at, end), "unknown") if speaks else None

    def _title_follows(self, at: int) -> bool:
        """Is this the start of a title in apposition: "the … envoy,"?"""
        for ahead in range(at, min(at + _APPOSED, len(self.words))):
            if self._low(ahead) in {",", "."} or self._is(ahead, "speech"):
                return False
            if any(h.entry.kind in {"office", "spokes", "leading"} for h in self.hits(ahead)):
                return True
        return False

    def said(self, start: int, end: int) -> str:
        """The words as they stand, with single spaces."""
        return "".join(
            w.text if i == start or w.start == self.words[i - 1].end else f" {w.text}"
            for i, w in enumerate(self.words[start:end], start)
        )
