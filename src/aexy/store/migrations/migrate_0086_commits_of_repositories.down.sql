drop index commits_repository;
create index commits_repository on commits (repository_key, placed_at) where standing = 'counted' and not is_merge;
