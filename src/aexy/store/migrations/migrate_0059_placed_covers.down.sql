drop index commits_placed;
create index commits_placed on commits (workspace_id, placed_at) where standing = 'counted';
