drop table sessions, sign_in_links, memberships, workspaces, accounts;
drop function current_workspace();
drop function current_account();
alter default privileges in schema public revoke all on tables from aexy_app;
alter default privileges in schema public revoke all on sequences from aexy_app;
revoke usage on schema public from aexy_app;
