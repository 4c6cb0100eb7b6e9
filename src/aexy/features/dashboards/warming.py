"""What dashboards and the overview show first, counted before anybody asks: when facts have changed, and every hour.

Numbers are kept under the version of the facts and the day, those of the window before under the hour as well, for only
as much of it counts as has passed of this one. So each hour what begins with the next one is counted too, where
somebody opened a page within a day. What was asked lately comes first, of whichever days and team; where web hooks
changed facts it is all that is counted, for the next ones may come at once. It is for comfort only: what goes wrong is
logged, and counted when somebody asks.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain
from uuid import UUID

from aexy.context import Context
from aexy.features.dashboards import glances, registry, warming_rows
from aexy.features.dashboards.presets import PRESETS
from aexy.features.dashboards.widget import Asked, Widget
from aexy.features.insights import tables
from aexy.features.insights.breaking import Spread, breakdown
from aexy.features.insights.counting import STEP, TOGETHER, lines_of
from aexy.features.insights.looking import standing
from aexy.features.insights.schemas import Bucket, Compare
from aexy.features.insights.service import Asked as AskedNumbers
from aexy.features.insights.service import readings
from aexy.features.jobs import service as jobs
from aexy.features.routing import Account, Role, Viewer
from aexy.features.workspaces.service import state_of
from aexy.kernel.errors import AexyError
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.periods import recent_weeks

log = logging.getLogger(__name__)

Question = Callable[[], Awaitable[object]]

# In a workspace with more, whoever looks at one of the others waits as before.
MOST_TEAMS = 24
LONGEST_SECONDS = 60.0
LONGEST_OF_SEEN = 30.0
LONGEST_ROUND = 600.0
LOOKED_AT = timedelta(days=1)
_HOUR = timedelta(hours=1)
_A_MINUTE = 60
# Nobody: what is counted is kept whoever asks, and what this one is shown is thrown away.
_HOUSE = Account(AccountId(UUID(int=0)), "Housekeeping", None, is_local_owner=False)


async def keep_house(context: Context) -> None:
    """Count ahead wherever somebody opened a page within a day."""
    async with context.database.pool.acquire() as connection:
        found = await warming_rows.looked_at(connection, context.now - LOOKED_AT)
    with suppress(TimeoutError):  # the others wait as before
        async with asyncio.timeout(LONGEST_ROUND):
            for workspace_id in found:
                await warm(context, workspace_id)


async def warm(context: Context, workspace_id: WorkspaceId) -> int:
    """Have everything counted for this hour and the next; of how many questions. Raises nothing.

    While more is being read nothing is counted: it would not hold, and whoever is last comes here.
    """
    return await _ask_all(_questions(context, workspace_id), LONGEST_SECONDS)


async def warm_seen(context: Context, workspace_id: WorkspaceId) -> int:
    """The same of what was asked lately alone, and of the overview where somebody opened a page. Raises nothing.

    It stops where facts or settings change meanwhile: whoever changed the facts comes here. Of the same facts it is
    done once within a minute.
    """
    return await _ask_all(_seen_once(context, workspace_id), LONGEST_OF_SEEN)


async def _ask_all(all_of_them: AsyncGenerator[Awaitable[object]], seconds: float) -> int:
    asked = 0
    try:
        async with asyncio.timeout(seconds), aclosing(all_of_them) as questions:
            async for question in questions:
                with suppress(AexyError):  # whoever asks is told
                    await question
                asked += 1
    except TimeoutError:
        log.info("Not everything was counted ahead in time.", extra={"questions": asked})
    except Exception:
        log.exception("Dashboards could not be counted ahead; they are when somebody asks.")
    return asked


async def _questions(context: Context, workspace_id: WorkspaceId) -> AsyncGenerator[Awaitable[object]]:
    """What pages ask of the workspace, now and an hour from now, and of each team, now."""
    async with context.database.reading(workspace_id) as connection:
        if await jobs.is_reading(connection):
            return
        teams = await warming_rows.teams(connection, MOST_TEAMS)
    viewer = Viewer(_HOUSE, workspace_id, Role.OWNER, None)
    for seen in await _glances(context, viewer):
        yield seen()
    soon = context.at(context.now.replace(minute=0, second=0, microsecond=0) + _HOUR)
    for instant in (context, soon):
        asked = await _as_pages_ask(instant, viewer)
        shown: Iterator[Question] = (partial(widget.answer, asked) for widget in _widgets())
        for question in chain(_overview(asked), shown):
            yield question()
    asked = await _as_pages_ask(context, viewer)
    for team in teams:
        for widget in _widgets(of_teams=True):
            yield widget.answer(replace(asked, team=team))


async def _seen_once(context: Context, workspace_id: WorkspaceId) -> AsyncGenerator[Awaitable[object]]:
    state = await state_of(context, workspace_id)
    mark = f"warmed:{state}"
    async with context.database.reading(workspace_id) as connection:
        if await jobs.is_reading(connection) or await context.cache.get(workspace_id, mark):
            return
        is_opened = await warming_rows.is_opened(connection, context.now - LOOKED_AT)
    await context.cache.put(workspace_id, mark, b"1", seconds=_A_MINUTE)
    viewer = Viewer(_HOUSE, workspace_id, Role.OWNER, None)
    overview = _overview(await _as_pages_ask(context, viewer)) if is_opened else ()
    for question in chain(await _glances(context, viewer), overview):
        if await state_of(context, workspace_id) != state:
            return
        yield question()


async def _glances(context: Context, viewer: Viewer) -> list[Question]:
    """What was asked of widgets lately, as it is asked now; of the workspace first, for teams are counted with it."""
    async with context.database.reading(viewer.workspace_id) as connection:
        clock, _ = await standing(connection, viewer.workspace_id, context.now)
    found = [one.now(clock) for one in await glances.lately(context, viewer.workspace_id, _widgets())]
    once = sorted({one.question: one for one in found}.values(), key=lambda one: one.team is not None)
    return [partial(registry.find(one.widget).answer, _asked(context, viewer, one)) for one in once]


def _asked(context: Context, viewer: Viewer, glance: glances.Glance) -> Asked:
    return Asked(context, viewer, glance.start, glance.end, glance.team)


async def _as_pages_ask(context: Context, viewer: Viewer) -> Asked:
    """The last twelve weeks and today: what a page asks where nobody chose other days."""
    async with context.database.reading(viewer.workspace_id) as connection:
        clock, _ = await standing(connection, viewer.workspace_id, context.now)
    return Asked(context, viewer, recent_weeks(clock).start, clock.today + timedelta(days=1))


def _widgets(*, of_teams: bool = False) -> list[Widget]:
    """What is counted from facts alike for everybody; of teams what dashboards begin with."""
    first = {key for _, _, keys in PRESETS.values() for key in keys}
    facts = [one for one in registry.WIDGETS if one.rests_on_facts and not one.of_me]
    return [one for one in facts if one.takes_team and one.key in first] if of_teams else facts


def _overview(asked: Asked) -> Iterator[Question]:
    """The workspace's readings, and how they spread now and in the time before."""
    context, viewer = asked.context, asked.viewer
    if asked.start is None or asked.end is None:
        return
    everything = AskedNumbers(start=asked.start, end=asked.end)
    yield partial(readings, context, viewer, everything)
    yield partial(readings, context, viewer, replace(everything, bucket=Bucket(STEP.value), compare=Compare.NONE))
    yield partial(tables.hours, context, viewer, everything)
    yield partial(tables.languages, context, viewer, everything)
    yield partial(tables.checks, context, viewer, AskedNumbers())
    before = AskedNumbers(start=asked.start - (asked.end - asked.start), end=asked.start)
    for days in (everything, before):
        for by in TOGETHER:
            metrics = ",".join(lines_of(by))
            yield partial(breakdown, context, viewer, replace(days, metrics=metrics), Spread(by, trend=STEP))
