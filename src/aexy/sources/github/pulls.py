"""Pull requests, page by page: all of them oldest change first, later only what changed, newest change first.

The first time a page's own cursor leads on; a pull request that changes meanwhile moves behind it and comes again.
Later, pages are read from the newest change back to what is known, so one that changes meanwhile is newer than this
reading's first row, which is where the next one will stop.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.github import queries
from aexy.sources.github.asking import (
    OVERLAP,
    StaleCursor,
    Told,
    TooHeavy,
    earlier,
    of_repository,
    page_name,
    rows_at,
    skipped,
    written,
)
from aexy.sources.http import TRIES, Http

STREAM = "pull_requests"
_LISTS = tuple(queries.MORE_OF_A_PULL)
_FEW_TRIES = 2


async def pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """From the cursor on. `{after, head}` is the first reading, `{watermark, …}` a later one."""
    del now
    at = dict(cursor or {})
    size = queries.PULLS
    while not at.get("done"):
        try:
            told, size = await _some(http, scope, at, size)
        except StaleCursor:
            # Nothing is lost by beginning again: what is known already changes nothing.
            at.pop("after", None)
            continue
        listed = told.data["pullRequests"]
        rows = [each for each in listed["nodes"] if each]
        wanted = _until(rows, at.get("watermark"))
        complete, left_out = await _completed(http, scope, wanted)
        at = _next(at, listed, rows, is_over=len(wanted) < len(rows))
        name = page_name(complete) if complete else None
        total = listed["totalCount"] if "watermark" not in at else None
        yield Page(STREAM, name, complete, _kept(at), None, total, skipped(told.errors) + left_out)


def _kept(at: Mapping[str, Any]) -> Cursor:
    """What the next start needs: after the end only how far it was read."""
    return (
        {"watermark": at["head"]} if at.get("done") and "head" in at else {k: v for k, v in at.items() if k != "done"}
    )


def _until(rows: Sequence[Row], watermark: str | None) -> list[Row]:
    """The rows down to what is known; a little more, for changes that showed late."""
    if watermark is None:
        return list(rows)
    known = earlier(watermark, OVERLAP)
    return [row for row in rows if row["updatedAt"] >= known]


def _next(at: Mapping[str, Any], listed: Row, rows: Sequence[Row], *, is_over: bool) -> dict[str, Any]:
    heads = [row["updatedAt"] for row in rows] + ([at["head"]] if "head" in at else [])
    head = {"head": max(heads)} if heads else {}
    if is_over or not listed["pageInfo"]["hasNextPage"]:
        watermark = {"watermark": at["watermark"]} if "watermark" in at else {}
        return {**watermark, **head, "done": True}
    return {**at, **head, "after": listed["pageInfo"]["endCursor"]}


async def _some(http: Http, scope: Scope, at: Mapping[str, Any], size: int) -> tuple[Told, int]:
    """The next pull requests, as many as GitHub manages at once; and how many to ask for after them."""
    way = "DESC" if "watermark" in at else "ASC"
    while True:
        variables = {"first": size, "after": at.get("after"), "way": way}
        tries = _FEW_TRIES if size > 1 else TRIES
        try:
            told = await of_repository(http, scope, queries.PULL_REQUESTS, variables, tries=tries)
        except TooHeavy:
            if size == 1:
                return await _passed_over(http, scope, variables), size
            size = max(1, size // 2)
        else:
            return _checked(told), min(queries.PULLS, size * 2)


async def _passed_over(http: Http, scope: Scope, variables: Mapping[str, Any]) -> Told:
    """One pull request that cannot be given whole: left out, saying so, so that those behind it come."""
    told = await of_repository(http, scope, queries.PULL_REQUESTS_LIGHTLY, variables)
    listed = told.data["pullRequests"]
    errors: list[Row] = [
        {"path": [f"pull request {each['number']}"], "message": "GitHub gives up on it"} for each in listed["nodes"]
    ]
    return Told({**told.data, "pullRequests": {**listed, "nodes": []}}, errors)


def _checked(told: Told) -> Told:
    """Without the rows that have holes: what an error names is incomplete, and says so."""
    listed = told.data["pullRequests"]
    holes = {each["path"][3] for each in told.errors if len(each.get("path") or ()) > 3}  # noqa: PLR2004 - …nodes.3
    nodes = [None if position in holes else each for position, each in enumerate(listed["nodes"])]
    return Told({**told.data, "pullRequests": {**listed, "nodes": nodes}}, told.errors)


async def fetch(http: Http, scope: Scope, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
    """Pull requests by their numbers, twenty-five a request; one that is not there says so."""
    numbers = sorted({int(each) for each in items if each.isdigit()})
    for some in rows_at(numbers, queries.PULLS):
        rows, left_out = await _several(http, scope, some, now)
        complete, more = await _completed(http, scope, rows)
        yield Page(STREAM, page_name(complete, "fetched"), complete, {}, None, None, left_out + more)


async def _several(
    http: Http, scope: Scope, numbers: Sequence[int], now: datetime
) -> tuple[list[Row], tuple[str, ...]]:
    variables = {f"n{at}": number for at, number in enumerate(numbers)}
    try:
        told = await of_repository(
            http, scope, queries.several_pulls(len(numbers)), variables, tries=_FEW_TRIES if len(numbers) > 1 else TRIES
        )
    except TooHeavy:
        if len(numbers) == 1:
            return [], (f"pull request {numbers[0]}: GitHub gives up on it",)
        half = len(numbers) // 2
        first, second = [await _several(http, scope, some, now) for some in (numbers[:half], numbers[half:])]
        return first[0] + second[0], first[1] + second[1]
    missing = {each["path"][1] for each in told.errors if each.get("type") == "NOT_FOUND" and len(each["path"]) > 1}
    others = [each for each in told.errors if each.get("type") != "NOT_FOUND"]
    holes = {each["path"][1] for each in others if len(each.get("path") or ()) > 1}
    rows: list[Row] = []
    for at, number in enumerate(numbers):
        row = told.data.get(f"i{at}")
        if row and f"i{at}" not in holes:
            rows.append(row)
        elif f"i{at}" in missing:
            rows.append({"number": number, "gone_at": written(now)})
    return rows, skipped(others)


async def _completed(http: Http, scope: Scope, rows: Sequence[Row]) -> tuple[list[Row], tuple[str, ...]]:
    """The rows with the rest of every list that was longer than what came with them."""
    done = await asyncio.gather(*(_whole(http, scope, row) for row in rows))
    return [row for row, _ in done], tuple(said for _, some in done for said in some)


async def _whole(http: Http, scope: Scope, row: Row) -> tuple[Row, tuple[str, ...]]:
    return await completed(http, scope, row, "pullRequest", queries.MORE_OF_A_PULL)


async def completed(
    http: Http, scope: Scope, row: Row, field: str, more: Mapping[str, str]
) -> tuple[Row, tuple[str, ...]]:
    """A row with the rest of its long lists; `more` has the query for each."""
    left_out: tuple[str, ...] = ()
    for name, query in more.items():
        listed = row.get(name)
        while listed and (listed.get("pageInfo") or {}).get("hasNextPage"):
            variables = {"number": row["number"], "after": listed["pageInfo"]["endCursor"]}
            told = await of_repository(http, scope, query, variables)
            next_ = (told.data.get(field) or {}).get(name)
            left_out += skipped(told.errors)
            if not next_:
                break
            listed = {**listed, "nodes": [*listed["nodes"], *next_["nodes"]], "pageInfo": next_["pageInfo"]}
            row = {**row, name: listed}
    return row, left_out
