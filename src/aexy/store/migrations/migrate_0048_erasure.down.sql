alter table developers drop column erased_at;
drop table tombstones;
drop table erasures;
drop table privacy_keys;
