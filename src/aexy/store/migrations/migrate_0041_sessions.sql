-- A session is a family of refresh tokens, each used once. The command line's own session has one token that lasts.

alter table sessions drop constraint sessions_pkey;
alter table sessions
    add column id uuid not null default gen_random_uuid() primary key,
    add column way text not null default 'link' check (way in ('link', 'command_line', 'device', 'github', 'oidc')),
    add column scopes text[] not null default '{read,write,admin,account}',
    add column last_used_at timestamptz,
    alter column token_hash drop not null,
    add constraint sessions_token_hash_key unique (token_hash);
update sessions set way = 'command_line' where label = 'command line';

-- Spent ones stay until they would have expired: whoever shows one again has a copy, and the whole family ends.
create table refresh_tokens (
    token_hash  bytea primary key,
    session_id  uuid not null references sessions on delete cascade,
    account_id  uuid not null references accounts on delete cascade,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    spent_at    timestamptz,
    spent_from  bytea,               -- a hash of the browser and address it was spent from
    successor   bytea                -- the hash of the token it was exchanged for
);
create index refresh_tokens_session on refresh_tokens (session_id);
create index refresh_tokens_account on refresh_tokens (account_id);

alter table refresh_tokens enable row level security;
create policy by_hash on refresh_tokens using (
    token_hash = (select decode(nullif(current_setting('app.token_hash', true), ''), 'hex'))
    or account_id = (select current_account())
);
