-- What links are found by: what commits were made on, what texts mention, and which deployments were looked at.

-- The commits it was made on, the branch it went to first; empty for a first commit, null where it is not known.
alter table commits add column parents bytea[];
-- Commits that are here already learn it when their repository is next read, which is once more from the beginning.
delete from repository_refs f
using repositories r
where r.key = f.repository_key
  and r.provider <> 'demo';

-- Issues that the texts of a pull request mention, whether or not there is such an issue yet (kernel/mentions.py).
create table issue_mentions (
    workspace_id  uuid not null,
    pull_key      bigint not null,
    issue_key     text not null,                         -- what people call it: PAY-12, #12
    place         text not null,                         -- '', owner/repository, or the address it was named by
    evidence      text not null check (evidence in ('branch', 'title', 'body', 'commit')),
    detail        text not null,                         -- as it was written
    primary key (pull_key, issue_key, place, evidence)
);
create index issue_mentions_issue on issue_mentions (workspace_id, issue_key);

-- The texts a pull request's mentions were read from, so that they are read again only when they have changed.
create table mention_scans (
    workspace_id  uuid not null,
    pull_key      bigint primary key,
    digest        uuid not null
);

-- Which stretch of history a deployment brought. The commits between two shas never change, so a stretch that was
-- found whole is looked for again only when it begins or ends elsewhere.
create table deployment_ranges (
    workspace_id    uuid not null,
    deployment_key  bigint primary key,
    sha             bytea not null,
    previous_sha    bytea,                               -- null: everything up to `sha`
    is_first        boolean not null,                    -- the first that is known of its environment
    missing         bytea[] not null default '{}'        -- commits on the way of which it is not known what they were made on
);

do $$
declare t text;
begin
    foreach t in array array['issue_mentions', 'mention_scans', 'deployment_ranges']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
        execute format('grant maintain on %I to aexy_app', t);
    end loop;
end
$$;

create function forget_mentions() returns trigger language plpgsql as $$
begin
    delete from issue_mentions x using gone g where x.pull_key = g.key;
    delete from mention_scans x using gone g where x.pull_key = g.key;
    return null;
end
$$;
create trigger mentions_go_along after delete on pull_requests
referencing old table as gone for each statement execute function forget_mentions();

create function forget_deployment_ranges() returns trigger language plpgsql as $$
begin
    delete from deployment_ranges x using gone g where x.deployment_key = g.key;
    return null;
end
$$;
create trigger ranges_go_along after delete on deployments
referencing old table as gone for each statement execute function forget_deployment_ranges();

-- Commits go with their repository (0004), and what was linked to them with them.
create function forget_links_of_commits() returns trigger language plpgsql as $$
begin
    delete from commit_pull_requests x using gone g where x.commit_key = g.key;
    delete from deployment_commits x using gone g where x.commit_key = g.key;
    return null;
end
$$;
create trigger links_go_along after delete on commits
referencing old table as gone for each statement execute function forget_links_of_commits();
