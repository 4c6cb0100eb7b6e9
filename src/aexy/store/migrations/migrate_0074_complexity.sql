-- How complex files are, as the tip of the default branch has them (sources/complexity.py), from when until when.
--
-- A row is of a path while its content stayed the same: `since` is the date of the commit it was first seen at, `until`
-- of the one at which it was first seen changed or gone; null while it is so at the tip. What is measured once is known
-- by git's name of the content, and not read again.

create table file_complexity (
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer not null references repositories (key) on delete cascade,
    path_key        integer not null,
    since           timestamptz not null,
    until           timestamptz,
    blob            bytea not null,
    method          text not null check (method in ('lizard', 'indentation')),
    nloc            integer not null,                    -- lines with code in them
    functions       integer,                             -- null where only indentation is known
    total           integer not null,                    -- one more than the decisions of the whole file
    largest         integer,                             -- of the most complex function; by indentation: how deep the deepest line lies
    longest         integer,                             -- lines of the longest function
    name            text,                                -- of the most complex function
    primary key (path_key, since)
);
create index file_complexity_of on file_complexity (repository_key, until);

-- How far it was read: of which tip, by which rules, and from when on it is known.
create table complexity_readings (
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer primary key references repositories (key) on delete cascade,
    measured_by     text not null,
    tip             bytea,                               -- null: it is not finished
    since           timestamptz,                         -- null: what was before the first tip was not looked at yet
    read_at         timestamptz not null,
    failure         text                                 -- why the last try came to nothing, a sentence
);

do $$
declare t text;
begin
    foreach t in array array['file_complexity', 'complexity_readings']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
        execute format('grant maintain on %I to aexy_app', t);
    end loop;
end
$$;
