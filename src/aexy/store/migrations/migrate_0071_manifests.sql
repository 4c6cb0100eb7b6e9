-- What repositories are made with: which package in which version stands in which manifest, from which commit until which.
--
-- Said of the counted branch as it stood after each of its own commits (first parents): what a branch tried out counts when
-- it is merged. Paths have no foreign key, for the reasons said in 0004; what is of a repository goes with it.

create table packages (
    key           integer generated always as identity primary key,
    workspace_id  uuid not null references workspaces on delete cascade,
    ecosystem     text not null,                        -- kernel/manifests.py
    name          text not null,
    skill         text,                                 -- what it is called where it is worth naming: Django
    domain        text,                                 -- web, data, testing, infrastructure …
    constraint packages_once unique (workspace_id, ecosystem, name)
);

create table manifests (
    path_key        integer primary key,
    workspace_id    uuid not null,
    repository_key  integer not null references repositories (key) on delete cascade,
    kind            text not null,                      -- sources/manifests/kinds.py
    is_lock         boolean not null,
    skill           text,                               -- what writing it shows by itself: Docker, Terraform
    versions        integer not null default 0,         -- how many of its versions were read
    unread          integer not null default 0,         -- and how many of those could not be understood
    failure         text,                               -- why its newest one could not; a sentence
    is_gone         boolean not null default false      -- it is not there any more
);
create index manifests_of on manifests (repository_key);

create table package_versions (
    workspace_id    uuid not null,
    repository_key  integer not null references repositories (key) on delete cascade,
    path_key        integer not null,
    package_key     integer not null references packages (key) on delete cascade,
    version         text,                               -- as written: a range in a manifest, exact in a lock file; null: none
    scope           text not null check (scope in ('runtime', 'development')),
    is_locked       boolean not null,
    is_direct       boolean not null,
    since_key       bigint not null,                    -- the commit that brought it to the counted branch
    since           timestamptz not null,
    until_key       bigint,                             -- the one that took it away; null: it stands
    until           timestamptz,
    primary key (path_key, package_key, since_key)
);
create index package_versions_of on package_versions (repository_key, package_key);
create index package_versions_since on package_versions (since_key);
create index package_versions_package on package_versions (package_key);

create table manifest_readings (
    repository_key  integer primary key references repositories (key) on delete cascade,
    workspace_id    uuid not null references workspaces on delete cascade,
    rules           text not null,                      -- by which they were read; others mean that everything is read again
    tip             bytea,                              -- up to which commit of the counted branch; null: none yet
    is_whole        boolean not null default false,     -- whether that was the branch's tip
    thinned         integer not null default 0,         -- versions of lock files that were passed over
    read_at         timestamptz not null,
    failure         text                                -- why the last try came to nothing, a sentence
);

-- Which commits moved a file away: asked of every manifest. Few rows are renames.
create index commit_files_old_path on commit_files (old_path_key) where old_path_key is not null;

do $$
declare t text;
begin
    foreach t in array array['packages', 'manifests', 'package_versions', 'manifest_readings']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
        execute format('grant maintain on %I to aexy_app', t);
    end loop;
end
$$;
