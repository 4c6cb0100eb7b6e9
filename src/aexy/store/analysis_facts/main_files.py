"""Of how many files somebody is the one who touched them most often in the last two years.

A file's commits count for whoever made most of them, so that of one person's files the commits of everybody are needed.
"""

from datetime import UTC, timedelta

import polars as pl

from aexy.kernel.analyses.seniority import RECENT_DAYS
from aexy.store.analysis_facts.persons import read_persons
from aexy.store.analysis_facts.reading import Reading
from aexy.store.analysis_facts.skill_days import read_files_touched, read_paths_touched
from aexy.store.scopes import keys

_CHANGES = """
select f.path_key as path, c.author_key as identity
from commits c
join commit_files f on f.commit_key = c.key
where c.standing = 'counted'
    and not c.is_merge
    and c.placed_at > '{since}'
    and c.placed_at <= '{now}'{among}"""
# Written out, so that the planner knows how many they are: of a list that it has yet to read it expects ten, and looks
# the commit of every change up, one by one. The repositories say nothing new; with them the commits are read from an
# index alone (commits_repository).
_AMONG = """
    and f.path_key = any('{paths}'::integer[])
    and c.repository_key = any('{repositories}'::integer[])"""
_OFTEN = """
select t.path, t.identity, count(*) as commits
from ({changes}) t
group by t.path, t.identity"""
_CLASSES = ("source", "test")
_WRITTEN = """
select p.key as path
from paths p
where p.class in ('source', 'test')"""
_LAST = timedelta(days=RECENT_DAYS)
_DAY = timedelta(days=1)


def read_main_files(reading: Reading) -> pl.DataFrame:
    """How many files nobody touched in more commits than they did: `developer`, `files`; ties count for all tied."""
    touched = _touched_by_all(reading) if reading.chosen is None else _touched_with_them(reading)
    people = reading.shared(read_persons).select("identity", "developer")
    summed = touched.join(people, on="identity").group_by("path", "developer").agg(pl.col("commits").sum())
    main = summed.filter(pl.col("commits") == pl.col("commits").max().over("path"))
    return main.group_by("developer").agg(pl.len().cast(pl.Int64).alias("files"))


def _touched_by_all(reading: Reading) -> pl.DataFrame:
    """How often who touched each file: `path`, `identity`, `commits`."""
    often = reading.session.frame(_OFTEN.format(changes=_changes(reading, "")))
    return often.join(reading.session.frame(_WRITTEN), on="path", how="semi")


def _touched_with_them(reading: Reading) -> pl.DataFrame:
    """The same of the files that these people touched."""
    # Their days are their own, at most one away from the instant's.
    since = (reading.now - _LAST - _DAY).astimezone(UTC).date()
    written = reading.shared(read_paths_touched).filter(pl.col("class").is_in(_CLASSES))
    recent = reading.shared(read_files_touched).filter(pl.col("day") >= since)
    theirs = recent.join(written, on="path", how="semi")
    among = _AMONG.format(
        paths=keys(theirs["path"].unique().sort()), repositories=keys(theirs["repository"].unique().sort())
    )
    found = reading.session.frame(_changes(reading, among))
    return found.group_by("path", "identity").agg(pl.len().cast(pl.Int64).alias("commits"))


def _changes(reading: Reading, among: str) -> str:
    now = reading.now
    return _CHANGES.format(since=(now - _LAST).isoformat(), now=now.isoformat(), among=among)
