alter table repositories drop column tags_digest;
drop table tags;
