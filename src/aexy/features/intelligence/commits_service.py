"""Commits one by one with what they say and why, and how the types of a group's commits are distributed over time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics.groups import kept_frame
from aexy.features.insights.looking import View, look
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket
from aexy.features.insights.service import period_shape
from aexy.features.intelligence import commits_rows
from aexy.features.intelligence.commits import ANALYSIS, CAUTION, SAYS, TagCount
from aexy.features.intelligence.commits_rows import Wanted as Page
from aexy.features.intelligence.commits_schemas import (
    CommitDistribution,
    CommitsWish,
    SaidCommit,
    SaidCommits,
    Sign,
    Typed,
)
from aexy.features.paging import read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.analyses.commit_messages import PARTS, TAGS, named_tags
from aexy.kernel.analyses.commit_paths import kind_of
from aexy.kernel.analyses.commit_types import TYPES, UNKNOWN, reasons
from aexy.kernel.analyses.commits import COMMITS, TOP_TAGS, described, summed
from aexy.kernel.errors import Unusable
from aexy.kernel.metric import Level
from aexy.kernel.periods import Clock, Period, Window, period_start, periods_between
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain
from aexy.store.analysis_facts.commits import Wanted, read_saying
from aexy.store.facts import read_memberships
from aexy.store.session import Session

_LIST = "said commits"
_SHA = 12
_SIGNS = 6
_ADDABLE = ("n", *TYPES, *(f"tag {tag}" for tag in TAGS), "breaking", "by_prefix")


async def distribution(
    context: Context, viewer: Viewer, level: Level, id_: UUID | None, days: Days, *, bucket: Bucket
) -> CommitDistribution:
    """Commits by type. Of one person only for those who may see their analysis; a group's are facts of its work."""
    view = await look(context, viewer, subject=f"{level}:{id_}" if id_ else level, start=days.start, end=days.end)
    withheld = _withheld(view)
    found = None if withheld else await _summed(context, view, bucket)
    kind = bucket.period_type
    periods = periods_between(kind, view.window.start, view.window.end) if kind else []
    by_start = {} if found is None else {row["period_start"]: row for row in found.iter_rows(named=True)}
    return CommitDistribution(
        as_of=context.now,
        time_zone=view.clock.zone.key,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        bucket=bucket,
        says=SAYS,
        caution=CAUTION,
        withheld=withheld,
        total=_typed(_whole(found), view.window, view),
        top_tags=_top(_whole(found)),
        series=[_typed(by_start.get(period.start), period, view) for period in periods] if found is not None else [],
    )


async def analyze(context: Context, viewer: Viewer, wish: CommitsWish) -> SaidCommits:
    """A page of commits of a person or a repository, each with what it says, and what the whole stretch comes to."""
    view = await look(context, viewer, subject=_subject(viewer, wish), start=wish.start, end=wish.end)
    withheld = _withheld(view)
    found = None if withheld else await _summed(context, view, Bucket.TOTAL)
    items, more = ([], None) if withheld else await _page(context, view, wish)
    return SaidCommits(
        as_of=context.now,
        subject=view.name,
        start=view.window.start,
        end=view.window.end,
        says=SAYS,
        caution=CAUTION,
        withheld=withheld,
        total=_typed(_whole(found), view.window, view),
        top_tags=_top(_whole(found)),
        items=items,
        next_cursor=more,
    )


def _subject(viewer: Viewer, wish: CommitsWish) -> str:
    if wish.developer_id and wish.repository_id:
        raise Unusable("This names a person and a repository.", next_step="Name one of them.", field="repository_id")
    if wish.repository_id:
        return f"repository:{wish.repository_id}"
    who = wish.developer_id or viewer.developer_id
    if who is None:
        raise Unusable(
            "This does not say whose commits.",
            next_step="Add `developer_id` or `repository_id`, or say which developer you are on the page Me.",
            field="developer_id",
        )
    return f"developer:{who}"


def _withheld(view: View) -> str | None:
    if view.subject.level is not Level.DEVELOPER:
        return None
    return withheld_of(ANALYSIS.audience, view.subject.key, view.onlooker)


async def _summed(context: Context, view: View, bucket: Bucket) -> pl.DataFrame:
    """What commits come to, period by period: `summed` by `period_start`."""
    subject = view.subject
    question = (
        "commit types",
        ANALYSIS.version,
        subject.level,
        subject.key,
        view.window.start,
        view.window.end,
        bucket,
    )
    return await kept_frame(context, view, question, lambda opened: _read(opened, view, bucket))


def _read(opened: Session, view: View, bucket: Bucket) -> pl.DataFrame:
    commits = _of_subject(opened, view)
    local = pl.col("at").dt.convert_time_zone(view.clock.zone.key).dt.date()
    kind = bucket.period_type
    start = period_start(kind, local) if kind else pl.lit(view.window.start, pl.Date)
    said = described(commits).with_columns(start.alias("period_start"))
    return summed(said, ["period_start"])


