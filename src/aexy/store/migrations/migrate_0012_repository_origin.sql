-- Two installations of one provider number their repositories each for itself: 42 here is not 42 there.
alter table repositories add column origin text;           -- github.com, gitlab.example.org; null for one added by its location
drop index repositories_external;
create unique index repositories_external on repositories (workspace_id, provider, coalesce(origin, ''), external_id)
    where external_id is not null;
