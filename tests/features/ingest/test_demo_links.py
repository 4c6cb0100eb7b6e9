"""The made-up organization says what belongs together; its texts and its history say the same."""

from datetime import UTC, date, datetime

from tests.linking import ISSUES
from tests.syncing import NOON

from aexy.features.ingest import demo_rows
from aexy.features.ingest.demo_chunk import Story
from aexy.features.ingest.demo_facts import tell_organization, tell_repository
from aexy.features.ingest.placing import settle_at
from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.sources.classes import classifier, rules_digest
from aexy.sources.demo.organization import Organization, Size, found
from aexy.store.loading import load_commits
from aexy.store.postgres import Connection, Database
from aexy.store.settling import Settlement

SMALL = Size(ends_on=date(2026, 11, 20), developers=6, commits=300, seed=3)
LARGER = Size(ends_on=date(2026, 11, 20), developers=8, commits=2_400, seed=5)
UNLANDED = """
select p.number
from pull_requests p
where p.workspace_id = $1
  and p.merged_at is not null
  and not exists (select from commit_pull_requests l where l.pull_key = p.key and l.evidence in ('merge', 'squash'))
"""
NEVER_LIVE = """
select count(*)
from deliveries l
left join pull_requests p on p.key = l.pull_key
left join commits c on c.key = l.commit_key
where l.workspace_id = $1
  and l.deployment_key is null
  and coalesce(p.merged_at, c.committed_at) < (
      select max(d.created_at) - interval '30 days'
      from deployments d
      where d.workspace_id = $1
        and d.status = 'success'
  )
"""
# What the story says of its production, and what was made of it: in a fixed order.
SAID = """
select d.external_id, d.status, coalesce(d.is_rollback, false) as is_rollback, d.fixes_incident is not null
from deployments d
where d.workspace_id = $1
  and d.environment_kind = 'production'
order by d.external_id::integer
"""
COUNTED = """
select d.external_id, c.status, c.is_rollback, c.is_unplanned
from counted_deployments c
join deployments d on d.key::text = c.source_id
where c.workspace_id = $1
  and c.is_production
order by d.external_id::integer
"""

INCIDENTS = """
select n.title, n.deployment_external_id as named, d.external_id as counted, n.resolved_at
from incidents n
left join counted_incidents c on c.source = 'incident' and c.source_id = n.key::text
left join counted_deployments o on o.key = c.deployment_key
left join deployments d on d.key::text = o.source_id
where n.workspace_id = $1
"""
FAILED = """
select d.external_id, c.restored_at
from counted_deployments c
join deployments d on d.key::text = c.source_id
where c.workspace_id = $1
  and c.failed_by is not null
"""


async def made(database: Database, workspace: WorkspaceId, organization: Organization) -> Story:
    """The first repository of an organization, loaded as the demo's own job does."""
    repository = organization.repositories[0]
    async with database.workspace(workspace) as connection:
        (key,) = await demo_rows.put_repositories(
            connection, workspace, owners=[repository.owner], names=[repository.name], urls=[repository.url],
            begun=[datetime(2024, 1, 1, tzinfo=UTC)],
        )  # fmt: skip
    story = Story(organization, repository, classifier())
    await load_commits(database.url, workspace, RepositoryKey(key), story.tell(), classify=classifier())
    await tell_organization(database, workspace, organization, now=NOON)
    await tell_repository(database, workspace, RepositoryKey(key), story.pages, now=NOON)
    settlement = Settlement(
        counted=story.shas, others=(), is_whole=True, refs={"refs/heads/main": story.shas[-1].hex()},
        default_ref="refs/heads/main", mailmap=story.mailmap, attributes="", rules_digest=rules_digest(""),
        classify=classifier(), now=NOON,
    )  # fmt: skip
    await settle_at(database.url, str(workspace), key, settlement)
    return story


async def test_texts_and_history_agree_with_the_story(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    story = await made(database, workspace, found(SMALL))
    rows = [row for page in story.pages if page.stream == "pull_requests" for row in page.rows]
    told = {(f"!{row['number']}", each["key"]) for row in rows for each in row["issues"]}
    assert len(told) > 20
    assert {tuple(row)[:2] for row in await owner.fetch(ISSUES, workspace)} == told
    assert await owner.fetch(UNLANDED, workspace) == []
    assert await owner.fetchval("select count(*) from commits where workspace_id = $1", workspace) > 100
    assert await owner.fetchval(NEVER_LIVE, workspace) == 0


async def test_production_is_counted_as_the_story_tells_it(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    """Whether each deployment failed, went back or mended something; each incident comes of one of its own."""
    await made(database, workspace, found(LARGER))
    said = [tuple(row) for row in await owner.fetch(SAID, workspace)]
    assert [tuple(row) for row in await owner.fetch(COUNTED, workspace)] == said
    assert any(row[2] for row in said)
    assert any(row[3] and not row[2] for row in said)
    incidents = await owner.fetch(INCIDENTS, workspace)
    assert len(incidents) > 2
    assert [row["title"] for row in incidents if row["named"] not in (None, row["counted"])] == []
    assert None not in {row["counted"] for row in incidents}
    failed = await owner.fetch(FAILED, workspace)
    assert sorted(row["external_id"] for row in failed) == sorted(row["counted"] for row in incidents)
    restored = {row["counted"]: row["resolved_at"] for row in incidents}
    assert {row["external_id"]: row["restored_at"] for row in failed} == restored
