-- Whose pull request a review is of, and whose commit somebody is named on, beside the review and the name: so that it can be
-- asked who ever met whom without looking at every pull request and every commit of either (store/analysis_facts/reaching.py).
-- The pull request and the commit stay the only place it is said; these are brought in line with them here, in the same
-- transaction.
alter table reviews
    add column author_key integer;                       -- null: nobody knows, or the pull request is gone
alter table commit_coauthors
    add column author_key integer;

update reviews r
set author_key = p.author_key
from pull_requests p
where p.key = r.pull_key
  and p.gone_at is null
  and p.author_key is not null;
update commit_coauthors a
set author_key = c.author_key
from commits c
where c.key = a.commit_key;

create index reviews_given on reviews (reviewer_key, author_key, submitted_at)
    where author_key is not null and state <> 'pending';
create index reviews_received on reviews (author_key, reviewer_key, submitted_at)
    where reviewer_key is not null and state <> 'pending';
create index commit_coauthors_author on commit_coauthors (author_key, identity_key, commit_key);

create function review_is_of() returns trigger language plpgsql as $$
begin
    new.author_key := (select p.author_key from pull_requests p where p.key = new.pull_key and p.gone_at is null);
    return new;
end
$$;
create trigger is_of before insert or update of pull_key on reviews
    for each row execute function review_is_of();

create function coauthor_is_of() returns trigger language plpgsql as $$
begin
    new.author_key := (select c.author_key from commits c where c.key = new.commit_key);
    return new;
end
$$;
create trigger is_of before insert or update of commit_key on commit_coauthors
    for each row execute function coauthor_is_of();

-- A pull request may come after its reviews, be gone and come back, and be told whose it is late.
create function reviews_came_before() returns trigger language plpgsql as $$
begin
    update reviews r
    set author_key = p.author_key
    from come p
    where r.pull_key = p.key
      and p.gone_at is null
      and p.author_key is not null;
    return null;
end
$$;
create trigger reviews_came_before after insert on pull_requests
    referencing new table as come
    for each statement execute function reviews_came_before();

create function reviews_are_of() returns trigger language plpgsql as $$
begin
    update reviews r
    set author_key = case when new.gone_at is null then new.author_key end
    where r.pull_key = new.key;
    return null;
end
$$;
create trigger reviews_are_of after update on pull_requests
    for each row
    when (old.author_key is distinct from new.author_key or (old.gone_at is null) <> (new.gone_at is null))
    execute function reviews_are_of();
