drop table agreement_versions, agreements;
alter table insight_settings drop column work_starts_at, drop column work_ends_at;
