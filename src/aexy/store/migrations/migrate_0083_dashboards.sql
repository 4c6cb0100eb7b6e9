-- Dashboards: what somebody chose in one workspace, how they arranged each preset, and which pages they open. All of it
-- goes with their membership.
create table dashboard_choices (
    workspace_id         uuid not null,
    account_id           uuid not null,
    preset               text not null,
    checked              text[] not null default '{}',   -- steps of getting started that somebody ticked
    is_dismissed         boolean not null default false,
    pinned               text[] not null default '{}',   -- paths of pages, first to last
    updated_at           timestamptz not null,
    primary key (workspace_id, account_id),
    foreign key (workspace_id, account_id) references memberships (workspace_id, account_id) on delete cascade
);

-- A row only where somebody arranged a preset otherwise than it comes. Keys are checked on the way in.
create table dashboard_layouts (
    workspace_id         uuid not null,
    account_id           uuid not null,
    preset               text not null,
    visible              text[] not null,                -- keys of widgets
    ordered              text[] not null,                -- the same and hidden ones, first to last
    sizes                jsonb not null default '{}',    -- by key, where not the declared one
    updated_at           timestamptz not null,
    primary key (workspace_id, account_id, preset),
    foreign key (workspace_id, account_id) references memberships (workspace_id, account_id) on delete cascade
);

create table page_visits (
    workspace_id         uuid not null,
    account_id           uuid not null,
    page                 text not null,
    visits               bigint not null check (visits > 0),
    last_at              timestamptz not null,
    primary key (workspace_id, account_id, page),
    foreign key (workspace_id, account_id) references memberships (workspace_id, account_id) on delete cascade
);

do $$
declare t text;
begin
    foreach t in array array['dashboard_choices', 'dashboard_layouts', 'page_visits']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
