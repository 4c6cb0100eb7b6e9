"""How open work came to what it is: what is over is counted once while facts stay, and what lasts as of now."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from aexy.context import Context
from aexy.features.insights.counting import ALL_DAY
from aexy.features.insights.flow_reading import read_flow_of
from aexy.features.insights.looking import View
from aexy.features.insights.remembering import asked_once
from aexy.features.insights.settings import decided
from aexy.kernel.delivery.open_work import HISTORY, history, told


async def history_at(
    context: Context, view: View, points: Sequence[datetime], now: pl.DataFrame | None
) -> pl.DataFrame:
    """The `history` of these instants, none of which is later than now; `now` is what is open now, if it is known.

    How many were open at an instant before today changes with facts, teams and working hours, and not with time.
    """
    today = view.clock.midnight(view.clock.today)
    over, lasting = [each for each in points if each <= today], [each for each in points if each > today]
    found = [await _over(context, view, over)] if over else []
    if lasting:
        if now is None:
            flow = await read_flow_of(context, view, min(lasting), max(lasting))
            now = flow.work.open_at_each(lasting)
        found.append(told(now, lasting))
    return pl.concat(found)


async def _over(context: Context, view: View, points: Sequence[datetime]) -> pl.DataFrame:
    chosen = await decided(context, view.workspace_id)
    by = (chosen.work_starts_at.isoformat(), chosen.work_ends_at.isoformat())

    async def ask() -> dict[str, list[Any]]:
        # Until now: so teams and stretches that end earlier are counted from what is read and kept for all of them.
        flow = await read_flow_of(context, view, min(points), view.clock.now)
        return (await asyncio.to_thread(history, flow.work, points)).to_dict(as_series=False)

    name = f"flow-history:{by}:{[each.isoformat() for each in (points[0], points[-1])]}:{len(points)}"
    found = await asked_once(context, view, name, ask, seconds=ALL_DAY)
    at = [datetime.fromisoformat(str(each)) for each in found["at"]]
    return pl.DataFrame({**found, "at": at}, schema=HISTORY)


__all__ = ["history_at"]
