drop trigger links_go_along on commits;
drop trigger ranges_go_along on deployments;
drop trigger mentions_go_along on pull_requests;
drop function forget_links_of_commits(), forget_deployment_ranges(), forget_mentions();
drop table deployment_ranges, mention_scans, issue_mentions;
alter table commits drop column parents;
