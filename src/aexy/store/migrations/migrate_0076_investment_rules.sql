-- What merged pull requests are sorted by: rules in all their versions, and what somebody corrected by hand.

create table investment_rules (
    workspace_id  uuid not null references workspaces on delete cascade,
    version       integer not null check (version > 0),         -- 0 are the product's own, which stand nowhere
    document      jsonb not null,
    note          text,
    made_by       uuid references accounts on delete set null,
    made_at       timestamptz not null,
    primary key (workspace_id, version)
);

create table investment_corrections (
    pull_key      bigint primary key references pull_requests (key) on delete cascade,
    workspace_id  uuid not null references workspaces on delete cascade,
    category      text not null,                                -- a key of the rules in force
    note          text,
    made_by       uuid references accounts on delete set null,
    made_at       timestamptz not null
);
create index investment_corrections_workspace on investment_corrections (workspace_id);

do $$
declare t text;
begin
    foreach t in array array['investment_rules', 'investment_corrections']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
