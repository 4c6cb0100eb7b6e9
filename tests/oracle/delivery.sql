-- DORA's five in plain set-based SQL: per subject and week, for the kernel to be held against.
-- $1 workspace, $2 time zone, $3 now
with person as (
    select i.key as identity, d.key as person, d.kind
    from developer_identities i
    join developers d on d.id = i.developer_id
    where d.workspace_id = $1
),
review as (
    select r.pull_key as pull, r.submitted_at as at, r.state = 'approved' as is_approval
    from reviews r
    join person h on h.identity = r.reviewer_key and h.kind = 'human'
    join pull_requests p on p.key = r.pull_key
    left join person a on a.identity = p.author_key
    where h.person is distinct from a.person
),
remark as (
    select c.pull_key as pull, c.commented_at as at
    from review_comments c
    join person h on h.identity = c.author_key and h.kind = 'human'
    join pull_requests p on p.key = c.pull_key
    left join person a on a.identity = p.author_key
    where h.person is distinct from a.person
),
pull as (
    select p.key as change,
           p.repository_key as repository,
           a.person as author,
           a.kind = 'human' as is_ours,
           least(p.opened_at, w.written) as began,
           greatest(p.opened_at, p.ready_at) as ready,
           (select min(at) from (select pull, at from review union all select pull, at from remark) x
            where x.pull = p.key) as responded,
           (select max(at) from review x where x.pull = p.key and x.is_approval) as approved,
           p.merged_at as merged
    from pull_requests p
    left join person a on a.identity = p.author_key
    left join lateral (
        select min(m.authored_at) as written
        from pull_request_commits m
        where m.pull_key = p.key
        having count(*) = count(m.authored_at)
            and (p.commits_as_of is not null or count(*) >= p.commits_count)
    ) w on true
    where p.workspace_id = $1
        and p.merged_at is not null
        and p.gone_at is null
),
each as (
    select p.*,
           l.service_key as service,
           case when not d.is_first then d.finished_at end as deployed,
           coalesce(d.is_first, false) as is_before
    from pull p
    join deliveries l on l.pull_key = p.change
    left join counted_deployments d on d.key = l.deployment_key
),
once as (
    select distinct on (change) *
    from each
    order by change, deployed nulls last, is_before desc, service
),
member as (
    select 'workspace' as whose, 0 as subject, o.* from once o
    union all
    select 'service', e.service, e.* from each e
    union all
    select 'repository', o.repository, o.* from once o
    union all
    select distinct 'project', j.key, o.*
    from once o
    join repositories r on r.key = o.repository
    join project_repositories h on h.repository_id = r.id
    join projects j on j.id = h.project_id
    union all
    select distinct 'team', t.key, o.*
    from once o
    join developers v on v.key = o.author
    join team_members m on m.developer_id = v.id
        and m.joined_at <= o.merged
        and (m.left_at is null or o.merged < m.left_at)
    join teams t on t.id = m.team_id
),
staged as (
    select m.*,
           least(greatest(began, ready), merged) as one,
           least(greatest(began, ready, responded), merged) as two,
           least(greatest(began, ready, responded, approved), merged) as three
    from member m
    where is_ours
),
led as (
    select whose,
           subject,
           date_trunc('week', deployed at time zone $2)::date as week,
           count(*) as lead_n,
           percentile_cont(0.5) within group (order by extract(epoch from deployed - began) / 3600) as lead_median,
           percentile_cont(0.75) within group (order by extract(epoch from deployed - began) / 3600) as lead_p75,
           percentile_cont(0.9) within group (order by extract(epoch from deployed - began) / 3600) as lead_p90,
           avg(extract(epoch from one - began) / 3600) as coding_mean,
           avg(extract(epoch from two - one) / 3600) as pickup_mean,
           avg(extract(epoch from three - two) / 3600) as review_mean,
           avg(extract(epoch from merged - three) / 3600) as merge_mean,
           avg(extract(epoch from deployed - merged) / 3600) as deploy_mean
    from staged
    where began <= merged
        and merged <= deployed
    group by 1, 2, 3
),
landed as (
    select whose,
           subject,
           date_trunc('week', merged at time zone $2)::date as week,
           count(*) as merged,
           count(deployed) as merged_deployed,
           count(*) filter (where is_before) as merged_before,
           count(*) filter (where deployed is null and not is_before) as not_deployed
    from staged
    group by 1, 2, 3
),
tried as (
    select d.*, d.status = 'success' as is_live, d.status = 'success' and d.failed_by is not null as has_failed
    from counted_deployments d
    where d.workspace_id = $1
        and d.is_production
        and d.status in ('success', 'failure', 'cancelled')
),
owned as (
    select d.key, d.service_key, coalesce(d.repository_key, o.repository_key) as repository
    from tried d
    left join service_repositories o on o.service_key = d.service_key and d.repository_key is null
),
shared as (
    select 'workspace' as whose, 0 as subject, d.key from tried d
    union all
    select 'service', d.service_key, d.key from tried d
    union all
    select distinct 'repository', w.repository, w.key from owned w
    union all
    select distinct 'project', j.key, w.key
    from owned w
    join repositories r on r.key = w.repository
    join project_repositories h on h.repository_id = r.id
    join projects j on j.id = h.project_id
    union all
    select distinct 'team', t.key, d.key
    from tried d
    join service_repositories o on o.service_key = d.service_key
    join repositories r on r.key = o.repository_key
    join repository_teams x on x.repository_id = r.id
        and x.since <= d.finished_at
        and (x.until is null or d.finished_at < x.until)
    join teams t on t.id = x.team_id
),
made as (
    select s.whose,
           s.subject,
           date_trunc('week', d.finished_at at time zone $2)::date as week,
           count(*) filter (where is_live) as deployments,
           count(*) filter (where not is_live) as never_live,
           count(distinct (d.finished_at at time zone $2)::date) filter (where is_live) as days_with,
           count(*) filter (where has_failed) as failed,
           count(*) filter (where has_failed and failed_by = 'rollback') as by_rollback,
           count(*) filter (where is_live and is_unplanned) as unplanned,
           count(*) filter (where has_failed and restored_at is null) as still_broken
    from shared s
    join tried d on d.key = s.key
    group by 1, 2, 3
),
broken as (
    select s.whose,
           s.subject,
           date_trunc('week', d.finished_at at time zone $2)::date as week,
           extract(epoch from coalesce(d.restored_at, $3) - d.finished_at) / 3600 as span,
           d.restored_at is not null as is_over
    from shared s
    join tried d on d.key = s.key
    where d.has_failed
        and (d.restored_at is null or d.restored_at >= d.finished_at)
),
risk as (
    select b.whose, b.subject, b.week, b.span, count(*) filter (where b.is_over) as ended,
           (select count(*) from broken o
            where (o.whose, o.subject, o.week) = (b.whose, b.subject, b.week) and o.span >= b.span) as at_risk
    from broken b
    group by 1, 2, 3, 4
),
curve as (
    select whose, subject, week, span,
           case
               when bool_or(ended = at_risk) over w then 0
               else exp(sum(ln(case when ended = at_risk then 1 else 1 - ended::numeric / at_risk end)) over w)
           end as share_left
    from risk
    window w as (partition by whose, subject, week order by span)
),
recovered as (
    select whose,
           subject,
           week,
           case
               when bool_or(abs(share_left - 0.5) < 1e-9) and min(span) filter (where share_left < 0.5 - 1e-9) is not null
                   then (min(span) filter (where share_left <= 0.5 + 1e-9)
                         + min(span) filter (where share_left < 0.5 - 1e-9)) / 2
               else min(span) filter (where share_left <= 0.5 + 1e-9)
           end as recovery_median
    from curve
    group by 1, 2, 3
)
select whose,
       subject,
       week as period_start,
       coalesce(m.deployments, 0) as deployments,
       coalesce(m.never_live, 0) as never_live,
       coalesce(m.days_with, 0) as days_with,
       coalesce(m.failed, 0) as failed,
       coalesce(m.by_rollback, 0) as by_rollback,
       coalesce(m.unplanned, 0) as unplanned,
       coalesce(m.still_broken, 0) as still_broken,
       r.recovery_median,
       coalesce(l.lead_n, 0) as lead_n,
       l.lead_median,
       l.lead_p75,
       l.lead_p90,
       l.coding_mean,
       l.pickup_mean,
       l.review_mean,
       l.merge_mean,
       l.deploy_mean,
       coalesce(g.merged, 0) as merged,
       coalesce(g.merged_deployed, 0) as merged_deployed,
       coalesce(g.merged_before, 0) as merged_before,
       coalesce(g.not_deployed, 0) as not_deployed
from made m
full join led l using (whose, subject, week)
full join landed g using (whose, subject, week)
full join recovered r using (whose, subject, week)
