"""The statements behind the demo: its repositories, its raw pages, its teams."""

from collections.abc import Sequence
from datetime import datetime

from aexy.kernel.ids import RepositoryKey, WorkspaceId
from aexy.store.postgres import Connection

# Two million commits with their files are not gone at once.
_LONGEST_SECONDS = 3_600

_OF_A_REPOSITORY = (
    "raw_pages", "pull_requests", "issues", "deployments", "incidents", "pipelines", "pipeline_jobs", "releases",
)  # fmt: skip

Stay = tuple[str, str, datetime | None, datetime | None]
"""Slug of a team, e-mail of a member, since when (None: always), until when (None: still)."""


async def put_repositories(
    connection: Connection,
    workspace_id: WorkspaceId,
    *,
    owners: Sequence[str],
    names: Sequence[str],
    urls: Sequence[str],
    begun: Sequence[datetime],
) -> list[RepositoryKey]:
    """Add those that are not there yet; their keys in the order given."""
    records = await connection.fetch(
        """
        with wanted as (
            select *
            from unnest($2::text[], $3::text[], $4::text[], $5::timestamptz[]) with ordinality
                w (owner, name, url, begun, number)
        ),
        put as (
            insert into repositories
                (workspace_id, owner, name, provider, provider_id, url, is_local, default_branch, provider_created_at)
            select $1, owner, name, 'demo', owner || '/' || name, url, false, 'main', begun
            from wanted
            order by number
            on conflict (workspace_id, provider, provider_id) do update
            set provider_created_at = excluded.provider_created_at
            returning key, provider_id
        )
        select p.key
        from wanted w
        join put p on p.provider_id = w.owner || '/' || w.name
        order by w.number
        """,
        workspace_id,
        owners,
        names,
        urls,
        begun,
    )
    return [RepositoryKey(record["key"]) for record in records]


async def drop_other_repositories(
    connection: Connection, workspace_id: WorkspaceId, keys: Sequence[RepositoryKey]
) -> None:
    """Take away what an earlier, different demo left."""
    await connection.execute(
        """
        delete from repositories
        where workspace_id = $1
          and provider = 'demo'
          and key <> all($2::int[])
        """,
        workspace_id,
        keys,
        timeout=_LONGEST_SECONDS,
    )


async def list_digests(
    connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey | None
) -> dict[tuple[str, str], bytes]:
    """The digests of a repository's kept pages, or of the organization's, by stream and page."""
    records = await connection.fetch(
        """
        select stream, page, digest
        from raw_pages
        where workspace_id = $1
          and source = 'demo'
          and repository_key is not distinct from $2
        """,
        workspace_id,
        repository_key,
    )
    return {(record["stream"], record["page"]): record["digest"] for record in records}


async def forget_repository(connection: Connection, workspace_id: WorkspaceId, repository_key: RepositoryKey) -> None:
    """Take away what an earlier, different demo said of a repository."""
    for table in _OF_A_REPOSITORY:
        await connection.execute(
            f"delete from {table} where workspace_id = $1 and repository_key = $2",  # noqa: S608 - names of our own
            workspace_id,
            repository_key,
            timeout=_LONGEST_SECONDS,
        )


async def forget_organization(connection: Connection, workspace_id: WorkspaceId, kept: Sequence[str]) -> None:
    """Take away what an earlier, different demo said of the organization: its tracker's projects, sprints and issues.

    Its projects that this demo has as well (`kept`, by their prefixes) stay: people may have put them together.
    """
    await connection.execute(
        "delete from raw_pages where workspace_id = $1 and source = 'demo' and repository_key is null", workspace_id
    )
    await connection.execute("delete from sprints where workspace_id = $1 and origin = 'demo'", workspace_id)
    await connection.execute(
        """
        delete from issues i
        using tracker_projects t
        where t.workspace_id = $1
          and t.provider = 'demo'
          and i.project_key = t.key
        """,
        workspace_id,
        timeout=_LONGEST_SECONDS,
    )
    await connection.execute(
        "delete from tracker_projects where workspace_id = $1 and provider = 'demo' and external_id <> all($2::text[])",
        workspace_id,
        kept,
    )


async def put_teams(connection: Connection, workspace_id: WorkspaceId, teams: Sequence[tuple[str, str]]) -> None:
    """Add the teams, given as slug and name, that are not there yet."""
    await connection.execute(
        """
        insert into teams (workspace_id, slug, name)
        select $1, t.slug, t.name
        from unnest($2::text[], $3::text[]) t (slug, name)
        on conflict (workspace_id, slug) do nothing
        """,
        workspace_id,
        [slug for slug, _ in teams],
        [name for _, name in teams],
    )


async def put_stays(connection: Connection, workspace_id: WorkspaceId, stays: Sequence[Stay]) -> None:
    """Say who was in which team when, in place of what was said of those teams before.

    Whoever never wrote anything is nobody the workspace knows.
    """
    await connection.execute(
        """
        delete from team_members m
        using teams t
        where t.workspace_id = $1
          and t.slug = any($2::text[])
          and m.team_id = t.id
          and not exists (
              select
              from unnest($2::text[], $3::text[], $4::timestamptz[]) s (slug, email, since)
              join developer_identities i on i.workspace_id = $1 and i.email = s.email
              where s.slug = t.slug
                and i.developer_id = m.developer_id
                and coalesce(s.since, '-infinity') = m.joined_at
          )
        """,
        workspace_id,
        [slug for slug, _, _, _ in stays],
        [email for _, email, _, _ in stays],
        [since for _, _, since, _ in stays],
    )
    await connection.execute(
        """
        insert into team_members (workspace_id, team_id, developer_id, joined_at, left_at)
        select distinct on (t.id, i.developer_id, s.since)
               $1, t.id, i.developer_id, coalesce(s.since, '-infinity'), s.until
        from unnest($2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[]) s (slug, email, since, until)
        join teams t on t.workspace_id = $1 and t.slug = s.slug
        join developer_identities i on i.workspace_id = $1 and i.email = s.email and i.developer_id is not null
        order by t.id, i.developer_id, s.since
        on conflict (team_id, developer_id, joined_at) do update
        set left_at = excluded.left_at
        where team_members.left_at is distinct from excluded.left_at
        """,
        workspace_id,
        [slug for slug, _, _, _ in stays],
        [email for _, email, _, _ in stays],
        [since for _, _, since, _ in stays],
        [until for _, _, _, until in stays],
    )
