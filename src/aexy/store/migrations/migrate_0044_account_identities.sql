-- Who somebody is at a provider they sign in at. Found by a hash of issuer and subject, before anybody is known.

create table account_identities (
    id             uuid primary key default gen_random_uuid(),
    identity_hash  bytea not null unique,
    account_id     uuid not null references accounts on delete cascade,
    way            text not null check (way in ('github', 'oidc')),
    issuer         text not null,
    subject        text not null,
    name           text not null,
    created_at     timestamptz not null,
    last_used_at   timestamptz not null,
    unique (issuer, subject)
);
create index account_identities_account on account_identities (account_id);

alter table account_identities enable row level security;
create policy by_hash on account_identities using (
    identity_hash = (select decode(nullif(current_setting('app.token_hash', true), ''), 'hex'))
    or account_id = (select current_account())
) with check (account_id = (select current_account()));

-- Whose account an address is, for whoever has shown that it is theirs.
create policy by_address on accounts for select using (
    sha256(convert_to(lower(email), 'UTF8'))
        = (select decode(nullif(current_setting('app.token_hash', true), ''), 'hex'))
);

-- A trip to a provider and back is good once. Those that are over would be refused anyway, and may be forgotten.
create table spent_trips (
    state_hash  bytea primary key,
    spent_at    timestamptz not null
);

alter table spent_trips enable row level security;
create policy by_hash on spent_trips using (
    state_hash = (select decode(nullif(current_setting('app.token_hash', true), ''), 'hex'))
    or spent_at < now() - interval '1 day'
);
