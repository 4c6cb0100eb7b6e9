-- The time series of commits, deployments and events, and the documented sums of them as continuous aggregates.
--
-- The facts stay what they are: TimescaleDB allows neither columns in storage nor continuous aggregates where row-level
-- security is, and no key without the time (docs/decisions/0016). The series are exact copies of the few columns that are
-- summed, kept by statement triggers in the transaction that changes a fact. They lie in a schema nobody else may enter;
-- what leads there are views that let a workspace's own rows through.
--
-- `at` is the wall clock of the workspace, because the days, weeks and months of the reports are the workspace's.

create schema timescale;
do $$
begin
    if not exists (select from pg_extension where extname = 'timescaledb') then
        create schema if not exists timescaledb;
        create extension timescaledb with schema timescaledb;
    end if;
    if (select string_to_array(split_part(extversion, '-', 1), '.')::int[] from pg_extension where extname = 'timescaledb')
       < array[2, 18] then
        raise exception 'TimescaleDB 2.18 or newer is needed' using errcode = 'feature_not_supported';
    end if;
    if current_setting('timescaledb.license', true) = 'apache' then
        raise exception 'The Apache build of TimescaleDB has no continuous aggregates'
            using errcode = 'feature_not_supported';
    end if;
    execute format('alter database %I set timescaledb.telemetry_level = off', current_database());
end
$$;
-- Where its functions are: a server's owner may have put them elsewhere.
create function timescale.search_path() returns text
language sql stable
return (
    select concat_ws(', ', 'public', quote_ident(n.nspname))
    from pg_extension x
    join pg_namespace n on n.oid = x.extnamespace
    where x.extname = 'timescaledb'
);
select set_config('search_path', timescale.search_path(), true);

create table timescale.commits (
    at              timestamp not null,
    workspace_id    uuid not null,
    repository_key  integer not null,
    key             bigint not null,
    author_key      integer not null,
    lines_added     integer,
    lines_removed   integer,
    files_changed   integer
);
create table timescale.deployments (
    at                timestamp not null,
    workspace_id      uuid not null,
    repository_key    integer,
    key               bigint not null,
    status            text not null,
    duration_seconds  bigint
);
create table timescale.pull_request_events (
    at            timestamptz not null,
    workspace_id  uuid not null,
    pull_key      bigint not null,
    kind          text not null,
    external_id   text not null,
    actor_key     integer,
    subject_key   integer
);

-- Whose past has changed since it was summed: what is not in the sums yet is not left out, it is summed when it is asked.
create table timescale.changes (
    id            bigint generated always as identity primary key,
    workspace_id  uuid not null,
    made_by       xid8 not null default pg_current_xact_id()
);
create index on timescale.changes (workspace_id, made_by);

select create_hypertable('timescale.commits', by_range('at', interval '90 days'), create_default_indexes => false);
select create_hypertable('timescale.deployments', by_range('at', interval '90 days'), create_default_indexes => false);
select create_hypertable(
    'timescale.pull_request_events', by_range('at', interval '90 days'), create_default_indexes => false
);
create index on timescale.commits (key);
create index on timescale.commits (workspace_id, at);
create index on timescale.deployments (key);
create index on timescale.deployments (workspace_id, at);
create index on timescale.pull_request_events (pull_key);
create index on timescale.pull_request_events (workspace_id, at);

-- The last hour is never in the sums: it is read from the series. A transaction may take half of that.
create function timescale.note_change(workspace_id uuid, since timestamp) returns void
language sql as $$
    insert into timescale.changes (workspace_id)
    select $1
    where $2 < (now() at time zone 'UTC') - interval '30 minutes'
      -- A note of another transaction may be taken for read while this one is not over.
      and not exists (
          select from timescale.changes c where c.workspace_id = $1 and c.made_by = pg_current_xact_id()
      )
$$;

-- The triggers lie where the facts lie and find the series when they run: a copy of the facts (`aexy db backup`) needs
-- nothing of what is here. Infinity has no chunk. What goes is looked for within the time it lies in, which spares every
-- other chunk; of compressed ones as many rows are opened as it takes.

