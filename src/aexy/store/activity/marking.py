"""Which days have to be counted again, and that facts have changed."""

from aexy.store.postgres import Connection

# `reaches`: it may have changed the numbers of later days as well.
CREATE = "create temp table if not exists touched_instants (at timestamptz, reaches boolean) on commit delete rows;"

# A pull request's numbers stand on its own days and on those of what was done about it (migration 0030); an issue's on
# its own, and, once it is gone, what was said below it on the days it was said.
_MARK = """
insert into dirty_days (workspace_id, day, reaches)
select w.id, (x.at at time zone w.time_zone)::date, bool_or(x.reaches)
from workspaces w
cross join (
    select at, reaches from touched_instants
    union
    select p.at, p.reaches
    from instants_of_pulls(array(select key from touched_pull)) p
    union
    select u.at, false
    from issues q, unnest(array[q.opened_at, q.started_at, q.closed_at]) u (at)
    where q.key in (select key from touched_issue)
    union
    select c.commented_at, false
    from issues q
    join conversation_comments c on c.issue_key = q.key
    where q.key in (select key from touched_issue)
      and q.gone_at is not null
) x
where w.id = $1
  and isfinite(x.at)
group by 1, 2
order by 2
on conflict do nothing
"""


async def mark(connection: Connection, workspace_id: object) -> None:
    """Note the days of everything touched, and that there is something new."""
    await connection.execute(_MARK, workspace_id)
    await connection.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace_id)


async def mark_pulls(connection: Connection, pull_keys: list[int]) -> None:
    """Note the days of these pull requests."""
    await connection.execute("select mark_pulls($1)", pull_keys)
