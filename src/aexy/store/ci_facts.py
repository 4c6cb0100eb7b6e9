"""Runs of workflows and pipelines and their jobs as columns: two statements, however many there are."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from aexy.kernel.delivery.ci_frames import RUN_STATUS
from aexy.kernel.metric import Level
from aexy.store.session import Session

_RUNS = """
select p.key as run,
       p.repository_key as repository,
       p.name,
       p.sha,
       p.status,
       p.created_at as created,
       p.started_at as started,
       p.finished_at as finished,
       p.attempt"""
_JOBS = """
select p.key as run,
       j.name as job,
       j.status,
       j.started_at as started,
       j.finished_at as finished"""
_OF_RUNS = """
from pipelines p
{also}where p.created_at >= $1::text::timestamptz
    and p.created_at < $2::text::timestamptz"""
_ALSO_JOBS = """join pipeline_jobs j
    on j.repository_key = p.repository_key
    and j.pipeline_external_id = p.external_id
"""
_IN_REPOSITORY = """
    and p.repository_key = ${place}::int"""
_IN_PROJECT = """
    and p.repository_key in (
        select r.key
        from project_repositories h
        join projects o on o.id = h.project_id
        join repositories r on r.id = h.repository_id
        where o.key = ${place}::int
    )"""
_OF_TEAM = """
    and exists (
        select
        from repositories r
        join repository_teams o on o.repository_id = r.id
        join teams t on t.id = o.team_id
        where r.key = p.repository_key
            and t.key = ${place}::int
            and o.since <= p.created_at
            and (o.until is null or o.until > p.created_at)
    )"""
_OF_SERVICE = """
    and p.repository_key in (select s.repository_key from service_repositories s where s.service_key = ${place}::int)"""
_NAMED = """
    and p.name = ${place}::text"""
_OF = {Level.REPOSITORY: _IN_REPOSITORY, Level.PROJECT: _IN_PROJECT, Level.TEAM: _OF_TEAM}


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Which runs: of a repository, project, team (of repositories it owned then) or service, and of one workflow.

    Each is a key; `level` says of what `key` is.
    """

    level: Level = Level.WORKSPACE
    key: int = 0
    team: int | None = None
    service: int | None = None
    name: str | None = None

    def narrowed(self) -> tuple[str, tuple[object, ...]]:
        """A condition, and what fills its places, from the third."""
        parts = [
            (_OF.get(self.level), self.key),
            (_OF_TEAM if self.team is not None else None, self.team),
            (_OF_SERVICE if self.service is not None else None, self.service),
            (_NAMED if self.name is not None else None, self.name),
        ]
        used = [(snippet, value) for snippet, value in parts if snippet is not None]
        said = "".join(snippet.format(place=place) for place, (snippet, _) in enumerate(used, 3))
        return said, tuple(value for _, value in used)


def read_runs(session: Session, which: Runs, since: datetime, until: datetime) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The runs asked for in `[since, until)` (`RUNS`), and their jobs (`JOBS`)."""
    also, values = which.narrowed()
    asked = (since.isoformat(), until.isoformat(), *values)
    runs = session.frame(_RUNS + _OF_RUNS.format(also="") + also, asked)
    jobs = session.frame(_JOBS + _OF_RUNS.format(also=_ALSO_JOBS) + also, asked)
    return _typed(runs), _typed(jobs)


def _typed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("status").cast(RUN_STATUS))
