-- Whose work it is. A developer is a person (or a bot, or an AI agent); identities are the names and addresses the
-- sources know them by. Facts point at identities, so merging two people moves one pointer and can be undone.

create table developers (
    id                uuid primary key default gen_random_uuid(),
    key               integer generated always as identity unique,   -- short name for joins over millions of facts
    workspace_id      uuid not null references workspaces on delete cascade,
    kind              text not null default 'human' check (kind in ('human', 'bot', 'agent')),
    name              text,
    email             text,
    avatar_url        text,
    bio               text,
    location          text,
    company           text,
    first_activity_at timestamptz,
    last_activity_at  timestamptz,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    unique (workspace_id, id)
);
create index developers_search on developers using gin (to_tsvector('simple', coalesce(name, '') || ' ' || coalesce(bio, '')));

create table developer_identities (
    key           integer generated always as identity primary key,
    workspace_id  uuid not null references workspaces on delete cascade,
    developer_id  uuid,                           -- null from the first sight of it until the load it came with is settled
    provider      text not null,                  -- git, github, gitlab, …
    external_id   text not null,                  -- git: `Name <address>` as written
    username      text,
    email         text,                           -- lower case
    name          text,
    verified      boolean not null default false,
    created_at    timestamptz not null default now(),
    unique (workspace_id, provider, external_id),
    foreign key (workspace_id, developer_id) references developers (workspace_id, id) on delete cascade
);
create index developer_identities_developer on developer_identities (developer_id);
create index developer_identities_email on developer_identities (workspace_id, email);

-- Why two identities are one person: what the identity engine found, kept so that it can be explained and taken back.
create table identity_evidence (
    workspace_id  uuid not null references workspaces on delete cascade,
    identity_key  integer not null references developer_identities on delete cascade,
    same_as_key   integer not null references developer_identities on delete cascade,
    reason        text not null check (reason in ('same_email', 'noreply_address', 'mailmap', 'same_name')),
    detail        text not null,
    created_at    timestamptz not null default now(),
    primary key (identity_key, same_as_key, reason)
);

-- "This is me": which developer an account is, so that a person's own signals reach that person.
create table account_developers (
    workspace_id  uuid not null references workspaces on delete cascade,
    account_id    uuid not null references accounts on delete cascade,
    developer_id  uuid not null,
    created_at    timestamptz not null default now(),
    primary key (workspace_id, account_id),
    unique (workspace_id, developer_id),
    foreign key (workspace_id, developer_id) references developers (workspace_id, id) on delete cascade
);

create table teams (
    id            uuid primary key default gen_random_uuid(),
    key           integer generated always as identity unique,
    workspace_id  uuid not null references workspaces on delete cascade,
    slug          text not null,
    name          text not null check (name <> ''),
    description   text,
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    unique (workspace_id, slug),
    unique (workspace_id, id)
);

-- A past number counts who was in the team then, so a membership has a beginning and an end.
create table team_members (
    workspace_id  uuid not null references workspaces on delete cascade,
    team_id       uuid not null,
    developer_id  uuid not null,
    role          text not null default 'member',
    joined_at     timestamptz not null default '-infinity',
    left_at       timestamptz,
    primary key (team_id, developer_id, joined_at),
    check (left_at is null or left_at > joined_at),
    foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade,
    foreign key (workspace_id, developer_id) references developers (workspace_id, id) on delete cascade
);
create index team_members_developer on team_members (developer_id);

do $$
declare t text;
begin
    foreach t in array array['developers', 'developer_identities', 'identity_evidence', 'account_developers', 'teams', 'team_members']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
