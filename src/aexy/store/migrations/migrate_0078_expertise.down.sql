drop index developer_identities_words;
alter table developer_identities drop column words;
drop index developers_words;
alter table developers drop column words;
create index developers_search on developers using gin (to_tsvector('simple', coalesce(name, '') || ' ' || coalesce(bio, '')));
alter table repositories drop column context;
