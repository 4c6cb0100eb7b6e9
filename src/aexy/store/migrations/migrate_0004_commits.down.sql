drop trigger facts_go_along on repositories;
drop function forget_facts_of_repositories();
drop table commit_coauthors, commit_files, commits, paths;
revoke maintain on developers, developer_identities from aexy_app;
