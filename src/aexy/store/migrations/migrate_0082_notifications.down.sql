drop index jobs_asked_for;
drop index invitations_accepted;
drop table notification_reads, notification_readers;
