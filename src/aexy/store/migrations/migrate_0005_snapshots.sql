-- Numbers of closed periods, counted once and kept; and what says that they have to be counted again.

-- Local days on which a fact was added, changed or taken away since the snapshots were last counted.
create table dirty_days (
    workspace_id  uuid not null references workspaces on delete cascade,
    day           date not null,
    primary key (workspace_id, day)
);

-- How far the snapshots of a workspace can be trusted. A period is read from its snapshots when it ended by
-- counted_until, has no dirty day, and nothing it rests on is stale; else it is counted from the facts.
create table snapshot_state (
    workspace_id   uuid primary key references workspaces on delete cascade,
    counted_until  date,                              -- local; null: never counted
    catalogue      text not null default '',          -- the metrics and versions they were counted with
    is_stale       boolean not null default false,    -- the workspace's clock or hours have changed
    is_team_stale  boolean not null default false,    -- who was in which team when has changed
    counted_at     timestamptz
);

create type period_type as enum ('daily', 'weekly', 'biweekly', 'monthly', 'quarterly');
create type subject_kind as enum ('developer', 'team', 'repository', 'workspace');

-- One row per subject and period with facts; no row means no facts. The columns are the catalogue's: <key>, <key>_n.
create table metric_snapshots (
    workspace_id                 uuid not null references workspaces on delete cascade,
    period_type                  period_type not null,
    subject_kind                 subject_kind not null,
    period_start                 date not null,
    subject_key                  integer not null,    -- key of the developer, team or repository; 0 for the workspace
    as_of                        timestamptz not null,
    data_version                 bigint not null,
    people                       integer not null,    -- distinct authors: what a quorum is held against
    commits_count                bigint,
    commits_count_n              bigint,
    lines_added                  bigint,
    lines_added_n                bigint,
    lines_removed                bigint,
    lines_removed_n              bigint,
    net_lines                    bigint,
    net_lines_n                  bigint,
    commit_frequency             double precision,
    commit_frequency_n           bigint,
    avg_commit_size              double precision,
    avg_commit_size_n            bigint,
    median_commit_size           double precision,
    median_commit_size_n         bigint,
    active_days                  bigint,
    active_days_n                bigint,
    active_developers            bigint,
    active_developers_n          bigint,
    ai_assisted_share            double precision,
    ai_assisted_share_n          bigint,
    weekend_commit_ratio         double precision,
    weekend_commit_ratio_n       bigint,
    late_night_commit_ratio      double precision,
    late_night_commit_ratio_n    bigint,
    longest_streak_days          bigint,
    longest_streak_days_n        bigint,
    avg_daily_active_hours       double precision,
    avg_daily_active_hours_n     bigint,
    focus_score                  double precision,
    focus_score_n                bigint,
    unique_collaborators         bigint,
    unique_collaborators_n       bigint,
    primary key (workspace_id, period_type, subject_kind, period_start, subject_key)
);

do $$
declare t text;
begin
    foreach t in array array['dirty_days', 'snapshot_state', 'metric_snapshots']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;

-- Whoever changes the workspace's clock, a team or a person need not know of snapshots: the tables say so themselves.

create function clock_changed() returns trigger language plpgsql as $$
begin
    update snapshot_state set is_stale = true where workspace_id = new.id and not is_stale;
    new.data_version := old.data_version + 1;
    return new;
end
$$;
create trigger clock_changed before update on workspaces for each row
when ((old.time_zone, old.working_days, old.late_from, old.late_until)
      is distinct from (new.time_zone, new.working_days, new.late_from, new.late_until))
execute function clock_changed();

create function teams_changed() returns trigger language plpgsql as $$
begin
    update snapshot_state set is_team_stale = true
    where workspace_id in (select c.workspace_id from changed c) and not is_team_stale;
    update workspaces set data_version = data_version + 1
    where id in (select c.workspace_id from changed c);
    return null;
end
$$;
create trigger member_joined after insert on team_members
referencing new table as changed for each statement execute function teams_changed();
create trigger member_changed after update on team_members
referencing new table as changed for each statement execute function teams_changed();
create trigger member_left after delete on team_members
referencing old table as changed for each statement execute function teams_changed();

-- The days of everything these identities wrote or helped to write have to be counted again.
create function mark_days_of(identity_keys integer[]) returns void language sql as $$
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

-- An identity now belongs to somebody else: its commits count for other people.
create function identities_moved() returns trigger language plpgsql as $$
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
create trigger identities_moved after update on developer_identities
referencing old table as was new table as became for each statement execute function identities_moved();

-- Somebody turned out to be a bot, or a person after all.
create function kinds_changed() returns trigger language plpgsql as $$
declare moved integer[];
begin
    select array_agg(i.key) into moved
    from was
    join became b on b.id = was.id and b.kind <> was.kind
    join developer_identities i on i.developer_id = b.id;
    if moved is not null then
        perform mark_days_of(moved);
    end if;
    return null;
end
$$;
create trigger kinds_changed after update on developers
referencing old table as was new table as became for each statement execute function kinds_changed();

-- A repository goes, and its commits with it.
create function repository_leaves() returns trigger language plpgsql as $$
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
create trigger repository_leaves before delete on repositories
for each row execute function repository_leaves();

