"""Commits with what they say and touch: of chosen people or everybody, of all time or a stretch of it.

What the paths are is worked out here and not by the server: each path is looked at once, by patterns that take
PostgreSQL ten times as long.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from aexy.kernel.analyses.commit_paths import kind_of
from aexy.kernel.analyses.commits import COMMITS
from aexy.store.analysis_facts.reading import Reading
from aexy.store.session import Session

_CHOSEN = """
from commits c
where c.standing = 'counted'
    and not c.is_merge"""
_OF_PEOPLE = """
    and c.author_key = any(array(
        select i.key
        from developer_identities i
        join developers d on d.id = i.developer_id
        where d.key = any({place}::text::integer[])
    ))"""
_DURING = """
    and c.placed_at >= {since}::text::timestamptz
    and c.placed_at < {until}::text::timestamptz"""
_IN_REPOSITORY = """
    and c.repository_key = {place}::integer"""
_SAYING = """
select c.key as commit,
       c.author_key as identity,
       c.repository_key as repository,
       c.placed_at as at,
       c.subject,
       c.is_revert,
       c.says_breaking,
       c.body_characters,
       c.lines_added + c.lines_removed as lines,
       c.lines_added as added"""
_PEOPLE = """
select i.key as identity, d.key as developer
from developer_identities i
join developers d on d.id = i.developer_id and d.kind = 'human'"""
# A commit and one of its paths in one number: half of what two cost to take over.
_TOUCHED = """
with chosen as materialized (
    select c.key{chosen}
)
select (f.commit_key << 31) | f.path_key as touched
from chosen o
join commit_files f on f.commit_key = o.key"""
_PATHS = """
select p.key as path_key, p.path, p.class
from paths p"""
_SOME_PATHS = """
where p.key = any($1::text::integer[])"""
_PATH_BITS = 31
_TOUCHED_BY = """
select (f.commit_key << 31) | f.path_key as touched
from commit_files f
where f.commit_key = any($1::text::bigint[])"""
# As many are looked up one by one; for more, all of them are read.
_FEW_PATHS = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which commits: of some people (None: everybody), between two instants, in one repository."""

    chosen: str | None = None
    span: tuple[datetime, datetime] | None = None
    repository: int | None = None

    def clauses(self) -> tuple[str, tuple[object, ...]]:
        """Conditions and their parameters."""
        conditions, parameters = _CHOSEN, list[object]()
        if self.chosen is not None:
            parameters.append(self.chosen)
            conditions += _OF_PEOPLE.format(place=f"${len(parameters)}")
        if self.span is not None:
            parameters += [instant.isoformat() for instant in self.span]
            conditions += _DURING.format(since=f"${len(parameters) - 1}", until=f"${len(parameters)}")
        if self.repository is not None:
            parameters.append(self.repository)
            conditions += _IN_REPOSITORY.format(place=f"${len(parameters)}")
        return conditions, tuple(parameters)


def read_commits(reading: Reading) -> pl.DataFrame:
    """Counted commits of humans, as `kernel.analyses.commits` wants them, with `commit`, `repository` and `at`."""
    return read_saying(reading.session, Wanted(chosen=reading.chosen))


def read_saying(session: Session, wanted: Wanted) -> pl.DataFrame:
    """The same of these commits."""
    conditions, parameters = wanted.clauses()
    commits = session.frame(_SAYING + conditions, parameters)
    touched = session.frame(_TOUCHED.format(chosen=conditions), parameters)["touched"]
    known = commits.join(_kinds(session, touched), on="commit", how="left", maintain_order="left")
    people = session.frame(_PEOPLE)
    shaped = known.with_columns(pl.col("kinds").fill_null(0)).join(people, on="identity").drop("identity")
    return shaped.with_columns(pl.col(name).cast(of) for name, of in COMMITS.items())


def kinds_of(session: Session, commits: Iterable[int]) -> pl.DataFrame:
    """What kinds of paths these commits touch: `commit`, `kinds`."""
    return _kinds(session, session.frame(_TOUCHED_BY, (_array(commits),))["touched"])


def _kinds(session: Session, touched: pl.Series) -> pl.DataFrame:
    """What each commit touches: `commit`, `kinds`."""
    pairs = pl.DataFrame({
        "commit": touched // (1 << _PATH_BITS),
        "path_key": (touched % (1 << _PATH_BITS)).cast(pl.Int32),
    })  # fmt: skip
    distinct = pairs["path_key"].unique()
    few = len(distinct) < _FEW_PATHS
    parameters = (_array(distinct),) if few else ()
    paths = session.frame(_PATHS + (_SOME_PATHS if few else ""), parameters)
    bits = paths.select("path_key", kinds=kind_of())
    return pairs.lazy().join(bits.lazy(), on="path_key").group_by("commit").agg(pl.col("kinds").bitwise_or()).collect()


def _array(keys: Iterable[int]) -> str:
    return "{" + ",".join(map(str, keys)) + "}"
