drop trigger deployments_moved on deployments;
drop function deployments_moved();

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
    update workspaces set data_version = data_version + 1 where id = old.workspace_id;
    return old;
end
$$;

create or replace function identities_moved() returns trigger language plpgsql as $$
declare moved integer[];
begin
    select array_agg(b.key) into moved
    from was
    join became b on b.key = was.key and b.developer_id <> was.developer_id;
    if moved is not null then
        perform mark_days_of(moved);
    end if;
    return null;
end
$$;

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
$$;

drop function mark_acts_of(integer[]);
drop function mark_pulls(bigint[]);
drop function instants_of_pulls(bigint[]);
drop index review_requests_at;
drop index pull_requests_merger;
drop index pull_requests_closed;
