"""Code churn of a person, a team, a repository or the workspace: what became of lines within three weeks."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl
from pydantic import Field

from aexy.context import Context
from aexy.features.insights import churn_rows, settings
from aexy.features.insights.churn_rows import Read
from aexy.features.insights.guarding import withheld
from aexy.features.insights.looking import View
from aexy.features.insights.rollups import Days, look_at
from aexy.features.insights.schemas import Bucket, PeriodShape, SubjectName
from aexy.features.insights.service import period_shape
from aexy.features.paging import Shape
from aexy.features.routing import Viewer
from aexy.kernel.churn import CODE_CHURN, DAYS, churn, said_of, soon_gone
from aexy.kernel.metric import Better, Buckets, Level, Unit
from aexy.kernel.periods import Period, Window, periods_between
from aexy.kernel.text import plain
from aexy.store.facts import read_memberships, read_people
from aexy.store.line_facts import LineFacts, read_lines, read_names, read_unknown
from aexy.store.session import session

_FILES_SHOWN = 20
_NO_LINES = "Nobody has read the lines of these repositories yet: that is the last thing a sync does. Run `aexy sync`."
_NOT_GIT = "Lines are known of repositories that were read with git; here there are none."
_TOO_YOUNG = f"These lines are not {DAYS} days old yet."


class Churned(Shape):
    """Of `n` lines added in a period and old enough by now, the share that went soon, and by whose hand."""

    period: PeriodShape
    value: float | None
    n: int
    by_author: float | None = Field(description="The share that was removed by whoever wrote it.")
    by_others: float | None
    pending: int = Field(description="Lines too young to be judged yet.")
    gone_so_far: int = Field(description="How many of those went already.")


class ChurnedFile(Shape):
    """A file, by the name it had, and how many young lines were removed in it."""

    path: str
    lines: int
    by_author: int
    by_others: int


class Churn(Shape):
    """Code churn of one subject: of the window as a whole, and period by period."""

    as_of: datetime
    time_zone: str
    subject: SubjectName
    start: date = Field(serialization_alias="from")
    end: date = Field(serialization_alias="to")
    metric: str
    unit: Unit
    better: Better
    says: str
    within_days: int = Field(description="How soon lines went that count as churn; a setting.")
    caution: str | None
    version: int
    withheld: str | None
    reason: str | None = Field(description="Why there is no number, where it is not withheld.")
    total: Churned
    bucket: Bucket
    series: list[Churned]
    unknown: int | None = Field(description="Lines removed in the window of which it is not known whose they were.")
    repositories: int
    repositories_read: int = Field(description="Of how many of them the lines have been read.")
    files: list[ChurnedFile] | None = Field(description="Where most young lines went; for repositories only.")


@dataclass(frozen=True, slots=True)
class _Counted:
    """By first day: the columns of `churn`."""

    total: Mapping[date, dict[str, Any]]
    series: Mapping[date, dict[str, Any]]
    unknown: int | None
    files: list[ChurnedFile] | None


_NOTHING = _Counted({}, {}, None, None)


async def lines_read(context: Context, view: View) -> Read:
    """Of which of the workspace's repositories the lines have been read."""
    async with context.database.reading(view.workspace_id) as connection:
        return await churn_rows.read(connection, view.workspace_id, None)


async def code_churn(
    context: Context, viewer: Viewer, level: Level, id_: UUID | None, days: Days, *, bucket: Bucket = Bucket.WEEKLY
) -> Churn:
    """How much of what was added in these days was soon rewritten; of one person only for those who may."""
    view = await look_at(context, viewer, level, id_, days)
    why_not = withheld(CODE_CHURN, view)
    async with context.database.reading(view.workspace_id) as connection:
        repository = view.subject.key if view.subject.level is Level.REPOSITORY else None
        read = await churn_rows.read(connection, view.workspace_id, repository)
    within = (await settings.decided(context, view.workspace_id)).churn_days
    counted = _NOTHING
    if why_not is None and read.done:
        counted = await asyncio.to_thread(_count, context.database.url, view, bucket, timedelta(days=within))
    total = _churned(counted.total, view.window, view)
    kind = bucket.period_type
    periods = periods_between(kind, view.window.start, view.window.end) if kind else []
    return Churn(
        as_of=context.now,
        time_zone=view.clock.zone.key,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        metric=CODE_CHURN.key,
        unit=CODE_CHURN.unit,
        better=CODE_CHURN.better,
        says=said_of(CODE_CHURN.says, within),
        within_days=within,
        caution=CODE_CHURN.caution,
        version=CODE_CHURN.version,
        withheld=why_not,
        reason=None if why_not else _reason(read, total, within),
        total=total,
        bucket=bucket,
        series=[_churned(counted.series, period, view) for period in periods],
        unknown=counted.unknown,
        repositories=read.repositories,
        repositories_read=read.done,
        files=counted.files,
    )


