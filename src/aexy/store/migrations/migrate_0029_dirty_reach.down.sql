drop index dirty_days_day;
alter table dirty_days drop column reaches;
create temp table kept_days on commit drop as select distinct workspace_id, day from dirty_days;
delete from dirty_days;
alter table dirty_days add primary key (workspace_id, day);
insert into dirty_days (workspace_id, day) select workspace_id, day from kept_days;
