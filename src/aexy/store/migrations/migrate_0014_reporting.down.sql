-- The two views of snapshots stay as they are; the role stays for other databases of the server.
drop view reporting.monthly_developer_activity, reporting.weekly_dora_metrics, reporting.daily_commit_stats,
    reporting.deployment_commits, reporting.commit_pull_requests, reporting.pull_request_issues, reporting.incidents,
    reporting.deployments, reporting.releases, reporting.pipelines, reporting.sprints, reporting.issues,
    reporting.code_reviews, reporting.pull_requests, reporting.commits, reporting.repositories, reporting.team_members,
    reporting.teams, reporting.developers, reporting.organizations;
do $$
declare one record;
begin
    for one in
        select p.polrelid::regclass as name, p.polname
        from pg_policy p
        where p.polname in ('reader', 'reader_stays')
    loop
        execute format('drop policy %I on %s', one.polname, one.name);
    end loop;
    execute format('revoke connect on database %I from aexy_reader', current_database());
end
$$;
revoke all on all tables in schema public, reporting from aexy_reader;
drop function admit_readers(), reader_workspace();
drop table reporting_readers;
revoke usage on schema reporting from aexy_reader;
alter policy own_workspace on workspaces to public;
grant usage on schema public to public;
