-- What a workspace decides about its people's data: how long it is kept, what it may be used for, who said no.

create table privacy_settings (
    workspace_id      uuid primary key references workspaces on delete cascade,
    llm               boolean not null default false,      -- whether anything may be given to a language model
    llm_by            uuid references accounts on delete set null,
    llm_at            timestamptz,
    raw_pages_days    integer check (raw_pages_days >= 1),  -- null: kept
    deliveries_days   integer default 14 check (deliveries_days >= 1),
    access_log_days   integer default 365 check (access_log_days >= 30),
    job_logs_days     integer check (job_logs_days >= 7),
    updated_at        timestamptz not null default now()
);

-- Who does not want what concerns them to be given to a language model.
create table llm_refusals (
    workspace_id  uuid not null references workspaces on delete cascade,
    developer_id  uuid not null,
    refused_at    timestamptz not null,
    primary key (workspace_id, developer_id),
    foreign key (workspace_id, developer_id) references developers (workspace_id, id) on delete cascade
);

-- What numbers about single people are for, beside leaderboards; no row: they are off.
create table insight_purposes (
    workspace_id  uuid not null references workspaces on delete cascade,
    signal        text not null check (signal in ('attrition', 'individual_risk')),
    purpose       text not null check (purpose <> ''),
    stated_by     uuid references accounts on delete set null,
    stated_at     timestamptz not null,
    primary key (workspace_id, signal)
);

do $$
declare t text;
begin
    foreach t in array array['privacy_settings', 'llm_refusals', 'insight_purposes']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;

-- Housekeeping: where nothing was looked through since the workspace's own midnight.
create function workspaces_with_retention_due(at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select w.id
    from public.workspaces w
    where w.time_zone in (select z.name from pg_catalog.pg_timezone_names z)
      and not exists (
          select
          from public.jobs j
          where j.workspace_id = w.id
            and j.kind = 'apply_retention'
            and j.created_at >= date_trunc('day', at, w.time_zone)
      )
$$;
revoke execute on function workspaces_with_retention_due(timestamptz) from public;
grant execute on function workspaces_with_retention_due(timestamptz) to aexy_app;
