"""The demo's story as plain rows: what every provider's double speaks in its own format.

Rows are those of `aexy.sources.demo.pages`, as JSON would give them: instants are text (`2025-03-04T09:12:00Z`).
Reviews and comments, which the demo keeps in their pull request or issue, stand for themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import orjson

from aexy.sources.demo.clerk import Clerk
from aexy.sources.demo.history import history
from aexy.sources.demo.organization import Organization, Repository, Size, found
from aexy.sources.demo.rows import organization_rows

ENDS_ON = date(2026, 3, 2)
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
    told: dict[str, list[Row]] = {}
    for stream, row in organization_rows(organization):
        told.setdefault(stream, []).append(_plain(row))
    return Scenario(
        ends_on=ENDS_ON,
        repositories={each.full_name: _repository(organization, each) for each in organization.repositories},
        people={row["login"]: row for row in told["people"]},
        projects={row["prefix"]: row for row in told["projects"]},
        sprints=told["sprints"],
    )


def _repository(organization: Organization, repository: Repository) -> ScenarioRepository:
    told = ScenarioRepository(
        id=1000 + repository.index,
        owner=repository.owner,
        name=repository.name,
        is_fork=repository.fork_of is not None,
    )

    def write(rows: Iterable[tuple[str, Row]]) -> None:
        for stream, row in rows:
            plain = _plain(row)
            told.reviews.extend(plain.pop("reviews", ()))
            told.comments.extend(plain.pop("comments", ()))
            getattr(told, stream).append(plain)

    clerk = Clerk(organization, repository)
    for delivery in history(organization, repository):
        write(clerk.after(delivery))
    write(clerk.finish())
    return told


def _plain(row: Row) -> Row:
    """As it comes out of JSON."""
    plain: Row = orjson.loads(orjson.dumps(row, option=orjson.OPT_UTC_Z))
    return plain
