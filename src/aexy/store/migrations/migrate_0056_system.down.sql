drop index jobs_open, jobs_failed;
drop function system_figures(timestamptz);
