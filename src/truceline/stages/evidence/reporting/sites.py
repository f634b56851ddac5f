"""Which site of the mission a quote speaks of: by its listed names, or by its name in another script.

A place where a site of that kind may stand isn't that site: "a substation in Northshore" is none of
the mission's, "the Northshore substation" is.
"""

from collections.abc import Iterator, Sequence

from truceline.foundation.places.spelling import skeletons
from truceline.foundation.text import fold, tokens
from truceline.model.mission import Site
from truceline.stages.evidence.reporting.places import nominatives
from truceline.stages.evidence.reporting.words import site_of, table

_SHORTEST = 4


def site_in(quote: str, language: str, sites: Sequence[Site]) -> Site | None:
    """The one site that the quote names; None for none or several."""
    said = f" {fold(quote)} "
    named = [
        site
        for site in sites
        if any(fold(name) in said for name in (site.name, *site.aliases) if len(name) >= _SHORTEST)
    ]
    named = named or ([] if quote.isascii() else list(_spelt_otherwise(quote, language, sites)))
    return named[0] if len(named) == 1 else None


def _spelt_otherwise(quote: str, language: str, sites: Sequence[Site]) -> Iterator[Site]:
    """Sites of the quote's category whose proper name stands in it in another script."""
    category = site_of(quote, language)
    said = frozenset(
        bare
        for word in _names(quote, language)
        for name in nominatives(word, language)
        for bare in skeletons(name)
    )
    for site in sites if category else ():
        proper = site.name.split()[0]
        if site.category == category and len(proper) >= _SHORTEST and skeletons(proper) & said:
            yield site


def _names(quote: str, language: str) -> Iterator[str]:
    """Capitalised words that no word of place leads in."""
    words = [t.text for t in tokens(quote) if t.is_word]
    before = table(language).before
    for first, word in enumerate(words):
        led = first > 0 and fold(words[first - 1]) in before
        if word[:1].isupper() and not led:
            yield word