-- The documented tables, for other people's SQL: stable names, read only, under the reader's own rights.

create schema reporting;
grant usage on schema reporting to aexy_app;
alter default privileges in schema reporting grant select on tables to aexy_app;

create view reporting.developer_metrics_snapshots with (security_invoker = true) as
select o.id as developer_id,
       s.workspace_id,
       s.period_type::text as period_type,
       s.period_start,
       case s.period_type
           when 'daily' then s.period_start + 1
           when 'weekly' then s.period_start + 7
           when 'biweekly' then s.period_start + 14
           when 'monthly' then (s.period_start + interval '1 month')::date
           when 'quarterly' then (s.period_start + interval '3 months')::date
       end as period_end,
       jsonb_build_object(
           'commits_count', s.commits_count,
           'commits_count_n', s.commits_count_n,
           'lines_added', s.lines_added,
           'lines_added_n', s.lines_added_n,
           'lines_removed', s.lines_removed,
           'lines_removed_n', s.lines_removed_n,
           'net_lines', s.net_lines,
           'net_lines_n', s.net_lines_n,
           'commit_frequency', s.commit_frequency,
           'commit_frequency_n', s.commit_frequency_n,
           'avg_commit_size', s.avg_commit_size,
           'avg_commit_size_n', s.avg_commit_size_n,
           'median_commit_size', s.median_commit_size,
           'median_commit_size_n', s.median_commit_size_n,
           'active_days', s.active_days,
           'active_days_n', s.active_days_n,
           'ai_assisted_share', s.ai_assisted_share,
           'ai_assisted_share_n', s.ai_assisted_share_n
       ) as velocity_metrics,
       '{}'::jsonb as efficiency_metrics,
       '{}'::jsonb as quality_metrics,
       jsonb_build_object(
           'weekend_commit_ratio', s.weekend_commit_ratio,
           'weekend_commit_ratio_n', s.weekend_commit_ratio_n,
           'late_night_commit_ratio', s.late_night_commit_ratio,
           'late_night_commit_ratio_n', s.late_night_commit_ratio_n,
           'longest_streak_days', s.longest_streak_days,
           'longest_streak_days_n', s.longest_streak_days_n,
           'avg_daily_active_hours', s.avg_daily_active_hours,
           'avg_daily_active_hours_n', s.avg_daily_active_hours_n,
           'focus_score', s.focus_score,
           'focus_score_n', s.focus_score_n
       ) as sustainability_metrics,
       jsonb_build_object(
           'unique_collaborators', s.unique_collaborators,
           'unique_collaborators_n', s.unique_collaborators_n
       ) as collaboration_metrics,
       s.as_of as created_at
from metric_snapshots s
join developers o on o.key = s.subject_key and o.workspace_id = s.workspace_id
where s.subject_kind = 'developer';

create view reporting.team_metrics_snapshots with (security_invoker = true) as
select o.id as team_id,
       s.workspace_id,
       s.period_type::text as period_type,
       s.period_start,
       case s.period_type
           when 'daily' then s.period_start + 1
           when 'weekly' then s.period_start + 7
           when 'biweekly' then s.period_start + 14
           when 'monthly' then (s.period_start + interval '1 month')::date
           when 'quarterly' then (s.period_start + interval '3 months')::date
       end as period_end,
       jsonb_build_object(
           'commits_count', s.commits_count,
           'commits_count_n', s.commits_count_n,
           'lines_added', s.lines_added,
           'lines_added_n', s.lines_added_n,
           'lines_removed', s.lines_removed,
           'lines_removed_n', s.lines_removed_n,
           'net_lines', s.net_lines,
           'net_lines_n', s.net_lines_n,
           'commit_frequency', s.commit_frequency,
           'commit_frequency_n', s.commit_frequency_n,
           'avg_commit_size', s.avg_commit_size,
           'avg_commit_size_n', s.avg_commit_size_n,
           'median_commit_size', s.median_commit_size,
           'median_commit_size_n', s.median_commit_size_n,
           'active_days', s.active_days,
           'active_days_n', s.active_days_n,
           'active_developers', s.active_developers,
           'active_developers_n', s.active_developers_n,
           'ai_assisted_share', s.ai_assisted_share,
           'ai_assisted_share_n', s.ai_assisted_share_n
       ) as velocity_metrics,
       '{}'::jsonb as efficiency_metrics,
       '{}'::jsonb as quality_metrics,
       jsonb_build_object(
           'weekend_commit_ratio', s.weekend_commit_ratio,
           'weekend_commit_ratio_n', s.weekend_commit_ratio_n,
           'late_night_commit_ratio', s.late_night_commit_ratio,
           'late_night_commit_ratio_n', s.late_night_commit_ratio_n,
           'focus_score', s.focus_score,
           'focus_score_n', s.focus_score_n
       ) as sustainability_metrics,
       jsonb_build_object(
           'unique_collaborators', s.unique_collaborators,
           'unique_collaborators_n', s.unique_collaborators_n
       ) as collaboration_metrics,
       s.as_of as created_at
from metric_snapshots s
join teams o on o.key = s.subject_key and o.workspace_id = s.workspace_id
where s.subject_kind = 'team';
