drop table spent_trips, account_identities;
drop policy by_address on accounts;
