-- Housekeeping: where somebody opened a page lately, so that what they look at is counted before they come again.
create index page_visits_last on page_visits (last_at);

create function workspaces_looked_at(since timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select distinct v.workspace_id
    from public.page_visits v
    where v.last_at >= since
$$;
revoke execute on function workspaces_looked_at(timestamptz) from public;
grant execute on function workspaces_looked_at(timestamptz) to aexy_app;
