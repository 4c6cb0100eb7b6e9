-- What a minute of CI costs a workspace, as somebody said; without a row, minutes are all there is.
create table ci_prices (
    workspace_id  uuid primary key references workspaces on delete cascade,
    per_minute    numeric(12, 6) not null check (per_minute >= 0),
    currency      text not null check (currency <> ''),   -- as it is written beside the number: EUR, $
    set_by        uuid references accounts on delete set null,
    set_at        timestamptz not null
);

alter table ci_prices enable row level security;
create policy own_workspace on ci_prices using (workspace_id = (select current_workspace()));