create function series_of_commits() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare moved bigint[]; since timestamp; until timestamp;
begin
    perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
    if tg_op = 'INSERT' then
        insert into timescale.commits
        select b.placed_at at time zone w.time_zone, b.workspace_id, b.repository_key, b.key, b.author_key,
               b.lines_added, b.lines_removed, b.files_changed
        from became b
        join workspaces w on w.id = b.workspace_id
        where b.standing = 'counted'
          and isfinite(b.placed_at);
        perform timescale.note_change(b.workspace_id, min(b.placed_at at time zone 'UTC'))
        from became b
        where b.standing = 'counted'
        group by b.workspace_id;
        return null;
    end if;
    if tg_op = 'UPDATE' then
        moved := array(
            select b.key
            from was o
            join became b on b.key = o.key
            where 'counted' in (o.standing, b.standing)
              and (o.standing, o.placed_at, o.repository_key, o.author_key, o.lines_added, o.lines_removed, o.files_changed)
                  is distinct from
                  (b.standing, b.placed_at, b.repository_key, b.author_key, b.lines_added, b.lines_removed, b.files_changed)
        );
    else
        moved := array(select o.key from was o where o.standing = 'counted');
    end if;
    -- A wall clock is less than a day away from UTC.
    select min(o.placed_at at time zone 'UTC') - interval '1 day', max(o.placed_at at time zone 'UTC') + interval '1 day'
    into since, until
    from was o
    where o.standing = 'counted'
      and isfinite(o.placed_at)
      and o.key in (select unnest(moved));
    if since is not null then
        delete from timescale.commits t
        where t.at between since and until
          and t.key in (select unnest(moved));
    end if;
    if tg_op = 'UPDATE' and moved <> '{}' then
        insert into timescale.commits
        select b.placed_at at time zone w.time_zone, b.workspace_id, b.repository_key, b.key, b.author_key,
               b.lines_added, b.lines_removed, b.files_changed
        from became b
        join workspaces w on w.id = b.workspace_id
        where b.standing = 'counted'
          and isfinite(b.placed_at)
          and b.key in (select unnest(moved));
        perform timescale.note_change(b.workspace_id, min(b.placed_at at time zone 'UTC'))
        from became b
        where b.standing = 'counted'
          and b.key in (select unnest(moved))
        group by b.workspace_id;
    end if;
    if since is not null then
        perform timescale.note_change(o.workspace_id, since) from was o group by o.workspace_id;
    end if;
    return null;
end
$$;

create function series_of_deployments() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare since timestamp; until timestamp;
begin
    perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
    if tg_op <> 'INSERT' then
        select min(x.at at time zone 'UTC') - interval '1 day', max(x.at at time zone 'UTC') + interval '1 day'
        into since, until
        from was o, coalesce(o.finished_at, o.started_at, o.created_at) x (at)
        where o.gone_at is null
          and isfinite(x.at);
        delete from timescale.deployments t
        where t.at between since and until
          and t.key in (select o.key from was o);
        perform timescale.note_change(o.workspace_id, since) from was o group by o.workspace_id;
    end if;
    if tg_op <> 'DELETE' then
        insert into timescale.deployments
        select x.at at time zone w.time_zone, b.workspace_id, b.repository_key, b.key, b.status,
               case when isfinite(b.finished_at) and isfinite(coalesce(b.started_at, b.created_at))
                   then extract(epoch from b.finished_at - coalesce(b.started_at, b.created_at))::bigint
               end
        from became b
        join workspaces w on w.id = b.workspace_id
        cross join lateral coalesce(b.finished_at, b.started_at, b.created_at) x (at)
        where b.gone_at is null
          and isfinite(x.at);
        perform timescale.note_change(
            b.workspace_id, min(coalesce(b.finished_at, b.started_at, b.created_at) at time zone 'UTC')
        )
        from became b
        where b.gone_at is null
        group by b.workspace_id;
    end if;
    return null;
end
$$;

create function series_of_events() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare since timestamptz; until timestamptz;
begin
    perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
    if tg_op <> 'INSERT' then
        select min(o.at), max(o.at) into since, until from was o where isfinite(o.at);
        delete from timescale.pull_request_events t
        using was o
        where t.at between since and until
          and (t.pull_key, t.kind, t.external_id) = (o.pull_key, o.kind, o.external_id);
    end if;
    if tg_op <> 'DELETE' then
        insert into timescale.pull_request_events
        select b.at, b.workspace_id, b.pull_key, b.kind, b.external_id, b.actor_key, b.subject_key
        from became b
        where isfinite(b.at);
    end if;
    return null;
end
$$;

