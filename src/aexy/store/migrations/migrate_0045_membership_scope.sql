-- A membership may reach no further than some teams. That it is limited is said beside the role, so that a limit whose
-- last team is gone lets its holder see nobody, and not everybody.

alter table memberships
    add column is_scoped boolean not null default false,
    add constraint scoped_below_admin check (not is_scoped or role in ('manager', 'member', 'viewer'));

create table membership_teams (
    workspace_id  uuid not null references workspaces on delete cascade,
    account_id    uuid not null,
    team_id       uuid not null,
    primary key (workspace_id, account_id, team_id),
    foreign key (workspace_id, account_id) references memberships (workspace_id, account_id) on delete cascade,
    foreign key (workspace_id, team_id) references teams (workspace_id, id) on delete cascade
);
create index membership_teams_team on membership_teams (team_id);

alter table membership_teams enable row level security;
create policy own_workspace on membership_teams using (workspace_id = (select current_workspace()));

-- Whether somebody is in one of these teams at that instant; null teams are all there are, and nobody's limit.
create function is_in_teams(developer uuid, wanted uuid[], at timestamptz) returns boolean
language sql stable parallel safe
return wanted is null or exists (
    select
    from team_members m
    where m.developer_id = developer
        and m.team_id = any(wanted)
        and m.joined_at <= at
        and (m.left_at is null or m.left_at > at)
);

-- Whether an account's membership in the workspace of the transaction reaches a team, and somebody who is in one.
create function reaches_team(account uuid, team uuid) returns boolean
language sql stable parallel safe
return not exists (
    select
    from memberships m
    where m.workspace_id = current_workspace()
        and m.account_id = account
        and m.is_scoped
) or exists (
    select
    from membership_teams t
    where t.workspace_id = current_workspace()
        and t.account_id = account
        and t.team_id = team
);

create function reaches_person(account uuid, developer uuid) returns boolean
language sql stable parallel safe
return not exists (
    select
    from memberships m
    where m.workspace_id = current_workspace()
        and m.account_id = account
        and m.is_scoped
) or exists (
    select
    from membership_teams t
    join team_members p on p.team_id = t.team_id
    where t.workspace_id = current_workspace()
        and t.account_id = account
        and p.developer_id = developer
        and p.left_at is null
);
