-- From when until when a file stood on the counted branch: at each end of a quarter and at the tip, as its trees say.
-- What is counted over the files there are (kernel/analyses/authorship.py) cannot be told from lines alone.
--
-- Rows go with their repository; `path_key` has no foreign key, for the reasons said in 0004.

create table path_stays (
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer not null references repositories (key) on delete cascade,
    path_key        integer not null,
    since           timestamptz not null,                -- when the first tree that was looked at and has it was made
    until           timestamptz,                         -- the same of the first one without it; null: it stands at the tip
    primary key (path_key, since)
);
create index path_stays_repository on path_stays (repository_key);

-- The tip whose tree was looked at last. Where there is none, a file stands from its first change until it is renamed.
create table tree_readings (
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer primary key references repositories (key) on delete cascade,
    tip             bytea not null,
    read_at         timestamptz not null
);

do $$
declare t text;
begin
    foreach t in array array['path_stays', 'tree_readings']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
        execute format('grant maintain on %I to aexy_app', t);
    end loop;
end
$$;
