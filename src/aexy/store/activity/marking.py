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


# `at` is the clock's: whoever brings deliveries in line meanwhile sees that there is something newer.
_RENEW = """
with touched as (
    insert into delivery_touched (workspace_id, repository_key, at)
    select $1, $2, clock_timestamp()
    where $2::integer is not null
    on conflict (repository_key) do update
    set at = excluded.at
)
update workspaces
set data_version = data_version + 1
where id = $1
"""


async def mark(connection: Connection, workspace_id: object, repository_key: int | None) -> None:
    """Note the days of everything touched, that there is something new, and where."""
    await connection.execute(_MARK, workspace_id)
    await connection.execute(_RENEW, workspace_id, repository_key)


async def mark_pulls(connection: Connection, pull_keys: list[int]) -> None:
    """Note the days of these pull requests."""
    await connection.execute("select mark_pulls($1)", pull_keys)
