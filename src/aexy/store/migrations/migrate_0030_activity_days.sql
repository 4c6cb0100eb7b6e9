-- The days on which pull requests, and what people do about them, are counted: marked by whatever moves them.

-- What moved in a time is found by the instant it moved at; whose merges these are, by who merged.
create index pull_requests_closed on pull_requests (workspace_id, closed_at) where closed_at is not null;
create index pull_requests_merger on pull_requests (merged_by_key) where merged_by_key is not null;
create index review_requests_at on review_requests (workspace_id, requested_at);

-- Every instant a number of these pull requests is placed by. What was done about one that is gone, or came back, is
-- done by nobody any more, and nobody is at home anywhere by it: that `reaches` into later days, the rest does not.
create function instants_of_pulls(pull_keys bigint[])
returns table (workspace_id uuid, at timestamptz, reaches boolean)
language sql stable as $$
    select p.workspace_id, u.at, false
    from pull_requests p, unnest(array[p.opened_at, p.ready_at, p.closed_at, p.merged_at]) u (at)
    where p.key = any(pull_keys)
    union
    select r.workspace_id, r.submitted_at, p.gone_at is not null
    from reviews r
    join pull_requests p on p.key = r.pull_key
    where r.pull_key = any(pull_keys)
    union
    select c.workspace_id, c.commented_at, false
    from review_comments c
    where c.pull_key = any(pull_keys)
    union
    select q.workspace_id, q.requested_at, false
    from review_requests q
    where q.pull_key = any(pull_keys)
    union
    select c.workspace_id, c.commented_at, false
    from conversation_comments c
    join pull_requests p on p.key = c.pull_key
    where c.pull_key = any(pull_keys)
        and p.gone_at is not null
    union
    select d.workspace_id, d.finished_at, false
    from (
        select c.key
        from pull_requests p
        join commits c on c.repository_key = p.repository_key and c.sha = p.merge_sha
        where p.key = any(pull_keys)
        union
        select b.commit_key
        from commit_pull_requests b
        where b.pull_key = any(pull_keys)
            and b.evidence in ('merge', 'squash')
    ) x
    join deployment_commits l on l.commit_key = x.key
    join deployments d on d.key = l.deployment_key
    where d.environment_kind = 'production'
$$;

create function mark_pulls(pull_keys bigint[]) returns void language sql as $$
    insert into dirty_days (workspace_id, day, reaches)
    select x.workspace_id, (x.at at time zone w.time_zone)::date, bool_or(x.reaches)
    from instants_of_pulls(pull_keys) x
    join workspaces w on w.id = x.workspace_id
    where isfinite(x.at)
    group by 1, 2
    order by 1, 2
    on conflict do nothing;
$$;

-- What these identities proposed, merged, reviewed, said or were asked for: it moves the numbers of everybody else who
-- had to do with it as well, so all days of these pull requests are counted again.
create function mark_acts_of(identity_keys integer[]) returns void language sql as $$
    insert into dirty_days (workspace_id, day, reaches)
    select x.workspace_id, (x.at at time zone w.time_zone)::date, bool_or(x.reaches)
    from (
        select i.workspace_id, i.at, i.reaches
        from instants_of_pulls(array(
            select p.key from pull_requests p where p.author_key = any(identity_keys)
            union
            select p.key from pull_requests p where p.merged_by_key = any(identity_keys)
            union
            select r.pull_key from reviews r where r.reviewer_key = any(identity_keys)
            union
            select c.pull_key from review_comments c where c.author_key = any(identity_keys)
            union
            select q.pull_key from review_requests q where q.reviewer_key = any(identity_keys)
        )) i
        union all
        select r.workspace_id, r.submitted_at, true
        from reviews r
        where r.reviewer_key = any(identity_keys)
        union all
        select c.workspace_id, c.commented_at, false
        from conversation_comments c
        where c.author_key = any(identity_keys)
    ) x
    join workspaces w on w.id = x.workspace_id
    where isfinite(x.at)
    group by 1, 2
    order by 1, 2
    on conflict do nothing;
