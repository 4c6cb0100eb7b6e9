"""Rules: what counts as a deployment and as an incident, of which service; and what a preview of them shows."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape, Wish
from aexy.kernel.delivery.rules import Counts

Pattern = Annotated[str, Field(min_length=1, max_length=200)]
Patterns = Annotated[list[Pattern], Field(max_length=50)]


class DeploymentRule(Wish):
    """What counts as a deployment to production. Patterns are globs without regard to case; none: whatever there is."""

    counts: Counts = Counts.DEPLOYMENTS
    environments: Patterns = Field(
        default=[], description="Of deployments and jobs: these environments are production. None: those named like it."
    )
    names: Patterns = Field(
        default=[],
        description="Of runs (or a job of one), jobs, releases and tags: their names. Of deployments: what service "
        "they name.",
    )
    branches: Patterns = Field(
        default=[], description="Of runs, jobs and merges: their branches. None: any; of merges, the default branch."
    )
    prereleases: bool = Field(default=False, description="Of releases: those marked as such as well.")


class IncidentRule(Wish):
    """What counts as an incident."""

    reported: bool = Field(default=True, description="What a hook, a file or the API reported as one.")
    names: Patterns = Field(default=[], description="Names of this service in what is reported. None: its own name.")
    issue_kinds: Annotated[list[str], Field(max_length=10)] = Field(
        default=["incident"], description="Issues of these kinds: bug, incident …"
    )
    labels: Patterns = Field(default=[], description="Issues with one of these labels.")
    trackers: Annotated[list[UUID], Field(max_length=50)] = Field(
        default=[], description="Of these tracker projects; issues of its repositories always."
    )
    reverts: bool = Field(
        default=False, description="Merged changes that take another back; it began when that went live."
    )
    hotfixes: Patterns = Field(default=[], description="Merged pull requests whose branch or a label is one of these.")


class ServiceMember(Wish):
    """A repository, or paths of one."""

    repository_id: UUID
    paths: Patterns = Field(
        default=[], description="Globs from the root of the repository: `payments/**`. None: all of it."
    )


class ServiceRule(Wish):
    """Something that is deployed by itself. Where it says nothing, the workspace's rule holds."""

    id: UUID | None = Field(default=None, description="Left out for a new one.")
    name: str = Field(min_length=1, max_length=100)
    members: Annotated[list[ServiceMember], Field(min_length=1, max_length=100)]
    deployments: DeploymentRule | None = None
    incidents: IncidentRule | None = None


class RulesDocument(Wish):
    """All rules of a workspace. Repositories of no service are services by themselves."""

    deployments: DeploymentRule = DeploymentRule()
    incidents: IncidentRule = IncidentRule()
    incident_window_hours: int = Field(
        default=72,
        ge=1,
        le=720,
        description="An incident that names no deployment belongs to the last one before it, no longer ago than this.",
    )
    services: list[ServiceRule] = Field(default=[], max_length=500)


class NewRules(Wish):
    """The rules as they shall be from now on; `base_version` is the one they were changed from."""

    document: RulesDocument
    base_version: int = Field(ge=0)
    note: str | None = Field(default=None, max_length=500)


class Rules(Shape):
    """The rules in force. Version 0: nobody made any, these are the product's own."""

    version: int
    document: RulesDocument
    made_at: datetime | None
    made_by: str | None
    note: str | None
    counted_version: int = Field(
        description="Which version the numbers are of; behind `version` while they are counted again."
    )
    counted_at: datetime | None


class RulesVersion(Shape):
    """A state the rules were in."""

    version: int
    made_at: datetime
    made_by: str | None
    note: str | None


class PreviewRow(Shape):
    """Something a rule would count, or would not."""

    source: str
    title: str
    url: str | None
    at: datetime
    status: str | None
    counts: bool
    why: str = Field(description="Which part of the rule it met, or which it did not.")


class PreviewWeek(Shape):
    """How many in a week."""

    start: date
    n: int


class PreviewSide(Shape):
    """What a rule would count of what there is; `examined` is how many it looked at."""

    n: int
    examined: int
    n_now: int = Field(description="How many count by the rules in force.")
    by_status: dict[str, int]
    first_at: datetime | None
    last_at: datetime | None
    weeks: list[PreviewWeek]
    rows: list[PreviewRow] = Field(description="The latest fifty, counted and not.")
    warnings: list[str] = Field(description="Sentences: it matches nothing, or everything, or what is no deployment.")


class ServicePreview(Shape):
    """What the rules would count for one service."""

    id: UUID | None
    name: str
    deployments: PreviewSide
    incidents: PreviewSide


class DeploymentSuggestion(Shape):
    """What could stand for the deployments of a repository that has none."""

    repository_id: UUID
    repository: str
    rule: DeploymentRule
    n: int = Field(description="How many that would count.")
    last_at: datetime | None
    says: str


class PreviewWish(Wish):
    """Rules to be tried on what there is; 90 days of it, if nothing else is said."""

    document: RulesDocument
    start: date | None = Field(default=None, validation_alias="from")
    end: date | None = Field(default=None, validation_alias="to", description="The day after the last.")


class Preview(Shape):
    """What rules would count, before they are kept; nothing is changed by asking."""

    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    services: list[ServicePreview]
    warnings: list[str]
    suggestions: list[DeploymentSuggestion] = Field(description="For repositories that nothing is deployed from.")
    left_out: int = Field(description="Services that are not listed, for there are too many.")
