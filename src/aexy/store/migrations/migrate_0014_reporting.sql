-- The documented tables for people's own SQL, Grafana and Metabase, and roles that read them and nothing else.
--
-- A reader is a login that belongs to one workspace: row-level security compares every row with that, whatever the
-- session says of itself. The views show what anybody in the workspace may see of anybody. Withheld, and null where a
-- document names the column: e-mail addresses, what people wrote but for titles and first lines, by which clock somebody
-- works, numbers for the person alone, numbers of groups that need a quorum, and everything about accounts, connections,
-- secrets and what providers sent. docs/how-to/grafana.md says how to use it.

do $$
begin
    if not exists (select from pg_roles where rolname = 'aexy_reader') then
        create role aexy_reader nologin nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
    execute format('grant connect on database %I to aexy_reader', current_database());
end
$$;
-- Base tables cannot be named without this; the application has its own right to it (0001).
revoke usage on schema public from public;
grant usage on schema reporting to aexy_reader;
-- It looks into memberships, which are no reader's business.
alter policy own_workspace on workspaces to aexy_app;

-- Which workspace a login reads.
create table reporting_readers (
    role_name     text primary key,
    workspace_id  uuid not null references workspaces on delete cascade,
    created_at    timestamptz not null default now()
);
alter table reporting_readers enable row level security;
create policy own_workspace on reporting_readers using (workspace_id = (select current_workspace()));

-- The workspace of whoever signed in. A session can change its settings and its role; not who signed in.
create function reader_workspace() returns uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select r.workspace_id
    from public.reporting_readers r
    where r.role_name = session_user
$$;
revoke execute on function reader_workspace() from public;
grant execute on function reader_workspace() to aexy_reader;

create view reporting.organizations with (security_invoker = true) as
select w.id, w.name, w.slug, w.created_at, w.updated_at, w.time_zone
from workspaces w;

create view reporting.developers with (security_invoker = true) as
select d.id,
       d.workspace_id,
       d.kind,
       (
           select i.external_id::bigint
           from developer_identities i
           where i.developer_id = d.id
             and i.provider = 'github'
             and i.external_id ~ '^[0-9]{1,18}$'
           order by i.key
           limit 1
       ) as github_id,
       (
           select i.username
           from developer_identities i
           where i.developer_id = d.id
             and i.provider = 'github'
             and i.username is not null
           order by i.key
           limit 1
       ) as github_username,
       (
           select i.username
           from developer_identities i
           where i.developer_id = d.id
             and i.provider = 'gitlab'
             and i.username is not null
           order by i.key
           limit 1
       ) as gitlab_username,
       case when d.name like '%@%' then split_part(d.name, '@', 1) else d.name end as name,
       null::text as email,
       case when d.avatar_url !~* 'gravatar|@' then d.avatar_url end as avatar_url,
       d.bio,
       d.location,
       d.company,
       null::text[] as skills,
       null::jsonb as languages,
       null::jsonb as frameworks,
       null::jsonb as domains,
       null::text as seniority_level,
       null::integer as seniority_score,
       null::timestamptz as github_created_at,
       d.last_activity_at,
       d.updated_at as profile_updated_at,
       d.created_at,
       d.updated_at
from developers d
where d.merged_into is null;

create view reporting.teams with (security_invoker = true) as
select t.id,
       t.workspace_id,
       t.workspace_id as organization_id,
       t.name,
       t.slug,
       t.description,
       array(
           select distinct m.developer_id
           from team_members m
           where m.team_id = t.id
             and m.joined_at <= now()
             and (m.left_at is null or m.left_at > now())
           order by 1
       ) as developer_ids,
       t.created_at,
       t.updated_at
from teams t;

create view reporting.team_members with (security_invoker = true) as
select m.team_id, m.developer_id, m.workspace_id, m.role, m.joined_at, m.left_at
from team_members m;

create view reporting.repositories with (security_invoker = true) as
select r.id,
       r.workspace_id,
       r.workspace_id as organization_id,
       r.owner,
       r.name,
       concat_ws('/', r.owner, r.name) as full_name,
       r.provider,
       case when not r.is_local then r.provider_id end as provider_id,
       case when not r.is_local then coalesce(r.web_url, r.url) end as url,
       r.default_branch,
       r.is_fork,
       r.last_synced_at,
       r.archived_at,
       r.gone_at,
       r.created_at
from repositories r;

