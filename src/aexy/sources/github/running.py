"""Workflow runs with their jobs, deployments with their statuses, releases.

REST lists runs and deployments newest first, a hundred a request; what it would give one by one for each of them comes
from GraphQL, fifty at once.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from aexy.kernel.errors import Unknown
from aexy.sources.contract import Cursor, Page, Row, Scope
from aexy.sources.github import queries
from aexy.sources.github.asking import PER_PAGE, ask, earlier, page_name, rest_list, rows_of, skipped
from aexy.sources.http import Http

RUNS, JOBS, REST_JOBS, DEPLOYMENTS, RELEASES = "runs", "jobs", "rest_jobs", "deployments", "releases"
# How long after it was made a run or a deployment may still change without a web hook telling.
_RUNS_CHANGE_FOR = timedelta(days=3)
_DEPLOYMENTS_CHANGE_FOR = timedelta(days=7)
_MOST_OPEN = 100


async def runs(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Runs from the newest back to what is known, each page followed by its jobs, and those that were not over yet.

    Each request begins at the instant the last one ended, so that new runs push nothing over an edge.
    """
    del now
    at = dict(cursor or {})
    known, watermark = at.get("changed"), at.get("watermark")
    known_before = earlier(watermark, _RUNS_CHANGE_FOR) if watermark else None
    still_open = set(at.get("open", ()))
    page = 1
    while True:
        listed, tag = await _runs(http, scope, at, page)
        if listed is None:
            return
        fresh = [run for run in listed if known is None or run["updated_at"] >= known or run["id"] in still_open]
        heads = [run["created_at"] for run in listed] + [each for each in (at.get("head"),) if each]
        changes = [run["updated_at"] for run in listed] + [each for each in (at.get("latest"), known) if each]
        is_over = len(listed) < PER_PAGE or (known_before is not None and listed[-1]["created_at"] < known_before)
        opened = {run["id"] for run in listed if run["status"] != "completed"}
        still_open = (still_open - {run["id"] for run in listed}) | opened
        was = dict(at)
        at |= {"head": max(heads, default=None), "latest": max(changes, default=None), "tag": at.get("tag") or tag}
        before = listed[-1]["created_at"] if listed else None
        page = page + 1 if before == at.get("before") else 1
        at |= {"before": before, "open": sorted(still_open)[-_MOST_OPEN:]}
        async for each in _with_jobs(http, scope, fresh, was, _end(at) if is_over else dict(at)):
            yield each
        if is_over:
            return


def _end(at: dict[str, Any]) -> Cursor:
    kept = {"watermark": at["head"], "changed": at["latest"], "etag": at["tag"], "open": at["open"]}
    return {name: value for name, value in kept.items() if value}


async def _runs(http: Http, scope: Scope, at: dict[str, Any], page: int) -> tuple[list[Row] | None, str | None]:
    params: dict[str, Any] = {"per_page": PER_PAGE, "page": page}
    is_first = not at.get("before")
    if not is_first:
        params["created"] = f"<={at['before']}"
    # A run that is not over must be looked at, whatever the tag says of the list.
    tag = at.get("etag") if is_first and not at.get("open") else None
    answer = await http.get(f"/repositories/{scope.external_id}/actions/runs", params, etag=tag)
    if answer.is_unchanged:
        return None, None
    return rows_of(answer.json(), "workflow_runs"), answer.headers.get("etag") if is_first else None


async def _with_jobs(http: Http, scope: Scope, listed: Sequence[Row], was: Cursor, then: Cursor) -> AsyncIterator[Page]:
    """A page of runs and one of their jobs. Only the last moves the cursor, so that none of them can be lost."""
    if not listed:
        yield Page(RUNS, None, [], then)
        return
    jobs, overflow, left_out = await _jobs(http, scope, listed)
    yield Page(RUNS, page_name(listed), listed, was)
    if overflow:
        yield Page(REST_JOBS, page_name(overflow), overflow, was)
    yield Page(JOBS, page_name(jobs) if jobs else None, jobs, then, None, None, left_out)


async def _jobs(http: Http, scope: Scope, listed: Sequence[Row]) -> tuple[list[Row], list[Row], tuple[str, ...]]:
    """The jobs of those runs, those of runs with very many as REST gives them, and what could not be had."""
    by_node = {run["node_id"]: run for run in listed}
    told = await asyncio.gather(
        *(ask(http, queries.JOBS_OF_RUNS, {"ids": some}) for some in _stretches(list(by_node), queries.AT_ONCE))
    )
    jobs: list[Row] = []
    overflow: list[Row] = []
    for answer in told:
        for node in answer.data.get("nodes") or ():
            if not node or not (suite := node.get("checkSuite")):
                continue
            run, checks = by_node[node["id"]], suite["checkRuns"]
            if checks["pageInfo"]["hasNextPage"]:
                overflow += await _rest_jobs(http, scope, run["id"])
            else:
                jobs += [{**each, "run_id": run["id"], "run_created_at": run["created_at"]} for each in checks["nodes"]]
    return jobs, overflow, tuple(said for answer in told for said in skipped(answer.errors))


