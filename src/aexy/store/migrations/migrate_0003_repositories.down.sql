drop table raw_pages, jobs, repository_refs, repositories;
