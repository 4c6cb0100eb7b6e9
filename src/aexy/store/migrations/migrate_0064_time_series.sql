-- What a time series rests on, with TimescaleDB or without (docs/decisions/0016): the last of the documented reports of
-- what happens in time, and how long a workspace wants its series.

-- What happened to pull requests, as anybody in the workspace may see it; what labels and texts said is left out.
create view reporting.pull_request_events with (security_invoker = true) as
select e.workspace_id,
       md5('pull request ' || e.pull_key)::uuid as pull_request_id,
       r.id as repository_id,
       e.at as time,
       e.kind,
       a.developer_id as actor_id,
       s.developer_id as subject_id
from pull_request_events e
join pull_requests p on p.key = e.pull_key
join repositories r on r.key = p.repository_key
left join developer_identities a on a.key = e.actor_key
left join developer_identities s on s.key = e.subject_key
where p.gone_at is null;
select admit_readers();

-- Null: for ever. It concerns the series and what is summed of it; the facts are kept whatever stands here.
alter table privacy_settings add column time_series_days integer check (time_series_days >= 90);

-- How many rows of the workspace's series are older, and their going. Without TimescaleDB there is no series;
-- migrate_0065 says these again.
create function older_in_series(before timestamptz) returns bigint
language sql stable return 0::bigint;
create function shorten_series(before timestamptz) returns bigint
language sql return 0::bigint;
