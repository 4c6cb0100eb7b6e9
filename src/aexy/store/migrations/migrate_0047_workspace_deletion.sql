-- A workspace whose deletion was asked for waits some days in which an owner can take it back; then all of it goes.

alter table workspaces
    add column deleting_at timestamptz,                        -- from when on it goes
    add column is_going boolean not null default false,        -- it is being taken away: nobody is let in, nothing comes back
    add constraint going_was_asked_for check (not is_going or deleting_at is not null);
create index workspaces_deleting on workspaces (deleting_at) where deleting_at is not null;

-- Which are due, for the hourly round, which belongs to no workspace.
create function workspaces_to_delete(at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select w.id
    from public.workspaces w
    where w.deleting_at <= at
$$;
revoke execute on function workspaces_to_delete(timestamptz) from public;
grant execute on function workspaces_to_delete(timestamptz) to aexy_app;
