"""What every question about a repository's code begins with."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.insights.looking import View
from aexy.features.insights.rollups import Days, look_at
from aexy.features.routing import Viewer
from aexy.kernel.metric import Level
from aexy.kernel.periods import Window


async def look_at_repository(context: Context, viewer: Viewer, repository_id: UUID, window: int) -> View:
    """A question's surroundings, over so many days up to today. Unknown for a repository that is not there."""
    view = await look_at(context, viewer, Level.REPOSITORY, repository_id, Days())
    today = view.clock.today
    return replace(view, window=Window(today - timedelta(days=window), today + timedelta(days=1)))


def span_of(view: View) -> tuple[datetime, datetime]:
    """The window's first and last instant."""
    return view.clock.midnight(view.window.start), view.clock.midnight(view.window.end)


def below(files: pl.DataFrame, folder: str | None) -> pl.DataFrame:
    """Those of the files, by `name`, that lie below a folder; all of them without one."""
    at = (folder or "").strip("/")
    return files.filter(pl.col("name").str.starts_with(f"{at}/")) if at else files
