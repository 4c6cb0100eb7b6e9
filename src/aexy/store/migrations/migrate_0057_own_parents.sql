-- Rows that hang on another by an id a request can name carry its workspace in the foreign key: the check of a foreign
-- key heeds no row-level security, so without it a row could hang on another workspace's.

alter table jobs add constraint jobs_of_workspace unique (workspace_id, id);
alter table job_chunks
    drop constraint job_chunks_job_id_fkey,
    add constraint job_chunks_job_id_fkey foreign key (workspace_id, job_id)
        references jobs (workspace_id, id) on delete cascade;

alter table identity_decisions add constraint identity_decisions_of_workspace unique (workspace_id, id);
alter table identity_decisions
    drop constraint identity_decisions_undoes_fkey,
    add constraint identity_decisions_undoes_fkey foreign key (workspace_id, undoes)
        references identity_decisions (workspace_id, id) on delete cascade;
alter table identity_consents
    drop constraint identity_consents_decision_id_fkey,
    add constraint identity_consents_decision_id_fkey foreign key (workspace_id, decision_id)
        references identity_decisions (workspace_id, id) on delete cascade;
