-- What a workspace decides about its numbers, and who decided it when.

create table insight_settings (
    workspace_id         uuid primary key references workspaces on delete cascade,
    leaderboards         boolean not null default false,
    leaderboard_purpose  text,                              -- what for; without it nobody is ranked
    leaderboards_by      uuid references accounts on delete set null,
    leaderboards_at      timestamptz,
    churn_days           smallint not null default 21 check (churn_days between 1 and 365),
    default_period       text not null default 'weekly'
        check (default_period in ('daily', 'weekly', 'biweekly', 'monthly', 'quarterly')),
    auto_snapshots       boolean not null default true,     -- counted again after the workspace's own midnight
    half_life_days       smallint not null default 180 check (half_life_days between 1 and 3650),
    skill_half_lives     jsonb not null default '{}',       -- by skill, where another one is known to hold
    updated_at           timestamptz not null default now(),
    check (not leaderboards or leaderboard_purpose is not null)
);

create table insight_setting_changes (
    key           bigint generated always as identity primary key,
    workspace_id  uuid not null references workspaces on delete cascade,
    changed_at    timestamptz not null,
    account_id    uuid references accounts on delete set null,
    setting       text not null,
    before        jsonb not null,
    after         jsonb not null
);
create index insight_setting_changes_newest on insight_setting_changes (workspace_id, key desc);

do $$
declare t text;
begin
    foreach t in array array['insight_settings', 'insight_setting_changes']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;

-- A workspace that wants no daily snapshots is not due for any.
create or replace function workspaces_due(at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select w.id
    from public.workspaces w
    where w.time_zone in (select z.name from pg_catalog.pg_timezone_names z)
      and not exists (
          select
          from public.insight_settings s
          where s.workspace_id = w.id
            and not s.auto_snapshots
      )
      and not exists (
          select
          from public.jobs j
          where j.workspace_id = w.id
            and j.kind = 'snapshots'
            and j.created_at >= date_trunc('day', at, w.time_zone)
      )
$$;
