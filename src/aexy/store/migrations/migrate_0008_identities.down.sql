drop table identity_rules, identity_consents, identity_suggestions, identity_decisions, identity_links;
drop sequence identity_effects;
drop index identity_evidence_workspace;
delete from identity_evidence where reason in ('linked_account', 'decision');
alter table identity_evidence
    drop constraint identity_evidence_reason_check,
    add constraint identity_evidence_reason_check check (reason in ('same_email', 'noreply_address', 'mailmap', 'same_name'));
delete from team_members where from_developer_id is not null;
alter table team_members drop column from_developer_id;
alter table account_developers drop column identity_keys;
delete from developers d where d.merged_into is not null;
alter table developers drop column anchor_key, drop column merged_into;
alter table developer_identities
    drop column if exists account_type, drop column if exists avatar_url, drop column if exists seen_at;
