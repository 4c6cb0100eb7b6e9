-- Signing in from a terminal by a code that a person allows in a browser (RFC 8628). Codes are kept as hashes.

create table device_codes (
    device_hash   bytea primary key,
    user_hash     bytea not null unique,
    asked_from    bytea not null,                    -- a hash of the address, to count by
    address       text not null,                     -- what the person who decides is shown of it
    client_name   text not null,
    scopes        text[] not null,
    created_at    timestamptz not null,
    expires_at    timestamptz not null,
    pause_seconds integer not null,
    polled_at     timestamptz,
    account_id    uuid references accounts on delete cascade,   -- who decided
    is_allowed    boolean,                           -- null: nobody decided yet
    taken_at      timestamptz
);
create index device_codes_asked_from on device_codes (asked_from);
create index device_codes_account on device_codes (account_id);

alter table device_codes enable row level security;
create policy by_hash on device_codes using (
    (select decode(nullif(current_setting('app.token_hash', true), ''), 'hex')) in (device_hash, user_hash, asked_from)
    or account_id = (select current_account())
);

-- How many codes that are none somebody typed lately: a code is short, so nobody may try many.
create table device_guesses (
    account_id  uuid primary key references accounts on delete cascade,
    since       timestamptz not null,
    wrong       integer not null
);

alter table device_guesses enable row level security;
create policy own on device_guesses using (account_id = (select current_account()));