def _of_subject(opened: Session, view: View) -> pl.DataFrame:
    subject = view.subject
    span = _span(view.window, view.clock)
    commits = read_saying(
        opened,
        Wanted(
            chosen=f"{{{subject.key}}}" if subject.level is Level.DEVELOPER else None,
            span=span,
            repository=subject.key if subject.level is Level.REPOSITORY else None,
        ),
    )
    if subject.level is not Level.TEAM:
        return commits
    # Whoever was in the team when they wrote it.
    begun = pl.col("joined").is_null() | (pl.col("joined") <= pl.col("at"))
    lasting = pl.col("left").is_null() | (pl.col("at") < pl.col("left"))
    members = read_memberships(opened).filter(team=subject.key)
    theirs = commits.join(members, on="developer").filter(begun & lasting)
    return theirs.select(commits.columns).unique("commit", maintain_order=True)


def _span(window: Window, clock: Clock) -> tuple[Any, Any]:
    return clock.midnight(window.start), clock.midnight(window.end)


def _whole(found: pl.DataFrame | None) -> dict[str, Any] | None:
    if found is None or found.is_empty():
        return None
    return found.select(pl.col(_ADDABLE).sum()).row(0, named=True)


def _typed(row: Mapping[str, Any] | None, period: Period | Window, view: View) -> Typed:
    n = row["n"] if row else 0
    return Typed(
        period=period_shape(period, view),
        n=n,
        types={type_: row[type_] if row else 0 for type_ in TYPES},
        breaking=row["breaking"] if row else 0,
        share_by_prefix=row["by_prefix"] / n if row and n else None,
    )


def _top(row: Mapping[str, Any] | None) -> list[TagCount]:
    found = [TagCount(tag=tag, n=row[f"tag {tag}"]) for tag in TAGS if row[f"tag {tag}"]] if row else []
    return sorted(found, key=lambda one: -one.n)[:TOP_TAGS]


async def _page(context: Context, view: View, wish: CommitsWish) -> tuple[list[SaidCommit], str | None]:
    place = read_cursor(_LIST, wish.cursor, (datetime, int))
    since, until = _span(view.window, view.clock)
    page = Page(
        view.subject.level is Level.DEVELOPER,
        view.subject.key,
        since,
        until,
        (place[0], place[1]) if place else None,
        wish.limit + 1,
    )
    async with context.database.reading(view.workspace_id) as connection:
        rows = await commits_rows.listed(connection, page)
        touched = await commits_rows.paths(connection, [row["key"] for row in rows])
    last = rows[wish.limit - 1] if len(rows) > wish.limit else None
    said = _described(rows[: wish.limit], touched)
    return [_said(row, view) for row in said], write_cursor(_LIST, last["at"], last["key"]) if last else None


def _described(rows: Sequence[Mapping[str, Any]], touched: Sequence[tuple[int, str, str]]) -> list[dict[str, Any]]:
    """The rows with what each commit says."""
    if not rows:
        return []
    paths = pl.DataFrame(touched, schema={"key": pl.Int64, "path": pl.String, "class": pl.String}, orient="row")
    bits = paths.select("key", kinds=kind_of()).group_by("key").agg(pl.col("kinds").bitwise_or())
    kinds = dict(bits.iter_rows())
    frame = pl.DataFrame(
        [{**row, "kinds": kinds.get(row["key"], 0)} for row in rows],
        schema_overrides=dict(COMMITS),
        infer_schema_length=None,
    )
    said = described(frame.select(*COMMITS)).drop(*COMMITS)
    return [
        {**row, **more, "kinds": kinds.get(row["key"], 0)}
        for row, more in zip(rows, said.iter_rows(named=True), strict=True)
    ]


def _said(row: Mapping[str, Any], view: View) -> SaidCommit:
    is_shown = withheld_of(ANALYSIS.audience, row["developer"], view.onlooker) is None
    return SaidCommit(
        sha=row["sha"][:_SHA],
        subject=plain(row["subject"]),
        repository=plain(row["repository"]),
        at=row["at"].astimezone(timezone(timedelta(minutes=row["offset_minutes"]))),
        url=row["url"],
        type=row["type"],
        probability=row["probability"],
        by_prefix=row["by_prefix"],
        scope=plain(row["scope"]) if row["scope"] else None,
        is_breaking=row["is_breaking"],
        is_read=row["says_breaking"] is not None,
        tags=named_tags(row["tags"]),
        quality=row["quality"] if is_shown else None,
        quality_parts={name: row[name] for name in PARTS} if is_shown else None,
        why=_why(row),
    )


def _why(row: Mapping[str, Any]) -> list[Sign]:
    if row["by_prefix"]:
        return [Sign(sign="the prefix", weight=None)]
    if row["type"] == "revert":
        return [Sign(sign="it takes another commit back", weight=None)]
    if row["type"] == UNKNOWN:
        return []
    size = None if row["lines"] is None else (row["added"], row["lines"])
    found = reasons(row["subject"], row["kinds"], row["type"], size)
    return [Sign(sign=one.sign, weight=round(one.weight, 2)) for one in found[:_SIGNS]]
