-- How the workspace reaches its providers, how far each was read, and what they sent by themselves.

create table connections (
    id              uuid primary key default gen_random_uuid(),
    workspace_id    uuid not null references workspaces on delete cascade,
    provider        text not null check (provider in ('github', 'gitlab', 'jira', 'linear')),
    name            text not null check (name <> ''),      -- what people call it; by default the account's name
    base_url        text not null,                         -- https://github.com, https://gitlab.example.org, https://acme.atlassian.net
    origin          text not null,                         -- github.com, acme.atlassian.net: what its facts carry
    auth_kind       text not null check (auth_kind in ('token', 'app', 'basic')),
    account         text,                                  -- whose token it is, as the provider says
    scopes          text[] not null default '{}',          -- what the provider says it may do
    options         jsonb not null default '{}',           -- provider-specific, not secret: app id, story point field, status categories …
    state           text not null default 'active' check (state in ('active', 'paused', 'failing', 'revoked')),
    error           text,                                  -- a sentence with a next step
    error_at        timestamptz,
    is_trusted      boolean not null default false,        -- made by the machine's owner: may stand at a private address
    follows_all     boolean not null default false,        -- whatever it can see is taken in, also what comes later
    webhook_seen_at timestamptz,
    last_synced_at  timestamptz,
    created_by      uuid references accounts on delete set null,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    unique (workspace_id, id),
    unique (workspace_id, provider, origin, name)
);

-- Tokens and keys, sealed: AES-256-GCM, the data key wrapped by the machine's key of that id (store/vault.py).
-- `number` tells several tokens of one connection apart.
create table connection_secrets (
    workspace_id   uuid not null,
    connection_id  uuid not null,
    kind           text not null check (kind in ('token', 'webhook', 'webhook_next', 'app_key', 'password')),
    number         smallint not null default 0,
    key_id         text not null,
    wrapped_key    bytea not null,
    sealed         bytea not null,
    hint           text not null default '',               -- its last four characters, to tell tokens apart
    created_at     timestamptz not null default now(),
    expires_at     timestamptz,
    primary key (connection_id, kind, number),
    foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);

alter table repositories add foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete set null (connection_id);
-- Who takes a connection away keeps what it brought; a later one to the same place finds it again.
alter table tracker_projects add foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete set null (connection_id);
alter table tracker_projects add column is_followed boolean not null default true;
create index repositories_connection on repositories (connection_id) where connection_id is not null;
create index tracker_projects_connection on tracker_projects (connection_id) where connection_id is not null;

-- How far each stream of each repository, project or connection was read. `cursor` is the source's own note to itself:
-- given back to it, it goes on where it stopped; at the end of a stream it says from where to look next time.
create table sync_cursors (
    workspace_id    uuid not null,
    connection_id   uuid not null,
    scope           text not null,                         -- '' for the connection, 'repository:<key>', 'project:<key>'
    stream          text not null,
    cursor          jsonb,
    is_whole        boolean not null default false,        -- the stream was read to its end at least once
    read_until      timestamptz,                           -- everything before is here; null until it was read to its end
    pages           bigint not null default 0,
    rows            bigint not null default 0,
    last_read_at    timestamptz,
    error           text,                                  -- of the last attempt; null when it went well
    error_at        timestamptz,
    primary key (connection_id, scope, stream),
    foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);

-- What is known to be missing, and when it was mended.
create table sync_gaps (
    id              bigint generated always as identity primary key,
    workspace_id    uuid not null,
    connection_id   uuid not null,
    scope           text not null,
    stream          text not null,
    since           timestamptz,
    until           timestamptz,
    item            text,                                  -- one thing that could not be read, in the provider's words
    reason          text not null,
    found_at        timestamptz not null default now(),
    repaired_at     timestamptz,
    foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);
create unique index sync_gaps_open on sync_gaps (connection_id, scope, stream, coalesce(item, ''), coalesce(since, '-infinity'))
    where repaired_at is null;

-- What a provider's headers last said a token may still ask.
create table request_budgets (
    workspace_id    uuid not null,
    connection_id   uuid not null,
    token           smallint not null,                     -- connection_secrets.number
    resource        text not null,                         -- core, graphql, search …
    allowance       integer,
    remaining       integer,
    resets_at       timestamptz,
    waits_until     timestamptz,                           -- somebody is waiting for it right now
    seen_at         timestamptz not null,
    primary key (connection_id, token, resource),
    foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade
);

-- Web hooks as they came; one workflow drains them. A delivery comes once, however often it is sent.
create table webhook_inbox (
    id              bigint generated always as identity primary key,
    workspace_id    uuid not null,
    connection_id   uuid not null,
    delivery        text not null,                         -- the provider's id, else a digest of the body
    event           text not null,
    headers         jsonb not null default '{}',           -- those that say something; never a signature or a token
    body            bytea not null,                        -- zlib
    received_at     timestamptz not null,
    state           text not null default 'received' check (state in ('received', 'done', 'ignored', 'dead')),
    attempts        smallint not null default 0,
    error           text,
    next_try_at     timestamptz,
    finished_at     timestamptz,
    unique (connection_id, delivery)
);
create index webhook_inbox_open on webhook_inbox (workspace_id, id) where state = 'received';
create index webhook_inbox_dead on webhook_inbox (workspace_id, id) where state = 'dead';

create function forget_inbox() returns trigger language plpgsql as $$
begin
    delete from webhook_inbox x using gone g where x.connection_id = g.id;
    return null;
end
$$;
create trigger inbox_goes_along after delete on connections
referencing old table as gone for each statement execute function forget_inbox();

-- Work of a connection: one run of one kind per connection at a time, beside those of other connections.
alter table jobs add column connection_id uuid;
alter table jobs add foreign key (workspace_id, connection_id) references connections (workspace_id, id) on delete cascade;
drop index jobs_one_active_workspace;
create unique index jobs_one_active_workspace on jobs (workspace_id, kind)
    where state in ('queued', 'running') and repository_id is null and connection_id is null;
create unique index jobs_one_active_connection on jobs (connection_id, kind)
    where state in ('queued', 'running') and connection_id is not null;

-- Teams that a provider told us of, so that they are found again when renamed.
alter table teams
    add column provider text,
    add column external_id text;
create unique index teams_external on teams (workspace_id, provider, external_id) where external_id is not null;

-- A web hook names its connection and nothing else; its workspace and secrets are found by that, before anybody is known.
-- Only who knows the connection's id may ask, and what is handed out is sealed.
create function webhook_place(asked uuid) returns table (workspace_id uuid, provider text, state text)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select c.workspace_id, c.provider, c.state
    from public.connections c
    where c.id = asked
$$;
revoke execute on function webhook_place(uuid) from public;
grant execute on function webhook_place(uuid) to aexy_app;

-- Housekeeping: whose connections were not looked at since.
create function connections_due(since timestamptz) returns table (workspace_id uuid, connection_id uuid)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select c.workspace_id, c.id
    from public.connections c
    where c.state in ('active', 'failing')
      and (c.last_synced_at is null or c.last_synced_at < since)
$$;
create function workspaces_with_open_inbox() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select distinct i.workspace_id
    from public.webhook_inbox i
    where i.state = 'received'
$$;
revoke execute on function connections_due(timestamptz), workspaces_with_open_inbox() from public;
grant execute on function connections_due(timestamptz), workspaces_with_open_inbox() to aexy_app;

do $$
declare t text;
begin
    foreach t in array array['connections', 'connection_secrets', 'sync_cursors', 'sync_gaps', 'request_budgets', 'webhook_inbox']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
