"""What rows about workflow runs, jobs, deployments, releases and pushes say."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from aexy.kernel.activity import Deployment, DeploymentStatus, Job, Pipeline, PushReceipt, Record, Release, RunStatus
from aexy.sources.contract import Scope
from aexy.sources.environments import environment_kind
from aexy.sources.github import folk
from aexy.sources.github.folk import USER, clean, clean_or_none, user
from aexy.sources.github.shapes import (
    Shape,
    at,
    flag,
    instant,
    many,
    maybe,
    maybe_at,
    maybe_number,
    maybe_one,
    maybe_shas,
    maybe_text,
    number,
    perhaps,
    sha,
    shas,
    text,
)

Row = Mapping[str, Any]

RUN: Shape = (
    number("id")
    + text("status", "event", "html_url")
    + maybe_text("conclusion", "name", "head_branch")
    + shas("head_sha")
    + at("created_at", "updated_at")
    + perhaps(maybe_at("run_started_at") + maybe_number("run_attempt") + maybe_one("actor", USER))
)
JOB: Shape = (
    number("run_id")
    + text("url", "name", "status")
    + maybe_text("conclusion")
    + at("run_created_at")
    + maybe_at("startedAt", "completedAt")
    + maybe_one("deployment", maybe_text("environment"))
)
REST_JOB: Shape = (
    number("id", "run_id")
    + text("name", "status")
    + maybe_text("conclusion")
    + perhaps(maybe_at("created_at", "started_at", "completed_at"))
)
DEPLOYMENT: Shape = (
    number("id")
    + text("environment", "ref", "task")
    + shas("sha")
    + at("created_at", "updated_at")
    + maybe_one("creator", USER)
    + many("statuses", text("state") + at("createdAt") + maybe_text("logUrl"))
)
RELEASE: Shape = (
    number("id")
    + text("tag_name", "html_url")
    + maybe_text("name", "body")
    + flag("draft", "prerelease")
    + at("created_at")
    + maybe_at("published_at")
    + maybe_one("author", USER)
    + perhaps(maybe_at("updated_at"))
)
PUSH: Shape = text("ref") + maybe_shas("before", "after") + at("pushed_at") + perhaps(flag("forced"))
PUSH += perhaps(maybe_one("sender", USER))

_RUNS: dict[str, RunStatus] = {
    "queued": "queued", "waiting": "queued", "requested": "queued", "pending": "queued", "in_progress": "running",
    "success": "success", "failure": "failure", "timed_out": "failure", "startup_failure": "failure",
    "cancelled": "cancelled", "skipped": "skipped", "neutral": "skipped", "stale": "other", "action_required": "other",
}  # fmt: skip
_DEPLOYMENTS: dict[str, DeploymentStatus] = {
    "pending": "pending", "queued": "pending", "waiting": "pending", "in_progress": "running", "success": "success",
    "failure": "failure", "error": "failure", "abandoned": "cancelled", "destroyed": "cancelled",
}  # fmt: skip
_OVER = ("success", "failure", "cancelled")


def run_status(status: str, conclusion: str | None) -> RunStatus:
    """Where a run stands: its conclusion once it is over."""
    return _RUNS.get((conclusion or status).lower(), "other")


def run(row: Row, scope: Scope) -> Iterator[Record]:
    """A workflow run. GitHub does not say when it ended; its last change is that, once it is over."""
    status, updated = row["status"], instant(row["updated_at"])
    is_over = status == "completed" or bool(row["conclusion"])
    yield Pipeline(
        str(row["id"]), updated, run_status(status, row["conclusion"]), instant(row["created_at"]),
        clean_or_none(row["name"]), row["head_branch"], sha(row["head_sha"]), row["event"],
        row["conclusion"] or status, maybe(row.get("run_started_at")), updated if is_over else None,
        row.get("run_attempt"), user(row.get("actor"), folk.prefix(scope)), row["html_url"],
    )  # fmt: skip


def job(row: Row, scope: Scope) -> Iterator[Record]:
    """A job as GraphQL gives it: a check run, whose number is in its address."""
    del scope
    started, completed = maybe(row["startedAt"]), maybe(row["completedAt"])
    status, conclusion = row["status"].lower(), (row["conclusion"] or "").lower()
    deployed = row["deployment"]
    yield Job(
        str(row["run_id"]), _trailing_number(row["url"]), completed or started or instant(row["run_created_at"]),
        clean(row["name"]), run_status(status, conclusion), None, conclusion or status,
        deployed["environment"] if deployed else None, None, started, completed,
    )  # fmt: skip


def rest_job(row: Row, scope: Scope) -> Iterator[Record]:
    """A job as REST and web hooks give it, but for when it was made: GraphQL, which gives the others, has no word."""
    del scope
    created, started = maybe(row.get("created_at")), maybe(row.get("started_at"))
    completed, conclusion = maybe(row.get("completed_at")), row["conclusion"]
    version = completed or started or created
    if version is not None:
        yield Job(
            str(row["run_id"]), str(row["id"]), version, clean(row["name"]), run_status(row["status"], conclusion),
            None, conclusion or row["status"], None, None, started, completed,
        )  # fmt: skip


def deployment(row: Row, scope: Scope) -> Iterator[Record]:
    """A deployment with what was said of it since. `inactive` says that a later one took its place, nothing else."""
    told = sorted((instant(each["createdAt"]), each["state"].lower()) for each in row["statuses"])
    said = [(when, state) for when, state in told if state != "inactive"]
    when, provider_status = said[-1] if said else (None, "pending")
    status = _DEPLOYMENTS.get(provider_status, "pending")
    # Without its statuses an inactive one still tells that it once was the one in use.
    if not said and told:
        status, provider_status = "success", "success"
    started = next((at_ for at_, state in said if state == "in_progress"), None)
    yield Deployment(
        str(row["id"]), max([instant(row["updated_at"]), *(at_ for at_, _ in told)]), row["environment"],
        environment_kind(row["environment"]), status, instant(row["created_at"]), None, sha(row["sha"]), row["ref"],
        provider_status, started, when if status in _OVER else None, user(row["creator"], folk.prefix(scope)),
    )  # fmt: skip


def release(row: Row, scope: Scope) -> Iterator[Record]:
    """A release. Its commit is its tag's, which git knows."""
    published, created = maybe(row["published_at"]), instant(row["created_at"])
    yield Release(
        str(row["id"]), maybe(row.get("updated_at")) or published or created, row["tag_name"],
        clean_or_none(row["name"]), clean_or_none(row["body"]), None, user(row["author"], folk.prefix(scope)),
        row["draft"], row["prerelease"], created, published, row["html_url"],
    )  # fmt: skip


def push(row: Row, scope: Scope) -> Iterator[Record]:
    """A push, as a web hook told it."""
    after = sha(row["after"])
    if after is not None and any(after):
        before = sha(row["before"])
        yield PushReceipt(
            row["ref"], after, instant(row["pushed_at"]), before if before and any(before) else None,
            user(row.get("sender"), folk.prefix(scope)), row.get("forced"),
        )  # fmt: skip


def of_seconds(seconds: float) -> str:
    """An instant as text, from seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _trailing_number(url: str) -> str:
    digits = url.rstrip("/").rpartition("/")[2]
    if not digits.isdigit():
        raise ValueError(url)
    return digits
