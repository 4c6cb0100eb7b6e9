drop trigger runs_go_along on repositories;
drop index raw_pages_order, raw_pages_once;
delete from raw_pages where repository_key is null and source <> 'demo';
alter table raw_pages drop column connection_id, drop column project_key, drop column origin, drop column version;
create unique index raw_pages_once on raw_pages (workspace_id, source, stream, coalesce(repository_key, 0), page);
drop table issue_references, deployment_commits, commit_pull_requests, pull_request_issues, push_receipts, assistant_usage,
    work_records, incidents, deployments, releases, pipeline_jobs, pipelines, work_logs, issue_sprints, sprints,
    conversation_comments, issue_transitions, issues, review_requests, review_comments, reviews, pull_request_commits,
    pull_request_events, pull_requests, tracker_projects;
drop function forget_pull_requests(), forget_issues(), forget_deployments(), forget_runs_of_repositories();
drop index repositories_external;
alter table repositories
    drop column connection_id, drop column external_id, drop column web_url, drop column is_fork,
    drop column archived_at, drop column gone_at;
