-- Which pull requests were found to have missed a working agreement, and when that was noticed: so that whoever it concerns
-- can be told once. Whose they are stands in the pull request alone.

create table agreement_misses (
    workspace_id  uuid not null,
    agreement_id  uuid not null,
    pull_key      bigint not null,
    began_at      timestamptz not null,                         -- when its clock began
    noticed_at    timestamptz not null,
    primary key (agreement_id, pull_key),
    foreign key (workspace_id, agreement_id) references agreements (workspace_id, id) on delete cascade,
    foreign key (pull_key) references pull_requests (key) on delete cascade
);
create index agreement_misses_noticed on agreement_misses (workspace_id, noticed_at);
create index agreement_misses_pull on agreement_misses (pull_key);

alter table agreement_misses enable row level security;
create policy own_workspace on agreement_misses using (workspace_id = (select current_workspace()));
