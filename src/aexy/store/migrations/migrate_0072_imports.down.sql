alter table line_readings drop column imports;
drop trigger imports_go_along on commits;
drop function forget_imports;
drop table path_packages, commit_imports;
