"""Pull requests as they stood at any instant of some time, read once: what all questions about flow begin with."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from aexy.context import Context
from aexy.features.insights.looking import View
from aexy.features.insights.settings import decided
from aexy.kernel.delivery.open_work import Work
from aexy.kernel.delivery.stays import stays
from aexy.kernel.delivery.working_hours import Shift, WorkingHours
from aexy.kernel.metric import Level
from aexy.store.flow_facts import FlowFacts, read_flow
from aexy.store.session import session


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """What happened, which stages follow from it, and by which hours people work."""

    facts: FlowFacts
    stays: pl.DataFrame
    hours: WorkingHours
    work: Work

    @property
    def mine(self) -> pl.DataFrame:
        """The pull requests of people, whichever team they are in."""
        return self.facts.pulls.filter("is_persons")


async def read_flow_of(context: Context, view: View, since: datetime, until: datetime) -> Flow:
    """What was open at some instant between these two, of the view's subject: a workspace, a team or a repository."""
    chosen = await decided(context, view.workspace_id)
    shift = Shift(chosen.work_starts_at, chosen.work_ends_at)
    return await asyncio.to_thread(_read, context.database.url, view, shift, (since, until))


def _read(url: str, view: View, shift: Shift, span: tuple[datetime, datetime]) -> Flow:
    whose = view.subject
    with session(url, view.workspace_id) as opened:
        facts = read_flow(opened, *span, repository=whose.key if whose.level is Level.REPOSITORY else None)
    told = stays(facts.pulls, facts.changes, facts.responses)
    hours = WorkingHours.of(facts.schedules, facts.days_off, facts.hours, view.clock, shift)
    team = whose.key if whose.level is Level.TEAM else whose.team
    return Flow(facts, told, hours, Work(facts.pulls, told, facts.members(team), hours, facts.people))


__all__ = ["Flow", "read_flow_of"]
