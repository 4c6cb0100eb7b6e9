-- Commits and the files they touch: the facts everything about git is counted from.

create table paths (
    key             integer generated always as identity primary key,
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer not null references repositories (key) on delete cascade,
    path            text not null,                      -- bytes that are not UTF-8 stand as \xNN
    language        text,                               -- linguist's name; null when unknown
    class           text not null default 'source' check (class in ('source', 'test', 'documentation', 'generated', 'vendored', 'lock', 'data'))
);
-- A path can be longer than a b-tree entry may be, so uniqueness goes by its digest.
create unique index paths_once on paths (repository_key, md5(path));

create table commits (
    key                    bigint generated always as identity,
    workspace_id           uuid not null references workspaces on delete cascade,
    repository_key         integer not null references repositories (key) on delete cascade,
    sha                    bytea not null,               -- 20 bytes, 32 in a SHA-256 repository
    authored_at            timestamptz not null,         -- as written by the author's machine
    author_offset_minutes  smallint not null,            -- that machine's distance from UTC
    committed_at           timestamptz not null,
    placed_at              timestamptz not null,         -- authored_at, or committed_at where the author's date cannot be true
    is_date_implausible    boolean not null default false,
    hour_is_known          boolean not null default true, -- false for squashes made by the provider: their clock is a server's
    author_key             integer not null references developer_identities,
    committer_key          integer not null references developer_identities,
    is_merge               boolean not null,
    is_revert              boolean not null default false,
    ai_agent               text,                         -- which assistant the trailers name; null: none named
    ai_evidence            text,                         -- the trailer that says so
    additions              integer,                      -- git's own counts; null at a shallow boundary, where they cannot be known
    deletions              integer,
    files_changed          integer,
    lines_added            integer,                      -- the same without generated, vendored and lock files
    lines_removed          integer,
    subject                text not null,
    trailers               jsonb not null default '[]',  -- [[key, value], …] in order
    standing               text not null default 'new' check (standing in ('new', 'counted', 'duplicate', 'other_ref', 'unreachable')),
    primary key (key),
    unique (repository_key, sha, committed_at)
);
create index commits_placed on commits (workspace_id, placed_at) where standing = 'counted';
create index commits_author on commits (author_key, placed_at desc);
create index commits_sha on commits (workspace_id, sha);

create table commit_files (
    workspace_id  uuid not null references workspaces on delete cascade,
    commit_key    bigint not null references commits on delete cascade,
    path_key      integer not null references paths,
    old_path_key  integer references paths,              -- what it was called before this commit renamed it
    additions     integer,                               -- null for binary files
    deletions     integer,
    primary key (commit_key, path_key)
);
create index commit_files_path on commit_files (path_key);

create table commit_coauthors (
    workspace_id  uuid not null references workspaces on delete cascade,
    commit_key    bigint not null references commits on delete cascade,
    identity_key  integer not null references developer_identities,
    primary key (commit_key, identity_key)
);
create index commit_coauthors_identity on commit_coauthors (identity_key);

do $$
declare t text;
begin
    foreach t in array array['paths', 'commits', 'commit_files', 'commit_coauthors']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
