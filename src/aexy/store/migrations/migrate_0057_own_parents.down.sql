alter table identity_consents
    drop constraint identity_consents_decision_id_fkey,
    add constraint identity_consents_decision_id_fkey foreign key (decision_id)
        references identity_decisions on delete cascade;
alter table identity_decisions
    drop constraint identity_decisions_undoes_fkey,
    add constraint identity_decisions_undoes_fkey foreign key (undoes)
        references identity_decisions on delete cascade;
alter table identity_decisions drop constraint identity_decisions_of_workspace;
alter table job_chunks
    drop constraint job_chunks_job_id_fkey,
    add constraint job_chunks_job_id_fkey foreign key (job_id) references jobs on delete cascade;
alter table jobs drop constraint jobs_of_workspace;
