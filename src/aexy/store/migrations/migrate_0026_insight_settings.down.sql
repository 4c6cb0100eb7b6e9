create or replace function workspaces_due(at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select w.id
    from public.workspaces w
    where w.time_zone in (select z.name from pg_catalog.pg_timezone_names z)
      and not exists (
          select
          from public.jobs j
          where j.workspace_id = w.id
            and j.kind = 'snapshots'
            and j.created_at >= date_trunc('day', at, w.time_zone)
      )
$$;
drop table insight_setting_changes, insight_settings;
