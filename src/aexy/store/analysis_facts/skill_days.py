"""On which days of theirs people worked in which language, framework and domain, in repositories for what.

Of languages and domains two statements, joined here: the files each commit touched, and what their paths are. A
database that joins the text of paths to every file of every commit sends each of them hundreds of times.
"""

import polars as pl

from aexy.kernel.analyses.domains import domains
from aexy.kernel.analyses.expertise import CONTEXT, EXPERTISE_DAYS, KIND
from aexy.store.analysis_facts.packages import framework_days, read_package_days
from aexy.store.analysis_facts.reading import Reading
from aexy.store.scopes import keys
from aexy.store.session import Session

# What a program wrote or others did says nothing about whoever took it in. Days are the author's own.
_FILES = """
select f.commit_key as commit,
       f.path_key as path,
       c.author_key as identity,
       c.repository_key as repository,
       ((c.placed_at at time zone 'UTC') + make_interval(mins => c.author_offset_minutes))::date as day,
       coalesce(f.additions, 0) + coalesce(f.deletions, 0) as lines
from commits c
join commit_files f on f.commit_key = c.key
where c.standing = 'counted'
    and not c.is_merge{people}"""
_OF_PEOPLE = """
    and c.author_key = any(array(
        select i.key
        from developer_identities i
        join developers d on d.id = i.developer_id
        where d.key = any($1::text::integer[])
    ))"""
_PATHS = """
select p.key as path, p.path as name, p.language, p.class
from paths p
where p.class not in ('generated', 'vendored', 'lock'){of}"""
_HUMANS = """
select i.key as identity, d.key as developer
from developer_identities i
join developers d on d.id = i.developer_id and d.kind = 'human'"""
_CONTEXTS = """
select r.key as repository, r.context
from repositories r"""


def read_skill_days(reading: Reading) -> pl.DataFrame:
    """Languages and domains of these people: `EXPERTISE_DAYS`."""
    paths = reading.shared(read_paths_touched)
    # Given no name here: of everybody it is large, and not needed once it is joined.
    touched = _of_humans(reading.session, reading.shared(read_files_touched))
    by_language = paths.select("path", skill="language").drop_nulls("skill")
    by_domain = domains(paths).rename({"domain": "skill"})
    return pl.concat([_days(touched, by_language, "language"), _days(touched, by_domain, "domain")])


def read_files_touched(reading: Reading) -> pl.DataFrame:
    """The files of these people's commits, of all time: `commit`, `path`, `identity`, `repository`, `day`, `lines`."""
    return _files(reading.session, reading.chosen)


def read_paths_touched(reading: Reading) -> pl.DataFrame:
    """What the paths of these are, without what a program wrote: `path`, `name`, `language`, `class`."""
    return _paths(reading.session, None if reading.chosen is None else reading.shared(read_files_touched))


def read_framework_days(reading: Reading) -> pl.DataFrame:
    """Frameworks and libraries of these people, by manifests and imports: `EXPERTISE_DAYS`."""
    return _of_frameworks(read_package_days(reading))


def _of_frameworks(days: pl.DataFrame) -> pl.DataFrame:
    found = days.with_columns(pl.lit("framework", KIND).alias("kind"), pl.col("context").cast(CONTEXT))
    return found.select(pl.col(name).cast(of) for name, of in EXPERTISE_DAYS.items())


def language_days(session: Session, chosen: str | None) -> pl.DataFrame:
    """Languages alone, for the heatmap: the same rows."""
    touched, paths = _touched(session, chosen)
    return _days(touched, paths.select("path", skill="language").drop_nulls("skill"), "language")


def language_and_framework_days(session: Session, chosen: str | None) -> pl.DataFrame:
    """Languages, and frameworks and libraries that are none: the same rows."""
    return pl.concat([language_days(session, chosen), _of_frameworks(framework_days(session, chosen))])


def _touched(session: Session, chosen: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which files people touched on which day (`commit`, `developer`, `context`, `day`, `path`, `lines`), and paths."""
    files = _files(session, chosen)
    paths = _paths(session, None if chosen is None else files)
    return _of_humans(session, files), paths


def _files(session: Session, chosen: str | None) -> pl.DataFrame:
    people = "" if chosen is None else _OF_PEOPLE
    return session.frame(_FILES.format(people=people), () if chosen is None else (chosen,))


def _paths(session: Session, files: pl.DataFrame | None) -> pl.DataFrame:
    """Those of these files (None: all)."""
    named = "" if files is None else f"\n    and p.key = any('{keys(files['path'].unique())}'::integer[])"
    return session.frame(_PATHS.format(of=named))


def _of_humans(session: Session, files: pl.DataFrame) -> pl.DataFrame:
    humans, contexts = session.frame(_HUMANS), session.frame(_CONTEXTS)
    touched = files.join(humans, on="identity").join(contexts, on="repository")
    return touched.select("commit", "developer", "context", "day", "path", "lines")


def _days(touched: pl.DataFrame, skill_of: pl.DataFrame, kind: str) -> pl.DataFrame:
    """A commit counts once a skill and day, with the lines of all its files of that skill."""
    commits = touched.join(skill_of, on="path").group_by("commit", "skill").agg(
        pl.col("developer", "context", "day").first(), pl.col("lines").sum()
    )  # fmt: skip
    summed = commits.group_by("developer", "skill", "context", "day").agg(
        pl.len().alias("commits"), pl.col("lines").sum()
    )
    found = summed.with_columns(pl.lit(kind, KIND).alias("kind"), pl.col("context").cast(CONTEXT))
    return found.select(pl.col(name).cast(of) for name, of in EXPERTISE_DAYS.items())


__all__ = ["language_and_framework_days", "language_days", "read_framework_days", "read_skill_days"]
