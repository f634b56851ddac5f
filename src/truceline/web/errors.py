"""Failures as problem details (RFC 9457): what is wrong in words, and never what lay behind it.

Must never show a traceback, a path of this machine or a value of a restricted field.
"""

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.status_codes import HTTP_422_UNPROCESSABLE_ENTITY, HTTP_500_INTERNAL_SERVER_ERROR

from truceline.errors import TrucelineError, UnreadableError

PROBLEM_JSON = "application/problem+json"
_log = logging.getLogger("truceline.web")

AnyRequest = Request[Any, Any, Any]


def refused(_: AnyRequest, error: HTTPException) -> Response[dict[str, object]]:
    """A request that was refused: the status, and what would mend it."""
    told: dict[str, object] = {"detail": error.detail}
    if isinstance(error, ValidationException) and error.extra:
        told["errors"] = [_field(extra) for extra in error.extra if isinstance(extra, dict)]
    return problem(error.status_code, told, dict(error.headers or {}))


def _field(extra: dict[str, object]) -> dict[str, object]:
    return {name: extra[name] for name in ("message", "key", "source") if name in extra}


def unreadable(_: AnyRequest, error: UnreadableError) -> Response[dict[str, object]]:
    """Input of which nothing can be used."""
    return problem(HTTP_422_UNPROCESSABLE_ENTITY, {"detail": str(error)}, {})


def broken(request: AnyRequest, error: Exception) -> Response[dict[str, object]]:
    """A defect or failed I/O: logged by kind and route, told without its words."""
    kind = type(error).__name__
    _log.error("%s %s: %s", request.method, request.url.path, kind, exc_info=_where(error))
    told = "the server could not do this; its log says more"
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
