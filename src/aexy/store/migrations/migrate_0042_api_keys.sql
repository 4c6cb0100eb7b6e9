-- Keys for programs: what is kept is the hash of the whole, and the beginning by which people tell them apart.

create table api_keys (
    id            uuid primary key default gen_random_uuid(),
    account_id    uuid not null references accounts on delete cascade,
    workspace_id  uuid references workspaces on delete cascade,   -- null: wherever its owner belongs
    prefix        text not null unique,
    token_hash    bytea not null unique,
    name          text not null,
    scopes        text[] not null check (scopes <@ '{read,write,admin}'::text[] and scopes <> '{}'),
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    last_used_at  timestamptz,
    revoked_at    timestamptz
);
create index api_keys_account on api_keys (account_id);
create index api_keys_workspace on api_keys (workspace_id);

-- Found by its hash before anybody is known, else its owner's. A workspace sees those that are good for it alone.
alter table api_keys enable row level security;
create policy by_hash on api_keys using (
    token_hash = (select decode(nullif(current_setting('app.token_hash', true), ''), 'hex'))
    or account_id = (select current_account())
    or workspace_id = (select current_workspace())
) with check (account_id = (select current_account()));
