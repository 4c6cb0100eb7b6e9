drop table commit_coauthors, commit_files, commits, paths;
