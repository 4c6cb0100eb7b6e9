-- What somebody wants to hear of, what there was to hear, and whether they heard it.

create table alert_rules (
    id             uuid primary key default gen_random_uuid(),
    workspace_id   uuid not null references workspaces on delete cascade,
    owner_id       uuid not null references accounts on delete cascade,   -- through whose eyes numbers are seen
    name           text not null check (name <> ''),
    metric         text not null,                         -- a key of the catalogue
    subject_kind   text not null check (subject_kind in ('developer', 'team', 'repository', 'project', 'workspace')),
    subject_id     uuid,                                  -- null: the workspace, or each one of the kind
    period_type    text not null,
    condition      jsonb not null,                        -- features/alerts/schemas.py checks it, in and out
    severity       text not null default 'warning' check (severity in ('info', 'warning', 'critical')),
    is_on          boolean not null default true,
    quiet          jsonb,                                 -- from, until, zone, weekends; null: any hour will do
    emails         text[] not null default '{}',
    edition        integer not null default 1,            -- grows when it begins to watch something else
    since          date not null,                         -- the first period it judges
    judged_until   date,                                  -- periods that ended by then were judged
    judged_at      timestamptz,
    trouble        text,                                  -- why it could not be judged the last time
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (workspace_id, id)
);
create index alert_rules_workspace on alert_rules (workspace_id, lower(name), id);

-- Where a rule's web hook goes and what signs it, sealed together: such addresses are often secrets themselves.
create table alert_secrets (
    workspace_id   uuid not null,
    rule_id        uuid not null,
    kind           text not null default 'hook' check (kind = 'hook'),
    number         smallint not null default 0,
    key_id         text not null,
    wrapped_key    bytea not null,
    sealed         bytea not null,
    hint           text not null default '',              -- the host, to recognise it by
    created_at     timestamptz not null default now(),
    expires_at     timestamptz,
    primary key (rule_id, kind, number),
    foreign key (workspace_id, rule_id) references alert_rules (workspace_id, id) on delete cascade
);

-- One row per episode: from the period a rule fired at to the one it was over at.
create table alerts (
    id               uuid primary key default gen_random_uuid(),
    workspace_id     uuid not null,
    rule_id          uuid not null,
    edition          integer not null,                    -- of the rule, when it fired
    subject_kind     text not null,
    subject_id       uuid not null,
    subject_name     text not null,                       -- what it was called then
    opened           date not null,                       -- the first day of the period it fired at
    value            double precision not null,
    n                bigint not null,
    usual            double precision,                    -- what it was held against: the period before, or the usual
    score            double precision,
    why              text not null,
    latest_value     double precision,                    -- of the last period that was judged
    latest_why       text not null,
    severity         text not null,
    state            text not null default 'open' check (state in ('open', 'acknowledged', 'snoozed', 'resolved')),
    snoozed_until    timestamptz,
    acknowledged_by  uuid references accounts on delete set null,
    acknowledged_at  timestamptz,
    resolved         date,                                -- the first day of the period it was over at
    created_at       timestamptz not null,
    updated_at       timestamptz not null,
    unique (workspace_id, id),
    unique (rule_id, edition, subject_id, opened),
    foreign key (workspace_id, rule_id) references alert_rules (workspace_id, id) on delete cascade
);
-- However often and by how many it is looked at, there is one alert at a time.
create unique index alerts_one_at_a_time on alerts (rule_id, subject_id) where state <> 'resolved';
create index alerts_newest on alerts (workspace_id, created_at desc, id desc);
create index alerts_snoozed on alerts (snoozed_until) where state = 'snoozed';

create table alert_events (
    id            bigint generated always as identity primary key,
    workspace_id  uuid not null,
    alert_id      uuid not null,
    kind          text not null,                          -- fired, delivered, held_back, retried, failed, snoozed, …
    says          text not null,
    at            timestamptz not null,
    account_id    uuid references accounts on delete set null,   -- who did it; null: the rule itself
    foreign key (workspace_id, alert_id) references alerts (workspace_id, id) on delete cascade
);
create index alert_events_alert on alert_events (alert_id, id);
create index alert_events_newest on alert_events (workspace_id, id desc);

-- What is to be sent: once to each, however often it is tried.
create table alert_deliveries (
    id            uuid primary key default gen_random_uuid(),
    workspace_id  uuid not null,
    alert_id      uuid not null,
    occasion      text not null,                          -- fired, resolved, or the day a snooze was over
    way           text not null check (way in ('email', 'hook')),
    target        text not null,                          -- an address; a hook's host
    state         text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'dropped')),
    due_at        timestamptz not null,
    attempts      smallint not null default 0,
    error         text,
    sent_at       timestamptz,
    created_at    timestamptz not null,
    unique (alert_id, occasion, way, target),
    foreign key (workspace_id, alert_id) references alerts (workspace_id, id) on delete cascade
);
create index alert_deliveries_due on alert_deliveries (due_at) where state = 'waiting';

-- Housekeeping: where something is to be sent, or a snooze is over.
create function workspaces_with_alerts_due(at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select d.workspace_id
    from public.alert_deliveries d
    where d.state = 'waiting'
      and d.due_at <= at
    union
    select a.workspace_id
    from public.alerts a
    where a.state = 'snoozed'
      and a.snoozed_until <= at
$$;
revoke execute on function workspaces_with_alerts_due(timestamptz) from public;
grant execute on function workspaces_with_alerts_due(timestamptz) to aexy_app;

do $$
declare t text;
begin
    foreach t in array array['alert_rules', 'alert_secrets', 'alerts', 'alert_events', 'alert_deliveries']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
