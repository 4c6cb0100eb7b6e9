drop function records_titled;
drop index issue_sprints_sprint, issues_due, issues_standing, work_logs_started, work_records_title,
    work_records_owner, work_records_due, work_records_closed, work_records_opened, work_records_open,
    work_records_stage, work_records_status;
create index work_records_kind on work_records (workspace_id, kind, status);
