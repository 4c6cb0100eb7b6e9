drop function workspaces_with_alerts_due(timestamptz);
drop table alert_deliveries, alert_events, alerts, alert_secrets, alert_rules;