-- Commits that count, each once; at the author's time, or the committer's where the author's cannot be true.
create view reporting.commits with (security_invoker = true) as
select md5('commit ' || c.key)::uuid as id,
       c.workspace_id,
       encode(c.sha, 'hex') as sha,
       encode(c.sha, 'hex') as commit_sha,
       a.developer_id,
       a.developer_id as author_id,
       r.id as repository_id,
       r.name as repository_name,
       concat_ws('/', r.owner, r.name) as repository_full_name,
       c.subject as message,
       c.additions,
       c.deletions,
       c.lines_added,
       c.lines_removed as lines_deleted,
       c.files_changed,
       (
           select jsonb_agg(
                      jsonb_build_object(
                          'path', p.path, 'additions', f.additions, 'deletions', f.deletions, 'language', p.language
                      )
                      order by p.path
                  )
           from commit_files f
           join paths p on p.key = f.path_key
           where f.commit_key = c.key
       ) as files,
       (
           select jsonb_object_agg(s.language, s.lines)
           from (
               select p.language, sum(coalesce(f.additions, 0) + coalesce(f.deletions, 0)) as lines
               from commit_files f
               join paths p on p.key = f.path_key
               where f.commit_key = c.key
                 and p.language is not null
               group by p.language
           ) s
       ) as languages,
       c.placed_at as time,
       c.committed_at,
       null::timestamptz as created_at,
       c.is_merge,
       c.is_revert,
       c.ai_agent
from commits c
join repositories r on r.key = c.repository_key
left join developer_identities a on a.key = c.author_key
where c.standing = 'counted';

create view reporting.pull_requests with (security_invoker = true) as
select md5('pull request ' || p.key)::uuid as id,
       p.workspace_id,
       case when r.provider = 'github' and p.external_id ~ '^[0-9]{1,18}$' then p.external_id::bigint end as github_id,
       p.number,
       p.number as pr_number,
       a.developer_id,
       a.developer_id as author_id,
       r.id as repository_id,
       r.name as repository_name,
       p.title,
       null::text as body,
       p.url,
       p.state,
       p.is_draft,
       p.additions,
       p.deletions,
       p.additions as lines_added,
       p.deletions as lines_deleted,
       p.changed_files,
       p.commits_count,
       p.comments_count,
       p.review_comments_count,
       p.review_comments_count as review_comments,
       p.base_ref,
       p.opened_at as time,
       p.opened_at as created_at,
       p.version as updated_at,
       p.ready_at,
       p.merged_at,
       p.closed_at,
       m.developer_id as merged_by,
       to_jsonb(p.labels) as labels,
       (
           select jsonb_agg(distinct i.developer_id)
           from reviews v
           join developer_identities i on i.key = v.reviewer_key
           where v.pull_key = p.key
             and v.state <> 'pending'
       ) as reviewers
from pull_requests p
join repositories r on r.key = p.repository_key
left join developer_identities a on a.key = p.author_key
left join developer_identities m on m.key = p.merged_by_key
where p.gone_at is null;

create view reporting.code_reviews with (security_invoker = true) as
select md5('review ' || v.key)::uuid as id,
       v.workspace_id,
       case when r.provider = 'github' and v.external_id ~ '^[0-9]{1,18}$' then v.external_id::bigint end as github_id,
       md5('pull request ' || v.pull_key)::uuid as pull_request_id,
       i.developer_id as reviewer_id,
       v.state,
       null::text as body,
       v.comments_count,
       v.submitted_at,
       v.submitted_at as created_at
from reviews v
join pull_requests p on p.key = v.pull_key
join repositories r on r.key = p.repository_key
left join developer_identities i on i.key = v.reviewer_key
where v.state <> 'pending'
  and p.gone_at is null;

create view reporting.issues with (security_invoker = true) as
select md5('issue ' || s.key)::uuid as id,
       s.workspace_id,
       s.issue_key,
       r.id as repository_id,
       t.prefix as project,
       s.provider,
       s.title,
       s.url,
       s.kind,
       s.status,
       s.status_category,
       s.priority,
       s.resolution,
       a.developer_id as author_id,
       g.developer_id as assignee_id,
       to_jsonb(s.labels) as labels,
       s.story_points,
       s.opened_at as created_at,
       s.started_at,
       s.closed_at,
       s.due_at,
       s.version as updated_at
from issues s
left join repositories r on r.key = s.repository_key
left join tracker_projects t on t.key = s.project_key
left join developer_identities a on a.key = s.author_key
left join developer_identities g on g.key = s.assignee_key
where s.gone_at is null;

