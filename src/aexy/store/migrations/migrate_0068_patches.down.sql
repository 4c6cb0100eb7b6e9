drop index commit_pull_requests_copies;
delete from commit_pull_requests where evidence = 'cherry_pick';
alter table commit_pull_requests
    drop constraint commit_pull_requests_evidence_check,
    add constraint commit_pull_requests_evidence_check check (evidence in ('member', 'merge', 'squash', 'rebase'));
alter table line_readings drop column patched;
drop trigger patches_go_along on commits;
drop function forget_patches();
drop table commit_references, commit_patches;
