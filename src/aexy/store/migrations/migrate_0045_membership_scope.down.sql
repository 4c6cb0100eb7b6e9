drop function reaches_person(uuid, uuid);
drop function reaches_team(uuid, uuid);
drop function is_in_teams(uuid, uuid[], timestamptz);
drop table membership_teams;
alter table memberships
    drop constraint scoped_below_admin,
    drop column is_scoped;
