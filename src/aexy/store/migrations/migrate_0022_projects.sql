-- Named sets of repositories and tracker projects, and which team owned which repository when.

-- A project's numbers are kept like a team's. Nothing here uses the new value: it may not be used before it is committed.
alter type subject_kind add value if not exists 'project';

create table projects (
    id            uuid primary key default gen_random_uuid(),
    key           integer generated always as identity unique,
    workspace_id  uuid not null references workspaces on delete cascade,
    slug          text not null,
    name          text not null check (name <> ''),
    description   text,
    source        text not null default 'manual' check (source in ('manual', 'demo')),   -- manual once people changed it
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    unique (workspace_id, slug),
    unique (workspace_id, id)
);

-- A repository may belong to several projects, and to none.
create table project_repositories (
    workspace_id   uuid not null references workspaces on delete cascade,
    project_id     uuid not null,
    repository_id  uuid not null,
    primary key (project_id, repository_id),
    foreign key (workspace_id, project_id) references projects (workspace_id, id) on delete cascade,
    foreign key (workspace_id, repository_id) references repositories (workspace_id, id) on delete cascade
);
create index project_repositories_repository on project_repositories (repository_id);

alter table tracker_projects add constraint tracker_projects_workspace_id_id_key unique (workspace_id, id);
-- When a project was made of it without being asked (the demo's): who deletes that project does not get it back.
alter table tracker_projects add column project_made_at timestamptz;

create table project_trackers (
    workspace_id        uuid not null references workspaces on delete cascade,
    project_id          uuid not null,
    tracker_project_id  uuid not null,
    primary key (project_id, tracker_project_id),
    foreign key (workspace_id, project_id) references projects (workspace_id, id) on delete cascade,
    foreign key (workspace_id, tracker_project_id) references tracker_projects (workspace_id, id) on delete cascade
);
create index project_trackers_tracker on project_trackers (tracker_project_id);

-- Which team owned a repository from when until when; a repository may have several owners at a time. Times of one team
-- in one repository do not overlap: features/ownership sees to that, one change of a repository after the other.
create table repository_teams (
    workspace_id   uuid not null references workspaces on delete cascade,
    repository_id  uuid not null,
    team_id        uuid not null,
    since          timestamptz not null default '-infinity',
    until          timestamptz,                          -- null: still
    source         text not null default 'manual' check (source in ('manual', 'demo', 'codeowners')),
    primary key (repository_id, team_id, since),
    check (until is null or until > since),
    foreign key (workspace_id, repository_id) references repositories (workspace_id, id) on delete cascade,
    foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade
);
create index repository_teams_team on repository_teams (team_id);

-- Since when people say who owns a repository: from then on nothing else does.
alter table repositories add column owners_said_at timestamptz;

do $$
declare t text;
begin
    foreach t in array array['projects', 'project_repositories', 'project_trackers', 'repository_teams']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;

-- Which repositories are a project's changes nothing but the project's numbers: as with teams, `is_team_stale` says so.
create function holdings_changed() returns trigger language plpgsql as $$
begin
    update snapshot_state set is_team_stale = true
    where workspace_id in (select c.workspace_id from changed c) and not is_team_stale;
    update workspaces set data_version = data_version + 1
    where id in (select c.workspace_id from changed c);
    return null;
end
$$;
create trigger repository_taken_in after insert on project_repositories
referencing new table as changed for each statement execute function holdings_changed();
create trigger repository_left_out after delete on project_repositories
referencing old table as changed for each statement execute function holdings_changed();

-- Who owns a repository decides which of everybody's changes cross teams. A repository that is gone takes its owners
-- along, and marks its days itself (0005).
create function owners_changed() returns trigger language plpgsql as $$
begin
    update snapshot_state set is_stale = true
    where not is_stale
        and workspace_id in (
            select c.workspace_id from changed c join repositories r on r.id = c.repository_id
        );
    update workspaces set data_version = data_version + 1
    where id in (select c.workspace_id from changed c);
    return null;
end
$$;
create trigger owner_came after insert on repository_teams
referencing new table as changed for each statement execute function owners_changed();
create trigger owner_changed after update on repository_teams
referencing new table as changed for each statement execute function owners_changed();
create trigger owner_went after delete on repository_teams
referencing old table as changed for each statement execute function owners_changed();
