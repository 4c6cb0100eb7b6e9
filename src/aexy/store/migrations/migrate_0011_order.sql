-- Facts come in any order: what the loader (store/activity) remembers so that every order ends in the same rows.

-- When a column was last said, where that is not the row's own version: {"body": microseconds since 1970}.
do $$
declare t text;
begin
    foreach t in array array[
        'pull_requests', 'reviews', 'review_comments', 'issues', 'conversation_comments', 'sprints', 'work_logs',
        'pipelines', 'pipeline_jobs', 'releases', 'deployments', 'incidents', 'work_records', 'assistant_usage',
        'developer_identities']
    loop
        execute format('alter table %I add column said_at jsonb not null default ''{}''', t);
    end loop;
end
$$;

create function microseconds(at timestamptz) returns bigint
language sql stable parallel safe
return (extract(epoch from at) * 1000000)::bigint;

create function said(said_at jsonb, name text, version timestamptz) returns bigint
language sql stable parallel safe
return coalesce((said_at ->> name)::bigint, microseconds(version));

-- Up to when a parent's children of a kind are known to be all there are (`Whole`); null: never listed as a whole.
-- `fields_as_of`: what the row leaves empty was empty then.
alter table pull_requests
    add column fields_as_of           timestamptz,
    add column events_as_of           timestamptz,
    add column commits_as_of          timestamptz,
    add column reviews_as_of          timestamptz,
    add column review_comments_as_of  timestamptz,
    add column review_requests_as_of  timestamptz,
    add column comments_as_of         timestamptz,
    add column said_ready_at          timestamptz,       -- as the provider says; `ready_at` may follow from events
    drop column is_complete,
    alter column labels drop not null,                   -- null: not said
    alter column labels drop default;
alter table pull_requests
    add column is_complete boolean not null generated always as (
        events_as_of is not null and commits_as_of is not null and reviews_as_of is not null
        and review_requests_as_of is not null) stored;
alter table reviews add column said_comments_count integer;
alter table issues
    add column fields_as_of       timestamptz,
    add column transitions_as_of  timestamptz,
    add column comments_as_of     timestamptz,
    add column work_logs_as_of    timestamptz,
    add column sprints_as_of      timestamptz,
    add column issue_links_as_of  timestamptz,
    add column said_started_at    timestamptz,
    drop column is_complete,
    alter column labels drop not null,
    alter column labels drop default;
alter table issues
    add column is_complete boolean not null generated always as (transitions_as_of is not null) stored;
alter table issue_sprints add column version timestamptz not null default '-infinity';
alter table work_records alter column attributes drop not null, alter column attributes drop default;
alter table assistant_usage alter column breakdown drop not null, alter column breakdown drop default;

-- Pull requests and issues of which only children have come so far: the key the children already stand under.
create table expected_pull_requests (
    workspace_id           uuid not null references workspaces on delete cascade,
    repository_key         integer not null references repositories (key) on delete cascade,
    number                 integer not null,
    key                    bigint not null,
    events_as_of           timestamptz,
    commits_as_of          timestamptz,
    reviews_as_of          timestamptz,
    review_comments_as_of  timestamptz,
    review_requests_as_of  timestamptz,
    comments_as_of         timestamptz,
    primary key (repository_key, number)
);
create table expected_issues (
    workspace_id       uuid not null references workspaces on delete cascade,
    repository_key     integer references repositories (key) on delete cascade,
    origin             text not null,
    external_id        text not null,
    key                bigint not null,
    transitions_as_of  timestamptz,
    comments_as_of     timestamptz,
    work_logs_as_of    timestamptz,
    sprints_as_of      timestamptz,
    issue_links_as_of  timestamptz,
    primary key (workspace_id, origin, external_id)
);

-- What a provider said is gone, so that an older page does not bring it back. `repository_key` 0: known by its origin.
create table gone_records (
    workspace_id    uuid not null references workspaces on delete cascade,
    origin          text not null,
    repository_key  integer not null,
    kind            text not null,                       -- kernel/activity, Gone
    external_id     text not null,
    gone_at         timestamptz not null,
    primary key (workspace_id, origin, repository_key, kind, external_id)
);

-- A tracker says that an issue belongs to what is at that address: a pull request that may not have been read yet.
create table issue_links (
    workspace_id  uuid not null,
    issue_key     bigint not null,
    url           text not null,
    title         text,
    primary key (issue_key, url)
);
create index issue_links_url on issue_links (workspace_id, url);
create index pull_requests_url on pull_requests (workspace_id, url) where url is not null;

-- Who is in which team, as a provider says it, of identities; team_members follows from it once it is known who they are.
create table team_identities (
    workspace_id  uuid not null,
    team_id       uuid not null,
    identity_key  integer not null references developer_identities on delete cascade,
    joined_at     timestamptz not null default '-infinity',
    left_at       timestamptz,
    primary key (team_id, identity_key, joined_at),
    foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade
);
alter table teams add column listed_at timestamptz;      -- when its members were last listed by the provider
alter table team_members add column is_listed boolean not null default false; -- follows from team_identities

do $$
declare t text;
begin
    foreach t in array array['expected_pull_requests', 'expected_issues', 'gone_records', 'issue_links', 'team_identities']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;

-- Children go along with what was expected, unless that has come meanwhile and took them over under the same key.
create function forget_expected_pull_requests() returns trigger language plpgsql as $$
declare lost bigint[];
begin
    select array_agg(g.key) into lost
    from gone g
    where not exists (select from pull_requests p where p.key = g.key);
    delete from pull_request_events x where x.pull_key = any(lost);
    delete from pull_request_commits x where x.pull_key = any(lost);
    delete from reviews x where x.pull_key = any(lost);
    delete from review_comments x where x.pull_key = any(lost);
    delete from review_requests x where x.pull_key = any(lost);
    delete from conversation_comments x where x.pull_key = any(lost);
    delete from issue_references x where x.pull_key = any(lost);
    return null;
end
$$;
create trigger children_go_along after delete on expected_pull_requests
referencing old table as gone for each statement execute function forget_expected_pull_requests();

create function forget_expected_issues() returns trigger language plpgsql as $$
declare lost bigint[];
begin
    select array_agg(g.key) into lost
    from gone g
    where not exists (select from issues i where i.key = g.key);
    delete from issue_transitions x where x.issue_key = any(lost);
    delete from conversation_comments x where x.issue_key = any(lost);
    delete from issue_sprints x where x.issue_key = any(lost);
    delete from work_logs x where x.issue_key = any(lost);
    delete from issue_links x where x.issue_key = any(lost);
    return null;
end
$$;
create trigger children_go_along after delete on expected_issues
referencing old table as gone for each statement execute function forget_expected_issues();

create function forget_issue_links() returns trigger language plpgsql as $$
begin
    delete from issue_links x using gone g where x.issue_key = g.key;
    return null;
end
$$;
create trigger links_go_along after delete on issues
referencing old table as gone for each statement execute function forget_issue_links();