-- Another clock, other days: the workspace's series is written again.
create function series_by_another_clock() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
    delete from timescale.commits t where t.workspace_id = new.id;
    delete from timescale.deployments t where t.workspace_id = new.id;
    insert into timescale.commits
    select c.placed_at at time zone new.time_zone, c.workspace_id, c.repository_key, c.key, c.author_key,
           c.lines_added, c.lines_removed, c.files_changed
    from commits c
    where c.workspace_id = new.id
      and c.standing = 'counted'
      and isfinite(c.placed_at);
    insert into timescale.deployments
    select x.at at time zone new.time_zone, d.workspace_id, d.repository_key, d.key, d.status,
           case when isfinite(d.finished_at) and isfinite(coalesce(d.started_at, d.created_at))
               then extract(epoch from d.finished_at - coalesce(d.started_at, d.created_at))::bigint
           end
    from deployments d
    cross join lateral coalesce(d.finished_at, d.started_at, d.created_at) x (at)
    where d.workspace_id = new.id
      and d.gone_at is null
      and isfinite(x.at);
    perform timescale.note_change(new.id, '-infinity');
    return null;
end
$$;
revoke execute on function
    series_of_commits(), series_of_deployments(), series_of_events(), series_by_another_clock() from public;

create trigger series_come after insert on commits
referencing new table as became for each statement execute function series_of_commits();
create trigger series_move after update on commits
referencing old table as was new table as became for each statement execute function series_of_commits();
create trigger series_go after delete on commits
referencing old table as was for each statement execute function series_of_commits();
create trigger series_come after insert on deployments
referencing new table as became for each statement execute function series_of_deployments();
create trigger series_move after update on deployments
referencing old table as was new table as became for each statement execute function series_of_deployments();
create trigger series_go after delete on deployments
referencing old table as was for each statement execute function series_of_deployments();
create trigger series_come after insert on pull_request_events
referencing new table as became for each statement execute function series_of_events();
create trigger series_move after update on pull_request_events
referencing old table as was new table as became for each statement execute function series_of_events();
create trigger series_go after delete on pull_request_events
referencing old table as was for each statement execute function series_of_events();
create trigger series_by_another_clock after update on workspaces
for each row when (old.time_zone is distinct from new.time_zone) execute function series_by_another_clock();

-- What is here already. The triggers hold back whoever would write meanwhile.
insert into timescale.commits
select c.placed_at at time zone w.time_zone, c.workspace_id, c.repository_key, c.key, c.author_key,
       c.lines_added, c.lines_removed, c.files_changed
from commits c
join workspaces w on w.id = c.workspace_id
where c.standing = 'counted'
  and isfinite(c.placed_at);
insert into timescale.deployments
select x.at at time zone w.time_zone, d.workspace_id, d.repository_key, d.key, d.status,
       case when isfinite(d.finished_at) and isfinite(coalesce(d.started_at, d.created_at))
           then extract(epoch from d.finished_at - coalesce(d.started_at, d.created_at))::bigint
       end
from deployments d
join workspaces w on w.id = d.workspace_id
cross join lateral coalesce(d.finished_at, d.started_at, d.created_at) x (at)
where d.gone_at is null
  and isfinite(x.at);
insert into timescale.pull_request_events
select e.at, e.workspace_id, e.pull_key, e.kind, e.external_id, e.actor_key, e.subject_key
from pull_request_events e
where isfinite(e.at);

-- The sums. Whose identity an author is may change at any time, so people are counted when the report is read.
create materialized view timescale.daily_commit_stats
with (timescaledb.continuous, timescaledb.materialized_only = false) as
select time_bucket(interval '1 day', c.at) as day,
       c.workspace_id,
       c.repository_key,
       c.author_key,
       count(*) as commit_count,
       sum(c.lines_added) as lines_added,
       sum(c.lines_removed) as lines_removed,
       sum(c.files_changed) as files_changed
from timescale.commits c
group by 1, 2, 3, 4
with no data;

create materialized view timescale.weekly_dora_metrics
with (timescaledb.continuous, timescaledb.materialized_only = false) as
select time_bucket(interval '7 days', d.at) as week,
       d.workspace_id,
       d.repository_key,
       count(*) as deployment_count,
       avg(d.duration_seconds) as avg_duration_seconds,
       count(*) filter (where d.status = 'failure') as failed_count,
       count(*) filter (where d.status = 'success') as success_count
from timescale.deployments d
group by 1, 2, 3
with no data;

create materialized view timescale.monthly_developer_activity
with (timescaledb.continuous, timescaledb.materialized_only = false) as
select time_bucket(interval '1 month', c.at) as month,
       c.workspace_id,
       c.repository_key,
       c.author_key,
       count(*) as commit_count,
       sum(c.lines_added) as lines_added,
       sum(c.lines_removed) as lines_removed
