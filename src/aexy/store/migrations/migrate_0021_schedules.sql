-- When people work: their own week, hours, clock and holidays where these are not the workspace's, and when they are away.

-- Whose public holidays the workspace keeps; null: none are known.
alter table workspaces
    add column country      text,                          -- ISO 3166, two letters
    add column subdivision  text,                          -- a part of it with holidays of its own, by the country's code
    add check (subdivision is null or country is not null);

-- One row per person who does not work as the workspace does; what is null is the workspace's.
create table working_schedules (
    developer_id  uuid primary key,
    workspace_id  uuid not null references workspaces on delete cascade,
    working_days  smallint[],                              -- ISO weekdays, Monday is 1
    starts_at     time,                                    -- local; an end before the start is on the day after
    ends_at       time,
    time_zone     text,
    country       text,
    subdivision   text,
    updated_at    timestamptz not null default now(),
    check ((starts_at is null) = (ends_at is null)),
    check (subdivision is null or country is not null),
    foreign key (workspace_id, developer_id) references developers (workspace_id, id) on delete cascade
);
create index working_schedules_workspace on working_schedules (workspace_id);

-- Days on which somebody is away. What for is their own business: others are told that they are, and no more.
create table leave (
    id            uuid primary key default gen_random_uuid(),
    workspace_id  uuid not null references workspaces on delete cascade,
    developer_id  uuid not null,
    first_day     date not null,
    last_day      date not null,                           -- away on this day too
    kind          text not null check (kind in ('leave', 'sick', 'parental', 'other')),
    note          text,
    created_at    timestamptz not null default now(),
    check (last_day >= first_day),
    foreign key (workspace_id, developer_id) references developers (workspace_id, id) on delete cascade
);
create index leave_developer on leave (developer_id, first_day);
create index leave_workspace on leave (workspace_id);

do $$
declare t text;
begin
    foreach t in array array['working_schedules', 'leave']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;

-- Whoever was merged into somebody brings their schedule, unless there is one already, and all of their leave; both are
-- theirs again after a split. `developer` is the key facts are counted by.
create view schedules_in_force with (security_invoker = true) as
select distinct on (p.id)
       p.workspace_id,
       p.id as developer_id,
       p.key as developer,
       s.working_days,
       s.starts_at,
       s.ends_at,
       s.time_zone,
       s.country,
       s.subdivision,
       s.updated_at
from working_schedules s
join developers d on d.id = s.developer_id
join developers p on p.id = coalesce(d.merged_into, d.id)
order by p.id, d.merged_into nulls first, s.updated_at desc, s.developer_id;

create view leave_in_force with (security_invoker = true) as
select l.id,
       p.workspace_id,
       p.id as developer_id,
       p.key as developer,
       l.first_day,
       l.last_day,
       l.kind,
       l.note
from leave l
join developers d on d.id = l.developer_id
join developers p on p.id = coalesce(d.merged_into, d.id);

-- Numbers per working day, and those of work on days off, rest on all of this: they have to be counted again.

drop trigger clock_changed on workspaces;
create trigger clock_changed before update on workspaces for each row
when ((old.time_zone, old.working_days, old.late_from, old.late_until, old.country, old.subdivision)
      is distinct from
      (new.time_zone, new.working_days, new.late_from, new.late_until, new.country, new.subdivision))
execute function clock_changed();

create function schedules_changed() returns trigger language plpgsql as $$
begin
    update snapshot_state set is_stale = true
    where workspace_id in (select c.workspace_id from changed c) and not is_stale;
    update workspaces set data_version = data_version + 1
    where id in (select c.workspace_id from changed c);
    return null;
end
$$;
create trigger schedule_said after insert on working_schedules
referencing new table as changed for each statement execute function schedules_changed();
create trigger schedule_changed after update on working_schedules
referencing new table as changed for each statement execute function schedules_changed();
create trigger schedule_taken_back after delete on working_schedules
referencing old table as changed for each statement execute function schedules_changed();
create trigger leave_said after insert on leave
referencing new table as changed for each statement execute function schedules_changed();
create trigger leave_changed after update on leave
referencing new table as changed for each statement execute function schedules_changed();
create trigger leave_taken_back after delete on leave
referencing old table as changed for each statement execute function schedules_changed();

-- Somebody with a schedule or leave was merged into somebody else, or split off again.
create function schedules_moved() returns trigger language plpgsql as $$
declare concerned uuid[];
begin
    select array_agg(distinct b.workspace_id) into concerned
    from was
    join became b on b.id = was.id and b.merged_into is distinct from was.merged_into
    where exists (select from working_schedules s where s.developer_id = b.id)
        or exists (select from leave l where l.developer_id = b.id);
    if concerned is not null then
        update snapshot_state set is_stale = true where workspace_id = any(concerned) and not is_stale;
        update workspaces set data_version = data_version + 1 where id = any(concerned);
    end if;
    return null;
end
$$;
create trigger schedules_moved after update on developers
referencing old table as was new table as became for each statement execute function schedules_moved();
