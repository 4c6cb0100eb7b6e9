"""Files of a repository as columns: every change of them, when they stood, what they are called, who reviewed them.

Of one repository at a time, whatever its commits are credited to: a fork has its own files and its own history.
"""

from dataclasses import dataclass

import polars as pl

from aexy.kernel.analyses.file_lives import STAYS, TOUCHES
from aexy.kernel.analyses.ownership import REVIEWS
from aexy.kernel.facts import Schema
from aexy.store.facts import read_people
from aexy.store.session import Session

# `$1` is a repository's key in all of them.
_TOUCHES = """
select c.key as commit,
       f.path_key as path,
       f.old_path_key as old_path,
       c.author_key as identity,
       c.committed_at as at,
       c.authored_at as authored
from commits c
join commit_files f on f.commit_key = c.key
where c.repository_key = $1::integer
    and c.standing in ('counted', 'duplicate')
    and not c.is_merge"""
_PATHS = """
select p.key as path, p.path as name, p.class, p.language
from paths p
where p.repository_key = $1::integer"""
_STAYS = """
select s.path_key as path, s.since, s.until
from path_stays s
where s.repository_key = $1::integer"""
_IS_READ = """
select t.repository_key
from tree_readings t
where t.repository_key = $1::integer"""
_REVIEWS = """
select distinct
       r.key as review,
       f.path_key as path,
       r.reviewer_key as identity,
       p.author_key as author,
       r.submitted_at as at
from pull_requests p
join reviews r on r.pull_key = p.key and r.submitted_at is not null and r.state <> 'pending'
join commit_pull_requests l on l.pull_key = p.key and l.evidence in ('member', 'merge', 'squash', 'rebase')
join commit_files f on f.commit_key = l.commit_key
where p.repository_key = $1::integer
    and p.gone_at is null"""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """`touches`, `stays` and `reviews` as the kernel wants them; `stays` is None where no tree was ever read.

    `paths` have `path` (the key), `name`, `class` and `language`.
    """

    touches: pl.DataFrame
    stays: pl.DataFrame | None
    paths: pl.DataFrame
    reviews: pl.DataFrame


def read_files(session: Session, repository: int) -> FileFacts:
    """Everything about the files of one repository."""
    whose = (repository,)
    humans = read_people(session).filter(pl.col("kind") == "human").select("identity", "developer")
    people = humans.cast({"identity": pl.Int32, "developer": pl.Int32})
    touches = session.frame(_TOUCHES, whose).cast({"identity": pl.Int32}).join(people, on="identity", how="left")
    is_read = session.frame(_IS_READ, whose).height > 0
    return FileFacts(
        _shaped(touches, TOUCHES),
        _shaped(session.frame(_STAYS, whose), STAYS) if is_read else None,
        session.frame(_PATHS, whose).cast({"path": pl.Int32}),
        _reviews(session.frame(_REVIEWS, whose), people),
    )


def _reviews(found: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """By humans, of what somebody else proposed, whichever of their names they did it under."""
    authors = people.rename({"identity": "author", "developer": "proposer"})
    named = found.cast({"identity": pl.Int32, "author": pl.Int32}).join(people, on="identity")
    others = named.join(authors, on="author", how="left").filter(
        pl.col("proposer").is_null() | (pl.col("proposer") != pl.col("developer"))
    )
    return _shaped(others, REVIEWS)


def _shaped(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    return frame.select(pl.col(name).cast(kind) for name, kind in schema.items())
