"""Watching a job until it is over. Watching is not doing: whoever stops watching leaves the job running."""

import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from aexy.cli.client import Client
from aexy.cli.console import clean, note
from aexy.cli.figures import figure, plural
from aexy.kernel.errors import AexyError, SourceFailed

OVER = frozenset({"done", "failed", "cancelled"})
_FIRST_POLL_SECONDS = 0.1
_POLL_SECONDS = 0.25
_QUIET_POLL_SECONDS = 1.0
_WINDOW_SECONDS = 8.0


class JobCancelled(AexyError):
    """The job that was watched was cancelled."""


def follow(client: Client, workspace_id: str, jobs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Show how the jobs get on until all are over, and return them.

    JobCancelled or SourceFailed for the first that did not end well. Ctrl-C leaves them running and says how to find
    them again.
    """
    try:
        ended = _watched(client, workspace_id, jobs)
    except KeyboardInterrupt:
        note("")
        note("Still running. `aexy jobs watch` shows it again, `aexy jobs cancel` stops it.", style="")
        raise
    for job in ended:
        raise_unless_done(job)
    return ended


def raise_unless_done(job: dict[str, Any]) -> None:
    """A job that did not end well, as an error with its own sentence."""
    if job["state"] == "failed":
        raise SourceFailed(f"{_name(job)}: {job['error'] or 'The job failed.'}")
    if job["state"] == "cancelled":
        raise JobCancelled(f"{_name(job)} was cancelled.", next_step="Start it again with `aexy sync` when you like.")


def told(job: dict[str, Any]) -> str:
    """How a finished job went, in a line: `curl · 39,412 commits in 7.1 s`."""
    details = job["details"]
    seconds = details.get("seconds")
    read = details.get("commits_read", job["done"])
    unit = (job["unit"] or "steps").removesuffix("s")
    if "rows_read" in details:
        return f"{_name(job)} · {_brought(details)}"
    took = f" in {seconds:.1f} s" if isinstance(seconds, int | float) else ""
    if read == 0 and job["kind"] == "sync_repository":
        return f"{_name(job)} · nothing new"
    return f"{_name(job)} · {plural(int(read), unit)}{took}"


def _brought(details: dict[str, Any]) -> str:
    """`1,204 rows read, 312 facts changed in 3.1 s`, and what is missing."""
    if not details["rows_read"] and not details["streams_failed"]:
        return "nothing new"
    said = f"{plural(details['rows_read'], 'row')} read, {plural(details['facts_changed'], 'fact')} changed"
    seconds = details.get("seconds")
    took = f" in {seconds:.1f} s" if isinstance(seconds, int | float) else ""
    failure = f"\n  {details['first_failure']}" if details["first_failure"] else ""
    gaps = f"; {plural(details['gaps_found'], 'gap')}: see `aexy sync --health`" if details["gaps_found"] else ""
    return f"{said}{took}{gaps}{failure}"


def _watched(client: Client, workspace_id: str, jobs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    if not sys.stderr.isatty():
        return _poll(client, workspace_id, jobs, _Lines(), _QUIET_POLL_SECONDS)
    with bars() as progress:
        return _poll(client, workspace_id, jobs, _Bars(progress), _POLL_SECONDS)


def bars() -> Progress:
    """A bar a job. Markup stays off: a repository may be called `[link=…]`."""
    columns = (
        TextColumn("{task.description}", markup=False), TextColumn("{task.fields[stage]}", style="dim", markup=False),
        BarColumn(bar_width=28), _Done(), _Speed(), TimeRemainingColumn(compact=True, elapsed_when_finished=True),
    )  # fmt: skip
    console = Console(stderr=True, markup=False, emoji=False, highlight=False)
    return Progress(*columns, console=console, speed_estimate_period=_WINDOW_SECONDS)


def _poll(
    client: Client,
    workspace_id: str,
    jobs: Sequence[dict[str, Any]],
    show: Callable[[dict[str, Any]], None],
    seconds: float,
) -> list[dict[str, Any]]:
    latest, pause = {job["id"]: job for job in jobs}, _FIRST_POLL_SECONDS
    while True:
        for job in latest.values():
            show(job)
        waiting = [key for key, job in latest.items() if job["state"] not in OVER]
        if not waiting:
            return list(latest.values())
        time.sleep(pause)
        pause = min(seconds, pause * 1.5)
        for key in waiting:
            latest[key] = client.get(f"/workspaces/{workspace_id}/jobs/{key}")


class _Lines:
    """For logs and pipes: a line on standard error whenever a job gets to something else."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[str, str | None]] = {}

    def __call__(self, job: dict[str, Any]) -> None:
        now = (job["state"], job["stage"])
        if self._said.get(job["id"]) != now and job["state"] not in OVER:
            note(f"{_name(job)}: {job['stage'] or job['state']}")
        self._said[job["id"]] = now


class _Bars:
    """For people: a bar a job."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, tuple[TaskID, str | None]] = {}

    def __call__(self, job: dict[str, Any]) -> None:
        known = self._tasks.get(job["id"])
        if known is None:
            task = self._progress.add_task(_name(job), total=None, stage="", unit=job["unit"] or "")
        else:
            task = known[0]
            if known[1] != job["stage"] and job["done"] < self._progress.tasks[task].completed:
                self._progress.reset(task)  # another thing is counted from here on
        self._tasks[job["id"]] = (task, job["stage"])
        stage = {"done": "done", "failed": "failed", "cancelled": "cancelled"}.get(
            job["state"], job["stage"] or "waiting"
        )
        total = job["total"] if job["state"] != "done" else max(job["done"], job["total"] or 0, 1)
        self._progress.update(
            task, completed=job["done"] if job["state"] != "done" else total, total=total, stage=clean(stage)
        )


class _Done(ProgressColumn):
    """How many of how many."""

    def render(self, task: Task) -> Text:
        """`12,000 of 39,412 commits`."""
        if not task.completed and task.total is None:
            return Text("")
        of = f" of {task.total:,.0f}" if task.total is not None and not task.finished else ""
        return Text(f"{task.completed:,.0f}{of} {task.fields['unit']}", justify="right")


class _Speed(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """`8,120/s` while it runs."""
        speed = None if task.finished else task.speed
        return Text(f"{figure(speed, 'count')}/s" if speed else "", style="dim", justify="right")


def _name(job: dict[str, Any]) -> str:
    kinds = {"demo": "Demo", "snapshots": "Snapshots", "analyses": "Analyses", "import_file": "Import"}
    return clean(job["repository_name"] or job["connection_name"] or kinds.get(job["kind"], job["kind"]))
