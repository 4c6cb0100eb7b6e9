"""Counted deployments and incidents, one by one, and the changes they brought."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape, Wish


class IncidentShort(Shape):
    """An incident, beside the deployment that caused it."""

    id: UUID
    title: str
    url: str | None
    severity: str | None
    started_at: datetime
    resolved_at: datetime | None


class DeploymentRow(Shape):
    """A counted deployment."""

    id: UUID
    service_id: UUID
    service: str
    repository: str | None
    environment: str
    is_production: bool
    source: str
    title: str | None
    url: str | None
    sha: str | None
    status: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    minutes: float | None
    is_known: bool = Field(description="Whether its commit is known here.")
    is_first: bool
    is_rollback: bool
    is_unplanned: bool
    failed_by: str | None
    restored_at: datetime | None
    commits: int | None
    pulls: int
    previous_id: UUID | None
    incidents: list[IncidentShort]


class DeliveredPull(Shape):
    """A pull request that went live, and how long each part of that took, in hours."""

    id: str
    repository: str
    number: int
    title: str
    url: str | None
    author: str | None
    merged_at: datetime
    deployed_at: datetime | None
    lead_hours: float | None
    coding_hours: float | None
    pickup_hours: float | None
    review_hours: float | None
    merge_hours: float | None
    deploy_hours: float | None


class DeliveredCommit(Shape):
    """A commit that went live without a pull request."""

    sha: str
    subject: str
    authored_at: datetime
    lead_hours: float | None


class DeploymentDetail(DeploymentRow):
    """A counted deployment with what it brought; the first known one of a service brought what was there before."""

    brought: list[DeliveredPull]
    pushed: list[DeliveredCommit]
    rows_withheld: str | None = Field(description="Why some of them are not listed, in a sentence.")


class IncidentRow(Shape):
    """A counted incident, and what it came of."""

    id: UUID
    service_id: UUID | None
    service: str | None
    source: str
    title: str
    url: str | None
    severity: str | None
    started_at: datetime
    resolved_at: datetime | None
    is_backwards: bool
    hours: float | None
    deployment_id: UUID | None
    deployment_at: datetime | None
    evidence: str | None = Field(description="manual, named or window; null where it belongs to none.")


class Correction(Wish):
    """Which deployment an incident came of, as somebody knows; null: of none."""

    deployment_id: UUID | None
    reason: str | None = Field(default=None, max_length=500)
