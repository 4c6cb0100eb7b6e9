-- Who was asked to join a workspace. Links are kept by their hash only, and one that was mailed is another than the one
-- that was shown: whoever holds it has shown that the address is theirs.

create table invitations (
    id            uuid primary key default gen_random_uuid(),
    workspace_id  uuid not null references workspaces on delete cascade,
    email         text not null check (email = lower(email)),
    email_hash    bytea not null,      -- by it a verified address finds what it was invited to
    role          text not null check (role in ('owner', 'admin', 'manager', 'member', 'viewer')),
    is_scoped     boolean not null default false check (not is_scoped or role in ('manager', 'member', 'viewer')),
    token_hash    bytea not null unique,
    mailed_hash   bytea unique,
    invited_by    uuid references accounts on delete set null,
    created_at    timestamptz not null,
    sent_at       timestamptz not null,
    expires_at    timestamptz not null,
    accepted_at   timestamptz,
    accepted_by   uuid references accounts on delete set null,
    revoked_at    timestamptz,
    unique (workspace_id, id)
);
create unique index invitations_open on invitations (workspace_id, email) where accepted_at is null and revoked_at is null;
create index invitations_email on invitations (email_hash);

create table invitation_teams (
    workspace_id   uuid not null references workspaces on delete cascade,
    invitation_id  uuid not null,
    team_id        uuid not null,
    primary key (invitation_id, team_id),
    foreign key (workspace_id, invitation_id) references invitations (workspace_id, id) on delete cascade,
    foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade
);

-- Like a session, an invitation is found by a hash before anybody is known; what becomes of it is its workspace's.
alter table invitations enable row level security;
create policy own_workspace on invitations using (
    workspace_id = (select current_workspace())
    or (select decode(nullif(current_setting('app.token_hash', true), ''), 'hex')) in (token_hash, mailed_hash, email_hash)
) with check (workspace_id = (select current_workspace()));

alter table invitation_teams enable row level security;
create policy own_workspace on invitation_teams using (workspace_id = (select current_workspace()));