from timescale.commits c
group by 1, 2, 3, 4
with no data;

-- From the beginning on: history comes late, whole years of it when a repository is added. Only what has changed is
-- summed again.
select alter_job(
    add_continuous_aggregate_policy(
        c, start_offset => null, end_offset => interval '1 hour', schedule_interval => interval '5 minutes'
    ),
    scheduled => false
)
from unnest(array[
    'timescale.daily_commit_stats', 'timescale.weekly_dora_metrics', 'timescale.monthly_developer_activity'
]::regclass[]) c;

-- The policies say what is summed up, and this runs them, one after the other and knowing what it has seen: of whoever
-- changed nothing after that, the sums are whole. Two that run at once would refuse each other.
create procedure timescale.sum_up(job_id integer, config jsonb)
language plpgsql as $$
declare seen bigint[]; policy integer;
begin
    perform set_config('search_path', timescale.search_path(), false);
    seen := array(select c.id from timescale.changes c);
    commit;
    foreach policy in array array(
        select j.job_id
        from timescaledb_information.jobs j
        where j.proc_name = 'policy_refresh_continuous_aggregate' and j.owner = current_user::regrole
        order by 1
    )
    loop
        call run_job(policy);
    end loop;
    delete from timescale.changes c where c.id = any(seen);
end
$$;
select add_job('timescale.sum_up', interval '5 minutes');

alter table timescale.commits set (
    timescaledb.enable_columnstore, timescaledb.segmentby = 'workspace_id, repository_key', timescaledb.orderby = 'at, key'
);
alter table timescale.deployments set (
    timescaledb.enable_columnstore, timescaledb.segmentby = 'workspace_id, repository_key', timescaledb.orderby = 'at, key'
);
alter table timescale.pull_request_events set (
    timescaledb.enable_columnstore, timescaledb.segmentby = 'workspace_id', timescaledb.orderby = 'at, pull_key'
);
call add_columnstore_policy('timescale.commits', after => interval '90 days');
call add_columnstore_policy('timescale.deployments', after => interval '90 days');
call add_columnstore_policy('timescale.pull_request_events', after => interval '90 days');

-- Whose rows somebody sees: a reader's login its own workspace's whatever it says, the application the one it works for,
-- whoever owns the facts everybody's. It is asked once a statement.
create function series_workspaces() returns uuid[]
language sql stable
return case
    when pg_has_role(current_user, (select c.relowner from pg_class c where c.oid = 'commits'::regclass), 'usage')
        then array(select w.id from workspaces w)
    when pg_has_role(current_user, 'aexy_reader', 'usage') then array[reader_workspace()]
    else array[current_workspace()]
end;
-- It is looked at before it is known who asks; who is no reader has none.
grant execute on function reader_workspace() to aexy_app;

create view timescale.own_days with (security_barrier = true) as
select s.*
from timescale.daily_commit_stats s
where s.workspace_id = any ((select series_workspaces())::uuid[])
  and s.workspace_id <> all ((select array(select c.workspace_id from timescale.changes c))::uuid[])
union all
select time_bucket(interval '1 day', c.at), c.workspace_id, c.repository_key, c.author_key, count(*),
       sum(c.lines_added), sum(c.lines_removed), sum(c.files_changed)
from timescale.commits c
where c.workspace_id = any ((select series_workspaces())::uuid[])
  and c.workspace_id = any ((select array(select n.workspace_id from timescale.changes n))::uuid[])
  and (select exists (select from timescale.changes))
group by 1, 2, 3, 4;

create view timescale.own_weeks with (security_barrier = true) as
select s.*
from timescale.weekly_dora_metrics s
where s.workspace_id = any ((select series_workspaces())::uuid[])
  and s.workspace_id <> all ((select array(select c.workspace_id from timescale.changes c))::uuid[])
union all
select time_bucket(interval '7 days', d.at), d.workspace_id, d.repository_key, count(*), avg(d.duration_seconds),
       count(*) filter (where d.status = 'failure'), count(*) filter (where d.status = 'success')
from timescale.deployments d
where d.workspace_id = any ((select series_workspaces())::uuid[])
  and d.workspace_id = any ((select array(select n.workspace_id from timescale.changes n))::uuid[])
  and (select exists (select from timescale.changes))
group by 1, 2, 3;

