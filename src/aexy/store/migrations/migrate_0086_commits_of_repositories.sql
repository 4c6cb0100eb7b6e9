-- Who else touched the files of one person is asked whenever their profile is counted: of the commits of a few repositories
-- whose they are, and nothing else. With that in the index none of the commits themselves is looked up.
drop index commits_repository;
create index commits_repository on commits (repository_key, placed_at) include (workspace_id, author_key, key)
    where standing = 'counted' and not is_merge;
