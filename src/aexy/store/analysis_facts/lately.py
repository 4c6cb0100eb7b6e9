"""What people changed most often in some days: repositories, and folders of them."""

from datetime import datetime

import polars as pl

from aexy.store.session import Session

_WHOSE = """
from commits c
left join developer_identities i on i.key = c.author_key
left join developers d on d.id = i.developer_id"""
_WHICH = """
where c.placed_at >= $1::text::timestamptz
    and c.placed_at < $2::text::timestamptz
    and c.standing = 'counted'
    and not c.is_merge
    and coalesce(d.kind, 'human') = 'human'
    and (
        $3::int = 0
        or exists (
            select
            from team_members m
            join teams t on t.id = m.team_id
            where m.developer_id = d.id
                and t.key = $3::int
                and m.joined_at <= c.placed_at
                and (m.left_at is null or m.left_at > c.placed_at)
        )
    )"""
_REPOSITORIES = f"""
select c.repository_key as repository,
       count(*) as commits
{_WHOSE}
{_WHICH}
group by c.repository_key
order by commits desc, c.repository_key"""
_FOLDERS = f"""
select c.repository_key as repository,
       coalesce(substring(p.path from '^(.*)/'), '') as folder,
       count(distinct c.key) as commits
{_WHOSE}
join commit_files f on f.commit_key = c.key
join paths p on p.key = f.path_key and p.class in ('source', 'test', 'data')
{_WHICH}
group by 1, 2
order by commits desc, 1, 2
limit $4::int"""  # noqa: S608 - parts of our own


def read_repositories_changed(session: Session, span: tuple[datetime, datetime], team: int | None) -> pl.DataFrame:
    """Repositories by how many counted commits of people they have, the most first: `repository`, `commits`.

    Of a team: commits of those who were in it then.
    """
    return session.frame(_REPOSITORIES, (*_instants(span), team or 0))


def read_folders_changed(
    session: Session, span: tuple[datetime, datetime], team: int | None, limit: int
) -> pl.DataFrame:
    """Folders by how many of these commits changed a file directly in them: `repository`, `folder`, `commits`."""
    return session.frame(_FOLDERS, (*_instants(span), team or 0, limit))


def _instants(span: tuple[datetime, datetime]) -> tuple[str, str]:
    since, until = span
    return since.isoformat(), until.isoformat()
