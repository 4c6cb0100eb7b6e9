-- What a message says besides its first line and its trailers, as far as anything is counted from it. Null: the message
-- was read before anybody asked; the next sync reads it again (store/message_rows.py).
alter table commits
    add column says_breaking boolean,                    -- a footer BREAKING CHANGE: or BREAKING-CHANGE: stands in it
    add column body_characters integer;                  -- without first line, trailers and what a tool adds
create index commits_unread on commits (repository_key) where body_characters is null;
