drop index repositories_external;
alter table repositories drop column origin;
create unique index repositories_external on repositories (workspace_id, provider, external_id) where external_id is not null;
