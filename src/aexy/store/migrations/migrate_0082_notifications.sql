-- What somebody has read of what concerns them, and what they want to hear of. What there is to hear is no table: it is
-- read from where it happened (decision 29).

create table notification_readers (
    workspace_id  uuid not null references workspaces on delete cascade,
    account_id    uuid not null references accounts on delete cascade,
    muted         text[] not null default '{}',          -- kinds: features/notifications/schemas.py
    read_until    timestamptz,                           -- everything that came before is read
    primary key (workspace_id, account_id)
);

create table notification_reads (
    workspace_id  uuid not null references workspaces on delete cascade,
    account_id    uuid not null references accounts on delete cascade,
    notification  text not null,                         -- its kind, and the id of what it tells of
    read_at       timestamptz not null,
    primary key (workspace_id, account_id, notification)
);

create index invitations_accepted on invitations (invited_by, accepted_at) where accepted_at is not null;
create index jobs_asked_for on jobs (requested_by, finished_at) where state in ('done', 'failed');

do $$
declare t text;
begin
    foreach t in array array['notification_readers', 'notification_reads']
    loop
        execute format('alter table %I enable row level security', t);
        execute format('create policy own_workspace on %I using (workspace_id = (select current_workspace()))', t);
    end loop;
end
$$;
