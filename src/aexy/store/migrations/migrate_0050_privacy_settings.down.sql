drop function workspaces_with_retention_due(timestamptz);
drop table insight_purposes;
drop table llm_refusals;
drop table privacy_settings;
