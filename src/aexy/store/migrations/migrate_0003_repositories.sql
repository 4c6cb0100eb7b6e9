-- What is read, how far it was read, and what is being read now.

create table repositories (
    id                   uuid primary key default gen_random_uuid(),
    key                  integer generated always as identity unique,
    workspace_id         uuid not null references workspaces on delete cascade,
    owner                text,                          -- GitHub organization, GitLab group; null for a folder
    name                 text not null,
    provider             text not null,                 -- git, demo, github, …
    provider_id          text not null,                 -- git: the normalised location without credentials
    url                  text not null,                 -- never with credentials
    is_local             boolean not null,              -- a path on the server's machine: the local owner's right only
    is_trusted           boolean not null default false, -- added by the machine's owner: may stand at a private address
    branch_wanted        text,                          -- set by a person; null means the source's own default
    default_branch       text,                          -- as last read; null until then
    object_format        text check (object_format in ('sha1', 'sha256')),
    is_shallow           boolean not null default false,
    provider_created_at  timestamptz,                   -- decides which of several forks a shared commit counts for
    mirror_bytes         bigint,                        -- null: nothing of ours on disk
    last_synced_at       timestamptz,
    rules_digest         bytea,                         -- of the rules its paths were last classed by; null: never
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now(),
    unique (workspace_id, provider, provider_id),
    unique (workspace_id, id)
);
create index repositories_name on repositories (workspace_id, name);

-- The tips that were fully read. The next run reads what these do not reach.
create table repository_refs (
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer not null references repositories (key) on delete cascade,
    name            text not null,                      -- refs/heads/main …
    sha             bytea not null,
    is_default      boolean not null default false,
    seen_at         timestamptz not null default now(),
    primary key (repository_key, name)
);

-- Files at the tip of the counted branch that say how the history is to be read: `.mailmap` and `.gitattributes`.
create table repository_rules (
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer not null references repositories (key) on delete cascade,
    name            text not null check (name in ('.mailmap', '.gitattributes')),
    body            text not null,
    primary key (repository_key, name)
);

-- Work a person can watch: one row per run, updated while it runs.
create table jobs (
    id             uuid primary key default gen_random_uuid(),
    workspace_id   uuid not null references workspaces on delete cascade,
    kind           text not null,                       -- sync_repository, snapshots, demo
    repository_id  uuid,
    state          text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
    stage          text,                                -- what it is doing, in a few words
    done           bigint not null default 0,
    total          bigint,                              -- null until it is known
    unit           text,                                -- commits, snapshots …
    error          text,                                -- a sentence with a next step
    details        jsonb not null default '{}',         -- kind-specific results, e.g. commits added
    requested_by   uuid references accounts on delete set null,
    created_at     timestamptz not null default now(),
    started_at     timestamptz,
    heartbeat_at   timestamptz,
    finished_at    timestamptz,
    foreign key (workspace_id, repository_id) references repositories (workspace_id, id) on delete cascade
);
create index jobs_newest on jobs (workspace_id, created_at desc);
create index jobs_repository on jobs (repository_id, created_at desc);
-- One run of one kind per repository at a time: a second start joins the first.
create unique index jobs_one_active on jobs (repository_id, kind) where state in ('queued', 'running') and repository_id is not null;

-- What a provider said, before it was understood: a parsing bug is mended by reading these again.
create table raw_pages (
    id              bigint generated always as identity primary key,
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer references repositories (key) on delete cascade,
    source          text not null,                      -- demo, github, …
    stream          text not null,                      -- pull_requests, deployments, incidents …
    page            text not null,                      -- the source's own name for it: a cursor, a number, a date
    body            bytea not null,                     -- zlib-compressed JSON lines
    rows            integer not null,
    digest          bytea not null,                     -- sha-256 of the uncompressed body
    fetched_at      timestamptz not null default now()
);
create unique index raw_pages_once on raw_pages (workspace_id, source, stream, coalesce(repository_key, 0), page);

do $$
declare t text;
begin
    foreach t in array array['repositories', 'repository_refs', 'repository_rules', 'jobs', 'raw_pages']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
