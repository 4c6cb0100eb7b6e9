-- What whoever runs the machine may know over all workspaces: counts and ages, by workspace id, and nothing else of them.

create function system_figures(at timestamptz)
returns table (what text, label text, workspace_id uuid, value double precision)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select 'jobs', j.kind || ' ' || j.state, null::uuid, count(*)::double precision
    from public.jobs j
    where j.state in ('queued', 'running')
    group by j.kind, j.state
    union all
    select 'failed', j.kind, null, count(*)
    from public.jobs j
    where j.state = 'failed'
      and j.finished_at > at - interval '1 day'
    group by j.kind
    union all
    select 'oldest', '', null, coalesce(max(extract(epoch from at - j.created_at)), 0)
    from public.jobs j
    where j.state = 'queued'
    union all
    select 'inbox', i.state, null, count(*)
    from public.webhook_inbox i
    where i.state in ('received', 'dead')
    group by i.state
    union all
    select 'deliveries', '', null, count(*)
    from public.alert_deliveries d
    where d.state = 'waiting'
    union all
    select 'workspaces', '', null, count(*)
    from public.workspaces w
    union all
    (
        select 'sync', '', c.workspace_id, max(extract(epoch from at - coalesce(c.last_synced_at, c.created_at)))
        from public.connections c
        where c.state in ('active', 'failing')
        group by c.workspace_id
        order by 4 desc
        limit 200
    )
    union all
    (
        select 'snapshots', '', s.workspace_id, extract(epoch from at - s.counted_at)
        from public.snapshot_state s
        where s.counted_at is not null
        order by 4 desc
        limit 200
    )
$$;

revoke execute on function system_figures(timestamptz) from public;
grant execute on function system_figures(timestamptz) to aexy_app;

-- Failed jobs of the last day are asked for at every scrape, and are few among many.
create index jobs_failed on jobs (finished_at) where state = 'failed';
create index jobs_open on jobs (created_at) where state in ('queued', 'running');
