"""Traps of the five articles: what a careless reading gets wrong, counted.

    python bench/reading/traps.py [--dry]

Reads `../shared/articles` and makes their register; each trap is a question about both, answered yes
where the reading didn't fall for it. The articles aren't part of the project; here stand a few words
of each. The count goes to results.json (`--dry` leaves it alone).
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from truceline.assess.reading import Source, Way, read_files
from truceline.model.claim import Bound, Claim, ClaimKind, Modality
from truceline.model.register import Meeting, PledgeRow, Register, Relating
from truceline.stages.evidence.lineage import trace_lineage
from truceline.stages.evidence.register import register

HERE = Path(__file__).parent
ARTICLES = HERE.parents[2] / "shared" / "articles"
RESULTS = HERE / "results.json"
PLEDGED = frozenset({"indicated", "offered", "firm"})
Trap = Callable[["Told"], bool]


class Told(NamedTuple):
    """What was read: the claims, and their register."""

    claims: list[Claim]
    kept: Register

    def saying(self, words: str, article: str = "") -> list[Claim]:
        """Claims of an article whose quotes hold some words."""
        return [c for c in self.claims if words in c.quote and c.source_file.startswith(article)]

    def pledged(self, contributor: str) -> list[PledgeRow]:
        """What a contributor promises."""
        rows = self.kept.pledges
        return [r for r in rows if r.contributor == contributor and r.status in PLEDGED]

    def cells(self, party: str = "") -> set[tuple[str, str]]:
        """(issue, stance) of a party, or of all."""
        every = self.kept.positions
        return {(c.issue, str(c.stance)) for c in every if party in {"", c.party}}

    def calls(self) -> list[Meeting]:
        """Meetings of ninety minutes."""
        return [m for m in self.kept.meetings if m.minutes == (90.0, 90.0)]

    def numbers(self) -> Iterator[tuple[Claim, float | None, float | None, str]]:
        """Claims with their numbers: bounds and unit."""
        for claim in self.claims:
            if q := claim.quantity:
                yield claim, q.lo, q.hi, q.unit


def two_calls_of_ninety_minutes(told: Told) -> bool:
    return len(told.calls()) == 2


def officials_are_no_countries(told: Told) -> bool:
    """Thirty officials and more than thirty countries are two counts."""
    thirty = [(c, unit) for c, lo, hi, unit in told.numbers() if lo == hi == 30 and unit != "days"]
    return bool(thirty) and all(unit == "officials" for _, unit in thirty)


def a_backstop_is_required_and_refused(told: Told) -> bool:
    required = any(
        r.contributor == "United States" and r.status == "required_not_pledged"
        for r in told.kept.pledges
    )
    return required and ("backstop", "refuses") in told.cells("United States")


def what_is_required_is_no_pledge(told: Told) -> bool:
    return not told.pledged("United States")


def one_side_must_not_rearm(told: Told) -> bool:
    """Russia demands it, of Ukraine; the rewrite's "nations must prevent" is the same demand."""
    holders = {c.party for c in told.kept.positions if c.issue == "rearming"}
    claims = told.saying("rearm")
    return holders == {"Russia"} and all("Vladimir Putin (Russia)" in c.actors for c in claims)


def nobody_else_must_halt_mobilisation(told: Told) -> bool:
    """The rewrite makes it the West's duty to halt it."""
    holders = {(c.party, str(c.stance)) for c in told.kept.positions if c.issue == "mobilisation"}
    return holders == {("Russia", "demands_end")}


def a_serving_president_is_not_former(told: Told) -> bool:
    return _marked(told, "former US President")


def a_prime_minister_is_not_the_opposition(told: Told) -> bool:
    return _marked(told, "opposition leader")


def _marked(told: Told, title: str) -> bool:
    """A wrong office is told of in a note, or no claim rests on it."""
    notes = [n for c in told.claims for n in c.notes if title in n]
    return bool(notes) or not told.saying(title)


def nobody_tells_himself(told: Told) -> bool:
    """Downing Street's words are handed on by a man who tells them to himself."""
    claims = told.saying("talked to Ukraine officials")
    chained = any("Donald Trump" in c.attribution_chain for c in claims)
    return not any("Donald Trump (US)" in (*m.who,) for m in _of(told, claims)) and not chained


def _of(told: Told, claims: list[Claim]) -> list[Meeting]:
    ids = {c.claim_id for c in claims}
    return [m for m in told.kept.meetings if ids & set(m.claims)]


def no_country_is_guessed(told: Told) -> bool:
    """A land that doesn't exist stays unresolved."""
    return not any("Germany" in c.actors for c in told.saying("Gerland"))


def a_name_in_pieces_is_nobody(told: Told) -> bool:
    names = (actor for c in told.claims for actor in c.actors)
    return not any("Admiral" in name or "Volensh" in name for name in names)


def a_later_count_contradicts_nothing(told: Told) -> bool:
    kinds = {r.kind for r in told.kept.relations if r.about == "countries that would take part"}
    return Relating.CONTRADICTION not in kinds


def two_proposals_are_never_one(told: Told) -> bool:
    sizes = [r for r in told.kept.estimates if r.scope == "force_size"]
    apart = [r for r in told.kept.relations if r.kind is Relating.DIFFERENT_SCOPE]
    return {(r.lo, r.hi) for r in sizes} == {(0, 30_000), (50_000, 100_000)} and len(apart) == 1


