-- Work records are listed, counted and looked for by what dashboards ask: by stage and status, by when they came and
-- ended, by when they are due, by whose they are, by words of their titles.

drop index work_records_kind;
create index work_records_status on work_records (workspace_id, kind, status) where gone_at is null;
create index work_records_stage on work_records (workspace_id, kind, stage) where gone_at is null;
create index work_records_open on work_records (workspace_id, kind, key) where closed_at is null and gone_at is null;
create index work_records_opened on work_records (workspace_id, kind, opened_at desc, key desc) where gone_at is null;
create index work_records_closed on work_records (workspace_id, kind, closed_at) where gone_at is null;
create index work_records_due on work_records (workspace_id, due_at) where closed_at is null and gone_at is null;
create index work_records_owner on work_records (owner_key, kind, key) where owner_key is not null;
create index work_records_title on work_records using gin (to_tsvector('simple', title));

-- The latest records whose titles have all of these beginnings of words, of one kind or any, before a place in the list.
-- It runs as the owner since the matching of words is no operator that may be looked up in an index before row-level
-- security has had its say; it names the workspace itself.
create function records_titled(words tsquery, of_kind text, before bigint, most integer)
returns setof bigint
language sql stable security definer set search_path = pg_catalog, public
as $$
    select w.key
    from public.work_records w
    where w.workspace_id = public.current_workspace()
      and w.gone_at is null
      and to_tsvector('simple', w.title) @@ words
      and (of_kind is null or w.kind = of_kind)
      and (before is null or w.key < before)
    order by w.key desc
    limit most
$$;
revoke all on function records_titled from public;
grant execute on function records_titled to aexy_app;

create index work_logs_started on work_logs (workspace_id, started_at) include (author_key, seconds);
create index issues_standing on issues (workspace_id, status_category) where closed_at is null and gone_at is null;
create index issues_due on issues (workspace_id, due_at)
    where due_at is not null and closed_at is null and gone_at is null;
create index issue_sprints_sprint on issue_sprints (workspace_id, sprint_external_id);
