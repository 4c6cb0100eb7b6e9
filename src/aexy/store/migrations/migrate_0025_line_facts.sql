-- Which commit the lines that a commit removed were born in, file by file: what churn and survival are counted from.
--
-- No foreign keys, for the reasons said in 0004; rows go with the commits they speak of.

create table line_origins (
    workspace_id       uuid not null,
    commit_key         bigint not null,                  -- who removed them
    path_key           integer not null,
    origin_commit_key  bigint,                           -- whose they were; null where that is not known
    lines              integer not null,
    constraint line_origins_once unique nulls not distinct (commit_key, path_key, origin_commit_key)
);
create index line_origins_origin on line_origins (origin_commit_key) where origin_commit_key is not null;

-- How far the lines of a repository were read. A state beside its mirror goes on from there, if it is the same one.
create table line_readings (
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer primary key references repositories (key) on delete cascade,
    identity        text not null,                       -- which state
    commits         integer not null,                    -- how many it had read when this was written
    tip             bytea,                               -- from where everything was read; null: it is not finished
    read_at         timestamptz not null,
    failure         text                                 -- why the last try came to nothing, a sentence
);

do $$
declare t text;
begin
    foreach t in array array['line_origins', 'line_readings']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
        execute format('grant maintain on %I to aexy_app', t);
    end loop;
end
$$;

create function forget_line_facts() returns trigger language plpgsql as $$
begin
    delete from line_origins x using gone g where x.commit_key = g.key;
    delete from line_origins x using gone g where x.origin_commit_key = g.key;
    return null;
end
$$;
create trigger line_facts_go_along after delete on commits
referencing old table as gone for each statement execute function forget_line_facts();
