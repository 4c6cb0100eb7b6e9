drop index commits_repository;