create view timescale.own_months with (security_barrier = true) as
select s.*
from timescale.monthly_developer_activity s
where s.workspace_id = any ((select series_workspaces())::uuid[])
  and s.workspace_id <> all ((select array(select c.workspace_id from timescale.changes c))::uuid[])
union all
select time_bucket(interval '1 month', c.at), c.workspace_id, c.repository_key, c.author_key, count(*),
       sum(c.lines_added), sum(c.lines_removed)
from timescale.commits c
where c.workspace_id = any ((select series_workspaces())::uuid[])
  and c.workspace_id = any ((select array(select n.workspace_id from timescale.changes n))::uuid[])
  and (select exists (select from timescale.changes))
group by 1, 2, 3, 4;

create view timescale.own_events with (security_barrier = true) as
select s.*
from timescale.pull_request_events s
where s.workspace_id = any ((select series_workspaces())::uuid[]);
grant select on timescale.own_days, timescale.own_weeks, timescale.own_months, timescale.own_events
    to aexy_app, aexy_reader;

-- The reports of 0014 and 0064, column by column the same.
create or replace view reporting.daily_commit_stats with (security_invoker = true) as
select s.workspace_id,
       s.day at time zone w.time_zone as day,
       r.id as repository_id,
       sum(s.commit_count)::bigint as commit_count,
       sum(s.lines_added)::bigint as total_lines_added,
       sum(s.lines_removed)::bigint as total_lines_deleted,
       sum(s.files_changed)::bigint as total_files_changed,
       count(distinct a.developer_id) as unique_authors
from timescale.own_days s
join workspaces w on w.id = s.workspace_id
join repositories r on r.key = s.repository_key
left join developer_identities a on a.key = s.author_key
group by 1, 2, 3;

create or replace view reporting.weekly_dora_metrics with (security_invoker = true) as
select s.workspace_id,
       s.week at time zone w.time_zone as week,
       r.id as repository_id,
       s.deployment_count,
       s.avg_duration_seconds,
       s.failed_count,
       s.success_count
from timescale.own_weeks s
join workspaces w on w.id = s.workspace_id
left join repositories r on r.key = s.repository_key;

create or replace view reporting.monthly_developer_activity with (security_invoker = true) as
select s.workspace_id,
       s.month at time zone w.time_zone as month,
       a.developer_id as author_id,
       r.id as repository_id,
       sum(s.commit_count)::bigint as commit_count,
       sum(s.lines_added)::bigint as total_lines_added,
       sum(s.lines_removed)::bigint as total_lines_deleted
from timescale.own_months s
join workspaces w on w.id = s.workspace_id
join repositories r on r.key = s.repository_key
left join developer_identities a on a.key = s.author_key
group by 1, 2, 3, 4;

create or replace view reporting.pull_request_events with (security_invoker = true) as
select e.workspace_id,
       md5('pull request ' || e.pull_key)::uuid as pull_request_id,
       r.id as repository_id,
       e.at as time,
       e.kind,
       a.developer_id as actor_id,
       s.developer_id as subject_id
from timescale.own_events e
join pull_requests p on p.key = e.pull_key
join repositories r on r.key = p.repository_key
left join developer_identities a on a.key = e.actor_key
left join developer_identities s on s.key = e.subject_key
where p.gone_at is null;
select admit_readers();

-- What a workspace keeps no longer: of the one that is worked for, and of no other.
create or replace function older_in_series(before timestamptz) returns bigint
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
    select (
        select count(*) from timescale.commits t
        where t.workspace_id = current_workspace() and t.at < before at time zone 'UTC'
    ) + (
        select count(*) from timescale.deployments t
        where t.workspace_id = current_workspace() and t.at < before at time zone 'UTC'
    ) + (
        select count(*) from timescale.pull_request_events t
        where t.workspace_id = current_workspace() and t.at < before
    )
$$;
create or replace function shorten_series(before timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp
as $$
declare gone bigint := older_in_series(before);
begin
    perform set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true);
    delete from timescale.commits t
    where t.workspace_id = current_workspace() and t.at < before at time zone 'UTC';
    delete from timescale.deployments t
    where t.workspace_id = current_workspace() and t.at < before at time zone 'UTC';
    delete from timescale.pull_request_events t
    where t.workspace_id = current_workspace() and t.at < before;
    if gone > 0 then
        perform timescale.note_change(current_workspace(), '-infinity');
    end if;
    return gone;
end
$$;
revoke execute on function older_in_series(timestamptz), shorten_series(timestamptz) from public;
grant execute on function older_in_series(timestamptz), shorten_series(timestamptz) to aexy_app;
