-- Work makes somebody at home in a repository and main author of its files for a time to come, so what rests on later
-- days has to be counted again as well. What only moves a pull request's own days reaches no further: `reaches` is false.
alter table dirty_days add column reaches boolean not null default true;
alter table dirty_days drop constraint dirty_days_pkey;
alter table dirty_days add primary key (workspace_id, day, reaches);
