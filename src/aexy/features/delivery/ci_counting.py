"""What a question about CI is about, and its runs counted: read in two statements a window, however many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.delivery import ci_rows as rows
from aexy.features.insights.looking import View, look
from aexy.features.insights.remembering import counted_once
from aexy.features.routing import Viewer
from aexy.kernel.delivery.ci import AGAIN_WITHIN, Ci, ci
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.metric import Level
from aexy.kernel.periods import PeriodType, Window
from aexy.store.ci_facts import Runs, read_runs
from aexy.store.session import Session, session

MOST_REPOSITORIES = 100
MOST_WORKFLOWS = 200
MOST_COMMITS = 1000
MOST_JOBS = 50

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CiAsked:
    """Whose runs, of which local dates, and of one workflow alone."""

    subject: str = "workspace"
    start: date | None = None
    end: date | None = None
    team: UUID | None = None
    service: UUID | None = None
    workflow: str | None = None


@dataclass(frozen=True, slots=True)
class CiView:
    """A question's surroundings."""

    view: View
    service: tuple[int, str] | None
    workflow: str | None

    @property
    def which(self) -> Runs:
        """The runs it is about."""
        subject = self.view.subject
        service = self.service[0] if self.service else None
        return Runs(level=subject.level, key=subject.key, team=subject.team, service=service, name=self.workflow)


async def look_at_ci(context: Context, viewer: Viewer, asked: CiAsked) -> CiView:
    """Read what a question needs. Unknown for what is not there, Unusable for a person: runs are nobody's own."""
    view = await look(
        context, viewer, subject=asked.subject, start=asked.start, end=asked.end, team=asked.team
    )  # fmt: skip
    if view.subject.level is Level.DEVELOPER:
        raise Unusable(
            "CI is not counted for a person.",
            next_step="Ask it of the workspace, a team, a repository or a project.",
            field="subject",
        )
    service = None
    if asked.service is not None:
        async with context.database.reading(view.workspace_id) as connection:
            service = await rows.service(connection, view.workspace_id, asked.service)
        if service is None:
            raise Unknown(
                f"There is no service {asked.service} in this workspace.",
                next_step="Look its id up in the list of services.",
                field="service",
            )
    return CiView(view, service, asked.workflow)


async def counted_numbers(context: Context, looked: CiView, kind: PeriodType) -> dict[str, Any]:
    """The kernel's rows, as `total`, `previous`, `trend`, `repositories`, `workflows`; kept while facts stay."""
    url = context.database.url
    what = f"ci:{kind}:{looked.service}:{looked.workflow}"
    found: dict[str, Any] = await counted_once(context, looked.view, what, lambda: _numbers(url, looked, kind))
    return found


async def counted_flaky(context: Context, looked: CiView) -> dict[str, Any]:
    """`total`, `commits` (the latest first) and `jobs` (the worst first) that failed and then passed."""
    url = context.database.url
    what = f"ci flaky:{looked.service}:{looked.workflow}"
    found: dict[str, Any] = await counted_once(context, looked.view, what, lambda: _flaky(url, looked))
    return found


def _numbers(url: str, looked: CiView, kind: PeriodType) -> dict[str, Any]:
    view = looked.view
    with session(url, view.workspace_id) as opened:
        found = _read(opened, looked, view.window, kind)
        before = _read(opened, looked, view.window.previous(view.clock), kind)
    workflows = _largest(found.by(["repository", "name"]))
    return {
        "total": found.by().row(0, named=True),
        "previous": before.by().row(0, named=True),
        "trend": found.by(["period_start"]).to_dicts(),
        "repositories": _largest(found.by(["repository"])).head(MOST_REPOSITORIES).to_dicts(),
        "workflows": workflows.head(MOST_WORKFLOWS).to_dicts(),
        "workflow_count": workflows.height,
    }


def _largest(numbers: pl.DataFrame) -> pl.DataFrame:
    """Those that cost most first, then those with most runs."""
    keys = [name for name in ("repository", "name") if name in numbers.columns]
    return numbers.sort("minutes", "runs", *keys, descending=[True, True, *([False] * len(keys))])


def _read(opened: Session, looked: CiView, window: Window, kind: PeriodType) -> Ci:
    since, until = span_of(looked.view, window)
    runs, jobs = read_runs(opened, looked.which, since - AGAIN_WITHIN, until)
    return ci(runs, jobs, since, looked.view.clock, kind)


def span_of(view: View, window: Window) -> tuple[datetime, datetime]:
    """The instants a window lasts; of one that is cut off, until then."""
    return view.clock.midnight(window.start), window.until or view.clock.midnight(window.end)


def _flaky(url: str, looked: CiView) -> dict[str, Any]:
    with session(url, looked.view.workspace_id) as opened:
        found = _read(opened, looked, looked.view.window, PeriodType.WEEKLY)
    flaky = found.commits.filter("flaky").sort("at", "run", descending=True).head(MOST_COMMITS)
    return {
        "total": found.by().select("flaky", "passed", "flaky_rate").row(0, named=True),
        "commits": [_commit(row) for row in flaky.join(_jobs_of(found), on="commit", how="left").iter_rows(named=True)],
        "jobs": _worst(found.jobs).to_dicts(),
    }


def _jobs_of(found: Ci) -> pl.DataFrame:
    """By commit: which of its jobs failed and then passed, and what all of it cost for nothing."""
    return found.jobs.filter("flaky").group_by("commit").agg(pl.col("job").sort().alias("jobs"))


def _commit(row: Row) -> dict[str, Any]:
    return {
        "repository": row["repository"],
        "name": row["name"],
        "sha": row["sha"].hex(),
        "run": row["run"],
        "failures": row["failures"],
        "failed_runs": row["failed_runs"] or [],
        "jobs": row["jobs"] or [],
        "wasted": row["wasted"] or 0,
    }


def _worst(jobs: pl.DataFrame) -> pl.DataFrame:
    """By repository, workflow and job: commits on which it was flaky, those it passed on, and the last failed run."""
    by = ["repository", "name", "job"]
    latest = pl.col("last_at", "failed_run").filter(pl.col("flaky")).sort_by(pl.col("last_at").filter(pl.col("flaky")))
    counted = jobs.group_by(by).agg(
        pl.col("flaky").sum().alias("flaky"),
        pl.col("passed").sum().alias("passed"),
        pl.col("wasted").filter(pl.col("flaky")).sum().alias("wasted"),
        latest.last(),
    )
    return (
        counted.filter(pl.col("flaky") > 0).sort("flaky", *by, descending=[True, False, False, False]).head(MOST_JOBS)
    )


def keys_of(*lists: Sequence[Row]) -> set[int]:
    """The repositories some rows are about."""
    return {row["repository"] for each in lists for row in each}
