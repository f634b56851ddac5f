"""Made-up press texts from made-up facts: the ground on which lineage is measured.

An event is a set of facts with names and numbers; a writer picks some of them, an order, wordings,
and how many go into a sentence. Two writers on one event share its names, numbers and the stock
phrases of the trade, and nothing else that they didn't hit upon by chance.
"""

import random
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).parent
TOPICS: dict[str, list[list[str]]] = YAML(typ="safe", pure=True).load(HERE / "topics.yaml")

_SYLLABLES = [
    "ba",
    "be",
    "bo",
    "ca",
    "da",
    "de",
    "do",
    "dra",
    "el",
    "fa",
    "ga",
    "gor",
    "ha",
    "ir",
    "ja",
    "ka",
    "kel",
    "la",
    "le",
    "lo",
    "lun",
    "ma",
    "me",
    "mir",
    "mo",
    "na",
    "ne",
    "no",
    "or",
    "pa",
    "per",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "sel",
    "sha",
    "so",
    "ta",
    "te",
    "ti",
    "to",
    "tor",
    "u",
    "va",
    "ve",
    "vi",
    "vol",
    "wen",
    "ya",
    "zan",
    "ze",
    "zor",
]
_ROLES = [
    "Foreign Minister",
    "Defence Minister",
    "Governor",
    "Deputy Minister",
    "Special Envoy",
    "General",
    "Mayor",
    "Colonel",
    "Ambassador",
    "Senator",
    "Commissioner",
    "Secretary",
]
_BODIES = [
    "the {x} Ministry of Defence",
    "the Government of {x}",
    "the {x} Army Command",
    "the {x} Energy Authority",
    "the Monitoring Group",
    "the {x} Republic",
    "the {x} Administration",
    "the Joint Centre",
    "the {x} Council",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
STOCK = (
    "The ceasefire entered into force {n} days ago after months of fighting.",
    "Both sides have repeatedly accused each other of violating the truce.",
    "The claim could not be independently verified.",
    "Officials did not immediately respond to a request for comment.",
    "Thousands of people have been killed and millions displaced since the war began.",
    "The situation remains tense along the line of contact.",
    "Western diplomats have urged both parties to show restraint.",
    "Analysts say that the coming weeks will be decisive.",
    "The United Nations has called for unhindered access to the area.",
    "It was the most serious incident since the agreement was signed.",
    "Negotiations over a lasting settlement have so far made little progress.",
    "The mission has {n} observers on the ground.",
)
_JOINS = (
    ", and ",
    ", while ",
    "; ",
    ", as ",
    ", but ",
    " after ",
    ", according to officials, and ",
)
_OPENERS = (
    *(("",) * 6),
    "Meanwhile, ",
    "Late in the evening, ",
    "In a further sign of strain, ",
    "At the same time, ",
    "Earlier, ",
    "Amid growing concern, ",
    "By all accounts, ",
    "Separately, ",
)


@dataclass(frozen=True)
class Event:
    """A topic and what fills its slots."""

    topic: str
    slots: dict[str, str]


def name(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randint(2, 4))).capitalize()


def event(rng: random.Random, topic: str = "") -> Event:
    slots = {k: name(rng) for k in "PQR"}
    slots |= {k: f"{rng.choice(_ROLES)} {name(rng)} {name(rng)}" for k in "AB"}
    slots["C"] = f"{name(rng)} {name(rng)}"
    slots |= {k: rng.choice(_BODIES).format(x=name(rng)) for k in "OU"}
    slots |= {
        f"n{i}": str(rng.choice((rng.randint(3, 60), rng.randint(70, 900)))) for i in range(1, 7)
    }
    slots |= {k: rng.choice(_DAYS) for k in "DE"}
    return Event(topic or rng.choice(sorted(TOPICS)), slots)


def wordings(rng: random.Random, happening: Event, other: list[int] | None = None) -> list[int]:
    """A wording per fact; another one than `other` has, where that is given."""
    chosen = []
    for number, fact in enumerate(TOPICS[happening.topic]):
        options = [n for n in range(len(fact)) if other is None or n != other[number]]
        chosen.append(rng.choice(options))
    return chosen


def write(rng: random.Random, happening: Event, chosen: list[int], share: float = 0.8) -> list[str]:
    """Sentences of one writer: some facts, the first ones first, in an order of the writer's own."""
    facts = TOPICS[happening.topic]
    numbers = [n for n in range(len(facts)) if rng.random() < share]
    head, tail = numbers[:2], numbers[2:]
    rng.shuffle(tail)
    clauses = [_filled(facts[n][chosen[n]], happening, rng, at) for at, n in enumerate(head + tail)]
    text: list[str] = []
    while clauses:
        size = min(rng.choice((1, 1, 2, 2, 3)), len(clauses))
        part, clauses = clauses[:size], clauses[size:]
        sentence = part[0] + "".join(rng.choice(_JOINS) + clause for clause in part[1:])
        opener = rng.choice(_OPENERS) if text else ""
        text.append(_capital(opener + sentence) + ".")
    return _with_stock(rng, text)


def _filled(pattern: str, happening: Event, rng: random.Random, at: int) -> str:
    """Persons by full name and role at first, by family name later."""
    slots = dict(happening.slots)
    if at > 3:
        slots |= {k: slots[k].split()[-1] for k in "ABC" if rng.random() < 0.5}
    return pattern.format(**slots)


def _with_stock(rng: random.Random, text: list[str]) -> list[str]:
    for phrase in rng.sample(STOCK, rng.randint(1, 3)):
        text.insert(rng.randint(min(1, len(text)), len(text)), phrase.format(n=rng.randint(5, 90)))
    return text


def _capital(sentence: str) -> str:
    at = 1 if sentence.startswith('"') else 0
    return sentence[:at] + sentence[at : at + 1].upper() + sentence[at + 1 :]


def base(rng: random.Random, topic: str = "") -> list[str]:
    """One text of one writer: an event, and some facts of a second one."""
    main, side = event(rng, topic), event(rng)
    text = write(rng, main, wordings(rng, main), 0.9)
    return text + write(rng, side, wordings(rng, side), 0.4)


def same_facts(rng: random.Random, *, by_chance: bool = False) -> tuple[list[str], list[str]]:
    """Two writers on one event, who tell every fact in other words; by chance sometimes in the same
    words, where that is asked for.
    """
    happening = event(rng)
    first = wordings(rng, happening)
    second = wordings(rng, happening, None if by_chance else first)
    return write(rng, happening, first, 0.85), write(rng, happening, second, 0.85)


def same_topic(rng: random.Random) -> tuple[list[str], list[str]]:
    """Two writers on two events of one topic, with the wordings of one school."""
    one = event(rng)
    other = event(rng, one.topic)
    return write(rng, one, wordings(rng, one)), write(rng, other, wordings(rng, other))
