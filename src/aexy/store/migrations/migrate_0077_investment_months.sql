-- Months whose allocation is written down as it was, with the rules it was sorted by: what is corrected or comes later
-- stands beside it.

create table investment_months (
    workspace_id   uuid not null references workspaces on delete cascade,
    month          date not null check (extract(day from month) = 1),
    is_frozen      boolean not null,                            -- false: somebody opened it again, and it stays open
    rules_version  integer not null,
    changed_at     timestamptz not null,
    changed_by     uuid references accounts on delete set null, -- null: it was frozen by itself
    reason         text,                                        -- why it was opened again
    primary key (workspace_id, month)
);

-- No reference to pull requests: what was merged stays counted, also when its repository goes.
create table investment_shares (
    workspace_id  uuid not null,
    month         date not null,
    pull_key      bigint not null,
    category      text,
    how           text not null check (how in ('rule', 'suggestion', 'correction', 'none')),
    why           text,
    lines         bigint,                                       -- null: not known
    primary key (workspace_id, month, pull_key),
    foreign key (workspace_id, month) references investment_months on delete cascade
);

do $$
declare t text;
begin
    foreach t in array array['investment_months', 'investment_shares']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;

-- Housekeeping: whose month before this one ended `settled` ago and more, while they were here, and is not written down.
create function workspaces_with_a_month_to_freeze(at timestamptz, settled interval) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select w.id
    from public.workspaces w
    cross join lateral (select date_trunc('month', (at - settled) at time zone w.time_zone) as begun) m
    where w.time_zone in (select z.name from pg_catalog.pg_timezone_names z)
      and w.created_at < m.begun at time zone w.time_zone
      and not exists (
          select
          from public.investment_months i
          where i.workspace_id = w.id
            and i.month = (m.begun - interval '1 month')::date
      )
$$;
revoke execute on function workspaces_with_a_month_to_freeze(timestamptz, interval) from public;
grant execute on function workspaces_with_a_month_to_freeze(timestamptz, interval) to aexy_app;
