"""A team that owns a repository: Ann has its Go, Ben tries it, and Zoe of another team writes its Rust."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.features.analytics.conftest import DAY, NOW, context, files, viewer
from tests.seeding import Seeded

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

__all__ = ["DAY", "NOW", "context", "files", "viewer"]

PEOPLE = ("Ann", "Ben", "Cal", "Dee", "Eve")


async def own(owner: Connection, made: Seeded, team: str, repository: str) -> None:
    """The team owns the repository, and always did."""
    await owner.execute(
        "insert into repository_teams (workspace_id, repository_id, team_id, source) values ($1, $2, $3, 'manual')",
        made.workspace,
        made.repositories[repository][0],
        made.teams[team],
    )


async def work(owner: Connection, made: Seeded, who: str, path: str, language: str, days: range) -> None:
    """A commit to one file on each of these days ago."""
    for ago in days:
        commit = await made.commit(owner, who, NOW - ago * DAY - timedelta(hours=1), "api")
        await files(owner, made, commit, (path, language, "source"))


async def imports(owner: Connection, made: Seeded, path: str, skill: str) -> None:
    """The file imports a framework, and always did."""
    await owner.execute(
        """
        with package as (
            insert into packages (workspace_id, ecosystem, name, skill, domain)
            values ($1, 'somewhere', lower($3), $3, 'web')
            returning key
        )
        insert into path_packages (workspace_id, repository_key, path_key, package_key, since)
        select $1, p.repository_key, p.key, package.key, $4
        from paths p, package
        where p.path = $2 and p.workspace_id = $1
        """,
        made.workspace,
        path,
        skill,
        NOW - 1000 * DAY,
    )
    await made.touch(owner, NOW)


@pytest.fixture
async def core(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Five in Core, who own the repository; Zoe is in Edge."""
    made = Seeded(workspace)
    async with owner.transaction():
        for name in (*PEOPLE, "Zoe"):
            await made.developer(owner, name)
        await made.repository(owner, "api")
        await made.team(owner, "Core", [(name, None, None) for name in PEOPLE])
        await made.team(owner, "Edge", [("Zoe", None, None)])
        await own(owner, made, "Core", "api")
        await work(owner, made, "Ann", "main.go", "Go", range(60))
        await work(owner, made, "Ben", "main.go", "Go", range(3))
        await work(owner, made, "Zoe", "lib.rs", "Rust", range(30))
        await work(owner, made, "Cal", "old.pl", "Perl", range(2))
    return made


async def leave(owner: Connection, made: Seeded, who: str, at: object = NOW) -> None:
    """Somebody is in no team any more."""
    await owner.execute("update team_members set left_at = $2 where developer_id = $1", made.developers[who], at)


async def sprint(owner: Connection, made: Seeded, number: int, issues: list[tuple[str, float | None, bool]]) -> None:
    """A sprint of two weeks that ended `number` weeks ago; each issue: whose, points, whether it was done in it."""
    end = NOW - number * 7 * DAY
    await owner.execute(
        "insert into sprints (workspace_id, provider, origin, external_id, version, board, name, state, starts_at,"
        " ends_at, completed_at) values ($1, 'jira', 'here', $2, $3, 'Core', $2, 'closed', $4, $3, $3)",
        made.workspace,
        f"Sprint {number}",
        end,
        end - 14 * DAY,
    )
    for place, (who, points, done) in enumerate(issues):
        key: UUID = await owner.fetchval(
            "insert into issues (workspace_id, provider, origin, external_id, version, issue_key, title, status,"
            " status_category, assignee_key, story_points, opened_at, closed_at)"
            " values ($1, 'jira', 'here', $2, $3, $2, 'A task', 'Some', $4, $5, $6, $3, $7) returning key",
            made.workspace,
            f"S-{number}-{place}",
            end - 13 * DAY,
            "done" if done else "todo",
            made.identities[who],
            points,
            end - DAY if done else None,
        )
        await owner.execute(
            "insert into issue_sprints (workspace_id, issue_key, sprint_external_id) values ($1, $2, $3)",
            made.workspace,
            key,
            f"Sprint {number}",
        )
