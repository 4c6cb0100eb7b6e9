"""Whom a table is about, and which of them whoever asks may see: the rest are left out, and counted."""

import io
from asyncio import to_thread
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.analytics import rows
from aexy.features.analytics.rows import Human
from aexy.features.analytics.schemas import GroupWish, Person
from aexy.features.insights.counting import KEEP_SECONDS
from aexy.features.insights.looking import View, look
from aexy.features.insights.schemas import SubjectName
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unknown
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import withheld_of
from aexy.kernel.text import plain
from aexy.store.session import Session, session

Make = Callable[[Session], pl.DataFrame]
Ask = Callable[[], Awaitable[pl.DataFrame]]


@dataclass(frozen=True, slots=True)
class Group:
    """A question about several people. `named` when they were asked for, so that idle ones have a row as well."""

    view: View
    people: Sequence[Human]
    named: bool

    @property
    def keys(self) -> list[int]:
        """Their keys in facts, in order."""
        return sorted(human.key for human in self.people)

    @property
    def chosen(self) -> list[int] | None:
        """The same; None for everybody, which is quicker to read."""
        return self.keys if self.named else None


@dataclass(frozen=True, slots=True)
class Seen:
    """Those of a group that there is something to show about, by name, and how many more there are, and why."""

    people: Sequence[Human]
    withheld: int
    reason: str | None

    def says(self, group: Group, now: datetime, caution: str) -> dict[str, Any]:
        """What every answer about a group begins with."""
        return {
            "as_of": now,
            "subject": subject_of(group),
            "people": len(self.people),
            "withheld_people": self.withheld,
            "withheld": self.reason,
            "caution": caution,
        }


async def find_group(
    context: Context, viewer: Viewer, wish: GroupWish, *, start: date | None = None, end: date | None = None
) -> Group:
    """The people asked about, as they are in their team now. Unknown for a team or a person that is not there."""
    subject = f"team:{wish.team_id}" if wish.team_id else "workspace"
    view = await look(context, viewer, subject=subject, start=start, end=end)
    ids = list(dict.fromkeys(wish.developer_ids)) or None
    async with context.database.reading(view.workspace_id) as connection:
        people = await rows.people(connection, ids=ids, team=wish.team_id, now=context.now)
    _check_known(ids or (), people)
    return Group(view, people, named=bool(ids or wish.team_id))


def _check_known(asked: Sequence[UUID], people: Sequence[Human]) -> None:
    unknown = sorted(set(asked) - {human.id for human in people})
    if unknown:
        raise Unknown(
            f"There is no person {unknown[0]} in this workspace.",
            next_step="Look the id up in the list of developers; bots and agents are no people.",
            field="developer_ids",
        )


def seen(group: Group, audience: Audience, something: pl.Series) -> Seen:
    """Who of the group is shown: `something` are the keys of those there is anything to say about."""
    there = set(something.to_list())
    about = [human for human in group.people if group.named or human.key in there]
    reasons = {human.key: withheld_of(audience, human.key, group.view.onlooker) for human in about}
    shown = [human for human in about if reasons[human.key] is None]
    reason = next((why for why in reasons.values() if why is not None), None)
    return Seen(shown, len(about) - len(shown), reason)


def subject_of(group: Group) -> SubjectName:
    """The team or the workspace, for people."""
    return group.view.name


def person_of(human: Human) -> Person:
    """Somebody as they are shown."""
    return Person(id=human.id, name=plain(human.name))


async def kept_frame(
    context: Context, view: View, question: tuple[object, ...], make: Make, *, seconds: int = KEEP_SECONDS
) -> pl.DataFrame:
    """A table made from facts, kept as long as the facts stay as they are and the day lasts, for so many seconds."""

    def ask() -> Awaitable[pl.DataFrame]:
        return to_thread(_make, context.database.url, view, make)

    return await kept_table(context, view, question, ask, seconds=seconds)


async def kept_table(
    context: Context, view: View, question: tuple[object, ...], ask: Ask, *, seconds: int = KEEP_SECONDS
) -> pl.DataFrame:
    """The same of a table made from others that are kept."""
    clock = (view.clock.today, view.clock.zone.key, sorted(view.clock.working_days))
    name = f"analysis:{view.data_version}:{clock}:{question}"
    found = await context.cache.get(view.workspace_id, name)
    if found is not None:
        return pl.read_ipc(io.BytesIO(found))
    made = await ask()
    written = io.BytesIO()
    made.write_ipc(written, compression="zstd")
    await context.cache.put(view.workspace_id, name, written.getvalue(), seconds=seconds)
    return made


def _make(url: str, view: View, make: Make) -> pl.DataFrame:
    with session(url, view.workspace_id) as opened:
        return make(opened)
