drop index commits_unread;
alter table commits
    drop column body_characters,
    drop column says_breaking;
