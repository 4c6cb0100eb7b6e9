drop trigger schedules_moved on developers;
drop view leave_in_force, schedules_in_force;
drop table leave, working_schedules;
drop function schedules_moved(), schedules_changed();
drop trigger clock_changed on workspaces;
alter table workspaces drop column country, drop column subdivision;
create trigger clock_changed before update on workspaces for each row
when ((old.time_zone, old.working_days, old.late_from, old.late_until)
      is distinct from (new.time_zone, new.working_days, new.late_from, new.late_until))
execute function clock_changed();
