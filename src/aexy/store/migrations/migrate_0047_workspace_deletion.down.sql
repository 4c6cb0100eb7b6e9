drop function workspaces_to_delete(timestamptz);
drop index workspaces_deleting;
alter table workspaces
    drop constraint going_was_asked_for,
    drop column is_going,
    drop column deleting_at;
