-- Who was at home where in the ninety days before is asked at every count: of each commit nothing but what stands here.
drop index commits_placed;
create index commits_placed on commits (workspace_id, placed_at) include (repository_key, author_key, is_merge)
    where standing = 'counted';
