"""Pull requests as they stood at any instant of some time, read once: what all questions about flow begin with."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import polars as pl

from aexy.context import Context
from aexy.features.insights.counting import ALL_DAY
from aexy.features.insights.looking import View
from aexy.features.insights.settings import decided
from aexy.kernel.delivery.open_work import Work
from aexy.kernel.delivery.stays import stays
from aexy.kernel.delivery.working_hours import Shift, WorkingHours
from aexy.kernel.metric import Level
from aexy.store.flow_facts import FlowFacts, read_flow
from aexy.store.session import session

_DAY = timedelta(days=1)
_LENGTH = 8  # bytes that say how long a table is, before it
_FORM = 1  # to be raised when tables are kept in another form


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
    facts = await _facts(context, view, since, until)
    return await asyncio.to_thread(_told, facts, view, shift)


async def _facts(context: Context, view: View, since: datetime, until: datetime) -> FlowFacts:
    """A stretch of days until now, or an instant of today, is read from that day on and to the end of today.

    That is kept for whoever asks while facts stay: what ended before the instant stood in no stage then, and what was
    opened after it is left out.
    """
    clock, whose = view.clock, view.subject
    repository = whose.key if whose.level is Level.REPOSITORY else None
    today, tomorrow = clock.midnight(clock.today), clock.midnight(clock.today + _DAY)
    if not today <= until <= tomorrow:
        return await asyncio.to_thread(_read, context.database.url, view, repository, (since, until))
    since = min(since, today)
    name = f"flow:{_FORM}:{view.data_version}:{clock.today}:{clock.zone.key}:{repository}:{since.isoformat()}"
    kept = await context.cache.get(view.workspace_id, name)
    if kept is not None:
        return (await asyncio.to_thread(_unpacked, kept)).opened_until(until)
    found = await asyncio.to_thread(_read, context.database.url, view, repository, (since, tomorrow))
    await context.cache.put(view.workspace_id, name, await asyncio.to_thread(_packed, found), seconds=ALL_DAY)
    return found.opened_until(until)


def _read(url: str, view: View, repository: int | None, span: tuple[datetime, datetime]) -> FlowFacts:
    with session(url, view.workspace_id) as opened:
        return read_flow(opened, *span, repository=repository)


def _told(facts: FlowFacts, view: View, shift: Shift) -> Flow:
    told = stays(facts.pulls, facts.changes, facts.responses)
    hours = WorkingHours.of(facts.schedules, facts.days_off, facts.hours, view.clock, shift)
    team = view.subject.key if view.subject.level is Level.TEAM else view.subject.team
    return Flow(facts, told, hours, Work(facts.pulls, told, facts.members(team), hours, facts.people))


def _packed(facts: FlowFacts) -> bytes:
    """Its tables one after the other, each after its length."""
    packed = io.BytesIO()
    for one in fields(facts):
        table, written = getattr(facts, one.name), io.BytesIO()
        (table.to_frame() if isinstance(table, pl.Series) else table).write_ipc(written, compression="zstd")
        packed.write(len(written.getbuffer()).to_bytes(_LENGTH, "big"))
        packed.write(written.getbuffer())
    return packed.getvalue()


def _unpacked(kept: bytes) -> FlowFacts:
    tables = dict(zip((one.name for one in fields(FlowFacts)), _tables(kept), strict=True))
    return FlowFacts(**{**tables, "people": tables["people"].to_series()})  # type: ignore[arg-type]  # one is no table


def _tables(kept: bytes) -> Iterator[pl.DataFrame]:
    place = 0
    while place < len(kept):
        begins = place + _LENGTH
        place = begins + int.from_bytes(kept[place:begins], "big")
        yield pl.read_ipc(io.BytesIO(kept[begins:place]))


__all__ = ["Flow", "read_flow_of"]
