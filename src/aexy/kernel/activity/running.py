"""What sources say of things that run: pipelines, releases, deployments, incidents, pushes, assistants."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from aexy.kernel.activity.words import DeploymentStatus, EnvironmentKind, RunStatus, Who


class Pipeline(NamedTuple):
    """One run of a workflow or pipeline."""

    external_id: str
    version: datetime
    status: RunStatus
    created_at: datetime
    name: str | None = None
    ref: str | None = None
    sha: bytes | None = None
    event: str | None = None
    provider_status: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    attempt: int | None = None
    actor: Who | None = None
    url: str | None = None


class Job(NamedTuple):
    """One job of a pipeline."""

    pipeline: str
    external_id: str
    version: datetime
    name: str
    status: RunStatus
    stage: str | None = None
    provider_status: str | None = None
    environment: str | None = None
    created_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None


class Release(NamedTuple):
    """A version that was published."""

    external_id: str
    version: datetime
    tag: str
    name: str | None = None
    body: str | None = None
    sha: bytes | None = None
    author: Who | None = None
    is_draft: bool = False
    is_prerelease: bool = False
    created_at: datetime | None = None
    published_at: datetime | None = None
    url: str | None = None


class Deployment(NamedTuple):
    """Something went, or failed to go, to an environment."""

    external_id: str
    version: datetime
    environment: str
    environment_kind: EnvironmentKind
    status: DeploymentStatus
    created_at: datetime
    service: str | None = None
    sha: bytes | None = None
    ref: str | None = None
    provider_status: str | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    deployed_by: Who | None = None
    is_rollback: bool | None = None
    fixes_incident: str | None = None
    url: str | None = None


class Incident(NamedTuple):
    """Something broke. `deployment`, `issue` are external ids named by somebody; `fixed_by` a pull request's number."""

    external_id: str
    version: datetime
    title: str
    started_at: datetime
    resolved_at: datetime | None = None
    severity: str | None = None
    status: str | None = None
    service: str | None = None
    deployment: str | None = None
    fixed_by: int | None = None
    issue: str | None = None
    url: str | None = None


class PushReceipt(NamedTuple):
    """A push, as a web hook told it: evidence only."""

    ref: str
    after_sha: bytes
    pushed_at: datetime
    before_sha: bytes | None = None
    pusher: Who | None = None
    is_forced: bool | None = None


class AssistantUsage(NamedTuple):
    """How an assistant was used on a day, by everybody (`who` None) or one person."""

    assistant: str
    day: date
    version: datetime
    who: Who | None = None
    active_people: int | None = None
    engaged_people: int | None = None
    suggestions: int | None = None
    acceptances: int | None = None
    lines_suggested: int | None = None
    lines_accepted: int | None = None
    chats: int | None = None
    breakdown: Mapping[str, Any] | None = None
