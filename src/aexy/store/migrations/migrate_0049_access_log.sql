-- Who looked at whom: every look at one person's page, numbers, rows or export by somebody else, which that person reads.
--
-- One row for each who looked, whom at, what kind of thing, and hour. No foreign key to accounts: that somebody who
-- is gone looked is no less true.

create table access_log (
    workspace_id  uuid not null references workspaces on delete cascade,
    developer_id  uuid not null,                          -- at whom
    account_id    uuid not null,                          -- who
    kind          text not null,                          -- page, numbers, rows, calendar, identities, export, access_log
    hour          timestamptz not null,
    role          text not null,                          -- as what, when they last did in that hour
    looks         integer not null,
    last_at       timestamptz not null,
    primary key (workspace_id, developer_id, account_id, kind, hour)
);
create index access_log_newest on access_log (workspace_id, developer_id, last_at desc);

alter table access_log enable row level security;
create policy own_workspace on access_log using (workspace_id = (select current_workspace()));
