-- The same numbers in plain set-based SQL: per person and week, for the kernel to be held against.
-- $1 workspace, $2 time zone, $3 late from, $4 late until (wrapping midnight)
with rows as (
    select d.key as subject,
           date_trunc('week', c.placed_at at time zone $2)::date as period_start,
           (c.placed_at at time zone $2)::date as day,
           (c.placed_at at time zone 'UTC') + make_interval(mins => c.author_offset_minutes) as own,
           c.repository_key as repository,
           c.key as commit,
           c.hour_is_known as hour_known,
           c.ai_agent is not null as ai,
           c.lines_added::bigint as added,
           c.lines_removed::bigint as removed
    from commits c
    join developer_identities i on i.key = c.author_key
    join developers d on d.id = i.developer_id
    where c.workspace_id = $1 and c.standing = 'counted' and not c.is_merge and d.kind = 'human'
),
own_days as (
    select subject, own::date as own_day, row_number() over (partition by subject order by own::date) as place
    from rows
    group by subject, own::date
),
streaks as (
    select subject, own_day, row_number() over (partition by subject, own_day - place::int order by own_day) as streak
    from own_days
),
per_repository as (
    select subject, period_start, repository, count(*) as commits from rows group by 1, 2, 3
),
focus as (
    select subject, period_start, sum(commits::double precision ^ 2) / sum(commits)::double precision ^ 2 as focus_score
    from per_repository
    group by 1, 2
),
counted as (
    select r.subject,
           r.period_start,
           count(*) as commits_count,
           sum(added)::bigint as lines_added,
           sum(removed)::bigint as lines_removed,
           (sum(added) - sum(removed))::bigint as net_lines,
           avg(added + removed)::double precision as avg_commit_size,
           percentile_cont(0.5) within group (order by added + removed) as median_commit_size,
           count(distinct day) as active_days,
           avg(ai::int)::double precision as ai_assisted_share,
           avg((extract(isodow from own) > 5)::int)::double precision as weekend_commit_ratio,
           (avg((extract(hour from own) >= $3 or extract(hour from own) < $4)::int)
               filter (where hour_known))::double precision as late_night_commit_ratio,
           max(s.streak) as longest_streak_days
    from rows r
    join streaks s on s.subject = r.subject and s.own_day = r.own::date
    group by 1, 2
)
select *
from counted
join focus using (subject, period_start)
order by subject, period_start
