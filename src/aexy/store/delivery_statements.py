"""What is asked of the tables of delivery.

`{d_finished_at}` and the like stand for conditions on a column's instant, `{of_d}` and the like for those on whose rows
they are; `delivery_facts` fills them in.
"""

from aexy.store.around import Kind
from aexy.store.pull_facts import COMMITS_KNOWN

# In the columns of `around`: which repositories a service is made of.
PARTS = f"""
select {Kind.PART}, o.service_key, o.repository_key, null, null, null, null, null
from service_repositories o
join services s on s.key = o.service_key
where s.retired_at is null"""  # noqa: S608 - made of declared names
# Since when anything is known of a service: whatever came of its first try.
KNOWN = f"""
select {Kind.KNOWN}, s.key, null, null, d.finished_at, null, null, null
from services s
cross join lateral (
    select d.finished_at
    from counted_deployments d
    where d.service_key = s.key
        and d.is_production
        and d.finished_at is not null
        and d.status in ('success', 'failure', 'cancelled')
    order by d.finished_at
    limit 1
) d
where s.retired_at is null"""  # noqa: S608 - likewise
INCIDENTS = f"""
select {Kind.INCIDENT}, i.key, i.deployment_key, null, i.started_at, i.resolved_at, i.service_key, null
from counted_incidents i
where {{i_started_at}}{{of_i}}"""  # noqa: S608 - likewise
DEPLOYMENTS = """
select d.key as deployment,
       d.service_key as service,
       d.repository_key as repository,
       d.finished_at as at,
       d.status as outcome,
       d.is_first,
       d.is_rollback,
       d.is_unplanned,
       d.commit_key is not null as is_known,
       d.failed_by,
       d.restored_at as restored
from counted_deployments d
join services s on s.key = d.service_key
where s.retired_at is null
    and d.is_production
    and d.status in ('success', 'failure', 'cancelled')
    and {d_finished_at}{of_d}"""
# As an array: the planner guesses so many for a union of them that it would read every pull request there is.
PULLS = f"""
with wanted as materialized (
    select p.key
    from pull_requests p
    where {{p_merged_at}}{{of_p}}
    union
    select l.pull_key
    from counted_deployments d
    join deliveries l on l.deployment_key = d.key
    where d.is_production
        and l.pull_key is not null
        and {{d_finished_at}}{{of_l}}
),
chosen as materialized (
    select p.key, p.repository_key, p.author_key, p.opened_at, p.ready_at, p.merged_at, p.commits_count, p.commits_as_of
    from wanted w
    join pull_requests p on p.key = w.key
    where p.merged_at is not null
        and p.gone_at is null{{of_p}}
),
inside as (
    select m.pull_key, count(*) as commits, count(m.authored_at) as dated, min(m.authored_at) as written
    from chosen p
    join pull_request_commits m on m.pull_key = p.key
    group by m.pull_key
)
select p.key as pull,
       p.repository_key as repository,
       p.author_key as author,
       p.opened_at as opened,
       p.ready_at as ready,
       p.merged_at as merged,
       i.written,
       {COMMITS_KNOWN} as commits_known,
       l.service_key as service,
       l.deployment_key as deployment,
       d.finished_at as live,
       coalesce(d.is_first, false) as is_first
from chosen p
join deliveries l on l.pull_key = p.key
join services s on s.key = l.service_key and s.retired_at is null
left join counted_deployments d on d.key = l.deployment_key
left join inside i on i.pull_key = p.key"""  # noqa: S608 - likewise
# Commits of the counted branch that nobody proposed.
PUSHES = """
with wanted as materialized (
    select l.commit_key as key
    from counted_deployments d
    join deliveries l on l.deployment_key = d.key
    where d.is_production
        and l.commit_key is not null
        and {d_finished_at}{of_m}
    union
    select c.key
    from deliveries l
    join commits c on c.key = l.commit_key
    where l.deployment_key is null
        and {c_placed_at}{of_c}
)
select c.key as commit,
       c.repository_key as repository,
       c.author_key as author,
       c.authored_at as authored,
       c.placed_at as placed,
       l.service_key as service,
       l.deployment_key as deployment,
       d.finished_at as live,
       coalesce(d.is_first, false) as is_first
from wanted w
join commits c on c.key = w.key
join deliveries l on l.commit_key = w.key
join services s on s.key = l.service_key and s.retired_at is null
left join counted_deployments d on d.key = l.deployment_key
where true{of_c}"""
