-- Work makes somebody at home in a repository and main author of its files for a time to come, so what rests on later
-- days has to be counted again as well. What only moves a pull request's own days reaches no further: `reaches` is false.
alter table dirty_days add column reaches boolean not null default true;

-- A transaction marks days more than once, and two that mark the same days in another order would wait for each other
-- for ever. So marks are only added; the same day may stand here several times until somebody takes them all.
alter table dirty_days drop constraint dirty_days_pkey;
create index dirty_days_day on dirty_days (workspace_id, day);