$$;

-- The days of everything these identities wrote, helped to write, or did about a change.
create or replace function mark_days_of(identity_keys integer[]) returns void language sql as $$
    insert into dirty_days (workspace_id, day)
    select distinct c.workspace_id, (c.placed_at at time zone w.time_zone)::date
    from commits c
    join workspaces w on w.id = c.workspace_id
    where c.standing = 'counted'
        and c.key in (
            select a.key from commits a where a.author_key = any(identity_keys)
            union
            select o.commit_key from commit_coauthors o where o.identity_key = any(identity_keys)
        )
    order by 1, 2
    on conflict do nothing;
    select mark_acts_of(identity_keys);
$$;

-- An identity now belongs to somebody else: what it did counts for other people. One that belonged to nobody until now
-- has no commits that count, for loading them says at once whose they are; pull requests are loaded before.
create or replace function identities_moved() returns trigger language plpgsql as $$
declare moved integer[]; found integer[];
begin
    select array_agg(b.key) filter (where b.developer_id <> was.developer_id),
           array_agg(b.key) filter (where was.developer_id is null)
    into moved, found
    from was
    join became b on b.key = was.key and b.developer_id is distinct from was.developer_id;
    if moved is not null then
        perform mark_days_of(moved);
    end if;
    if found is not null then
        perform mark_acts_of(found);
    end if;
    return null;
end
$$;

-- A repository goes, and with it its commits, its pull requests, and what was said there.
create or replace function repository_leaves() returns trigger language plpgsql as $$
begin
    insert into dirty_days (workspace_id, day)
    select distinct c.workspace_id, (c.placed_at at time zone w.time_zone)::date
    from commits c
    join workspaces w on w.id = c.workspace_id
    where c.repository_key = old.key
        and c.standing = 'counted'
    order by 1, 2
    on conflict do nothing;
    perform mark_pulls(array(select p.key from pull_requests p where p.repository_key = old.key));
    insert into dirty_days (workspace_id, day, reaches)
    select x.workspace_id, (x.at at time zone w.time_zone)::date, bool_or(x.reaches)
    from (
        select r.workspace_id, r.submitted_at as at, true as reaches
        from pull_requests p
        join reviews r on r.pull_key = p.key
        where p.repository_key = old.key
        union all
        select c.workspace_id, c.commented_at, false
        from pull_requests p
        join conversation_comments c on c.pull_key = p.key
        where p.repository_key = old.key
        union all
        select c.workspace_id, c.commented_at, false
        from issues i
        join conversation_comments c on c.issue_key = i.key
        where i.repository_key = old.key
    ) x
    join workspaces w on w.id = x.workspace_id
    where isfinite(x.at)
    group by 1, 2
    order by 1, 2
    on conflict do nothing;
    update workspaces set data_version = data_version + 1 where id = old.workspace_id;
    return old;
end
$$;

-- A deployment ended at another time, or counts no more, or again: of what it brought to production, the way took
-- another time.
create function deployments_moved() returns trigger language plpgsql as $$
begin
    perform mark_pulls(array(
        select p.key
        from was
        join became b on b.key = was.key
            and (b.finished_at, b.status, b.environment_kind, b.gone_at)
                is distinct from (was.finished_at, was.status, was.environment_kind, was.gone_at)
        join deployment_commits l on l.deployment_key = b.key
        join commits c on c.key = l.commit_key
        join pull_requests p on p.repository_key = c.repository_key and p.merge_sha = c.sha
        union
        select k.pull_key
        from was
        join became b on b.key = was.key
            and (b.finished_at, b.status, b.environment_kind, b.gone_at)
                is distinct from (was.finished_at, was.status, was.environment_kind, was.gone_at)
        join deployment_commits l on l.deployment_key = b.key
        join commit_pull_requests k on k.commit_key = l.commit_key and k.evidence in ('merge', 'squash')
    ));
    return null;
end
$$;
create trigger deployments_moved after update on deployments
referencing old table as was new table as became for each statement execute function deployments_moved();
