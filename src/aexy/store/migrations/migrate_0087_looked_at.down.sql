drop function workspaces_looked_at(timestamptz);
drop index page_visits_last;
