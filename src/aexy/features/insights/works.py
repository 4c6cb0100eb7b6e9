"""Lists of one person's work in a window: the rows their open counts are made of."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

from pydantic import Field

from aexy.context import Context
from aexy.features.insights import guarding, work_rows
from aexy.features.insights.looking import View
from aexy.features.insights.rollups import Days, look_at
from aexy.features.insights.sizes import merged_rows
from aexy.features.insights.work_rows import Wanted
from aexy.features.paging import Shape, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.metric import Level
from aexy.kernel.metrics import find
from aexy.kernel.text import plain

_SHA = 12


class ListedCommit(Shape):
    """A counted commit, at its author's own time."""

    sha: str
    subject: str
    repository: str
    at: datetime
    lines_added: int | None
    lines_removed: int | None
    url: str | None


class ListedPull(Shape):
    """A pull request. Size and cycle time are null where they are not known, or not for whoever asks."""

    number: int
    title: str
    repository: str
    state: str
    is_draft: bool
    opened_at: datetime
    merged_at: datetime | None
    closed_at: datetime | None
    reviews: int = Field(description="Reviews by others.")
    size: int | None
    is_providers_size: bool | None = Field(description="The size is the provider's total, with generated files in it.")
    cycle_hours: float | None
    url: str | None


class ListedReview(Shape):
    """A review of somebody else's pull request; `comments` is null where it is not known."""

    at: datetime
    state: str
    comments: int | None
    number: int
    title: str
    repository: str
    author: str | None
    url: str | None


class Listed(Shape):
    """A page of somebody's work, newest first; empty and saying why where it is not for whoever asks."""

    next_cursor: str | None
    withheld: str | None = None


class ListedCommits(Listed):
    """Counted commits."""

    items: list[ListedCommit]


class ListedPulls(Listed):
    """Pull requests."""

    items: list[ListedPull]
    numbers_withheld: str | None = Field(description="Why rows lack size and cycle time.")


class ListedReviews(Listed):
    """Reviews given."""

    items: list[ListedReview]


async def commits(
    context: Context, viewer: Viewer, developer_id: UUID, days: Days, *, cursor: str | None, limit: int
) -> ListedCommits:
    """The commits behind `commits_count`."""
    view = await look_at(context, viewer, Level.DEVELOPER, developer_id, days)
    withheld = guarding.withheld(find("commits_count"), view)
    rows, more = ([], None) if withheld else await _page(context, view, "commits", cursor, limit)
    return ListedCommits(items=[_commit(row) for row in rows], next_cursor=more, withheld=withheld)


async def pulls(
    context: Context, viewer: Viewer, developer_id: UUID, days: Days, *, cursor: str | None, limit: int
) -> ListedPulls:
    """Pull requests by when they ended, else by when they were opened."""
    view = await look_at(context, viewer, Level.DEVELOPER, developer_id, days)
    withheld = guarding.withheld(find("prs_merged"), view)
    unseen = guarding.withheld(find("avg_pr_size"), view)
    rows, more = ([], None) if withheld else await _page(context, view, "pull requests", cursor, limit)
    known = {} if unseen or not rows else await _numbers(context, view)
    items = [_pull(row, known.get(row["key"], {})) for row in rows]
    return ListedPulls(items=items, next_cursor=more, withheld=withheld, numbers_withheld=unseen)


async def reviews(
    context: Context, viewer: Viewer, developer_id: UUID, days: Days, *, cursor: str | None, limit: int
) -> ListedReviews:
    """The reviews behind `review_given_count`."""
    view = await look_at(context, viewer, Level.DEVELOPER, developer_id, days)
    withheld = guarding.withheld(find("review_given_count"), view)
    rows, more = ([], None) if withheld else await _page(context, view, "reviews", cursor, limit)
    return ListedReviews(items=[_reviewed(row) for row in rows], next_cursor=more, withheld=withheld)


async def _page(
    context: Context, view: View, what: str, cursor: str | None, limit: int
) -> tuple[Sequence[Mapping[str, Any]], str | None]:
    place = read_cursor(what, cursor, (datetime, int))
    since, until = view.clock.midnight(view.window.start), view.clock.midnight(view.window.end)
    after = (place[0], place[1]) if place else None
    wanted = Wanted(view.workspace_id, view.subject.key, since, until, after, limit + 1)
    async with context.database.reading(view.workspace_id) as connection:
        found = await work_rows.listed(connection, what, wanted)
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], write_cursor(what, last["at"], last["key"]) if last else None


async def _numbers(context: Context, view: View) -> dict[int, dict[str, Any]]:
    """By pull request: size and cycle time as the metrics have them."""
    return {row["pull"]: row for row in (await merged_rows(context, view)).iter_rows(named=True)}


def _commit(row: Mapping[str, Any]) -> ListedCommit:
    return ListedCommit(
        sha=row["sha"][:_SHA],
        subject=plain(row["subject"]),
        repository=plain(row["repository"]),
        at=row["at"].astimezone(timezone(timedelta(minutes=row["offset_minutes"]))),
        lines_added=row["lines_added"],
        lines_removed=row["lines_removed"],
        url=row["url"],
    )


def _pull(row: Mapping[str, Any], known: Mapping[str, Any]) -> ListedPull:
    size = known.get("size")
    return ListedPull(
        **{
            name: row[name]
            for name in ("number", "state", "is_draft", "opened_at", "merged_at", "closed_at", "reviews")
        },
        title=plain(row["title"]),
        repository=plain(row["repository"]),
        size=size,
        is_providers_size=None if size is None else known["is_providers_size"],
        cycle_hours=known.get("cycle_hours"),
        url=row["url"],
    )


def _reviewed(row: Mapping[str, Any]) -> ListedReview:
    return ListedReview(
        **{name: row[name] for name in ("at", "state", "comments", "number", "url")},
        title=plain(row["title"]),
        repository=plain(row["repository"]),
        author=plain(row["author"]) if row["author"] else None,
    )
