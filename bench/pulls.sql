-- What rests on pull requests, set-based, for PostgreSQL and DuckDB alike: over c (commits: who, repository, t, own,
-- hour_known), o (commit, who), p (pulls), r (reviews), m (remarks), q (requests), k (a pull request's commits).
-- Team crossings and ownership are left out: the made-up workspace has neither.
review as (
    select r.pull, r.reviewer, r.t, r.state, r.comments, p.repository, p.author, greatest(p.opened, p.ready) as begun
    from r
    join p on p.pull = r.pull
    where p.author is null or r.reviewer <> p.author
),
response as (
    select pull, t from review
    union all
    select m.pull, m.t from m join p on p.pull = m.pull where p.author is null or m.author <> p.author
),
responded as (select pull, min(t) as responded from response group by 1),
reviewed as (
    select pull, min(t) as reviewed, max(t) filter (where state = 'approved') as approved from review group by 1
),
written as (select pull, min(authored) as written from k group by 1),
proposed as (
    select p.*, greatest(p.opened, p.ready) as begun, coalesce(p.merged, p.closed) as ended,
           a.responded, b.reviewed, b.approved, w.written
    from p
    left join responded a on a.pull = p.pull
    left join reviewed b on b.pull = p.pull
    left join written w on w.pull = p.pull
    where p.author is not null
),
staged as (
    select *, least(greatest(e2, approved), merged) as e3
    from (
        select *, least(greatest(e1, responded), merged) as e2
        from (
            select *, least(greatest(e0, begun), merged) as e1
            from (select *, least(written, opened) as e0 from proposed where merged is not null) z
        ) y
    ) x
),
spans as (
    select author as subject, date_trunc('week', merged) as week, provider_lines as size,
           case when approved is not null then false else merged_by = author end as alone,
           extract(epoch from merged - begun) / 3600 as cycle,
           extract(epoch from merged - written) / 3600 as first_commit,
           extract(epoch from e1 - e0) / 3600 as coding,
           extract(epoch from e2 - e1) / 3600 as pickup,
           extract(epoch from e3 - e2) / 3600 as reviewing,
           extract(epoch from merged - e3) / 3600 as merging
    from staged
),
of_merged as (
    select subject, week, count(*) as prs_merged, avg(size) as size, avg(alone::int) as alone,
           {spread}
    from spans
    group by 1, 2
),
of_closed as (
    select author as subject, date_trunc('week', ended) as week, avg((merged is not null)::int) as merge_rate
    from proposed where ended is not null group by 1, 2
),
waits as (
    select author as subject, date_trunc('week', responded) as week, extract(epoch from responded - begun) / 3600 as wait
    from proposed where responded >= begun
),
of_responded as (
    select subject, week, avg(wait) as wait, {wait} from waits group by 1, 2
),
again as (
    select a.pull, a.author as subject, date_trunc('week', a.reviewed) as week,
           max((k.committed > a.reviewed and k.committed < coalesce(a.approved, a.ended, timestamp '9999-01-01'))::int) as reworked
    from proposed a
    left join k on k.pull = a.pull
    where a.reviewed is not null
    group by 1, 2, 3
),
of_reviewed as (select subject, week, avg(reworked) as rework from again group by 1, 2),
of_given as (
    select reviewer as subject, date_trunc('week', t) as week, count(*) as given, avg(comments) as depth
    from review group by 1, 2
),
of_received as (
    select author as subject, date_trunc('week', t) as week, count(*) as received
    from review where author is not null group by 1, 2
),
earliest as (select pull, reviewer, begun, min(t) as t from review group by 1, 2, 3),
asked as (select pull, reviewer, min(t) as t from q group by 1, 2),
answer as (
    select f.reviewer as subject, date_trunc('week', f.t) as week,
           extract(epoch from f.t - coalesce(case when a.t <= f.t then a.t end, f.begun)) / 3600 as took
    from earliest f
    left join asked a on a.pull = f.pull and a.reviewer = f.reviewer
),
of_answers as (select subject, week, avg(took) as took, {took} from answer where took >= 0 group by 1, 2),
latest as (select pull, reviewer, max(t) as t from review group by 1, 2),
of_asked as (
    select a.reviewer as subject, date_trunc('week', a.t) as week,
           count(*) filter (where l.t is null or l.t < a.t) as unanswered
    from asked a
    left join latest l on l.pull = a.pull and l.reviewer = a.reviewer
    group by 1, 2
),
act as (
    select who, repository, t from c
    union all
    select r.reviewer, p.repository, r.t from r join p on p.pull = r.pull
),
apart as (
    select *, case when t - lag(t) over (partition by who, repository order by t) > interval '90 days' then 1 else 0 end as is_new
    from act
),
stay as (
    select who, repository, min(t) as since, max(t) + interval '90 days' as until
    from (select *, sum(is_new) over (partition by who, repository order by t) as number from apart) n
    group by who, repository, number
),
of_reach as (
    select s.who as subject, date_trunc('week', p.opened) as week, avg((l.pull is not null)::int) as participation
    from p
    join stay s on s.repository = p.repository and p.opened between s.since and s.until and s.who <> p.author
    left join latest l on l.pull = p.pull and l.reviewer = s.who
    group by 1, 2
),
hand as (
    select c.commit, c.who, c.t from c where c.commit in (select commit from o)
    union all
    select o.commit, o.who, c.t from o join c on c.commit = o.commit
),
met as (
    select a.who as subject, b.who as other, a.t from hand a join hand b on b.commit = a.commit and b.who <> a.who
    union all
    select reviewer, author, t from review where author is not null
    union all
    select author, reviewer, t from review where author is not null
),
of_met as (select subject, date_trunc('week', t) as week, count(distinct other) as others from met group by 1, 2),
moment as (
    select who as subject, t, own, hour_known from c
    union all
    select reviewer, t, t, true from review
    union all
    select author, t, t, true from m
),
of_moments as (
    select subject, date_trunc('week', t) as week,
           count(distinct floor(extract(epoch from own) / 1800)) filter (where hour_known) * 0.5
               / nullif(count(distinct own::date) filter (where hour_known), 0) as hours
    from moment
    group by 1, 2
)
select *
from of_merged
full join of_closed using (subject, week)
full join of_responded using (subject, week)
full join of_reviewed using (subject, week)
full join of_given using (subject, week)
full join of_received using (subject, week)
full join of_answers using (subject, week)
full join of_asked using (subject, week)
full join of_reach using (subject, week)
full join of_met using (subject, week)
full join of_moments using (subject, week)
