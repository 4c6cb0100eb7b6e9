drop trigger links_go_along on issues;
drop function forget_issue_links();
drop table team_identities, issue_links, gone_records, expected_issues, expected_pull_requests;
drop function forget_expected_issues(), forget_expected_pull_requests();
alter table team_members drop column is_listed;
alter table teams drop column listed_at;
drop index pull_requests_url;
update work_records set attributes = '{}' where attributes is null;
update assistant_usage set breakdown = '{}' where breakdown is null;
alter table assistant_usage alter column breakdown set not null, alter column breakdown set default '{}';
alter table work_records alter column attributes set not null, alter column attributes set default '{}';
alter table issue_sprints drop column version;
update issues set labels = '{}' where labels is null;
alter table issues
    drop column is_complete, drop column fields_as_of, drop column transitions_as_of, drop column comments_as_of,
    drop column work_logs_as_of, drop column sprints_as_of, drop column issue_links_as_of, drop column said_started_at,
    alter column labels set not null, alter column labels set default '{}';
alter table issues add column is_complete boolean not null default false;
alter table reviews drop column said_comments_count;
update pull_requests set labels = '{}' where labels is null;
alter table pull_requests
    drop column is_complete, drop column fields_as_of, drop column events_as_of, drop column commits_as_of,
    drop column reviews_as_of, drop column review_comments_as_of, drop column review_requests_as_of,
    drop column comments_as_of, drop column said_ready_at,
    alter column labels set not null, alter column labels set default '{}';
alter table pull_requests add column is_complete boolean not null default false;
drop function said(jsonb, text, timestamptz), microseconds(timestamptz);
do $$
declare t text;
begin
    foreach t in array array[
        'pull_requests', 'reviews', 'review_comments', 'issues', 'conversation_comments', 'sprints', 'work_logs',
        'pipelines', 'pipeline_jobs', 'releases', 'deployments', 'incidents', 'work_records', 'assistant_usage',
        'developer_identities']
    loop
        execute format('alter table %I drop column said_at', t);
    end loop;
end
$$;
