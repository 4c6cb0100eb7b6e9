drop function workspaces_audited();
drop table account_audit_events, audit_events;
drop function chain_audit_event(), chain_account_audit_event(), keep_audit_event();
