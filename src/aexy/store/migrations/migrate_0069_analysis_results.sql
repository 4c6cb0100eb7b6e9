-- What an analysis came to for a person, and of which facts: while the fingerprint holds, nothing is counted again.
create table analysis_results (
    workspace_id   uuid not null references workspaces on delete cascade,
    analysis       text not null,                       -- commits, reviews, expertise, burnout, network, complexity, technology
    developer_key  integer not null references developers (key) on delete cascade,
    fingerprint    bytea not null,                      -- of the facts, settings, day and version it was counted by
    as_of          timestamptz not null,
    result         jsonb,                               -- null: there is nothing to say
    primary key (developer_key, analysis)
);
create index analysis_results_of on analysis_results (workspace_id, analysis);

alter table analysis_results enable row level security;
create policy own_workspace on analysis_results using (workspace_id = (select current_workspace()));
