"""Everything that goes wrong leaves as `application/problem+json`: a sentence and a next step, never a traceback."""

import errno
import logging
import math
import re
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import asyncpg
import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from aexy.features.paging import Shape
from aexy.kernel.errors import AexyError, TooMany, Unavailable
from aexy.logs import request_id
from aexy.store.pulse import does_not_answer

MEDIA_TYPE = "application/problem+json"


log = logging.getLogger(__name__)


class Problem(Shape):
    """What went wrong, and what to do about it (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    next_step: str
    field: str | None = None
    request_id: str | None


HTTP_PROBLEMS: Mapping[int, tuple[str, str, str]] = {
    400: ("That cannot be used", "The request cannot be read.", "Send JSON with `content-type: application/json`."),
    404: (
        "There is no such thing",
        "There is nothing at this address.",
        "GET /api/v1/openapi.json lists what there is.",
    ),
    405: (
        "That is not done here",
        "This address does not take that method.",
        "The `allow` header names those it takes.",
    ),
    413: (
        "That is too large",
        "The body is larger than this address takes.",
        "Send less: a megabyte, 25 for a web hook, 1,000 for a file to import.",
    ),
    421: (
        "That is another server's name",
        "This server is not known by the name it was called.",
        "Use the address `aexy up` printed, or add the name to AEXY_HOSTS.",
    ),
    503: ("A part of Aexy is not available", "It took too long.", "Ask for less, or try again in a moment."),
    500: ("Something went wrong", "This is our mistake.", "Look for the request id in the API's log, and tell us."),
}


def problem(
    status: int,
    title: str,
    detail: str,
    next_step: str,
    *,
    field: str | None = None,
    kind: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response that says so; `kind` is the last part of its type."""
    slug = kind or re.sub(r"[^a-z]+", "-", title.lower()).strip("-")
    said = Problem(
        type=f"urn:aexy:problem:{slug}",
        title=title,
        status=status,
        detail=detail,
        next_step=next_step,
        field=field,
        request_id=request_id.get(),
    )
    body = orjson.dumps(said.model_dump(exclude={"field"} if field is None else None))
    return Response(body, status, dict(headers or {}), MEDIA_TYPE)


def of_status(status: int, *, headers: Mapping[str, str] | None = None) -> Response:
    """What HTTP itself found wrong."""
    title, detail, next_step = HTTP_PROBLEMS.get(
        status, HTTP_PROBLEMS[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400]
    )
    return problem(status, title, detail, next_step, headers=headers)


def of_error(error: AexyError) -> Response:
    """A member of the family, as it wants to be said."""
    kind = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    headers = {"www-authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else {}
    if isinstance(error, TooMany):
        headers["retry-after"] = str(math.ceil(error.wait))
    return problem(
        error.status, error.title, error.detail, error.next_step, field=error.field, kind=kind, headers=headers
    )


def of_validation(errors: Sequence[Mapping[str, Any]]) -> Response:
    """The first thing that is wrong with what was sent."""
    first = errors[0]
    place, *names = [str(part) for part in first["loc"]]
    if first["type"] == "json_invalid":
        detail = f"The body is no JSON: {first['ctx']['error']} at character {names[0]}."
        return problem(400, "That cannot be used", detail, "Send a JSON object.", kind="unusable")
    field = ".".join(names) or place
    detail, next_step = _said(first, field)
    return problem(400, "That cannot be used", detail, next_step, field=field, kind="unusable")


def _said(error: Mapping[str, Any], field: str) -> tuple[str, str]:
    match error["type"]:
        case "missing":
            return f"`{field}` is missing.", "Send it."
        case "extra_forbidden":
            return f"There is no field `{field}`.", "Leave it out, or look at GET /api/v1/openapi.json for its name."
        case "uuid_parsing" | "uuid_type":
            return f"`{field}` is no UUID.", "Give an id as a list of them shows it."
        case "value_error":
            return str(error["ctx"]["error"]), f"Send another `{field}`."
    words = str(error["msg"])
    return f"`{field}`: {words[:1].lower()}{words[1:]}.", f"Send another `{field}`."


async def _aexy(_: Request, error: Exception) -> Response:
    if not isinstance(error, AexyError):
        raise error
    return of_error(error)


async def _http(_: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    return of_status(error.status_code, headers=error.headers)


async def _validation(_: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    return of_validation(error.errors())


async def _database(_: Request, error: Exception) -> Response:
    log.error("The database does not answer.", exc_info=error)
    return of_error(does_not_answer())


async def _system(request: Request, error: Exception) -> Response:
    """What the operating system refused: only a full disk is something a person can be told."""
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return await _full(request, error)
    if _is_of_the_database(error):
        return await _database(request, error)
    raise error


def _is_of_the_database(error: BaseException) -> bool:
    """Whether it came up while the database was spoken to: a killed server's socket is gone, or nobody greets there."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(str(frame.f_globals.get("__name__", "")).startswith("asyncpg") for frame, _ in frames)


async def _full(_: Request, error: Exception) -> Response:
    log.error("The disk is full.", exc_info=error)
    step = "Make room where the data folder is, then try again: nothing that was saved is lost."
    return of_error(Unavailable("The disk is full, so nothing can be saved.", next_step=step))


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DATABASE_IS_GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ConnectionError,
)


def translate_errors(app: FastAPI) -> None:
    """Let the application answer with problems; what nobody foresaw is the porch's."""
    app.add_exception_handler(AexyError, _aexy)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(OSError, _system)
    app.add_exception_handler(asyncpg.DiskFullError, _full)
    for kind in DATABASE_IS_GONE:
        app.add_exception_handler(kind, _database)
