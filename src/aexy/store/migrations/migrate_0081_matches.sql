-- Answers of task matching, kept so that somebody can say later what came of them. Each candidate is a row of their own, so
-- that whoever is erased goes from them as well; the reasons shown then are not kept, for they age.
create table matches (
    id            uuid primary key default gen_random_uuid(),
    workspace_id  uuid not null references workspaces on delete cascade,
    asked_by      uuid references accounts on delete set null,
    asked_at      timestamptz not null,
    question      jsonb not null,                        -- as it was asked, without the people it left out
    weights       jsonb not null,
    unique (workspace_id, id)
);
create index matches_workspace on matches (workspace_id, asked_at);
create index matches_asker on matches (asked_by) where asked_by is not null;

create table match_candidates (
    workspace_id  uuid not null,
    match_id      uuid not null,
    developer_id  uuid not null,
    place         integer not null,
    score         double precision not null,
    verdict       text check (verdict in ('accepted', 'rejected')),
    said_by       uuid references accounts on delete set null,
    said_at       timestamptz,
    primary key (match_id, developer_id),
    check ((verdict is null) = (said_at is null)),
    foreign key (workspace_id, match_id) references matches (workspace_id, id) on delete cascade,
    foreign key (workspace_id, developer_id) references developers (workspace_id, id) on delete cascade
);
create index match_candidates_developer on match_candidates (developer_id, said_at);
create index match_candidates_sayer on match_candidates (said_by) where said_by is not null;

do $$
declare t text;
begin
    foreach t in array array['matches', 'match_candidates']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
