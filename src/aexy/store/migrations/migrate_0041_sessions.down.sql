drop table refresh_tokens;
delete from sessions where token_hash is null;
alter table sessions
    drop constraint sessions_token_hash_key,
    drop column id,
    drop column way,
    drop column scopes,
    drop column last_used_at,
    add primary key (token_hash);
