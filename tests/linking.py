"""Pull requests, issues and histories to be linked, and the links as people would say them."""

import re
from dataclasses import dataclass
from typing import Any, Self

from tests.activity import add_repository, at, put

from aexy.kernel.activity import Issue, PullCommit, PullRequest, Record
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.activity import Place
from aexy.store.linking import Linked, link
from aexy.store.postgres import Connection, Database

ISSUES = """
select '!' || p.number, i.issue_key, l.evidence, l.detail
from pull_request_issues l
join pull_requests p on p.key = l.pull_key
join issues i on i.key = l.issue_key
where l.workspace_id = $1
order by 1, 2, 3
"""
_COMMITS = """
select '!' || p.number, c.subject, l.evidence
from commit_pull_requests l
join pull_requests p on p.key = l.pull_key
join commits c on c.key = l.commit_key
where l.workspace_id = $1
order by 1, 2, 3
"""
_DEPLOYMENTS = """
select f.external_id, array_agg(c.subject order by c.subject)
from deliveries l
join counted_deployments d on d.key = l.deployment_key
join deployments f on f.key::text = d.source_id
join commits c on c.key = l.commit_key
where l.workspace_id = $1
group by 1
"""
_COUNTED = """
select f.external_id,
       concat_ws(
           ' ', d.commits || ' commits', 'after ' || b.external_id, case when d.is_first then 'first' end,
           case when d.is_rollback then 'rollback' end, case when d.is_unplanned then 'unplanned' end,
           'failed by ' || d.failed_by, 'restored ' || extract(epoch from d.restored_at - $2) / 3600 || 'h'
       )
from counted_deployments d
join deployments f on f.key::text = d.source_id
left join counted_deployments p on p.key = d.previous_key
left join deployments b on b.key::text = p.source_id
where d.workspace_id = $1
"""


@dataclass
class Shelf:
    """A workspace with the repository acme/shop at GitHub, and two trackers."""

    database: Database
    owner: Connection
    workspace: WorkspaceId
    shop: Place
    jira: Place
    linear: Place

    @classmethod
    async def make(cls, database: Database, owner: Connection, workspace: WorkspaceId) -> Self:
        key = await add_repository(owner, workspace)
        return cls(
            database, owner, workspace, Place("github", "github.com", key, external_id="Rshop"),
            Place("jira", "acme.atlassian.net"), Place("linear", "linear.app"),
        )  # fmt: skip

    async def put(self, place: Place, *records: Record) -> None:
        await put(self.database, self.workspace, place, *records)

    async def link(self, *repositories: RepositoryKey) -> Linked:
        async with self.database.workspace(self.workspace) as connection:
            return await link(connection, self.workspace, repository_keys=repositories or None)

    async def issues(self) -> list[tuple[Any, ...]]:
        """`(pull request, issue, evidence, detail)` of each link."""
        return [tuple(row) for row in await self.owner.fetch(ISSUES, self.workspace)]

    async def commits(self) -> list[tuple[Any, ...]]:
        """`(pull request, first line of the commit, evidence)` of each link."""
        return [tuple(row) for row in await self.owner.fetch(_COMMITS, self.workspace)]

    async def brought(self) -> dict[str, list[str]]:
        """The first lines of the commits each deployment was the first in production to have, without merges."""
        return dict(await self.owner.fetch(_DEPLOYMENTS, self.workspace))

    async def counted(self) -> dict[str, str]:
        """What is said of each deployment: how many commits it brought, after which, and what became of it."""
        return {
            row[0]: re.sub(r"\.0+h", "h", row[1]) for row in await self.owner.fetch(_COUNTED, self.workspace, at(0))
        }


def a_pull(number: int = 1, version: float = 1, title: str = "Pay by card", **said: Any) -> PullRequest:
    return PullRequest(number, f"P{number}", at(version), title, said.pop("opened_at", at(0)), **said)


def a_commit(number: int, sha: bytes, **said: Any) -> PullCommit:
    return PullCommit(number, sha, said.pop("position", 0), **said)


def an_issue(key: str, external_id: str | None = None, version: float = 1, **said: Any) -> Issue:
    title, opened_at = said.pop("title", "Cards are refused"), said.pop("opened_at", at(0))
    return Issue(external_id or key, at(version), key, title, "Open", "todo", opened_at, **said)
