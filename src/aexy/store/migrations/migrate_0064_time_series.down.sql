drop function older_in_series(timestamptz), shorten_series(timestamptz);
alter table privacy_settings drop column time_series_days;
drop view reporting.pull_request_events;
drop policy reader on pull_request_events;
drop policy reader_stays on pull_request_events;
revoke select on pull_request_events from aexy_reader;
revoke select (workspace_id, pull_key, at, kind, actor_key, subject_key) on pull_request_events from aexy_reader;
