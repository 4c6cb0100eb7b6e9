-- What a repository is for, as somebody declares it: where a skill was earned is shown beside how far it goes.
alter table repositories
    add column context text not null default 'production' check (context in ('production', 'personal', 'learning'));

-- Words people are found by: names first, then what they wrote about themselves. Decision 11: no part may make the rest null.
drop index developers_search;
alter table developers
    add column words tsvector generated always as (
        setweight(to_tsvector('simple', coalesce(name, '')), 'A') || setweight(to_tsvector('simple', coalesce(bio, '')), 'C')
    ) stored;
create index developers_words on developers using gin (words);
alter table developer_identities
    add column words tsvector generated always as (
        setweight(to_tsvector('simple', coalesce(name, '')), 'A') || setweight(to_tsvector('simple', coalesce(username, '')), 'B')
    ) stored;
create index developer_identities_words on developer_identities using gin (words);