def a_halt_of_strikes_is_no_ceasefire(told: Told) -> bool:
    """Thirty days twice: a halt that was agreed, and a ceasefire that was proposed."""
    by = {r.by: r.lo for r in told.kept.estimates if r.scope == "halt_length"}
    agreed = told.saying("30-day ceasefire")
    return len(by) == 2 and not any("Russia" in c.actors for c in agreed)


def a_copy_counts_once(told: Told) -> bool:
    ids = {c.claim_id for c in told.claims if c.source_file.startswith("001")}
    cells = [c for c in told.kept.positions if c.issue in {"military_aid", "intelligence"}]
    return bool(cells) and all(ids.isdisjoint(c.claims) and c.copies for c in cells)


def money_is_a_sum_a_year(told: Told) -> bool:
    claims = [c for c in told.claims if c.quantity and c.quantity.unit.startswith("GBP")]
    yearly = (c.quantity for c in claims)
    return bool(claims) and all(q and q.lo == 3e9 and q.unit == "GBP/year" for q in yearly)


def years_ages_and_articles_are_no_counts(told: Told) -> bool:
    """2030, 2014, an age after a name, Article 5, `day one`."""
    return not any(lo in {1, 80, 2014, 2022, 2030} for _, lo, _, _ in told.numbers())


def who_hopes_pledges_nothing(told: Told) -> bool:
    """What one prime minister hopes of another is nobody's offer."""
    return not told.pledged("Australia")


def a_condition_keeps_an_offer_soft(told: Told) -> bool:
    soft = [r for n in ("Ireland", "Luxembourg", "Belgium") for r in told.pledged(n)]
    return len(soft) == 3 and all(r.status == "indicated" for r in soft)


def logistics_are_no_troops(told: Told) -> bool:
    rows = told.pledged("Poland")
    return [r.capability for r in rows] == ["logistics"]


def no_answer_is_no_refusal(told: Told) -> bool:
    """An envoy who declined to answer a question on land refuses no land."""
    return ("territory", "refuses") not in told.cells()


def a_claim_of_one_side_stays_one(told: Told) -> bool:
    claims = told.saying("back in control") + told.saying("have been isolated")
    return bool(claims) and all(c.modality is Modality.ALLEGED for c in claims)


def both_accuse_and_nobody_is_convicted(told: Told) -> bool:
    strikes = [c for c in told.saying("accused each other") if c.kind is ClaimKind.INCIDENT]
    return bool(strikes) and all(c.modality is Modality.ALLEGED for c in strikes)


def not_all_is_not_none(told: Told) -> bool:
    """`not all are ready` refuses nothing, and offers nothing."""
    claims = {c.claim_id for c in told.saying("boots on the ground")}
    return not any(claims & set(r.claims) for r in told.kept.pledges)


def more_than_is_no_exact_count(told: Told) -> bool:
    told_so = [c.quantity for c in told.saying("more than 30")]
    return bool(told_so) and all(q and q.bound is Bound.MORE_THAN for q in told_so)


TRAPS: tuple[Trap, ...] = (
    two_calls_of_ninety_minutes,
    officials_are_no_countries,
    a_backstop_is_required_and_refused,
    what_is_required_is_no_pledge,
    one_side_must_not_rearm,
    nobody_else_must_halt_mobilisation,
    a_serving_president_is_not_former,
    a_prime_minister_is_not_the_opposition,
    nobody_tells_himself,
    no_country_is_guessed,
    a_name_in_pieces_is_nobody,
    a_later_count_contradicts_nothing,
    two_proposals_are_never_one,
    a_halt_of_strikes_is_no_ceasefire,
    a_copy_counts_once,
    money_is_a_sum_a_year,
    years_ages_and_articles_are_no_counts,
    who_hopes_pledges_nothing,
    a_condition_keeps_an_offer_soft,
    logistics_are_no_troops,
    no_answer_is_no_refusal,
    a_claim_of_one_side_stays_one,
    both_accuse_and_nobody_is_convicted,
    not_all_is_not_none,
    more_than_is_no_exact_count,
)


def read(folder: Path) -> Told:
    """The articles as a folder without dates, as `truceline read` takes it."""
    files = [Source(path, path.name) for path in sorted(folder.glob("*.txt"))]
    readings = list(read_files(files, Way()))
    documents = [d for r in readings for d in r.documents]
    claims = [c for r in readings for c in r.claims]
    return Told(claims, register(documents, claims, trace_lineage(documents), UTC))


def failed(told: Told) -> list[str]:
    """The traps that the reading fell into."""
    return [trap.__name__ for trap in TRAPS if not trap(told)]


def keep(names: list[str]) -> None:
    """The count beside the other figures."""
    old = json.loads(RESULTS.read_text(encoding="utf-8"))
    old["traps"] = {"of": len(TRAPS), "failed": names}
    RESULTS.write_text(json.dumps(old, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dry", action="store_true")
    given = asked.parse_args()
    if not ARTICLES.is_dir():
        sys.exit(f"{ARTICLES} isn't here")
    names = failed(read(ARTICLES))
    print(f"{len(names)} of {len(TRAPS)} failed", *names, sep="\n")
    if not given.dry:
        keep(names)


if __name__ == "__main__":
    main()
