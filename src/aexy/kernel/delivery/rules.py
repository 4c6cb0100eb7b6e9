"""What counts as a deployment and as an incident, of which service: as rules say, or as the product does without."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from aexy.kernel.delivery.globs import Patterns


class Counts(StrEnum):
    """What stands for a deployment."""

    DEPLOYMENTS = "deployments"  # what a provider, a file, a hook or the API calls one
    RUNS = "runs"  # runs of a workflow or pipeline
    JOBS = "jobs"  # single jobs of them
    RELEASES = "releases"
    TAGS = "tags"
    MERGES = "merges"  # to a branch


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentRule:
    """What counts as a deployment to production; no patterns: whatever there is."""

    counts: Counts = Counts.DEPLOYMENTS
    environments: Patterns = ()
    names: Patterns = ()
    branches: Patterns = ()
    prereleases: bool = False

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """From a document."""
        return cls(
            counts=Counts(said.get("counts", Counts.DEPLOYMENTS)),
            environments=_texts(said, "environments"),
            names=_texts(said, "names"),
            branches=_texts(said, "branches"),
            prereleases=bool(said.get("prereleases", False)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRule:
    """What counts as an incident. `trackers` are ids of tracker projects."""

    reported: bool = True
    names: Patterns = ()
    issue_kinds: Patterns = ("incident",)
    labels: Patterns = ()
    trackers: Patterns = ()
    reverts: bool = False
    hotfixes: Patterns = ()

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """From a document."""
        return cls(
            reported=bool(said.get("reported", True)),
            names=_texts(said, "names"),
            issue_kinds=_texts(said, "issue_kinds") if "issue_kinds" in said else ("incident",),
            labels=_texts(said, "labels"),
            trackers=_texts(said, "trackers"),
            reverts=bool(said.get("reverts", False)),
            hotfixes=_texts(said, "hotfixes"),
        )


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """Something that is deployed by itself: repositories by their ids, each with paths (none: all of it)."""

    id: UUID
    name: str
    members: Mapping[UUID, Patterns]
    deployments: DeploymentRule | None = None
    incidents: IncidentRule | None = None

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """From a document, in which every service has its id."""
        deployments, incidents = said.get("deployments"), said.get("incidents")
        return cls(
            UUID(str(said["id"])),
            str(said["name"]),
            {UUID(str(each["repository_id"])): _texts(each, "paths") for each in said["members"]},
            None if deployments is None else DeploymentRule.read(deployments),
            None if incidents is None else IncidentRule.read(incidents),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules of a workspace."""

    deployments: DeploymentRule = field(default_factory=DeploymentRule)
    incidents: IncidentRule = field(default_factory=IncidentRule)
    window_hours: int = 72
    services: Sequence[ServiceRule] = ()

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Self:
        """From a document as it is kept (features/delivery/rules_schemas.py)."""
        return cls(
            deployments=DeploymentRule.read(said.get("deployments") or {}),
            incidents=IncidentRule.read(said.get("incidents") or {}),
            window_hours=int(said.get("incident_window_hours", 72)),
            services=[ServiceRule.read(each) for each in said.get("services", ())],
        )


@dataclass(frozen=True, slots=True)
class Repository:
    """What is known of a repository where services are made of them."""

    key: int
    id: UUID
    name: str  # owner/name
    default_branch: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Something that is deployed, with the rules that hold for it. `members` are keys of repositories, with paths."""

    id: UUID
    name: str
    members: Mapping[int, Patterns]
    deployments: DeploymentRule
    incidents: IncidentRule
    repository: int | None = None  # of a repository by itself


def services_of(rules: Rules, repositories: Sequence[Repository]) -> list[Service]:
    """All services there are: those the rules make, and each other repository by itself."""
    known = {each.id: each.key for each in repositories}
    made = [
        Service(
            rule.id,
            rule.name,
            {known[one]: paths for one, paths in rule.members.items() if one in known},
            rule.deployments or rules.deployments,
            rule.incidents or rules.incidents,
        )
        for rule in rules.services
    ]
    taken = {key for service in made for key in service.members}
    alone = [
        Service(each.id, each.name, {each.key: ()}, rules.deployments, rules.incidents, each.key)
        for each in repositories
        if each.key not in taken
    ]
    return made + alone


def _texts(said: Mapping[str, Any], name: str) -> Patterns:
    return tuple(str(each) for each in said.get(name) or ())
