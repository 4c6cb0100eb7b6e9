-- From when on a repository's commits are known, and what of it lies in a time: found without looking at anybody else's.
create index commits_repository on commits (repository_key, placed_at) where standing = 'counted' and not is_merge;
