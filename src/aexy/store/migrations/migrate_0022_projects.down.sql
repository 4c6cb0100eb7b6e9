-- The value of the type stays: PostgreSQL cannot take one away, and without rows it says nothing.
delete from metric_snapshots where subject_kind::text = 'project';
drop table repository_teams, project_trackers, project_repositories, projects;
drop function owners_changed(), holdings_changed();
alter table tracker_projects drop column project_made_at, drop constraint tracker_projects_workspace_id_id_key;
alter table repositories drop column owners_said_at;
