"""The demo's story as plain rows: what every provider's double speaks in its own format.

Rows are those of `aexy.sources.demo.pages`, as JSON would give them: instants are text (`2025-03-04T09:12:00Z`).
"""

import zlib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import orjson

from aexy.sources.demo.history import history
from aexy.sources.demo.operations import Operations
from aexy.sources.demo.organization import Organization, Repository, Size, found
from aexy.sources.demo.pages import Pages

ENDS_ON = date(2026, 3, 2)
STREAMS = (
    "pull_requests", "reviews", "comments", "issues", "pipelines", "releases", "deployments", "incidents",
)  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioRepository:
    """One repository's rows, stream by stream, in the order in which they came to be."""

    id: int
    owner: str
    name: str
    is_fork: bool
    pull_requests: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    issues: list[Row] = field(default_factory=list)
    pipelines: list[Row] = field(default_factory=list)
    releases: list[Row] = field(default_factory=list)
    deployments: list[Row] = field(default_factory=list)
    incidents: list[Row] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """Owner and name."""
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """All of it. Repositories by `owner/name`, projects by prefix (PAY), people by login."""

    ends_on: date
    repositories: dict[str, ScenarioRepository]
    people: dict[str, Row]
    projects: dict[str, Row]
    sprints: list[Row]

    def issues(self, prefix: str) -> list[Row]:
        """A project's issues from all repositories, by key."""
        found = [row for each in self.repositories.values() for row in each.issues if row["project"] == prefix]
        return sorted(found, key=lambda row: int(row["key"].rpartition("-")[2]))


@cache
def scenario(*, developers: int = 6, commits: int = 300, seed: int = 3) -> Scenario:
    """The story of that size; the same every time. Do not change its rows: copy them."""
    organization = found(Size(ends_on=ENDS_ON, developers=developers, commits=commits, seed=seed))
    return Scenario(
        ends_on=ENDS_ON,
        repositories={each.full_name: _repository(organization, each) for each in organization.repositories},
        people={},
        projects={},
        sprints=[],
    )


def _repository(organization: Organization, repository: Repository) -> ScenarioRepository:
    told = ScenarioRepository(
        id=1000 + repository.index,
        owner=repository.owner,
        name=repository.name,
        is_fork=repository.fork_of is not None,
    )
    pages, operations = Pages(), Operations(organization, repository)
    made = []
    for delivery in history(organization, repository):
        if delivery.pull_request is not None:
            made.extend(pages.add(delivery.pull_request))
        made.extend(pages.happened(operations.after(delivery)))
    made.extend(pages.happened(operations.finish()))
    made.extend(pages.finish())
    for page in made:
        getattr(told, page.stream).extend(map(orjson.loads, zlib.decompress(page.body).splitlines()))
    return told
