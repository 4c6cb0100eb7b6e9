-- What a change is apart from where it was made, so that its copies on other branches are known; and which commits and
-- pull requests a message says it takes back, or was picked from.
--
-- Tables of their own, for they are told when commits have long been stored, and a commit is not written twice. No foreign
-- keys, for the reasons said in 0004; rows go with the commits they speak of.

create table commit_patches (
    workspace_id    uuid not null,
    repository_key  integer not null,
    commit_key      bigint primary key,
    patch_id        uuid                                -- sources/git/patch_ids.py; null: nothing changed
);
create index commit_patches_same on commit_patches (repository_key, patch_id) where patch_id is not null;

create table commit_references (
    workspace_id    uuid not null,
    commit_key      bigint not null,                    -- whose message says so
    kind            text not null check (kind in ('reverts', 'cherry_pick')),
    named           text not null,                      -- as it was written: a sha or its beginning, acme/shop#12, !12
    target_key      bigint,                             -- the commit that is meant; null: not known, or no commit
    pull_key        bigint,                             -- the pull request that is named by its number, or came with that commit
    primary key (commit_key, kind, named)
);
create index commit_references_target on commit_references (target_key) where target_key is not null;
create index commit_references_pull on commit_references (pull_key) where pull_key is not null;

do $$
declare t text;
begin
    foreach t in array array['commit_patches', 'commit_references']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
        execute format('grant maintain on %I to aexy_app', t);
    end loop;
end
$$;

create function forget_patches() returns trigger language plpgsql as $$
begin
    delete from commit_patches x using gone g where x.commit_key = g.key;
    delete from commit_references x using gone g where x.commit_key = g.key;
    update commit_references x set target_key = null, pull_key = null from gone g where x.target_key = g.key;
    return null;
end
$$;
create trigger patches_go_along after delete on commits
referencing old table as gone for each statement execute function forget_patches();

-- Of which tips every commit's patch was read; null: never, so that the next sync reads what is missing.
alter table line_readings add column patched bytea;

alter table commit_pull_requests
    drop constraint commit_pull_requests_evidence_check,
    add constraint commit_pull_requests_evidence_check
        check (evidence in ('member', 'merge', 'squash', 'rebase', 'cherry_pick'));
create index commit_pull_requests_copies on commit_pull_requests (workspace_id) where evidence = 'cherry_pick';
