-- What a workspace's history of reviews says about which changes take long to review, and whether that beats size alone
-- (kernel/analyses/effort.py). Fitted anew every week; one row a workspace, none before the first time.
create table complexity_fits (
    workspace_id  uuid primary key references workspaces on delete cascade,
    fitted_at     timestamptz not null,
    uses_model    boolean not null,
    times         double precision[] not null,           -- of each trait, as an exponent of lines; all 0 where size is used
    reviewed      integer not null,                      -- changes it was learnt from
    held_out      integer not null,                      -- the latest of them, which it was tried on
    rank_model    double precision,                      -- null: too few to try
    rank_size     double precision,
    better_in     double precision,                      -- in what share of resamples the model was better
    says          text not null
);

alter table complexity_fits enable row level security;
create policy own_workspace on complexity_fits using (workspace_id = (select current_workspace()));
