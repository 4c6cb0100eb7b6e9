-- One engine for the identities of all sources: what others say of them, what people decided, what waits for a decision.

alter table developer_identities
    add column account_type text,                 -- the provider's word: User, Bot, App, …
    add column avatar_url   text,
    add column seen_at      timestamptz;          -- when a source last told of it

-- An identity a developer was made for. A merge leaves the developer without identities and says into whom it went; a
-- split gives its identity, and with it its id, its teams and its past, back to it.
alter table developers
    add column anchor_key   integer references developer_identities on delete set null,
    add column merged_into  uuid,
    add foreign key (workspace_id, merged_into) references developers (workspace_id, id) on delete set null (merged_into);
create index developers_anchor on developers (anchor_key);
create index developers_merged_into on developers (merged_into) where merged_into is not null;
update developers d
set anchor_key = i.key
from (select developer_id, min(key) as key from developer_identities group by developer_id) i
where i.developer_id = d.id;

-- The identities somebody had when they said "this is me": without being asked they get no more by a name alone.
alter table account_developers add column identity_keys integer[] not null default '{}';
update account_developers a
set identity_keys = array(select i.key from developer_identities i where i.developer_id = a.developer_id order by 1);

-- A time in a team that somebody has because a developer who was in it was merged into them; gone again with a split.
alter table team_members
    add column from_developer_id uuid,
    add foreign key (workspace_id, from_developer_id) references developers (workspace_id, id) on delete cascade;

alter table identity_evidence
    drop constraint identity_evidence_reason_check,
    add constraint identity_evidence_reason_check check (
        reason in ('same_email', 'noreply_address', 'mailmap', 'same_name', 'linked_account', 'decision')
    );
create index identity_evidence_workspace on identity_evidence (workspace_id);

-- What somebody else says: a provider attributes a commit to an account.
create table identity_links (
    workspace_id  uuid not null references workspaces on delete cascade,
    identity_key  integer not null references developer_identities on delete cascade,
    same_as_key   integer not null references developer_identities on delete cascade,
    source        text not null,
    detail        text not null default '',
    created_at    timestamptz not null default now(),
    primary key (identity_key, same_as_key, source)
);
create index identity_links_workspace on identity_links (workspace_id);

-- Who decided what about whom. Rows are never taken away; those in force are replayed in the order of their effect.
create table identity_decisions (
    id            uuid primary key default gen_random_uuid(),
    number        bigint generated always as identity,
    workspace_id  uuid not null references workspaces on delete cascade,
    action        text not null check (action in ('accept', 'reject', 'merge', 'split', 'kind', 'undo')),
    left_keys     integer[] not null,
    right_keys    integer[] not null default '{}',
    kind          text check (kind in ('human', 'bot', 'agent')),
    note          text,
    undoes        uuid references identity_decisions on delete cascade,
    state         text not null check (state in ('waiting', 'in_force', 'refused', 'undone')),
    effect        bigint,                         -- its place among those that took effect
    decided_by    uuid references accounts on delete set null,
    decided_at    timestamptz not null,
    undone_by     uuid references accounts on delete set null,
    undone_at     timestamptz,
    check ((action = 'undo') = (undoes is not null))
);
create index identity_decisions_workspace on identity_decisions (workspace_id, number desc);
create sequence identity_effects;

-- Who might be one person: written anew whenever people are settled; an id lives as long as its pair does.
create table identity_suggestions (
    id            uuid primary key default gen_random_uuid(),
    workspace_id  uuid not null references workspaces on delete cascade,
    left_key      integer not null references developer_identities on delete cascade,
    right_key     integer not null references developer_identities on delete cascade,
    score         double precision not null,
    reasons       jsonb not null,
    conflict      text,
    created_at    timestamptz not null default now(),
    unique (workspace_id, left_key, right_key)
);
create index identity_suggestions_queue on identity_suggestions (workspace_id, score desc, id);

-- Whom a decision waits for: it would move identities into or out of the developer they said they are.
create table identity_consents (
    id            uuid primary key default gen_random_uuid(),
    workspace_id  uuid not null references workspaces on delete cascade,
    decision_id   uuid not null references identity_decisions on delete cascade,
    account_id    uuid not null references accounts on delete cascade,
    asked_at      timestamptz not null,
    answered_at   timestamptz,
    answer        boolean,
    unique (decision_id, account_id)
);
create index identity_consents_account on identity_consents (workspace_id, account_id);

-- What a workspace says for itself: who is no person, and which servers' no-reply addresses stand for accounts.
create table identity_rules (
    workspace_id  uuid primary key references workspaces on delete cascade,
    patterns      jsonb not null default '[]',
    github_hosts  text[] not null default '{}',
    gitlab_hosts  text[] not null default '{}',
    updated_at    timestamptz not null default now()
);

do $$
declare t text;
begin
    foreach t in array array['identity_links', 'identity_decisions', 'identity_suggestions', 'identity_consents', 'identity_rules']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
