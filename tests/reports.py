"""A workspace in which every report of the schema `reporting` has a row, for tests of what readers may see of it."""

from tests.activity import at
from tests.linking import Shelf, a_pull, an_issue
from tests.seeding import Seeded, seed

from aexy.kernel.activity import (
    Deployment,
    Incident,
    Pipeline,
    PullEvent,
    Release,
    Review,
    Sprint,
    Who,
)
from aexy.kernel.ids import WorkspaceId
from aexy.store.linking import link
from aexy.store.postgres import Connection, Database

ADA = Who("github", "1", "ada", "Ada", "ada@engine.example")


async def told(database: Database, owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Tell it: people, commits, a pull request of Ada's, deployments, an incident, issues; secrets in every text."""
    seeded = await seed(owner, workspace, people=4, commits=3, days=5)
    shelf = await Shelf.make(database, owner, workspace)
    await owner.execute("update developers set email = name || '@engine.example' where workspace_id = $1", workspace)
    await owner.execute(
        "insert into metric_snapshots (workspace_id, period_type, subject_kind, period_start, subject_key, as_of,"
        " data_version, people, commits_count, late_night_commit_ratio, weekend_commit_ratio, ai_assisted_share)"
        " select workspace_id, 'weekly'::period_type, 'developer'::subject_kind, '2026-01-05'::date, key, now(), 1, 1,"
        " 7, 0.25, 0.5, 0.75"
        " from developers where workspace_id = $1"
        " union all select workspace_id, 'weekly', 'team', '2026-01-05', key, now(), 1, 2, 7, 0.25, 0.5, 0.75"
        " from teams where workspace_id = $1",
        workspace,
    )
    commit = await owner.fetchrow("select sha, author_key from commits where workspace_id = $1 limit 1", workspace)
    await owner.execute(
        "update commits set repository_key = $2, standing = 'counted', parents = '{}' where workspace_id = $1",
        workspace,
        shelf.shop.repository_key,
    )
    await shelf.put(
        shelf.shop,
        a_pull(1, title="PAY-1", body="secret body", author=ADA, merged_at=at(2), merge_sha=commit["sha"], additions=4),
        PullEvent(1, "labeled", at(1), "e1", ADA, detail="secret label"),
        Review(1, "9", at(1), "approved", ADA, at(1), "secret remark"),
        Deployment("7", at(3), "production", "production", "failure", at(3), finished_at=at(3.5)),
        Deployment("8", at(4), "production", "production", "success", at(4), sha=commit["sha"]),
        Incident("1", at(5), "Down", at(5)), Pipeline("3", at(1), "success", at(1)), Release("4", at(1), "v1"),
    )  # fmt: skip
    await shelf.put(shelf.jira, an_issue("PAY-1", body="secret issue"), Sprint("1", at(1), "One", "active"))
    async with database.workspace(workspace) as connection:
        await link(connection, workspace)
    return seeded
