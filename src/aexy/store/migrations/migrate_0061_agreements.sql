-- What a workspace or a team has agreed on about pull requests; and by which hours it works where people say nothing.

alter table insight_settings
    add column work_starts_at time not null default '09:00',  -- by the workspace's clock
    add column work_ends_at   time not null default '17:00',  -- before the start: on the day after
    add check (work_starts_at <> work_ends_at);

create table agreements (
    id            uuid primary key default gen_random_uuid(),
    workspace_id  uuid not null references workspaces on delete cascade,
    team_id       uuid,                                         -- null: of the whole workspace
    name          text not null check (name <> ''),
    kind          text not null check (kind in (
        'first_review', 'merge_after_approval', 'age', 'size', 'open_per_author', 'approved_before_merge')),
    version       integer not null default 1,
    created_by    uuid references accounts on delete set null,
    created_at    timestamptz not null,
    updated_at    timestamptz not null,
    unique (workspace_id, id),
    foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade
);
create index agreements_by_name on agreements (workspace_id, lower(name), id);
create index agreements_team on agreements (team_id) where team_id is not null;

-- The limit as it was from an instant on. What began before is judged by what was agreed on then; the first version
-- also by what had begun before anybody agreed on anything.
create table agreement_versions (
    workspace_id  uuid not null,
    agreement_id  uuid not null,
    version       integer not null,
    most          double precision,                             -- null: the kind has no limit
    unit          text check (unit in ('working_hours', 'working_days', 'hours', 'days', 'lines', 'pull_requests')),
    since         timestamptz not null,
    made_by       uuid references accounts on delete set null,
    primary key (agreement_id, version),
    check ((most is null) = (unit is null)),
    foreign key (workspace_id, agreement_id) references agreements (workspace_id, id) on delete cascade
);

do $$
declare t text;
begin
    foreach t in array array['agreements', 'agreement_versions']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