async def _rest_jobs(http: Http, scope: Scope, run: int) -> list[Row]:
    path = f"/repositories/{scope.external_id}/actions/runs/{run}/jobs"
    return [row async for rows in rest_list(http, path, {"filter": "all"}, "jobs") for row in rows]


async def fetch_runs(http: Http, scope: Scope, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
    """Single runs with their jobs."""
    del now
    found: list[Row] = []
    for item in items:
        try:
            answer = await http.get(f"/repositories/{scope.external_id}/actions/runs/{item}")
        except Unknown:
            continue  # deleted: what was read of it stays
        found += rows_of([answer.json()])
    async for page in _with_jobs(http, scope, found, {}, {}):
        yield page


async def deployments(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """Deployments from the newest back to what is known, with everything that was said of each."""
    del now
    at = dict(cursor or {})
    known = earlier(at["watermark"], _DEPLOYMENTS_CHANGE_FOR) if "watermark" in at else None
    head = at.get("watermark")
    async for listed in rest_list(http, f"/repositories/{scope.external_id}/deployments", {}):
        head = max([row["created_at"] for row in listed] + ([head] if head else []), default=None)
        wanted = [row for row in listed if known is None or row["created_at"] >= known]
        rows, left_out = await with_statuses(http, wanted)
        if rows:
            # Pages shift while they are read: only the end of the list moves the cursor.
            yield Page(DEPLOYMENTS, page_name(rows), rows, at, None, None, left_out)
        if len(wanted) < len(listed):
            break
    yield Page(DEPLOYMENTS, None, [], {"watermark": head} if head else {})


async def with_statuses(http: Http, listed: Sequence[Row]) -> tuple[list[Row], tuple[str, ...]]:
    """Deployments as REST lists them, with their statuses as GraphQL has them."""
    by_node = {row["node_id"]: row for row in listed}
    told = await asyncio.gather(
        *(ask(http, queries.STATUSES_OF_DEPLOYMENTS, {"ids": some})
          for some in _stretches(list(by_node), queries.AT_ONCE))
    )  # fmt: skip
    statuses = {
        node["id"]: node["statuses"]["nodes"]
        for answer in told for node in answer.data.get("nodes") or () if node and node.get("statuses")
    }  # fmt: skip
    rows: list[Row] = [{**row, "statuses": statuses[node]} for node, row in by_node.items() if node in statuses]
    lost = tuple(
        f"deployment {row['id']}: GitHub does not say how it went"
        for node, row in by_node.items() if node not in statuses
    )  # fmt: skip
    return rows, lost


async def fetch_deployments(http: Http, scope: Scope, items: Sequence[str], now: datetime) -> AsyncIterator[Page]:
    """Single deployments; one that is not there says so."""
    found: list[Row] = []
    gone: list[Row] = []
    for item in items:
        try:
            answer = await http.get(f"/repositories/{scope.external_id}/deployments/{item}")
            found += rows_of([answer.json()])
        except Unknown:
            gone.append({"kind": "deployment", "external_id": item, "gone_at": now.strftime("%Y-%m-%dT%H:%M:%SZ")})
    rows, left_out = await with_statuses(http, found)
    if gone:
        yield Page("gone", page_name(gone, "fetched"), gone, {})
    yield Page(DEPLOYMENTS, page_name(rows, "fetched") if rows else None, rows, {}, None, None, left_out)


async def releases(http: Http, scope: Scope, cursor: Cursor | None, now: datetime) -> AsyncIterator[Page]:
    """All releases, as soon as the list's first page is another one than before."""
    del now
    path, at = f"/repositories/{scope.external_id}/releases", dict(cursor or {})
    first = await http.get(path, {"per_page": PER_PAGE, "page": 1}, etag=at.get("etag"))
    if first.is_unchanged:
        return
    number = 1
    async for rows in rest_list(http, path, {}, first=first):
        yield Page(RELEASES, page_name(rows) if rows else None, rows, at, number * PER_PAGE)
        number += 1
    yield Page(RELEASES, None, [], {"etag": first.headers.get("etag")})


def _stretches(names: list[str], size: int) -> list[list[str]]:
    return [names[start : start + size] for start in range(0, len(names), size)]
