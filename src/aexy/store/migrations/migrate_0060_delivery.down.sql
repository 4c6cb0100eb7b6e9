-- Which commits each deployment brought is worked out anew by the next sync.
create table deployment_commits (
    workspace_id    uuid not null,
    deployment_key  bigint not null,
    commit_key      bigint not null,
    primary key (deployment_key, commit_key)
);
create index deployment_commits_commit on deployment_commits (commit_key);

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
    foreach t in array array['deployment_commits', 'deployment_ranges']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
        execute format('grant maintain on %I to aexy_app', t);
    end loop;
end
$$;

create or replace view reporting.deployments with (security_invoker = true) as
select md5('deployment ' || d.key)::uuid as id,
       d.workspace_id,
       r.id as repository_id,
       d.service,
       d.environment,
       d.environment_kind,
       case d.status when 'failure' then 'failed' else d.status end as status,
       encode(d.sha, 'hex') as commit_sha,
       extract(epoch from d.finished_at - coalesce(d.started_at, d.created_at))::integer as duration_seconds,
       i.developer_id as deployed_by,
       d.is_rollback,
       coalesce(d.finished_at, d.started_at, d.created_at) as time,
       d.created_at,
       d.started_at,
       d.finished_at,
       g.is_first as is_first_known,
       d.url
from deployments d
left join repositories r on r.key = d.repository_key
left join developer_identities i on i.key = d.deployed_by_key
left join deployment_ranges g on g.deployment_key = d.key
where d.gone_at is null;

create or replace view reporting.deployment_commits with (security_invoker = true) as
select l.workspace_id,
       md5('deployment ' || l.deployment_key)::uuid as deployment_id,
       md5('commit ' || l.commit_key)::uuid as commit_id
from deployment_commits l;

create or replace function instants_of_pulls(pull_keys bigint[])
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

create function forget_deployments() returns trigger language plpgsql as $$
begin
    delete from deployment_commits x using gone g where x.deployment_key = g.key;
    return null;
end
$$;
create trigger children_go_along after delete on deployments
referencing old table as gone for each statement execute function forget_deployments();

create function forget_deployment_ranges() returns trigger language plpgsql as $$
begin
    delete from deployment_ranges x using gone g where x.deployment_key = g.key;
    return null;
end
$$;
create trigger ranges_go_along after delete on deployments
referencing old table as gone for each statement execute function forget_deployment_ranges();

create or replace function forget_links_of_commits() returns trigger language plpgsql as $$
begin
    delete from commit_pull_requests x using gone g where x.commit_key = g.key;
    delete from deployment_commits x using gone g where x.commit_key = g.key;
    return null;
end
$$;

drop trigger deliveries_go_along on pull_requests;
drop function forget_deliveries();
drop table delivery_touched, delivery_corrections, deliveries, counted_incidents, counted_deployments, service_repositories, services, delivery_state, delivery_rules;
select admit_readers();
