drop trigger line_facts_go_along on commits;
drop function forget_line_facts();
drop table line_readings, line_origins;
