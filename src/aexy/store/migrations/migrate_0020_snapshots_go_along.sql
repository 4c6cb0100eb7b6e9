-- Whether a workspace is there is asked once for all its snapshots (snapshot_state holds it), not for each of a million:
-- that took a third of writing them. A workspace that goes takes them along all the same.
alter table metric_snapshots drop constraint metric_snapshots_workspace_id_fkey;

create function forget_snapshots() returns trigger
language plpgsql as $$
begin
    delete from metric_snapshots s
    using gone g
    where s.workspace_id = g.id;
    return null;
end
$$;
create trigger snapshots_go_along
    after delete on workspaces
    referencing old table as gone
    for each statement execute function forget_snapshots();
