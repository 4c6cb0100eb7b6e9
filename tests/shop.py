"""A shop whose pull requests, commits and links are written as they are wanted, and read as facts."""

from datetime import datetime
from typing import Any

from tests.activity import MONDAY, sha
from tests.linking import Shelf

from aexy.kernel.activity import Review, ReviewState, Who
from aexy.kernel.facts import Facts
from aexy.store.facts import EVERYTHING, Scope, read_facts, read_people
from aexy.store.session import session

ANN, BOB, CLEO, DEPENDABOT = (Who("github", name) for name in ("ann", "bob", "cleo", "dependabot"))
SETTLE = """
with made as (
    insert into developers (workspace_id, name, kind)
    select $1, i.external_id, case i.external_id when 'dependabot' then 'bot' else 'human' end
    from developer_identities i
    where i.workspace_id = $1
        and i.developer_id is null
    returning id, name
)
update developer_identities i
set developer_id = m.id
from made m
where i.workspace_id = $1
    and i.external_id = m.name"""
COMMIT = """
insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at, placed_at,
                     author_key, committer_key, is_merge, additions, deletions, lines_added, lines_removed, subject,
                     standing, parents)
select $1, $2, $3, $4, 0, $4, $4, i.key, i.key, $6, $7, 0, $7::integer, 0, 'A change', $8, $9
from developer_identities i
where i.workspace_id = $1
    and i.external_id = $5
returning key"""
FILE = """
with path as (
    insert into paths (workspace_id, repository_key, path, class)
    select $1, $2, $4, $5
    where not exists (select from paths where repository_key = $2 and path = $4)
    returning key
)
insert into commit_files (workspace_id, commit_key, path_key, additions, deletions)
select $1, $3::bigint, key, 1, 0
from (select key from path union all select key from paths where repository_key = $2 and path = $4) p"""
LINK = """
insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence)
select $1, c, p.key, $3
from unnest($4::bigint[]) c
join pull_requests p on p.workspace_id = $1 and p.number = $2"""


class Shop(Shelf):
    """The shop, read as facts with people by their names."""

    async def know(self) -> None:
        """Make a developer of everybody who was named."""
        await self.owner.execute(SETTLE, self.workspace)

    async def facts(self, url: str, scope: Scope = EVERYTHING) -> Facts:
        await self.know()
        with session(url, self.workspace) as opened:
            return read_facts(opened, scope, read_people(opened))

    async def key(self, name: str) -> int:
        found: int = await self.owner.fetchval(
            "select key from developers where workspace_id = $1 and name = $2", self.workspace, name
        )
        return found

    async def names(self) -> dict[int | None, str | None]:
        rows = await self.owner.fetch("select key, name from developers where workspace_id = $1", self.workspace)
        return {**dict(rows), None: None}

    async def numbers(self, facts: Facts) -> list[int]:
        """The numbers of the pull requests that were read."""
        rows = await self.owner.fetch("select key, number from pull_requests where workspace_id = $1", self.workspace)
        known = dict(rows)
        return sorted(known[key] for key in facts.pulls["pull"])

    async def commit(self, number: int, who: Who, when: datetime = MONDAY, **more: Any) -> int:
        """`more`: `lines` (None at a shallow boundary), `is_merge`, `standing`, `files` by class, `parents`."""
        on = more.get("parents")
        added = more.get("lines", 10)
        key: int = await self.owner.fetchval(
            COMMIT, self.workspace, self.shop.repository_key, sha(number), when, who.external_id,
            more.get("is_merge", False), added, more.get("standing", "counted"), on if on is None else [*map(sha, on)],
        )  # fmt: skip
        for path, kind in more.get("files", {}).items():
            await self.owner.execute(FILE, self.workspace, self.shop.repository_key, key, path, kind)
        return key

    async def links(self, number: int, evidence: str, *commits: int) -> None:
        """Say that these commits belong to a pull request, and how."""
        await self.owner.execute(LINK, self.workspace, number, evidence, list(commits))


def a_review(number: int, reviewer: Who | None, when: datetime, state: ReviewState = "approved") -> Review:
    return Review(number, f"{reviewer} {when}", when, state, reviewer, when)
