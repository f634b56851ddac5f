"""Failures as problem details (RFC 9457): what is wrong in words, and never what lay behind it.

Must never show a traceback, a path of this machine or a value of a restricted field.
"""

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.status_codes import (
    HTTP_400_BAD_REQUEST,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_500_INTERNAL_SERVER_ERROR,
)

from truceline.errors import TrucelineError, UnreadableError
from truceline.web.languages import language_of
from truceline.web.sentences import sentences

PROBLEM_JSON = "application/problem+json"
_log = logging.getLogger("truceline.web")

AnyRequest = Request[Any, Any, Any]


def refused(request: AnyRequest, error: HTTPException) -> Response[dict[str, object]]:
    """A request that was refused: the status, and what would mend it."""
    told: dict[str, object] = {"detail": _said(request, error.detail)}
    if isinstance(error, ValidationException) and error.extra:
        every = (extra for extra in error.extra if isinstance(extra, dict))
        told["errors"] = [_field(request, extra) for extra in every]
    return problem(error.status_code, told, dict(error.headers or {}))


def _field(request: AnyRequest, extra: dict[str, object]) -> dict[str, object]:
    told: dict[str, object] = {n: extra[n] for n in ("message", "key", "source") if n in extra}
    if "message" in told:
        told["message"] = _said(request, str(told["message"]))
    return told


def _said(request: AnyRequest, words: str) -> str:
    """A refusal in the language that is asked for, as it is where no pattern fits."""
    said = sentences(language_of(request))
    found = (said.told(part, "refusal") or part for part in words.split("; "))
    return said.told(words, "refusal") or "; ".join(found)


def unreadable(request: AnyRequest, error: UnreadableError) -> Response[dict[str, object]]:
    """Input of which nothing can be used."""
    return problem(HTTP_422_UNPROCESSABLE_ENTITY, {"detail": _said(request, str(error))}, {})


def too_deep(request: AnyRequest, error: RecursionError) -> Response[dict[str, object]]:
    """A body of more levels than its reader goes down; logged, since it may be a defect after all."""
    _log.warning("%s %s: %s", request.method, request.url.path, type(error).__name__)
    told = _said(request, "what was sent is nested too deeply")
    return problem(HTTP_400_BAD_REQUEST, {"detail": told}, {})


def broken(request: AnyRequest, error: Exception) -> Response[dict[str, object]]:
    """A defect or failed I/O: logged by kind and route, told without its words."""
    kind = type(error).__name__
    _log.error("%s %s: %s", request.method, request.url.path, kind, exc_info=_where(error))
    told = _said(request, "the server could not do this; its log says more")
    return problem(HTTP_500_INTERNAL_SERVER_ERROR, {"detail": told}, {})


def _where(error: Exception) -> Exception | None:
    """What of a failure may stand in the log: an error of our own names files and fields only; the words
    of any other may hold anything, so that its kind must do.
    """
    return error if isinstance(error, TrucelineError) else None


def problem(
    status: int, told: dict[str, object], headers: dict[str, str]
) -> Response[dict[str, object]]:
    """An answer with problem details."""
    body: dict[str, object] = {"type": "about:blank", "status": status, **told}
    return Response(body, status_code=status, headers=headers, media_type=PROBLEM_JSON)
