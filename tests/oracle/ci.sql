-- What the kernel says of CI, by repository, workflow and week of the workspace's clock ($2), in plain SQL.
-- A run is looked at with each other run of its commit; nothing is shared with the kernel but the definitions.
with run as (
    select p.key, p.repository_key, p.name, p.sha, p.status, p.created_at,
           date_trunc('week', p.created_at at time zone $2)::date as week,
           p.status in ('success', 'failure') as is_finished,
           coalesce((select min(j.started_at) from pipeline_jobs j where j.repository_key = p.repository_key
                     and j.pipeline_external_id = p.external_id and j.status <> 'skipped'), p.started_at) as began,
           p.finished_at,
           (select sum(extract(epoch from j.finished_at - j.started_at)) from pipeline_jobs j
            where j.repository_key = p.repository_key and j.pipeline_external_id = p.external_id) as job_seconds
    from pipelines p
    where p.workspace_id = $1
),
ended as (
    select * from run where is_finished
),
last as (
    select distinct on (repository_key, name, sha) *
    from ended
    order by repository_key, name, sha, finished_at desc, began desc, key desc
),
flaky as (
    select distinct l.*
    from last l
    join ended bad on (bad.repository_key, bad.name, bad.sha) = (l.repository_key, l.name, l.sha)
    join ended good on (good.repository_key, good.name, good.sha) = (l.repository_key, l.name, l.sha)
    where l.status = 'success'
      and bad.status = 'failure'
      and good.status = 'success'
      and good.began >= bad.finished_at
      and good.began <= bad.finished_at + interval '7 days'
),
counted as (
    select repository_key, name, week,
           count(*) as runs,
           count(*) filter (where status = 'success') as succeeded,
           count(*) filter (where is_finished) as finished,
           count(*) filter (where status = 'cancelled') as cancelled,
           percentile_cont(0.5) within group (order by extract(epoch from finished_at - began)) filter (where is_finished)
               as duration_median,
           percentile_cont(0.9) within group (order by extract(epoch from finished_at - began)) filter (where is_finished)
               as duration_p90,
           percentile_cont(0.75) within group (order by extract(epoch from began - created_at)) as queue_p75,
           sum(job_seconds) / 60 as minutes,
           coalesce(sum(job_seconds) filter (where status = 'cancelled'), 0) / 60 as wasted_cancelled,
           coalesce(sum(job_seconds) filter (where status = 'failure'
               and (r.repository_key, r.name, r.sha) in (select repository_key, name, sha from flaky)), 0) / 60
               as wasted_flaky
    from run r
    group by 1, 2, 3
)
select c.*,
       (select count(*) from last l where l.status = 'success'
        and (l.repository_key, l.name, l.week) = (c.repository_key, c.name, c.week)) as passed,
       (select count(*) from flaky f
        where (f.repository_key, f.name, f.week) = (c.repository_key, c.name, c.week)) as flaky
from counted c
order by c.repository_key, c.name, c.week
