"""A small workspace written straight into the tables: people, teams, repositories and commits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


@dataclass
class Seeded:
    """What was made, by name."""

    workspace: WorkspaceId
    developers: dict[str, UUID] = field(default_factory=dict)
    identities: dict[str, int] = field(default_factory=dict)
    repositories: dict[str, tuple[UUID, int]] = field(default_factory=dict)
    teams: dict[str, UUID] = field(default_factory=dict)
    count: int = 0

    async def developer(self, owner: Connection, name: str, *, kind: str = "human") -> UUID:
        made: UUID = await owner.fetchval(
            "insert into developers (workspace_id, name, kind) values ($1, $2, $3) returning id",
            self.workspace,
            name,
            kind,
        )
        self.identities[name] = await owner.fetchval(
            "insert into developer_identities (workspace_id, developer_id, provider, external_id, name, email)"
            " values ($1, $2, 'git', $3, $3, $3 || '@example.org') returning key",
            self.workspace,
            made,
            name,
        )
        self.developers[name] = made
        return made

    async def repository(self, owner: Connection, name: str) -> UUID:
        row = await owner.fetchrow(
            "insert into repositories (workspace_id, name, provider, provider_id, url, is_local)"
            " values ($1, $2, 'git', $2, $2, true) returning id, key",
            self.workspace,
            name,
        )
        self.repositories[name] = (row["id"], row["key"])
        made: UUID = row["id"]
        return made

    async def team(
        self, owner: Connection, name: str, members: Sequence[tuple[str, datetime | None, datetime | None]]
    ) -> UUID:
        made: UUID = await owner.fetchval(
            "insert into teams (workspace_id, slug, name) values ($1, lower($2), $2) returning id", self.workspace, name
        )
        for who, joined, left in members:
            await owner.execute(
                "insert into team_members (workspace_id, team_id, developer_id, joined_at, left_at)"
                " values ($1, $2, $3, coalesce($4::timestamptz, '-infinity'), $5)",
                self.workspace,
                made,
                self.developers[who],
                joined,
                left,
            )
        self.teams[name] = made
        return made

    async def commit(self, owner: Connection, author: str, at: datetime, repository: str, **more: Any) -> int:
        """`more`: `lines` (None beyond a shallow boundary), `co_authors`, `is_merge`, `hour_known` and so on."""
        self.count += 1
        added, removed = more.get("lines", (1, 0)) or (None, None)
        standing = more.get("standing", "counted")
        key: int = await owner.fetchval(
            "insert into commits (workspace_id, repository_key, sha, authored_at, author_offset_minutes, committed_at,"
            " placed_at, hour_is_known, author_key, committer_key, is_merge, ai_agent, additions, deletions,"
            " lines_added, lines_removed, subject, standing)"
            " values ($1, $2, decode(lpad(to_hex($3::int), 40, '0'), 'hex'), $4, $5, $4, $4, $6, $7, $7, $8, $9,"
            " $10, $11, $12, $13, $14, $15) returning key",
            self.workspace,
            self.repositories[repository][1],
            self.count,
            at,
            more.get("offset", 0),
            more.get("hour_known", True),
            self.identities[author],
            more.get("is_merge", False),
            more.get("agent"),
            more.get("additions", added),
            removed,
            added,
            removed,
            more.get("subject", f"Change {self.count}"),
            standing,
        )
        for name in more.get("co_authors", ()):
            await owner.execute(
                "insert into commit_coauthors (workspace_id, commit_key, identity_key) values ($1, $2, $3)",
                self.workspace,
                key,
                self.identities[name],
            )
        if standing == "counted":
            await self.touch(owner, at)
        return key

    async def touch(self, owner: Connection, at: datetime) -> None:
        """As loading does: mark the local day, and say that facts have changed."""
        await owner.execute(
            "insert into dirty_days (workspace_id, day)"
            " select id, ($2::timestamptz at time zone time_zone)::date from workspaces where id = $1"
            " on conflict do nothing",
            self.workspace,
            at,
        )
        await owner.execute("update workspaces set data_version = data_version + 1 where id = $1", self.workspace)


async def _seed(
    owner: Connection, workspace: WorkspaceId, *, people: int = 8, commits: int = 400, days: int = 120
) -> Seeded:
    """People in two teams and three repositories, with a bot, a mover and every oddity; random, and always alike."""
    random = Random(42)  # noqa: S311 - a test's facts, not a secret
    made = Seeded(workspace)
    names = [f"Person {number}" for number in range(people)]
    for name in names:
        await made.developer(owner, name)
    await made.developer(owner, "Bot", kind="bot")
    for name in ("api", "web", "docs"):
        await made.repository(owner, name)
    middle = MONDAY + timedelta(days=days // 2)
    await made.team(
        owner, "Core", [(names[0], None, None), (names[1], None, middle), *((n, None, None) for n in names[4:])]
    )
    await made.team(owner, "Edge", [(names[1], middle, None), (names[2], None, None), (names[3], None, None)])
    for _ in range(commits):
        who = random.choice([*names, names[0], names[0], "Bot"])
        await made.commit(
            owner,
            who,
            MONDAY + timedelta(minutes=random.randrange(days * 1440)),
            random.choice(["api", "api", "web", "docs"]),
            offset=names.index(who) % 4 * 330 - 480 if who in names else 0,
            lines=None if random.random() < 0.1 else (int(random.paretovariate(0.7)), random.randrange(30)),
            is_merge=random.random() < 0.1,
            hour_known=random.random() < 0.9,
            agent="claude" if random.random() < 0.2 else None,
            co_authors={n for n in random.sample(names, 2) if n != who} if random.random() < 0.2 else (),
            standing="counted" if random.random() < 0.95 else "unreachable",
        )
    return made


async def seed(
    owner: Connection, workspace: WorkspaceId, *, people: int = 8, commits: int = 400, days: int = 120
) -> Seeded:
    """The same in one transaction, which is ten times as fast."""
    async with owner.transaction():
        return await _seed(owner, workspace, people=people, commits=commits, days=days)
