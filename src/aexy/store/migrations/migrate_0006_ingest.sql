-- What an ingest still has to read, so that whoever takes over after a dead worker goes on where it stopped.

-- What was ordered, so that a job whose order was lost on the way can be ordered again.
alter table jobs add column arguments jsonb not null default '{}';
-- The tips a run set out to read; written once, by its first step.
alter table jobs add column plan jsonb;

-- The same for work that belongs to the whole workspace: one run of one kind at a time.
create unique index jobs_one_active_workspace on jobs (workspace_id, kind)
    where state in ('queued', 'running') and repository_id is null;

-- A stretch of history of about 8,000 commits. `spec` says which, in the source's own words.
create table job_chunks (
    workspace_id  uuid not null references workspaces on delete cascade,
    job_id        uuid not null references jobs on delete cascade,
    number        integer not null,
    spec          jsonb not null,
    total         bigint not null,                      -- commits in it
    done          bigint not null default 0,            -- commits read so far by the latest attempt
    added         bigint not null default 0,            -- commits that were new
    files         bigint not null default 0,            -- file changes read
    lines         bigint not null default 0,            -- lines added and removed in them
    finished_at   timestamptz,
    primary key (job_id, number)
);
alter table job_chunks enable row level security;
create policy own_workspace on job_chunks using (workspace_id = (select current_workspace()));

-- Housekeeping belongs to no tenant, so it may learn which workspaces need it, and nothing else about them.
create function workspaces_due(at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select w.id
    from public.workspaces w
    where w.time_zone in (select z.name from pg_catalog.pg_timezone_names z)
      and not exists (
          select
          from public.jobs j
          where j.workspace_id = w.id
            and j.kind = 'snapshots'
            and j.created_at >= date_trunc('day', at, w.time_zone)
      )
$$;

create function workspaces_with_open_jobs() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select distinct j.workspace_id
    from public.jobs j
    where j.state in ('queued', 'running')
$$;

revoke execute on function workspaces_due(timestamptz), workspaces_with_open_jobs() from public;
grant execute on function workspaces_due(timestamptz), workspaces_with_open_jobs() to aexy_app;
