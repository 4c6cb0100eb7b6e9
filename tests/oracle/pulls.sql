-- What rests on pull requests, in plain set-based SQL: per person and week, for the kernel to be held against.
-- $1 workspace, $2 time zone
with person as (
    select i.key as identity, d.key as person, d.kind
    from developer_identities i
    join developers d on d.id = i.developer_id
    where d.workspace_id = $1
),
human as (
    select identity, person from person where kind = 'human'
),
pull as (
    select p.key as pull,
           p.repository_key as repository,
           a.person as author,
           a.kind as author_kind,
           m.person as merged_by,
           p.opened_at,
           p.ready_at,
           greatest(p.opened_at, p.ready_at) as begun,
           coalesce(p.merged_at, p.closed_at) as ended,
           p.merged_at,
           p.additions + p.deletions as provider_lines,
           (
               select sum(c.lines_added + c.lines_removed)
               from commit_pull_requests l
               join commits c on c.key = l.commit_key
               where l.pull_key = p.key and l.evidence = 'squash'
               having bool_and(c.lines_added is not null)
           ) as lines
    from pull_requests p
    left join person a on a.identity = p.author_key
    left join person m on m.identity = p.merged_by_key
    where p.workspace_id = $1 and p.gone_at is null
),
review as (
    select r.key as review, p.pull, p.repository, p.begun, p.author, p.author_kind, h.person as reviewer,
           r.submitted_at as at, r.state, r.comments_count as comments
    from reviews r
    join human h on h.identity = r.reviewer_key
    join pull p on p.pull = r.pull_key
    where r.submitted_at is not null and h.person is distinct from p.author
),
response as (
    select pull, at from review
    union all
    select p.pull, c.commented_at
    from review_comments c
    join human h on h.identity = c.author_key
    join pull p on p.pull = c.pull_key
    where h.person is distinct from p.author
),
proposed as (
    select p.*,
           (select min(at) from response x where x.pull = p.pull) as responded_at,
           (select min(at) from review x where x.pull = p.pull) as reviewed_at,
           (select max(at) from review x where x.pull = p.pull and x.state = 'approved') as approved_at,
           (select min(authored_at) from pull_request_commits x where x.pull_key = p.pull) as written_at
    from pull p
    where p.author_kind = 'human'
),
stage as (
    select pull,
           e0,
           e1,
           e2,
           least(greatest(e2, approved_at), merged_at) as e3
    from (
        select *, least(greatest(e1, responded_at), merged_at) as e2
        from (
            select *, least(greatest(e0, begun), merged_at) as e1
            from (select *, least(written_at, opened_at) as e0 from proposed where merged_at is not null) a
        ) b
    ) c
),
merged as (
    select p.author as subject,
           date_trunc('week', p.merged_at at time zone $2)::date as period_start,
           extract(epoch from p.merged_at - p.begun) / 3600 as cycle,
           extract(epoch from p.merged_at - p.written_at) / 3600 as first_commit,
           case when p.written_at is not null then extract(epoch from s.e1 - s.e0) / 3600 end as coding,
           extract(epoch from s.e2 - s.e1) / 3600 as pickup,
           extract(epoch from s.e3 - s.e2) / 3600 as reviewing,
           extract(epoch from p.merged_at - s.e3) / 3600 as merging,
           coalesce(p.lines, p.provider_lines) as size,
           case when p.approved_at is not null then false else p.merged_by = p.author end as is_alone,
           (
               select case when bool_or(true) and exists (
                          select from team_members m join developers d on d.id = m.developer_id
                          where d.key = p.author and m.joined_at <= p.merged_at
                              and (m.left_at is null or m.left_at > p.merged_at)
                      ) then not bool_or(exists (
                          select from team_members m join developers d on d.id = m.developer_id
                          where d.key = p.author and m.team_id = o.team_id and m.joined_at <= p.merged_at
                              and (m.left_at is null or m.left_at > p.merged_at)
                      )) end
               from repository_teams o
               join repositories r on r.id = o.repository_id
               where r.key = p.repository and o.since <= p.merged_at and (o.until is null or o.until > p.merged_at)
           ) as crosses
    from proposed p
    join stage s on s.pull = p.pull
),
of_merged as (
    select subject,
           period_start,
           count(*) as prs_merged,
           avg(cycle) filter (where cycle >= 0) as avg_pr_cycle_time_hours,
           percentile_cont(0.5) within group (order by cycle) filter (where cycle >= 0) as cycle_median,
           percentile_cont(0.75) within group (order by cycle) filter (where cycle >= 0) as cycle_p75,
           percentile_cont(0.9) within group (order by cycle) filter (where cycle >= 0) as cycle_p90,
           avg(first_commit) filter (where first_commit >= 0) as first_commit_to_merge_hours,
           avg(coding) as pr_coding_hours,
           avg(pickup) as pr_pickup_hours,
           avg(reviewing) as pr_review_hours,
           avg(merging) as pr_merge_hours,
           avg(size) as avg_pr_size,
           avg(is_alone::int) as self_merge_rate,
           avg(crosses::int) as cross_team_pr_ratio
    from merged
    group by 1, 2
),
of_closed as (
    select author as subject,
           date_trunc('week', ended at time zone $2)::date as period_start,
           avg((merged_at is not null)::int) as pr_merge_rate
    from proposed
    where ended is not null
    group by 1, 2
),
of_responded as (
    select author as subject,
           date_trunc('week', responded_at at time zone $2)::date as period_start,
           avg(extract(epoch from responded_at - begun) / 3600)
               filter (where ready_at is not null and responded_at >= begun) as avg_time_to_first_review_hours
    from proposed
    where responded_at is not null
    group by 1, 2
),
of_reviewed as (
    select p.author as subject,
           date_trunc('week', p.reviewed_at at time zone $2)::date as period_start,
           avg((
               select bool_or(
                          c.committed_at > p.reviewed_at
                          and c.committed_at < coalesce(p.approved_at, p.ended, 'infinity')
                      )::int
               from pull_request_commits c
               where c.pull_key = p.pull
           )) as rework_ratio
    from proposed p
    where p.reviewed_at is not null
    group by 1, 2
),
of_given as (
    select reviewer as subject,
           date_trunc('week', at at time zone $2)::date as period_start,
           count(*) as review_given_count,
           avg(comments) as avg_review_depth
    from review
    group by 1, 2
),
of_received as (
    select author as subject,
           date_trunc('week', at at time zone $2)::date as period_start,
           count(*) as review_received_count
    from review
    where author_kind = 'human'
    group by 1, 2
),
answer as (
    select r.reviewer as subject,
           date_trunc('week', min(r.at) at time zone $2)::date as period_start,
           min(r.at) as at,
           coalesce(
               (
                   select min(q.requested_at)
                   from review_requests q
                   join human h on h.identity = q.reviewer_key
                   where q.pull_key = r.pull and h.person = r.reviewer and q.requested_at <= min(r.at)
               ),
               r.begun
           ) as since
    from review r
    group by r.reviewer, r.pull, r.begun
),
of_answers as (
    select subject, period_start,
           avg(extract(epoch from at - since) / 3600) filter (where at >= since) as review_turnaround_hours
    from answer
    group by 1, 2
),
asked as (
    select h.person as subject, q.pull_key as pull, min(q.requested_at) as at
    from review_requests q
    join human h on h.identity = q.reviewer_key
    join pull p on p.pull = q.pull_key
    where q.removed_at is null
    group by 1, 2
),
of_asked as (
    select a.subject,
           date_trunc('week', a.at at time zone $2)::date as period_start,
           count(*) filter (where not exists (
               select from review r where r.pull = a.pull and r.reviewer = a.subject and r.at >= a.at
           )) as unanswered_review_requests
    from asked a
    group by 1, 2
),
act as (
    select h.person, c.repository_key as repository, c.placed_at as at
    from commits c
    join human h on h.identity = c.author_key
    where c.workspace_id = $1 and c.standing = 'counted' and not c.is_merge
    union all
    select h.person, p.repository, r.submitted_at
    from reviews r
    join human h on h.identity = r.reviewer_key
    join pull p on p.pull = r.pull_key
    where r.submitted_at is not null
),
of_reach as (
    select h.person as subject,
           date_trunc('week', p.opened_at at time zone $2)::date as period_start,
           avg(exists (select from review r where r.pull = p.pull and r.reviewer = h.person)::int)
               as review_participation_rate
    from proposed p
    join (select distinct person from human) h on h.person <> p.author
    where exists (
        select
        from act a
        where a.person = h.person
            and a.repository = p.repository
            and a.at between p.opened_at - interval '2160 hours' and p.opened_at
    )
    group by 1, 2
),
touch as (
    select f.path_key as path, h.person, c.placed_at as at
    from commit_files f
    join commits c on c.key = f.commit_key
    join human h on h.identity = c.author_key
    where c.workspace_id = $1 and c.standing = 'counted' and not c.is_merge
),
authored as (
    select r.review, r.reviewer, f.path_key as path, t.person, count(*) as commits,
           max(count(*)) over (partition by r.review, f.path_key) as most
    from review r
    join commit_pull_requests l on l.pull_key = r.pull and l.evidence = 'squash'
    join commit_files f on f.commit_key = l.commit_key
    join paths q on q.key = f.path_key and q.class not in ('generated', 'vendored', 'lock')
    left join touch t on t.path = f.path_key and t.at >= r.at - interval '17520 hours' and t.at < r.at
    group by 1, 2, 3, 4
),
owned as (
    select review, coalesce(bool_or(commits = most and person = reviewer), false) as owns
    from authored
    group by 1
),
exchange as (
    select reviewer as subject, at, pull, owns, true as is_given from review left join owned using (review)
    union all
    select author, at, null, null, false from review where author_kind = 'human'
),
of_exchanges as (
    select subject,
           date_trunc('week', at at time zone $2)::date as period_start,
           count(distinct pull) filter (where owns)::double precision
               / nullif(count(distinct pull) filter (where owns is not null), 0)
               * 2 * least(count(*) filter (where is_given), count(*) filter (where not is_given)) / count(*)
               as knowledge_sharing_score
    from exchange
    group by 1, 2
),
hand as (
    select c.key as commit, h.person, c.placed_at as at
    from commits c
    join human h on h.identity = c.author_key
    where c.workspace_id = $1 and c.standing = 'counted' and not c.is_merge
    union
    select c.key, h.person, c.placed_at
    from commit_coauthors o
    join human h on h.identity = o.identity_key
    join commits c on c.key = o.commit_key
    join human w on w.identity = c.author_key
    where c.workspace_id = $1 and c.standing = 'counted' and not c.is_merge
),
met as (
    select a.person as subject, b.person as other, a.at
    from hand a
    join hand b on b.commit = a.commit and b.person <> a.person
    union all
    select reviewer, author, at from review where author_kind = 'human'
    union all
    select author, reviewer, at from review where author_kind = 'human'
),
of_met as (
    select subject, date_trunc('week', at at time zone $2)::date as period_start, count(distinct other) as unique_collaborators
    from met
    group by 1, 2
),
moment as (
    select h.person as subject, c.placed_at as at, c.hour_is_known as is_known,
           (c.placed_at at time zone 'UTC') + make_interval(mins => c.author_offset_minutes) as own
    from commits c
    join human h on h.identity = c.author_key
    where c.workspace_id = $1 and c.standing = 'counted' and not c.is_merge
    union all
    select reviewer, at, true, at at time zone $2 from review
    union all
    select h.person, c.commented_at, true, c.commented_at at time zone $2
    from (
        select author_key, commented_at from review_comments where workspace_id = $1
        union all
        select author_key, commented_at from conversation_comments where workspace_id = $1
    ) c
    join human h on h.identity = c.author_key
),
of_moments as (
    select subject,
           date_trunc('week', at at time zone $2)::date as period_start,
           count(distinct floor(extract(epoch from own) / 1800)) filter (where is_known) * 0.5
               / nullif(count(distinct own::date) filter (where is_known), 0) as avg_daily_active_hours
    from moment
    group by 1, 2
)
select *
from of_merged
full join of_closed using (subject, period_start)
full join of_responded using (subject, period_start)
full join of_reviewed using (subject, period_start)
full join of_given using (subject, period_start)
full join of_received using (subject, period_start)
full join of_answers using (subject, period_start)
full join of_asked using (subject, period_start)
full join of_reach using (subject, period_start)
full join of_exchanges using (subject, period_start)
full join of_met using (subject, period_start)
full join of_moments using (subject, period_start)
order by subject, period_start
