"""Extractors by name: what each needs, and how it is made in the process that uses it.

Only here do io's extractors meet the host's terms. An extractor that wasn't asked for isn't imported.
"""

import os
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from truceline.errors import UnreadableError
from truceline.model.ports import Extractor
from truceline.model.record import Problem

if TYPE_CHECKING:
    from truceline.io.extractors.endpoint import Endpoint

KEY = "TRUCELINE_LLM_KEY"
"""The environment variable of the endpoint's key; it stands nowhere else."""


class Chat(NamedTuple):
    """Which model is asked where, and the folder of kept answers (the user's cache by default)."""

    endpoint: str
    model: str
    seed: int = 0
    answers: Path | None = None


class Options(NamedTuple):
    """What extractors other than the rules need: a model; the folder of a spaCy pipeline."""

    chat: Chat | None = None
    pipeline: Path | None = None


Tell: TypeAlias = Callable[[Problem], None]


def open_extractor(name: str, options: Options, tell: Tell) -> Extractor:
    """The extractor of that name. `tell` hears what it couldn't read of a document.

    Raises `UnreadableError` where an option or a package that it needs is missing.
    """
    return EXTRACTORS[name](options, tell)


def _rules(_options: Options, _tell: Tell) -> Extractor:
    from truceline.stages.evidence.reading.grammar.extractor import RuleExtractor  # noqa: PLC0415

    return RuleExtractor()


def _names(options: Options, tell: Tell) -> Extractor:
    if options.pipeline is None:
        raise UnreadableError("--extractor names: --pipeline names the folder of a spaCy pipeline")
    _needs("names", "spacy", "nlp")
    from truceline.io.extractors.names import NameExtractor  # noqa: PLC0415
    from truceline.stages.evidence.reading.named import Named  # noqa: PLC0415

    return Named(_rules(options, tell), NameExtractor(options.pipeline))


def _chat(options: Options, tell: Tell) -> Extractor:
    asked = options.chat
    if asked is None or not asked.model or not asked.model.isprintable():
        raise UnreadableError("--extractor chat: --endpoint and --model say who is asked")
    _needs("chat", "httpx", "llm")
    from truceline.io.extractors.cache import AnswerCache  # noqa: PLC0415
    from truceline.io.extractors.chat import ChatExtractor, Model  # noqa: PLC0415
    from truceline.stages.evidence.reading.worded import Worded  # noqa: PLC0415

    endpoint = _endpoint(asked.endpoint, os.environ.get(KEY, "").strip())
    answers = AnswerCache(asked.answers or _cache_folder())
    return Worded(ChatExtractor(endpoint, Model(asked.model, asked.seed), answers, tell))


@cache  # one per process, which remembers that an endpoint keeps failing
def _endpoint(url: str, key: str) -> "Endpoint":
    from truceline.io.extractors.endpoint import Endpoint  # noqa: PLC0415

    return Endpoint(url, key)


def _cache_folder() -> Path:
    from platformdirs import user_cache_path  # noqa: PLC0415

    return user_cache_path("truceline") / "answers"


def _needs(extractor: str, package: str, extra: str) -> None:
    if find_spec(package) is None:
        message = f"--extractor {extractor} needs {package}: pip install 'truceline[{extra}]'"
        raise UnreadableError(message)


EXTRACTORS: dict[str, Callable[[Options, Tell], Extractor]] = {
    "rules": _rules,
    "chat": _chat,
    "names": _names,
}
"""Name → what makes the extractor."""
