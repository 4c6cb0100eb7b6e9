-- What counts as a deployment and as an incident, by rules people made, and what follows from it.
--
-- Deployments, runs, releases, tags, merges, incidents and issues are facts. What a rule makes of them is worked out
-- from those, all of a service at once, and brought in line whenever a fact or a rule has changed: these tables can be
-- emptied at any time and come back the same. Only rules and corrections are somebody's word.

-- Every state the rules were ever in; the highest version holds. Without any, the defaults of the product do.
create table delivery_rules (
    workspace_id  uuid not null references workspaces on delete cascade,
    version       integer not null check (version > 0),
    document      jsonb not null,                        -- features/delivery/rules_schemas.py
    note          text,
    made_by       uuid references accounts on delete set null,
    made_at       timestamptz not null,
    primary key (workspace_id, version)
);

-- Which rules the tables below are worked out by. 0: the defaults.
create table delivery_state (
    workspace_id   uuid primary key references workspaces on delete cascade,
    rules_version  integer not null,
    counted_at     timestamptz not null
);

-- What is deployed: a repository by itself, or what a rule made one of.
create table services (
    key             integer generated always as identity primary key,
    id              uuid not null,                       -- the rule's, or the repository's own
    workspace_id    uuid not null references workspaces on delete cascade,
    name            text not null,
    repository_key  integer references repositories (key) on delete cascade,  -- of a repository by itself
    retired_at      timestamptz,                         -- no rule makes it any more
    unique (workspace_id, id)
);

create table service_repositories (
    workspace_id    uuid not null,
    service_key     integer not null references services (key) on delete cascade,
    repository_key  integer not null references repositories (key) on delete cascade,
    paths           text[] not null default '{}',        -- empty: all of it
    primary key (service_key, repository_key)
);
create index service_repositories_repository on service_repositories (repository_key);

create table counted_deployments (
    key              bigint generated always as identity primary key,
    id               uuid not null unique default gen_random_uuid(),
    workspace_id     uuid not null references workspaces on delete cascade,
    service_key      integer not null references services (key) on delete cascade,
    source           text not null check (source in ('deployment', 'run', 'job', 'release', 'tag', 'merge')),
    source_id        text not null,                      -- key or external id of that fact
    repository_key   integer,
    sha              bytea,
    commit_key       bigint,                             -- null: the commit is not known here
    environment      text not null,
    is_production    boolean not null,
    title            text,
    url              text,
    status           text not null check (status in ('success', 'failure', 'cancelled', 'running', 'pending')),
    created_at       timestamptz not null,
    started_at       timestamptz,
    finished_at      timestamptz,                        -- when it was live; of a failure, when it was given up
    deployed_by_key  integer,
    previous_key     bigint,                             -- the successful one before it of the same service, environment and repository
    is_first         boolean not null default false,     -- the start of history: what it brought may have been live before
    is_rollback      boolean not null default false,     -- said so, or an ancestor of what was live went live again
    is_unplanned     boolean not null default false,     -- made to mend an incident
    commits          integer,                            -- how many it brought; null where it cannot be known
    failed_by        text check (failed_by in ('incident', 'rollback', 'hotfix')),
    restored_at      timestamptz,                        -- of a failed one: when service was restored; null: not yet
    unique (service_key, source, source_id, environment)
);
create index counted_deployments_finished on counted_deployments (workspace_id, finished_at) where is_production;
create index counted_deployments_service on counted_deployments (service_key, finished_at);

create table counted_incidents (
    key             bigint generated always as identity primary key,
    id              uuid not null unique default gen_random_uuid(),
    workspace_id    uuid not null references workspaces on delete cascade,
    service_key     integer references services (key) on delete cascade,  -- null: of no service that is known
    source          text not null check (source in ('incident', 'issue', 'revert', 'hotfix')),
    source_id       text not null,
    title           text not null,
    url             text,
    severity        text,
    started_at      timestamptz not null,
    resolved_at     timestamptz,                         -- null: open, or resolved before it began
    is_backwards    boolean not null default false,      -- resolved before it began
    deployment_key  bigint,                              -- which caused it
    evidence        text check (evidence in ('manual', 'named', 'window')),
    unique (workspace_id, source, source_id)
);
create index counted_incidents_started on counted_incidents (workspace_id, started_at);
create index counted_incidents_deployment on counted_incidents (deployment_key);

-- A change and the first successful production deployment of a service that has it. `pull_key` is null for a commit
-- of the counted branch that came without a pull request.
create table deliveries (
    workspace_id    uuid not null,
    service_key     integer not null references services (key) on delete cascade,
    deployment_key  bigint not null references counted_deployments (key) on delete cascade,
    pull_key        bigint,
    commit_key      bigint,
    check ((pull_key is null) <> (commit_key is null))
);
create unique index deliveries_pull on deliveries (pull_key, service_key) where pull_key is not null;
create unique index deliveries_commit on deliveries (commit_key, service_key) where commit_key is not null;
create index deliveries_deployment on deliveries (deployment_key);

-- What somebody said by hand about what an incident came of; it wins over everything worked out.
create table delivery_corrections (
    workspace_id          uuid not null references workspaces on delete cascade,
    source                text not null,
    source_id             text not null,                 -- of the incident
    deployment_source     text,                          -- null: of no deployment
    deployment_source_id  text,
    reason                text,
    made_by               uuid references accounts on delete set null,
    made_at               timestamptz not null,
    primary key (workspace_id, source, source_id)
);

do $$
declare t text;
begin
    foreach t in array array['delivery_rules', 'delivery_state', 'services', 'service_repositories', 'counted_deployments',
                             'counted_incidents', 'deliveries', 'delivery_corrections']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
        execute format('grant maintain on %I to aexy_app', t);
    end loop;
end
$$;
