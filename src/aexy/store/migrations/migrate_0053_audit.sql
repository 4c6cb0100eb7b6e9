-- Who changed what may be seen or done, when: events that are added and never changed, each holding fast to the one
-- before it. What is hashed is kept as it was hashed; the other columns are taken from it, to look things up by.
--
-- hash = SHA-256(previous hash, 32 bytes · sequence number, 8 bytes big-endian · content in UTF-8), where the first
-- event's previous hash is zeros. Whoever adds events gives their content; place and hash are the database's to say.

create table audit_events (
    workspace_id  uuid not null references workspaces on delete cascade,
    seq           bigint not null,
    content       text not null,          -- canonical JSON: action, at, by, chain, said, subject
    previous      bytea not null,
    hash          bytea not null,
    at            timestamptz not null,
    account_id    uuid,                   -- no reference: an event outlives whoever did it, and never changes
    action        text not null check (action ~ '^[a-z][a-z_]*(\.[a-z][a-z_]*)+$'),
    subject       text not null,
    primary key (workspace_id, seq),
    check (seq > 0 and length(previous) = 32 and length(hash) = 32)
);
create index audit_events_action on audit_events (workspace_id, action, seq);
create index audit_events_account on audit_events (workspace_id, account_id, seq);

-- The same about an account, where no workspace is concerned: how it signs in, and from where that was ended.
create table account_audit_events (
    account_id  uuid not null references accounts on delete cascade,
    seq         bigint not null,
    content     text not null,
    previous    bytea not null,
    hash        bytea not null,
    at          timestamptz not null,
    action      text not null check (action ~ '^[a-z][a-z_]*(\.[a-z][a-z_]*)+$'),
    primary key (account_id, seq),
    check (seq > 0 and length(previous) = 32 and length(hash) = 32)
);

-- An event of somebody else's chain is left as it is, for row-level security to refuse. One at a time takes its place
-- at a chain's end, until its transaction ends: `record` stands last in a transaction.
create function chain_audit_event() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    last record;
    said json;
begin
    if new.workspace_id is distinct from public.current_workspace() then
        return new;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('audit ' || new.workspace_id, 0));
    select e.seq, e.hash
    into last
    from public.audit_events e
    where e.workspace_id = new.workspace_id
    order by e.seq desc
    limit 1;
    said := new.content::json;
    new.seq := coalesce(last.seq, 0) + 1;
    new.previous := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    new.hash := sha256(new.previous || int8send(new.seq) || convert_to(new.content, 'UTF8'));
    new.at := (said ->> 'at')::timestamptz;
    new.account_id := (said ->> 'by')::uuid;
    new.action := said ->> 'action';
    new.subject := said ->> 'subject';
    return new;
end
$$;

create function chain_account_audit_event() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
declare
    last record;
    said json;
begin
    if new.account_id is distinct from public.current_account() then
        return new;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('audit ' || new.account_id, 0));
    select e.seq, e.hash
    into last
    from public.account_audit_events e
    where e.account_id = new.account_id
    order by e.seq desc
    limit 1;
    said := new.content::json;
    new.seq := coalesce(last.seq, 0) + 1;
    new.previous := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
    new.hash := sha256(new.previous || int8send(new.seq) || convert_to(new.content, 'UTF8'));
    new.at := (said ->> 'at')::timestamptz;
    new.action := said ->> 'action';
    return new;
end
$$;

-- Nobody changes or removes an event, whoever owns the table. A chain goes with its whole workspace or account.
create function keep_audit_event() returns trigger
language plpgsql security definer set search_path = pg_catalog, public
as $$
begin
    -- One inside the other: a condition on both would look for a column the other table has not.
    if tg_op = 'DELETE' and tg_table_name = 'audit_events' then
        if not exists (select from public.workspaces w where w.id = old.workspace_id) then
            return old;
        end if;
    elsif tg_op = 'DELETE' then
        if not exists (select from public.accounts a where a.id = old.account_id) then
            return old;
        end if;
    end if;
    raise exception 'The audit log is only added to.' using errcode = 'insufficient_privilege';
end
$$;

create trigger chain before insert on audit_events for each row execute function chain_audit_event();
create trigger chain before insert on account_audit_events for each row execute function chain_account_audit_event();
create trigger keep before update or delete on audit_events for each row execute function keep_audit_event();
create trigger keep before update or delete on account_audit_events for each row execute function keep_audit_event();
create trigger keep_all before truncate on audit_events execute function keep_audit_event();
create trigger keep_all before truncate on account_audit_events execute function keep_audit_event();
revoke update, delete on audit_events, account_audit_events from aexy_app;

alter table audit_events enable row level security;
create policy own_workspace on audit_events using (workspace_id = (select current_workspace()));
alter table account_audit_events enable row level security;
create policy own_account on account_audit_events using (account_id = (select current_account()));

-- Whose chains there are, for the hourly round that writes down how far each has come.
create function workspaces_audited() returns setof uuid
language sql stable security definer set search_path = pg_catalog, public
as $$
    select w.id
    from public.workspaces w
    where exists (select from public.audit_events e where e.workspace_id = w.id)
$$;
revoke execute on function workspaces_audited(), chain_audit_event(), chain_account_audit_event(), keep_audit_event()
    from public;
grant execute on function workspaces_audited() to aexy_app;