def _reason(read: Read, total: Churned, within: int) -> str | None:
    if total.value is not None:
        return None
    if not read.of_git:
        return _NOT_GIT
    if not read.done:
        return read.failure or _NO_LINES
    return said_of(_TOO_YOUNG, within) if total.pending else "No lines were added in these days."


def _count(url: str, view: View, bucket: Bucket, within: timedelta) -> _Counted:
    window, clock = view.window, view.clock
    span = clock.midnight(window.start), clock.midnight(window.end)
    with session(url, view.workspace_id) as opened:
        people = read_people(opened)
        facts = read_lines(opened, view.subject.level, view.subject.key, span, people, window=within)
        if view.subject.level is Level.TEAM:
            facts = _of_team(facts, read_memberships(opened), view.subject.key)
        unknown = read_unknown(opened, facts.added["repository"].unique().to_list(), span)
        worst = _worst(facts, within) if view.subject.level is Level.REPOSITORY else None
        names = read_names(opened, worst["path"].to_list()) if worst is not None else {}
    kind = bucket.period_type
    return _Counted(
        total=_by_start(facts, Window(window.start, window.end), view, within),
        series=_by_start(facts, kind, view, within) if kind else {},
        unknown=unknown,
        files=None if worst is None else _files(worst, names),
    )


def _of_team(facts: LineFacts, memberships: pl.DataFrame, team: int) -> LineFacts:
    """What people added while they were in the team, whoever removed it."""
    begun = pl.col("joined").is_null() | (pl.col("joined") <= pl.col("at"))
    lasting = pl.col("left").is_null() | (pl.col("at") < pl.col("left"))
    members = memberships.filter(team=team).rename({"developer": "author"})
    added = facts.added.join(members, on="author").filter(begun & lasting).select(facts.added.columns).unique()
    return LineFacts(added, facts.removed)


def _by_start(facts: LineFacts, buckets: Buckets, view: View, within: timedelta) -> dict[date, dict[str, Any]]:
    counted = churn(facts.added, facts.removed, buckets, view.clock, window=within)
    return {row["period_start"]: row for row in counted.iter_rows(named=True)}


def _worst(facts: LineFacts, within: timedelta) -> pl.DataFrame:
    """The files in which most young lines went."""
    return (
        soon_gone(facts.added, facts.removed, within)
        .group_by("path")
        .agg(
            pl.col("lines").sum(),
            pl.col("lines").filter(pl.col("is_own")).sum().alias("by_author"),
            pl.col("lines").filter(~pl.col("is_own")).sum().alias("by_others"),
        )
        .sort("lines", "path", descending=[True, False])
        .head(_FILES_SHOWN)
    )


def _files(worst: pl.DataFrame, names: Mapping[int, str]) -> list[ChurnedFile]:
    return [
        ChurnedFile(path=plain(names.get(path, "")), lines=lines, by_author=own, by_others=others)
        for path, lines, own, others in worst.iter_rows()
    ]


def _churned(counted: Mapping[date, dict[str, Any]], period: Period, view: View) -> Churned:
    found = counted.get(period.start)
    n = found["n"] if found else 0
    gone = found["by_author"] + found["by_others"] if found else 0
    return Churned(
        period=period_shape(period, view),
        value=gone / n if n else None,
        n=n,
        by_author=found["by_author"] / n if found and n else None,
        by_others=found["by_others"] / n if found and n else None,
        pending=found["pending"] if found else 0,
        gone_so_far=found["gone_so_far"] if found else 0,
    )
