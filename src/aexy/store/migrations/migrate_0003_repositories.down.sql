drop table raw_pages, jobs, repository_rules, repository_refs, repositories;
