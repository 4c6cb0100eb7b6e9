"""Deployments and incidents as somebody tells of them: a pipeline's last step, a tool, a script."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from aexy.features.importing.schemas import SOURCE, Posted
from aexy.features.paging import Shape, Wish

MOST = 500


class ToldDeployment(Wish):
    """A deployment; the same `id` again replaces what it said before. What is left out stays as it is."""

    id: str = Field(min_length=1, max_length=500, description="Its id where it comes from: the run's, the release's.")
    environment: str = Field(min_length=1, max_length=500, description="Where it went: production, staging-eu …")
    environment_kind: Literal["production", "staging", "testing", "development", "unknown"] | None = Field(
        default=None, description="What sort of place that is; by its name without one."
    )
    status: Literal["pending", "running", "success", "failure", "cancelled"]
    created_at: AwareDatetime | None = Field(default=None, description="When it was asked for.")
    started_at: AwareDatetime | None = None
    finished_at: AwareDatetime | None = Field(default=None, description="When it was over: live, or given up.")
    service: str | None = Field(default=None, max_length=500, description="What was deployed, by name.")
    repository: str | None = Field(
        default=None, max_length=500, description="owner/name, or a name that is the only one."
    )
    sha: str | None = Field(default=None, pattern=r"^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$", description="The commit.")
    ref: str | None = Field(default=None, max_length=500)
    deployed_by: str | None = Field(
        default=None, max_length=500, description="An e-mail address, `Name <address>`, or an account's name."
    )
    is_rollback: bool | None = None
    fixes_incident: str | None = Field(default=None, max_length=500, description="The id of the incident it mends.")
    url: str | None = Field(default=None, max_length=500)
    updated_at: AwareDatetime | None = Field(
        default=None, description="When this became so: the newest stands. Without one, what comes last does."
    )


class ToldIncident(Wish):
    """An incident; the same `id` again replaces what it said before. What is left out stays as it is."""

    id: str = Field(min_length=1, max_length=500, description="Its id where it comes from.")
    title: str = Field(min_length=1, max_length=10_000)
    started_at: AwareDatetime
    resolved_at: AwareDatetime | None = Field(
        default=None, description="Null: it is open, also when it was resolved before. One before it began is kept."
    )
    severity: str | None = Field(default=None, max_length=500)
    status: str | None = Field(default=None, max_length=500)
    service: str | None = Field(default=None, max_length=500, description="What broke, by the name rules know it by.")
    repository: str | None = Field(default=None, max_length=500)
    deployment: str | None = Field(default=None, max_length=500, description="The id of the deployment that caused it.")
    fixed_by: int | None = Field(default=None, ge=1, description="The number of the pull request that mended it.")
    issue: str | None = Field(default=None, max_length=500, description="The id of the issue that was filed.")
    url: str | None = Field(default=None, max_length=500)
    updated_at: AwareDatetime | None = Field(
        default=None, description="When this became so: the newest stands. Without one, what comes last does."
    )


class ToldDeployments(Wish):
    """A batch, of one repository or of none, which is taken as a whole or not at all."""

    source: str = Field(default="api", pattern=SOURCE, description="Where the ids are from.")
    repository_id: UUID | None = Field(default=None, description="Where they belong, if they do not say so.")
    deployments: list[ToldDeployment] = Field(min_length=1, max_length=MOST)


class ToldIncidents(Wish):
    """The same of incidents."""

    source: str = Field(default="api", pattern=SOURCE, description="Where the ids are from.")
    repository_id: UUID | None = Field(default=None, description="Where they belong, if they do not say so.")
    incidents: list[ToldIncident] = Field(min_length=1, max_length=MOST)


class Flag(Shape):
    """Something about a row that was kept all the same."""

    id: str
    field: str
    says: str


class Taken(Posted):
    """What became of a batch, and what of it is worth a second look."""

    flags: list[Flag]
