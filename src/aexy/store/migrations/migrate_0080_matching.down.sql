drop function similar_titles(text, integer);
drop index issues_titles, pull_requests_titles;
drop view growth_wishes_in_force;
drop table growth_wishes;
