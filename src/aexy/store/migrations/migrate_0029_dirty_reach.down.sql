alter table dirty_days drop constraint dirty_days_pkey;
delete from dirty_days d
where not d.reaches
    and exists (select from dirty_days o where o.workspace_id = d.workspace_id and o.day = d.day and o.reaches);
alter table dirty_days add primary key (workspace_id, day);
alter table dirty_days drop column reaches;
