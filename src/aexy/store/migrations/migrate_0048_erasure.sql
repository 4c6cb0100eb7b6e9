-- Who was erased, and by what they are recognised when a source tells of them again.
--
-- Nothing here says who somebody was: a tombstone is a keyed hash of a name, an address or an account, and each workspace
-- has a key of its own, so the same person has other hashes elsewhere. Each erasure is also kept in the data folder
-- (erasures/), outside of every dump, so that a backup made before it does not bring anybody back.

create table privacy_keys (
    workspace_id  uuid primary key references workspaces on delete cascade,
    key           bytea not null check (octet_length(key) = 32)
);

create table erasures (
    id            uuid primary key default gen_random_uuid(),
    workspace_id  uuid not null references workspaces on delete cascade,
    developer_id  uuid not null,
    token         text not null check (token ~ '^erased-[0-9a-f]{8}$'),  -- what stands in texts for their name
    state         text not null default 'asked' check (state in ('asked', 'confirmed', 'done', 'refused')),
    asked_by      uuid references accounts on delete set null,
    asked_at      timestamptz not null,
    decided_by    uuid references accounts on delete set null,
    decided_at    timestamptz,
    done_at       timestamptz,
    erased        jsonb not null default '{}',            -- how many rows of which table
    unique (workspace_id, id),
    unique (workspace_id, token)
);
create unique index erasures_one_open on erasures (workspace_id, developer_id) where state in ('asked', 'confirmed');
create index erasures_newest on erasures (workspace_id, asked_at desc, id);

create table tombstones (
    workspace_id  uuid not null references workspaces on delete cascade,
    erasure_id    uuid not null,
    kind          text not null check (kind in ('identity', 'email', 'account', 'word', 'first')),
    hash          bytea not null,
    primary key (workspace_id, kind, hash, erasure_id),
    foreign key (workspace_id, erasure_id) references erasures (workspace_id, id) on delete cascade
);

alter table developers add column erased_at timestamptz;

do $$
declare t text;
begin
    foreach t in array array['privacy_keys', 'erasures', 'tombstones']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
