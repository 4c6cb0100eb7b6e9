"""Seeing at the door that one person's page, numbers, rows or export were looked at, whatever answered.

Answers kept from a moment ago never reach a feature, so this stands here: in an address, a query or a body that names
people. It costs a request nothing but a look into a dictionary.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import orjson
from fastapi import Request, Response

from aexy.context import Context
from aexy.features.privacy.looks import FLUSH_SECONDS, MOST_NAMED, LookKind, Looks
from aexy.features.routing import Viewer

log = logging.getLogger(__name__)

_BY_END = {
    "/access-log": LookKind.ACCESS_LOG,
    "/export": LookKind.EXPORT,
    "/commits": LookKind.ROWS,
    "/pull-requests": LookKind.ROWS,
    "/reviews": LookKind.ROWS,
    "/explain": LookKind.ROWS,
    "/explain.csv": LookKind.ROWS,
    "/working-schedules/{developer_id}": LookKind.CALENDAR,
    "/leave": LookKind.CALENDAR,
    "/workspaces/{workspace_id}/developers/{developer_id}": LookKind.PAGE,
    "/identities": LookKind.IDENTITIES,
}
# Analyses that are asked for by a body show somebody, though they are no GET.
_ASKED_BY_BODY = ("/analytics/", "/intelligence/", "/matching")


def kind_of(path: str) -> LookKind:
    """What a route shows of a person, by its declared path."""
    return next((kind for end, kind in _BY_END.items() if path.endswith(end)), LookKind.NUMBERS)


async def named(request: Request) -> list[UUID]:
    """The people a request is about: in its address, its query, or for an analysis in its body."""
    found = [request.path_params.get("developer_id")]
    found += [value.removeprefix("developer:") for value in request.query_params.getlist("subject")]
    found += request.query_params.get("developer_ids", "").split(",")
    beside = request.query_params.get("subjects", "").split(",")
    found += [name.strip().removeprefix("developer:") for name in beside]
    found.append(request.query_params.get("developer_id"))
    if request.method == "POST":
        with suppress(orjson.JSONDecodeError):
            body = orjson.loads(await request.body() or b"null")
            if isinstance(body, dict):
                found += [*(body.get("developer_ids") or []), body.get("developer_id")]
    people = list(dict.fromkeys(_ids(found)))
    return people if len(people) <= MOST_NAMED else []


def _ids(texts: Iterable[object]) -> Iterator[UUID]:
    for text in texts:
        with suppress(ValueError):
            if text:
                yield UUID(str(text).strip())


def is_look(request: Request, path: str, response: Response) -> bool:
    """Whether something was shown: reading, or an analysis that is asked for by a body."""
    is_reading = request.method == "GET" or any(part in path for part in _ASKED_BY_BODY)
    return is_reading and (response.status_code < HTTPStatus.BAD_REQUEST)


async def note(looks: Looks, request: Request, viewer: Viewer, path: str, response: Response, now: datetime) -> None:
    """Remember who looked at whom, if anybody did."""
    if is_look(request, path, response):
        people = await named(request)
        if people:
            looks.note(viewer, people, kind_of(path), now)


@asynccontextmanager
async def written(looks: Looks, context: Callable[[], Context], seconds: float = FLUSH_SECONDS) -> AsyncIterator[None]:
    """Write down every few seconds what was looked at, and what is left when the server stops."""
    writing = asyncio.create_task(_keep_writing(looks, context, seconds))
    try:
        yield
    finally:
        writing.cancel()
        await asyncio.wait([writing])
        await _write(looks, context)


async def _keep_writing(looks: Looks, context: Callable[[], Context], seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        await _write(looks, context)


async def _write(looks: Looks, context: Callable[[], Context]) -> None:
    try:
        await looks.flush(context())
    except Exception as error:  # noqa: BLE001 - whatever it is, the next try may go well
        log.warning("The access log cannot be written now; it is kept.", extra={"error": type(error).__name__})
