"""Sprints of a project's boards. Jira does not say when a sprint was changed, so the cursor remembers what each was."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from aexy.kernel.errors import Unknown
from aexy.sources.contract import Cursor, Page, Scope
from aexy.sources.http import Http
from aexy.sources.jira.asking import Asking
from aexy.sources.jira.issues import page_name
from aexy.sources.jira.sprints import origin_board
from aexy.sources.taking import said, text

STREAM: Final = "sprints"
_AGILE: Final = "/rest/agile/1.0"
_WITHOUT_SPRINTS: Final = "kanban"


async def pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """A page for each board, of the sprints that are not as they were; then those that are there no more."""
    asking = Asking.of(http, scope.options)
    before = _digests(cursor)
    after: dict[str, str] = {}
    for board in await asking.listed(f"{_AGILE}/board", "values", {"projectKeyOrId": scope.external_id}):
        rows = []
        for sprint in await _sprints(asking, board):
            number, digest = str(sprint["id"]), _digest(sprint)
            after[number] = digest
            if before.get(number) != digest:
                rows.append(_row(sprint, board, now if number in before else None))
        if rows:
            yield Page(STREAM, page_name("board", rows), rows, {"sprints": before | after})
    gone = [row for number in sorted(set(before) - set(after)) if (row := await _vanished(asking, number, now))]
    yield Page(STREAM, page_name("gone", gone) if gone else None, gone, {"sprints": after})


async def fetch(http: Http, scope: Scope, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
    """Single sprints by their numbers. Something was said to have happened to them, so they are as of now."""
    asking = Asking.of(http, scope.options)
    rows: list[dict[str, Any]] = []
    for number in sorted({each for each in items if each.isdecimal()}, key=int):
        sprint = await _sprint(asking, number)
        rows.append(_row(sprint, await _board(asking, sprint), now) if sprint else _gone(number, now))
    if rows:
        yield Page(STREAM, page_name("asked", rows), rows, {})


async def _sprints(asking: Asking, board: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The sprints made on a board. A board also shows those of others that share its issues."""
    if text(board, "type") == _WITHOUT_SPRINTS:
        return []
    try:
        found = await asking.listed(f"{_AGILE}/board/{text(board, 'id')}/sprint", "values")
    except Unknown:
        return []
    return [each for each in found if text(each, "id") and origin_board(each) in (None, text(board, "id"))]


async def _sprint(asking: Asking, number: str) -> Mapping[str, Any] | None:
    try:
        found = await asking.get(f"{_AGILE}/sprint/{number}")
    except Unknown:
        return None
    return found if isinstance(found, Mapping) and text(found, "id") else None


async def _board(asking: Asking, sprint: Mapping[str, Any]) -> Mapping[str, Any] | None:
    number = origin_board(sprint)
    try:
        return await asking.get(f"{_AGILE}/board/{number}") if number else None
    except Unknown:
        return None


async def _vanished(asking: Asking, number: str, now: datetime) -> dict[str, Any] | None:
    """A sprint that no board of the project shows may have gone, or its board."""
    return None if await _sprint(asking, number) else _gone(number, now)


def _gone(number: str, now: datetime) -> dict[str, Any]:
    return {"gone": {"id": number, "at": now.isoformat()}}


def _row(sprint: Mapping[str, Any], board: Mapping[str, Any] | None, seen_at: datetime | None) -> dict[str, Any]:
    told = {"name": text(board, "name"), "project": text(said(board, "location"), "projectId")} if board else None
    row: dict[str, Any] = {"sprint": dict(sprint), "board": told}
    return row | ({"seen_at": seen_at.isoformat()} if seen_at else {})


def _digest(sprint: Mapping[str, Any]) -> str:
    return sha256(orjson.dumps(sprint, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]


def _digests(cursor: Cursor | None) -> dict[str, str]:
    found = said(cursor, "sprints")
    return {str(number): str(digest) for number, digest in found.items()} if isinstance(found, Mapping) else {}
