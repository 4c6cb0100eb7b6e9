"""Which days have to be counted again, and that facts have changed."""

from aexy.store.postgres import Connection

CREATE = "create temp table if not exists touched_instants (at timestamptz) on commit delete rows;"

# A pull request's numbers stand on its own days and on those of its reviews; an issue's on its own.
_MARK = """
insert into dirty_days (workspace_id, day)
select distinct w.id, (x.at at time zone w.time_zone)::date
from workspaces w
cross join (
    select at from touched_instants
    union
    select u.at
    from pull_requests q, unnest(array[q.opened_at, q.ready_at, q.closed_at, q.merged_at]) u (at)
    where q.key in (select key from touched_pull)
    union
    select r.submitted_at
    from reviews r
    where r.pull_key in (select key from touched_pull)
    union
    select u.at
    from issues q, unnest(array[q.opened_at, q.started_at, q.closed_at]) u (at)
    where q.key in (select key from touched_issue)
) x
where w.id = $1
  and x.at is not null
order by 2
on conflict do nothing
"""


async def mark(connection: Connection, workspace_id: object) -> None:
    """Note the days of everything touched, and that there is something new."""
    await connection.execute(_MARK, workspace_id)
    await connection.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace_id)
