"""Merged pull requests as `kernel.investing` sorts them out, with where they were merged, by whom, and how large."""

from datetime import datetime

import polars as pl

from aexy.kernel.investing import CHANGES, TOUCHES
from aexy.kernel.metric import Level
from aexy.store.pull_facts import read_lines
from aexy.store.session import Session

# A bot's work is no investment of anybody's.
_MERGED = """
select p.key as pull,
       p.title,
       p.head_ref as branch,
       coalesce(p.labels, '{}') as labels,
       coalesce(
           (
               select array_agg(distinct i.kind)
               from pull_request_issues l
               join issues i on i.key = l.issue_key and i.gone_at is null
               where l.pull_key = p.key
           ),
           '{}'
       ) as kinds,
       p.repository_key as repository,
       d.key as author,
       p.merged_at as merged
from pull_requests p
left join developer_identities e on e.key = p.author_key
left join developers d on d.id = e.developer_id
where p.merged_at >= $1::text::timestamptz
    and p.merged_at < $2::text::timestamptz
    and p.gone_at is null
    and coalesce(d.kind, 'human') = 'human'"""
_TOUCHED = """
select distinct l.pull_key as pull, t.path
from pull_requests p
join commit_pull_requests l on l.pull_key = p.key
join commit_files f on f.commit_key = l.commit_key
join paths t on t.key = f.path_key
where p.merged_at >= $1::text::timestamptz
    and p.merged_at < $2::text::timestamptz
    and p.gone_at is null
    and t.class not in ('generated', 'vendored', 'lock')"""
_OF = {
    Level.TEAM: """
select p.key as pull
from pull_requests p
join developer_identities e on e.key = p.author_key
join developers d on d.id = e.developer_id
join team_members m on m.developer_id = d.id
    and m.joined_at <= p.merged_at
    and (m.left_at is null or m.left_at > p.merged_at)
join teams t on t.id = m.team_id and t.key = $3::int""",
    Level.REPOSITORY: """
select p.key as pull
from pull_requests p
join repositories r on r.key = p.repository_key and r.key = $3::int""",
    Level.PROJECT: """
select p.key as pull
from pull_requests p
join repositories r on r.key = p.repository_key
join project_repositories h on h.repository_id = r.id
join projects o on o.id = h.project_id and o.key = $3::int""",
}
_THEN = """
where p.merged_at >= $1::text::timestamptz
    and p.merged_at < $2::text::timestamptz
    and p.gone_at is null"""


def read_merged(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """CHANGES of people, with `repository`, `author`, `merged` and `lines` (by the rules of PULLS)."""
    found = session.frame(_MERGED, (since.isoformat(), until.isoformat()))
    typed = found.with_columns(pl.col(name).cast(dtype) for name, dtype in CHANGES.items())
    return typed.join(read_lines(session, since, until), on="pull", how="left")


def read_touched(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
    """TOUCHES of the same, without generated, vendored and lock files."""
    return session.frame(_TOUCHED, (since.isoformat(), until.isoformat())).cast(pl.Schema(TOUCHES))


def read_subject(session: Session, level: Level, key: int, since: datetime, until: datetime) -> pl.Series:
    """Which of them are a team's (who was in it then), a repository's or a project's."""
    found = session.frame(_OF[level] + _THEN, (since.isoformat(), until.isoformat(), key))
    return found["pull"].cast(pl.Int64).unique()
