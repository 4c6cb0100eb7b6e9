-- The tests' oracle in DuckDB's words, over the same frames.
with rows as (
    select author as subject,
           date_trunc('week', make_timestamp(epoch_us("at")))::date as period_start,
           make_timestamp(epoch_us("at"))::date as day,
           make_timestamp(epoch_us("at") + offset_minutes::bigint * 60000000) as own,
           repository,
           "commit",
           hour_known,
           ai,
           lines_added::bigint as added,
           lines_removed::bigint as removed
    from commits_of_facts
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
    select subject, period_start, repository, count(*) as commits from rows group by all
),
focus as (
    select subject, period_start, sum(commits::double ^ 2) / sum(commits)::double ^ 2 as focus_score
    from per_repository
    group by all
),
hands as (
    select r."commit", r.subject as person from rows r where r."commit" in (select "commit" from co_authors_of_facts o)
    union
    select "commit", developer from co_authors_of_facts o
),
pairs as (
    select a.person as subject, r.period_start, count(distinct b.person) as unique_collaborators
    from rows r
    join hands a on a."commit" = r."commit"
    join hands b on b."commit" = r."commit" and b.person <> a.person
    group by all
),
counted as (
    select r.subject,
           r.period_start,
           count(*) as commits_count,
           sum(added) as lines_added,
           sum(removed) as lines_removed,
           sum(added) - sum(removed) as net_lines,
           avg(added + removed) as avg_commit_size,
           median(added + removed) as median_commit_size,
           count(distinct day) as active_days,
           avg(ai::int) as ai_assisted_share,
           avg((isodow(own) > 5)::int) as weekend_commit_ratio,
           avg((hour(own) >= 22 or hour(own) < 6)::int) filter (where hour_known) as late_night_commit_ratio,
           max(s.streak) as longest_streak_days,
           count(distinct epoch_us(own) // 1800000000) filter (where hour_known) * 0.5
               / nullif(count(distinct own::date) filter (where hour_known), 0) as avg_daily_active_hours
    from rows r
    join streaks s on s.subject = r.subject and s.own_day = r.own::date
    group by r.subject, r.period_start
)
select *
from counted
full join focus using (subject, period_start)
full join pairs using (subject, period_start)
