-- Which packages source files import: what each commit changed about that, and from it since when a path has.
--
-- No foreign keys to commits and paths, for the reasons said in 0004; rows go with the commits they speak of.

create table commit_imports (
    workspace_id  uuid not null,
    commit_key    bigint not null,
    path_key      integer not null,
    package_key   integer not null references packages (key) on delete cascade,
    added         smallint not null,                    -- how many lines that import it came
    removed       smallint not null,                    -- and how many went
    primary key (commit_key, path_key, package_key)
);
create index commit_imports_path on commit_imports (path_key);
create index commit_imports_package on commit_imports (package_key);

create table path_packages (
    workspace_id    uuid not null,
    repository_key  integer not null references repositories (key) on delete cascade,
    path_key        integer not null,
    package_key     integer not null references packages (key) on delete cascade,
    since           timestamptz not null,               -- whoever changed the path from then on worked with the package
    until           timestamptz,                        -- null: it imports it still
    primary key (path_key, package_key)
);
create index path_packages_of on path_packages (repository_key);
create index path_packages_package on path_packages (package_key);

do $$
declare t text;
begin
    foreach t in array array['commit_imports', 'path_packages']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
        execute format('grant maintain on %I to aexy_app', t);
    end loop;
end
$$;

create function forget_imports() returns trigger language plpgsql as $$
begin
    delete from commit_imports x using gone g where x.commit_key = g.key;
    return null;
end
$$;
create trigger imports_go_along after delete on commits
referencing old table as gone for each statement execute function forget_imports();

-- By which rules imports were read of every commit; null: never, so that the next sync reads them.
alter table line_readings add column imports text;
