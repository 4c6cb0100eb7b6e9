-- A workspace gets another clock while somebody writes by the old one: whoever writes lets go first. The lock is taken
-- before any row is, so that nobody waits in a circle, and it is one for all: a statement knows its rows too late.

create function series_are_written() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('aexy series clock', 0));
    return null;
end
$$;
create function series_stand_still() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('aexy series clock', 0));
    return null;
end
$$;
create trigger series_are_written before insert or update or delete on commits
for each statement execute function series_are_written();
create trigger series_are_written before insert or update or delete on deployments
for each statement execute function series_are_written();
create trigger series_stand_still before update of time_zone on workspaces
for each statement execute function series_stand_still();
