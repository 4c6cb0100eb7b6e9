-- Who may see what: workspaces are the tenants, accounts are the people who sign in.
-- Every tenant table from here on carries workspace_id and a policy; the application connects as a role that
-- owns nothing, so a forgotten filter returns no rows instead of somebody else's.

do $$
begin
    if not exists (select from pg_roles where rolname = 'aexy_app') then
        create role aexy_app nologin nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
end
$$;

grant usage on schema public to aexy_app;
alter default privileges in schema public grant select, insert, update, delete on tables to aexy_app;
alter default privileges in schema public grant usage, select on sequences to aexy_app;

-- The workspace of the current transaction; null when none was set, and null matches no row.
create function current_workspace() returns uuid
language sql stable parallel safe
return nullif(current_setting('app.workspace_id', true), '')::uuid;

-- The account of the current transaction, likewise.
create function current_account() returns uuid
language sql stable parallel safe
return nullif(current_setting('app.account_id', true), '')::uuid;

create table accounts (
    id          uuid primary key default gen_random_uuid(),
    name        text not null,
    email       text unique,
    created_at  timestamptz not null default now()
);

create table workspaces (
    id            uuid primary key default gen_random_uuid(),
    slug          text not null unique check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) <= 63),
    name          text not null check (name <> ''),
    time_zone     text not null default 'UTC',
    working_days  smallint[] not null default '{1,2,3,4,5}',   -- ISO weekdays, Monday is 1
    late_from     smallint not null default 22 check (late_from between 0 and 23),
    late_until    smallint not null default 6 check (late_until between 0 and 23),
    is_demo       boolean not null default false,
    data_version  bigint not null default 0,                   -- grows whenever any fact changes; cache keys carry it
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now()
);

create table memberships (
    workspace_id  uuid not null references workspaces on delete cascade,
    account_id    uuid not null references accounts on delete cascade,
    role          text not null check (role in ('owner', 'admin', 'manager', 'member', 'viewer')),
    created_at    timestamptz not null default now(),
    primary key (workspace_id, account_id)
);
create index memberships_account on memberships (account_id);

-- Only hashes are kept: whoever reads this table can sign in as nobody.
create table sign_in_links (
    token_hash  bytea primary key,
    account_id  uuid not null references accounts on delete cascade,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    used_at     timestamptz
);

create table sessions (
    token_hash  bytea primary key,
    account_id  uuid not null references accounts on delete cascade,
    label       text not null,
    created_at  timestamptz not null default now(),
    expires_at  timestamptz not null,
    revoked_at  timestamptz
);
create index sessions_account on sessions (account_id);

alter table accounts enable row level security;
create policy own_account on accounts using (
    id = (select current_account())
    or id in (select m.account_id from memberships m where m.workspace_id = (select current_workspace()))
);

alter table workspaces enable row level security;
create policy own_workspace on workspaces using (
    id = (select current_workspace())
    or id in (select m.workspace_id from memberships m where m.account_id = (select current_account()))
) with check (id = (select current_workspace()));

alter table memberships enable row level security;
create policy own_membership on memberships using (
    workspace_id = (select current_workspace())
    or account_id = (select current_account())
) with check (workspace_id = (select current_workspace()));

-- A session or link is found by its hash alone, before anybody is known; only who holds the token knows the hash.
alter table sign_in_links enable row level security;
create policy by_hash on sign_in_links using (token_hash = (select decode(nullif(current_setting('app.token_hash', true), ''), 'hex')));

alter table sessions enable row level security;
create policy by_hash on sessions using (
    token_hash = (select decode(nullif(current_setting('app.token_hash', true), ''), 'hex'))
    or account_id = (select current_account())
);