create view reporting.sprints with (security_invoker = true) as
select md5('sprint ' || s.key)::uuid as id,
       s.workspace_id,
       t.prefix as project,
       s.board,
       s.name,
       s.goal,
       s.state,
       s.starts_at,
       s.ends_at,
       s.completed_at
from sprints s
left join tracker_projects t on t.key = s.project_key
where s.gone_at is null;

create view reporting.pipelines with (security_invoker = true) as
select md5('pipeline ' || p.key)::uuid as id,
       p.workspace_id,
       r.id as repository_id,
       p.name,
       p.ref,
       encode(p.sha, 'hex') as commit_sha,
       p.event,
       p.status,
       extract(epoch from p.finished_at - p.started_at)::integer as duration_seconds,
       p.created_at,
       p.started_at,
       p.finished_at,
       p.url
from pipelines p
join repositories r on r.key = p.repository_key;

create view reporting.releases with (security_invoker = true) as
select l.workspace_id,
       r.id as repository_id,
       l.tag,
       l.name,
       encode(l.sha, 'hex') as commit_sha,
       l.is_prerelease,
       l.created_at,
       l.published_at,
       l.url
from releases l
join repositories r on r.key = l.repository_key
where l.gone_at is null
  and not l.is_draft;

create view reporting.deployments with (security_invoker = true) as
select md5('deployment ' || d.key)::uuid as id,
       d.workspace_id,
       r.id as repository_id,
       d.service,
       d.environment,
       d.environment_kind,
       case d.status when 'failure' then 'failed' else d.status end as status,
       encode(d.sha, 'hex') as commit_sha,
       extract(epoch from d.finished_at - coalesce(d.started_at, d.created_at))::integer as duration_seconds,
       i.developer_id as deployed_by,
       d.is_rollback,
       coalesce(d.finished_at, d.started_at, d.created_at) as time,
       d.created_at,
       d.started_at,
       d.finished_at,
       g.is_first as is_first_known,
       d.url
from deployments d
left join repositories r on r.key = d.repository_key
left join developer_identities i on i.key = d.deployed_by_key
left join deployment_ranges g on g.deployment_key = d.key
where d.gone_at is null;

create view reporting.incidents with (security_invoker = true) as
select md5('incident ' || n.key)::uuid as id,
       n.workspace_id,
       r.id as repository_id,
       n.service,
       n.title,
       n.severity,
       n.status,
       n.started_at,
       n.resolved_at,
       n.url
from incidents n
left join repositories r on r.key = n.repository_key
where n.gone_at is null;

-- What belongs together, and how that is known.
create view reporting.pull_request_issues with (security_invoker = true) as
select l.workspace_id,
       md5('pull request ' || l.pull_key)::uuid as pull_request_id,
       md5('issue ' || l.issue_key)::uuid as issue_id,
       l.evidence
from pull_request_issues l;

create view reporting.commit_pull_requests with (security_invoker = true) as
select l.workspace_id,
       md5('commit ' || l.commit_key)::uuid as commit_id,
       md5('pull request ' || l.pull_key)::uuid as pull_request_id,
       l.evidence
from commit_pull_requests l;

create view reporting.deployment_commits with (security_invoker = true) as
select l.workspace_id,
       md5('deployment ' || l.deployment_key)::uuid as deployment_id,
       md5('commit ' || l.commit_key)::uuid as commit_id
from deployment_commits l;

-- The documented aggregates, by days of the workspace. No number of the product comes from them.
create view reporting.daily_commit_stats with (security_invoker = true) as
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

create view reporting.weekly_dora_metrics with (security_invoker = true) as
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

create view reporting.monthly_developer_activity with (security_invoker = true) as
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

-- Snapshots, without what is for the person alone or needs a quorum (store/columns.py writes these two).

create or replace view reporting.developer_metrics_snapshots with (security_invoker = true) as
select o.id as developer_id,
       s.workspace_id,
       s.period_type::text as period_type,
       s.period_start,
       case s.period_type
           when 'daily' then s.period_start + 1
           when 'weekly' then s.period_start + 7
           when 'biweekly' then s.period_start + 14
           when 'monthly' then (s.period_start + interval '1 month')::date
           when 'quarterly' then (s.period_start + interval '3 months')::date
       end as period_end,
       jsonb_build_object(
           'commits_count', s.commits_count,
           'commits_count_n', s.commits_count_n,
           'lines_added', s.lines_added,
           'lines_added_n', s.lines_added_n,
           'lines_removed', s.lines_removed,
           'lines_removed_n', s.lines_removed_n,
           'net_lines', s.net_lines,
           'net_lines_n', s.net_lines_n,
           'commit_frequency', s.commit_frequency,
           'commit_frequency_n', s.commit_frequency_n,
           'avg_commit_size', s.avg_commit_size,
           'avg_commit_size_n', s.avg_commit_size_n,
           'median_commit_size', s.median_commit_size,
           'median_commit_size_n', s.median_commit_size_n,
           'active_days', s.active_days,
           'active_days_n', s.active_days_n
       ) as velocity_metrics,
       '{}'::jsonb as efficiency_metrics,
       '{}'::jsonb as quality_metrics,
       '{}'::jsonb as sustainability_metrics,
       '{}'::jsonb as collaboration_metrics,
       s.as_of as created_at
