-- The reports go by the facts again, as in 0014 and 0064. Also run when a backup of a server that had TimescaleDB is
-- restored: then there is no series, only triggers that would write one, and the reports are missing.
create or replace view reporting.daily_commit_stats with (security_invoker = true) as
select c.workspace_id,
       date_trunc('day', c.time, w.time_zone) as day,
       c.repository_id,
       count(*) as commit_count,
       sum(c.lines_added) as total_lines_added,
       sum(c.lines_deleted) as total_lines_deleted,
       sum(c.files_changed) as total_files_changed,
       count(distinct c.author_id) as unique_authors
from reporting.commits c
join reporting.organizations w on w.id = c.workspace_id
group by 1, 2, 3;

create or replace view reporting.weekly_dora_metrics with (security_invoker = true) as
select d.workspace_id,
       date_trunc('week', d.time, w.time_zone) as week,
       d.repository_id,
       count(*) as deployment_count,
       avg(d.duration_seconds) as avg_duration_seconds,
       count(*) filter (where d.status = 'failed') as failed_count,
       count(*) filter (where d.status = 'success') as success_count
from reporting.deployments d
join reporting.organizations w on w.id = d.workspace_id
group by 1, 2, 3;

create or replace view reporting.monthly_developer_activity with (security_invoker = true) as
select c.workspace_id,
       date_trunc('month', c.time, w.time_zone) as month,
       c.author_id,
       c.repository_id,
       count(*) as commit_count,
       sum(c.lines_added) as total_lines_added,
       sum(c.lines_deleted) as total_lines_deleted
from reporting.commits c
join reporting.organizations w on w.id = c.workspace_id
group by 1, 2, 3, 4;

create or replace view reporting.pull_request_events with (security_invoker = true) as
select e.workspace_id,
       md5('pull request ' || e.pull_key)::uuid as pull_request_id,
       r.id as repository_id,
       e.at as time,
       e.kind,
       a.developer_id as actor_id,
       s.developer_id as subject_id
from pull_request_events e
join pull_requests p on p.key = e.pull_key
join repositories r on r.key = p.repository_key
left join developer_identities a on a.key = e.actor_key
left join developer_identities s on s.key = e.subject_key
where p.gone_at is null;
select admit_readers();

create or replace function older_in_series(before timestamptz) returns bigint
language sql stable security invoker return 0::bigint;
create or replace function shorten_series(before timestamptz) returns bigint
language sql security invoker return 0::bigint;
alter function older_in_series(timestamptz) reset search_path;
alter function shorten_series(timestamptz) reset search_path;

drop function if exists series_of_commits(), series_of_deployments(), series_of_events(), series_by_another_clock() cascade;
drop schema if exists timescale cascade;
drop function if exists series_workspaces();
-- The extension goes too where it was made for us, unless it was before what is restored and is needed right again.
do $$
begin
    if current_setting('aexy.is_restoring', true) is distinct from 'on' then
        drop schema if exists timescaledb cascade;
    end if;
end
$$;
revoke execute on function reader_workspace() from aexy_app;
