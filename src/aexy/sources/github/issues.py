"""Issues with their way, oldest change first; and now and then all their numbers, to notice which are gone."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from aexy.kernel.errors import Unknown
from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.github import queries
from aexy.sources.github.asking import (
    OVERLAP,
    StaleCursor,
    TooHeavy,
    earlier,
    of_repository,
    page_name,
    rows_at,
    skipped,
    written,
)
from aexy.sources.github.pulls import completed
from aexy.sources.http import TRIES, Http

STREAM, NUMBERS = "issues", "issue_numbers"
_LISTED_EVERY = timedelta(days=7)
_FEW_TRIES = 2


async def pages(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """What changed since the cursor, in the order in which it changed."""
    del now
    at, size = dict(cursor or {}), queries.ISSUES
    while True:
        since = earlier(at["since"], OVERLAP) if "since" in at else None
        variables = {"first": size, "after": at.get("after"), "since": since}
        try:
            told = await of_repository(
                http, scope, queries.ISSUES_SINCE, variables, tries=_FEW_TRIES if size > 1 else TRIES
            )
        except TooHeavy:
            size = max(1, size // 2)
            continue
        except StaleCursor:
            at.pop("after", None)
            continue
        listed = told.data["issues"]
        rows, left_out = await _whole(http, scope, [each for each in listed["nodes"] if each])
        heads = [row["updatedAt"] for row in rows] + [each for each in (at.get("head"), at.get("since")) if each]
        is_over = not listed["pageInfo"]["hasNextPage"]
        head = max(heads, default=None)
        if is_over:
            at = {"since": head} if head else {}
        else:
            at = {**at, "head": head, "after": listed["pageInfo"]["endCursor"]}
        name = page_name(rows) if rows else None
        yield Page(STREAM, name, rows, at, None, listed["totalCount"], skipped(told.errors) + left_out)
        if is_over:
            return


async def fetch(http: Http, scope: Scope, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
    """Issues by their numbers; one that is not there says so."""
    numbers = sorted({int(each) for each in items if each.isdigit()})
    for some in rows_at(numbers, queries.ISSUES):
        variables = {f"n{at}": number for at, number in enumerate(some)}
        told = await of_repository(http, scope, queries.several_issues(len(some)), variables)
        missing = {each["path"][1] for each in told.errors if each.get("type") == "NOT_FOUND" and len(each["path"]) > 1}
        found = [row for at in range(len(some)) if (row := told.data.get(f"i{at}"))]
        gone: list[Row] = [
            {"number": number, "gone_at": written(now)} for at, number in enumerate(some) if f"i{at}" in missing
        ]
        rows, left_out = await _whole(http, scope, found)
        others = skipped([each for each in told.errors if each.get("type") != "NOT_FOUND"])
        yield Page(STREAM, page_name(rows + gone, "fetched"), rows + gone, {}, None, None, others + left_out)


async def _whole(http: Http, scope: Scope, rows: Sequence[Row]) -> tuple[list[Row], tuple[str, ...]]:
    done = await asyncio.gather(*(completed(http, scope, row, "issue", queries.MORE_OF_AN_ISSUE) for row in rows))
    return [row for row, _ in done], tuple(said for _, some in done for said in some)


async def numbers(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Once a week, every number in order of making: what is missing between two of them is no issue any more.

    Issues and pull requests share their numbers. Nothing is said of those behind the last of either list that is not
    read to its end: they may only not have come yet.
    """
    at = dict(cursor or {})
    if "listed_at" in at and now - datetime.fromisoformat(at["listed_at"]) < _LISTED_EVERY:
        return
    if "started_at" not in at:
        at = {"started_at": written(now), "known": 0, "held": [], "lists": {"issues": None, "pullRequests": None}}
    while at["lists"]:
        lists: dict[str, str | None] = at["lists"]
        variables = {
            "first": queries.NUMBERS, "issues": "issues" in lists, "pulls": "pullRequests" in lists,
            "afterIssue": lists.get("issues"), "afterPull": lists.get("pullRequests"),
        }  # fmt: skip
        told = await of_repository(http, scope, queries.ALL_NUMBERS, variables)
        at, row = _numbered(at, {name: told.data[name] for name in lists})
        rows: list[Row] = [row] if row["until"] > row["after"] else []
        cursor_after = at if at["lists"] else {"listed_at": at["started_at"]}
        yield Page(NUMBERS, page_name(rows) if rows else None, rows, cursor_after)


def _numbered(at: Mapping[str, Any], listed: Mapping[str, Row]) -> tuple[dict[str, Any], Row]:
    """What the lists say so far: all numbers up to the one that every unfinished list has passed."""
    found = sorted({*at["held"], *(each["number"] for one in listed.values() for each in one["nodes"] if each)})
    unfinished = {name: one for name, one in listed.items() if one["pageInfo"]["hasNextPage"]}
    passed = [max((each["number"] for each in one["nodes"]), default=0) for one in unfinished.values()]
    until = max(at["known"], min(passed, default=max(found, default=0)))
    row = {
        "after": at["known"], "until": until, "listed_at": at["started_at"],
        "numbers": [number for number in found if number <= until],
    }  # fmt: skip
    lists = {name: one["pageInfo"]["endCursor"] for name, one in unfinished.items()}
    return {**at, "known": until, "held": [number for number in found if number > until], "lists": lists}, row


async def vanished(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Whether the repository is still there; its number stays the same when it is renamed or transferred."""
    try:
        answer = await http.get(f"/repositories/{scope.external_id}", etag=(cursor or {}).get("etag"))
    except Unknown:
        row = {"kind": "repository", "external_id": scope.external_id, "gone_at": written(now)}
        yield Page("gone", page_name([row]), [row], {})
        return
    if not answer.is_unchanged:
        yield Page("repository", None, [], {"etag": answer.headers.get("etag")})
