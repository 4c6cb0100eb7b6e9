-- Tags as facts: which commit a name led to, from when until when. repository_refs says only where names lead now.

create table tags (
    key             bigint generated always as identity primary key,
    workspace_id    uuid not null references workspaces on delete cascade,
    repository_key  integer not null references repositories (key) on delete cascade,
    name            text not null,                      -- v1.2.0
    sha             bytea not null,                     -- the commit it leads to
    is_annotated    boolean not null,
    tagged_at       timestamptz not null,               -- by the tagger, else by the committer; store/tags.py says the rest
    seen_at         timestamptz not null,               -- when it was first seen there
    gone_at         timestamptz                         -- when it was first not seen there any more: deleted, or moved
);
create unique index tags_standing on tags (repository_key, name) where gone_at is null;
create index tags_of on tags (repository_key, name, key);
create index tags_tagged on tags (workspace_id, tagged_at);

alter table tags enable row level security;
create policy own_workspace on tags using (workspace_id = (select current_workspace()));
grant maintain on tags to aexy_app;

-- Of the tags that were last looked at; null: never, so that the next sync looks even where nothing is new.
alter table repositories add column tags_digest bytea;
