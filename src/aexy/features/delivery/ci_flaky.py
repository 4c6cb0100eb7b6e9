"""What failed and then passed on the same commit, with where to look at it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aexy.context import Context
from aexy.features.delivery import ci_rows as rows
from aexy.features.delivery.ci_counting import CiAsked, counted_flaky, keys_of, look_at_ci
from aexy.features.delivery.ci_schemas import CiRunLink, Flakiness, FlakyCommit, FlakyJob
from aexy.features.delivery.ci_service import CAUTION, name_of, repository_of
from aexy.features.paging import read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.text import plain
from aexy.store.postgres import Record

LIST = "flaky commits"
_FAILED_SHOWN = 5
_MINUTE = 60_000_000

Row = Mapping[str, Any]
Known = Mapping[int, Record]


async def flakiness(
    context: Context, viewer: Viewer, asked: CiAsked, *, cursor: str | None, limit: int
) -> Flakiness:  # fmt: skip
    """The commits of a window that failed and then passed, the latest first, and the jobs it happened to most."""
    place = read_cursor(LIST, cursor, (int,))
    looked = await look_at_ci(context, viewer, asked)
    counted = await counted_flaky(context, looked)
    first = max(place[0], 0) if place else 0
    commits, jobs = counted["commits"][first : first + limit], counted["jobs"]
    keys = {key for one in commits for key in (one["run"], *one["failed_runs"])} | {one["failed_run"] for one in jobs}
    view = looked.view
    async with context.database.reading(view.workspace_id) as connection:
        named = await rows.repositories(connection, view.workspace_id, keys_of(commits, jobs))
        runs = await rows.runs(connection, view.workspace_id, sorted(keys))
    is_more = first + limit < len(counted["commits"])
    return Flakiness(
        as_of=context.now,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        caution=CAUTION,
        flaky_commits=counted["total"]["flaky"],
        passed_commits=counted["total"]["passed"],
        flaky_rate=counted["total"]["flaky_rate"],
        jobs=[_job(one, named, runs) for one in jobs if one["repository"] in named and one["failed_run"] in runs],
        items=[_commit(one, named, runs) for one in commits if one["repository"] in named and one["run"] in runs],
        next_cursor=write_cursor(LIST, first + limit) if is_more else None,
    )


def _commit(row: Row, named: Known, runs: Known) -> FlakyCommit:
    repository, passed = named[row["repository"]], runs[row["run"]]
    return FlakyCommit(
        repository=repository_of(repository),
        workflow=name_of(row),
        sha=row["sha"],
        url=repository["commits"] + row["sha"] if repository["commits"] else None,
        ref=plain(passed["ref"]) if passed["ref"] else None,
        failures=row["failures"],
        failed=[_link(runs[key]) for key in row["failed_runs"][-_FAILED_SHOWN:] if key in runs],
        passed=_link(passed),
        jobs=[plain(job) for job in row["jobs"]],
        wasted_minutes=row["wasted"] / _MINUTE,
    )


def _job(row: Row, named: Known, runs: Known) -> FlakyJob:
    return FlakyJob(
        repository=repository_of(named[row["repository"]]),
        workflow=name_of(row),
        job=plain(row["job"]),
        flaky_commits=row["flaky"],
        passed_commits=row["passed"],
        flaky_rate=row["flaky"] / row["passed"] if row["passed"] else None,
        wasted_minutes=row["wasted"] / _MINUTE,
        last_at=datetime.fromisoformat(row["last_at"]),
        last_failed=_link(runs[row["failed_run"]]),
    )


def _link(run: Record) -> CiRunLink:
    shown = {name: run[name] for name in ("url", "attempt", "created_at", "finished_at")}
    return CiRunLink(id=plain(run["id"]), event=plain(run["event"]) if run["event"] else None, **shown)
