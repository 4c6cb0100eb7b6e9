drop function workspaces_due(timestamptz), workspaces_with_open_jobs();
drop table job_chunks;
drop index jobs_one_active_workspace;
alter table jobs drop column plan, drop column arguments;
