drop function webhook_place(uuid), connections_due(timestamptz), workspaces_with_open_inbox();
drop index teams_external;
alter table teams drop column provider, drop column external_id;
drop index jobs_one_active_connection, jobs_one_active_workspace;
alter table jobs drop column connection_id;
create unique index jobs_one_active_workspace on jobs (workspace_id, kind)
    where state in ('queued', 'running') and repository_id is null;
update repositories set connection_id = null where connection_id is not null;
alter table repositories drop constraint repositories_workspace_id_connection_id_fkey;
drop index repositories_connection, tracker_projects_connection;
alter table tracker_projects drop constraint tracker_projects_workspace_id_connection_id_fkey, drop column is_followed;
drop table webhook_inbox, request_budgets, sync_gaps, sync_cursors, connection_secrets, connections;
drop function forget_inbox();
