"""An analysis of somebody: as it is kept where nothing has changed since, else counted anew, and kept."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import settings
from aexy.features.insights.looking import View, look
from aexy.features.insights.schemas import SubjectName
from aexy.features.intelligence import rows, running
from aexy.features.intelligence.analyses import ANALYSES
from aexy.features.intelligence.analysis import Analysis, Settings
from aexy.features.intelligence.running import Stand
from aexy.features.routing import Viewer
from aexy.kernel.analyses.skills import HalfLives
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.privacy import withheld_of
from aexy.store.postgres import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """One analysis of one person: its result; or why it is withheld or failed; or neither, with nothing to say."""

    analysis: Analysis
    developer: SubjectName
    as_of: datetime
    result: dict[str, Any] | None = None
    withheld: str | None = None
    failure: str | None = None


async def of_person(
    context: Context, viewer: Viewer, analysis: Analysis, developer_id: UUID | None = None, *, fresh: bool = False
) -> Analysed:
    """One analysis of a person, of whoever asks where nobody is named; with `fresh` counted in any case."""
    return (await several_of_person(context, viewer, (analysis,), developer_id, fresh=fresh))[0]


async def several_of_person(
    context: Context,
    viewer: Viewer,
    analyses: Sequence[Analysis] = ANALYSES,
    developer_id: UUID | None = None,
    *,
    fresh: bool = False,
) -> list[Analysed]:
    """Several analyses of one person from one set of facts. What is not for the viewer's eyes is not counted."""
    view = await look(context, viewer, subject=f"developer:{whom(viewer, developer_id)}", start=None, end=None)
    stand = await stand_of(context, view)
    who = view.subject.key
    withheld = {one.key: withheld_of(one.audience, who, view.onlooker) for one in analyses}
    wanted = [one for one in analyses if withheld[one.key] is None]
    kept = {} if fresh else await _kept(context, stand, wanted, [who])
    missing = [one for one in wanted if (one.key, who) not in kept]
    ran = await asyncio.to_thread(running.run, context.database.url, stand, missing, [who]) if missing else None
    counted = ran.results if ran else {}
    return [
        Analysed(
            analysis=one,
            developer=view.name,
            as_of=kept[one.key, who].as_of if (one.key, who) in kept else context.now,
            result=kept[one.key, who].result if (one.key, who) in kept else counted.get(one.key, {}).get(who),
            withheld=withheld[one.key],
            failure=ran.failures.get(one.key) if ran else None,
        )
        for one in analyses
    ]


async def of_people(
    context: Context, view: View, analysis: Analysis, people: Collection[int] | None = None
) -> dict[int, dict[str, Any]]:
    """Results by person (key) of a group, or of everybody; whom there is nothing to say about is left out.

    RuntimeError where it could not be counted. Who may see which of them is the caller's to decide
    (`withheld_of(analysis.audience, …)`).
    """
    stand = await stand_of(context, view)
    kept = await _kept(context, stand, [analysis], people)
    missing = sorted(set(people) - {who for _, who in kept}) if people is not None else None
    if missing is None and kept:
        async with context.database.reading(stand.workspace_id) as connection:
            missing = sorted(await rows.keys(connection) - {who for _, who in kept})
    found = {who: one.result for (_, who), one in kept.items() if one.result is not None}
    if missing is None or missing:
        ran = await asyncio.to_thread(running.run, context.database.url, stand, [analysis], missing)
        if analysis.key in ran.failures:
            raise RuntimeError(ran.failures[analysis.key])
        found |= ran.results.get(analysis.key, {})
    return found


async def stand_of(context: Context, view: View) -> Stand:
    """What results rest on now, besides facts."""
    return Stand(
        workspace_id=view.workspace_id,
        data_version=view.data_version,
        now=context.now,
        clock=view.clock,
        settings=await decided(context, view.workspace_id),
    )


async def decided(context: Context, workspace_id: WorkspaceId) -> Settings:
    """The settings results rest on."""
    async with context.database.reading(workspace_id) as connection:
        return await decided_in(connection, workspace_id)


async def decided_in(connection: Connection, workspace_id: WorkspaceId) -> Settings:
    """The same within a transaction."""
    found = await settings.decided_in(connection, workspace_id)
    lives = HalfLives(
        float(found.half_life_days), {skill: float(days) for skill, days in found.skill_half_lives.items()}
    )
    return Settings(lives, found.churn_days, found.work_starts_at, found.work_ends_at)


def whom(viewer: Viewer, developer_id: UUID | None) -> UUID:
    """Who is asked about: whoever asks where nobody is named. Unusable when that is nobody either."""
    if developer_id is None and viewer.developer_id is None:
        raise Unusable(
            "This does not say about whom.",
            next_step="Add `developer_id=`, or say which developer you are on the page Me (`aexy me`).",
            field="developer_id",
        )
    return developer_id or viewer.developer_id  # type: ignore[return-value] # one of them is there


async def _kept(
    context: Context, stand: Stand, analyses: Sequence[Analysis], people: Collection[int] | None
) -> dict[tuple[str, int], rows.Kept]:
    """What is kept of them and still holds."""
    holds = {one.key: stand.fingerprint(one) for one in analyses}
    async with context.database.reading(stand.workspace_id) as connection:
        found = await rows.find(connection, list(holds), people)
    return {(one.analysis, one.developer): one for one in found if one.fingerprint == holds[one.analysis]}
