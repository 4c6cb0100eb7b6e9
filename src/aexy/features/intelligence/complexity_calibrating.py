"""Learning what makes changes take long to review here, once a week, and saying how far that is to be believed."""

import asyncio
from datetime import datetime, timedelta

from aexy.context import Context
from aexy.features.intelligence import complexity_rows as rows
from aexy.features.intelligence.complexity import ANALYSIS
from aexy.features.intelligence.complexity_schemas import Calibration
from aexy.kernel.analyses.complexity import history
from aexy.kernel.analyses.effort import SIZE, TRAITS, Fit, fit
from aexy.kernel.ids import WorkspaceId
from aexy.store.analysis_facts.changes import USUAL_DAYS, Which, change_files, change_reviews, changes
from aexy.store.postgres import Database
from aexy.store.session import session

HOLDS = timedelta(days=7)


async def calibrated(context: Context, workspace_id: WorkspaceId, *, anew: bool = False) -> Calibration:
    """What is known, learnt anew where it is older than a week, or in any case with `anew`."""
    return told(*await refreshed(context.database, workspace_id, context.now, anew=anew))


async def refreshed(
    database: Database, workspace_id: WorkspaceId, now: datetime, *, anew: bool = False
) -> tuple[Fit, datetime]:
    """The same for whoever has a database only, as the nightly run has."""
    async with database.workspace(workspace_id) as connection:
        known = await rows.fit(connection)
    if known is not None and not anew and now - known[1] < HOLDS:
        return known
    fitted = await asyncio.to_thread(learn, database.url, workspace_id, now)
    async with database.workspace(workspace_id) as connection:
        await rows.put_fit(connection, fitted, now, ANALYSIS.key)
    return fitted, now


def learn(url: str, workspace_id: WorkspaceId, now: datetime) -> Fit:
    """From what was opened in the last two years, merged, and reviewed by somebody else. Blocking."""
    which = Which.opened((now - USUAL_DAYS, now))
    with session(url, workspace_id) as opened:
        known = history(
            changes(opened, which).drop_nulls("developer"), change_files(opened, which), change_reviews(opened, which)
        )
    return fit(known)


def told(fitted: Fit = SIZE, fitted_at: datetime | None = None) -> Calibration:
    """The same for people."""
    return Calibration(
        uses="model" if fitted.uses_model else "size",
        says=fitted.says,
        fitted_at=fitted_at,
        reviewed_changes=fitted.reviewed,
        held_out=fitted.held_out,
        rank_correlation_model=fitted.rank_model,
        rank_correlation_size=fitted.rank_size,
        better_in=fitted.better_in,
        times=dict(zip(TRAITS, fitted.times, strict=True)),
    )
