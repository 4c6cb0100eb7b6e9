create or replace function connections_due(since timestamptz) returns table (workspace_id uuid, connection_id uuid)
language sql stable security definer set search_path = pg_catalog, public
as $$
    select c.workspace_id, c.id
    from public.connections c
    where c.state in ('active', 'failing')
      and (c.last_synced_at is null or c.last_synced_at < since)
$$;

delete from connections where auth_kind = 'hook';
alter table connections
    drop constraint connections_provider_check,
    add constraint connections_provider_check check (provider in ('github', 'gitlab', 'jira', 'linear')),
    drop constraint connections_auth_kind_check,
    add constraint connections_auth_kind_check check (auth_kind in ('token', 'app', 'basic'));