from metric_snapshots s
join developers o on o.key = s.subject_key and o.workspace_id = s.workspace_id
where s.subject_kind = 'developer';

create or replace view reporting.team_metrics_snapshots with (security_invoker = true) as
select o.id as team_id,
       s.workspace_id,
       s.period_type::text as period_type,
       s.period_start,
       case s.period_type
           when 'daily' then s.period_start + 1
           when 'weekly' then s.period_start + 7
           when 'biweekly' then s.period_start + 14
           when 'monthly' then (s.period_start + interval '1 month')::date
           when 'quarterly' then (s.period_start + interval '3 months')::date
       end as period_end,
       jsonb_build_object(
           'commits_count', s.commits_count,
           'commits_count_n', s.commits_count_n,
           'lines_added', s.lines_added,
           'lines_added_n', s.lines_added_n,
           'lines_removed', s.lines_removed,
           'lines_removed_n', s.lines_removed_n,
           'net_lines', s.net_lines,
           'net_lines_n', s.net_lines_n,
           'commit_frequency', s.commit_frequency,
           'commit_frequency_n', s.commit_frequency_n,
           'avg_commit_size', s.avg_commit_size,
           'avg_commit_size_n', s.avg_commit_size_n,
           'median_commit_size', s.median_commit_size,
           'median_commit_size_n', s.median_commit_size_n,
           'active_days', s.active_days,
           'active_days_n', s.active_days_n,
           'active_developers', s.active_developers,
           'active_developers_n', s.active_developers_n,
           'ai_assisted_share', s.ai_assisted_share,
           'ai_assisted_share_n', s.ai_assisted_share_n
       ) as velocity_metrics,
       '{}'::jsonb as efficiency_metrics,
       '{}'::jsonb as quality_metrics,
       '{}'::jsonb as sustainability_metrics,
       jsonb_build_object(
           'unique_collaborators', s.unique_collaborators,
           'unique_collaborators_n', s.unique_collaborators_n
       ) as collaboration_metrics,
       s.as_of as created_at
from metric_snapshots s
join teams o on o.key = s.subject_key and o.workspace_id = s.workspace_id
where s.subject_kind = 'team';

-- Gives readers the columns that the views are made of, their own workspace's rows of them, and no others. Called again
-- by every migration that changes a view.
create function admit_readers() returns void
language plpgsql set search_path = pg_catalog, public
as $$
declare one record;
begin
    grant select on all tables in schema reporting to aexy_reader;
    for one in
        select t.oid::regclass as name,
               string_agg(distinct quote_ident(a.attname), ', ') as columns,
               t.relname = 'workspaces' as is_workspaces,
               exists (select from pg_policy p where p.polrelid = t.oid and p.polname = 'reader') as is_admitted
        from pg_rewrite r
        join pg_class v on v.oid = r.ev_class and v.relnamespace = 'reporting'::regnamespace and v.relkind = 'v'
        join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_class'::regclass
        join pg_class t on t.oid = d.refobjid and t.relkind in ('r', 'p')
        join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid and a.attnum > 0
        group by t.oid, t.relname
    loop
        execute format('revoke select on %s from aexy_reader', one.name);
        execute format('grant select (%s) on %s to aexy_reader', one.columns, one.name);
        if not one.is_admitted then
            execute format(
                'create policy reader on %s for select to aexy_reader using (%I = (select reader_workspace()))',
                one.name, case when one.is_workspaces then 'id' else 'workspace_id' end
            );
            execute format(
                'create policy reader_stays on %s as restrictive for select to aexy_reader using (%I = (select reader_workspace()))',
                one.name, case when one.is_workspaces then 'id' else 'workspace_id' end
            );
        end if;
    end loop;
end
$$;
revoke execute on function admit_readers() from public;
select admit_readers();
