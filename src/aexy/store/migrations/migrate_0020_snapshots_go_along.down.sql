drop trigger snapshots_go_along on workspaces;
drop function forget_snapshots();
alter table metric_snapshots
    add constraint metric_snapshots_workspace_id_fkey foreign key (workspace_id) references workspaces on delete cascade;
