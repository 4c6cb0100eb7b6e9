drop table delivery_corrections, deliveries, counted_incidents, counted_deployments, service_repositories, services, delivery_state, delivery_rules;
