"""Who waits for whom over what is open, since when, and what for.

Who it is goes by what is for a team's eyes (`kernel/privacy.py`): a wait is named where both ends are within sight, and
where nobody could work out the rest: among those out of sight there is nobody, or there are five or more. Everybody
sees the waits they are part of themselves; how many there are of each kind, everybody sees.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.delivery.flow_looking import (
    MOST_SHOWN,
    Asked,
    both,
    longest,
    look_at_flow,
    named,
    read_instant,
    working_of,
)
from aexy.features.delivery.flow_schemas import (
    Waiting,
    WaitingEdge,
    WaitingPerson,
    WaitingRow,
    WaitKind,
    WaitsOfKind,
)
from aexy.features.insights.flow_reading import Flow, read_flow_of
from aexy.features.insights.looking import View
from aexy.features.insights.per_person import Known, knows, names
from aexy.features.routing import Viewer
from aexy.kernel.delivery.stays import PullStage, at_instant
from aexy.kernel.delivery.waits import waits
from aexy.kernel.metric import Audience
from aexy.kernel.privacy import ONLY_TEAMMATES, QUORUM, withheld_of

_HOURS_A_MICROSECOND = 1 / 3_600_000_000
_SAYS = {
    WaitKind.REVIEW: "The author waits for somebody who was asked for a review and has not given one since.",
    WaitKind.TEAM_REVIEW: "The author waits for a team that was asked, none of whom has answered.",
    WaitKind.CHANGES: "A reviewer asked for changes and waits for the author.",
    WaitKind.ANOTHER_LOOK: "The author has committed since changes were asked for, and waits for the reviewer.",
    WaitKind.ANYBODY: "Nobody in particular is asked: it waits for anybody.",
    WaitKind.MERGE: "It is approved, and waits to be merged.",
}
_EDGE = ("waiter", "awaited", "team", "kind")


@dataclass(frozen=True, slots=True)
class _Told:
    """Which waits may be named, what people are called, and why the rest is not named."""

    shown: pl.DataFrame
    people: Mapping[int, Known]
    seen: frozenset[int]
    withheld: str | None


async def waiting(
    context: Context, viewer: Viewer, asked: Asked, *, at: str | None, awaited: UUID | None = None
) -> Waiting:
    """The waits over what was open at an instant: of a team those its people are part of; listed for one or for all."""
    view = await look_at_flow(context, viewer, asked)
    then = read_instant(at, view.clock)
    flow = await read_flow_of(context, view, then, then)
    found = _waits(flow, then)
    told = await _told(context, view, found)
    theirs = {key for key, one in told.people.items() if one.id == awaited}
    listed = told.shown if awaited is None else told.shown.filter(pl.col("awaited").is_in(theirs))
    rows = listed.sort("since", "pull").head(MOST_SHOWN)
    is_known = knows(view)
    drafts = at_instant(flow.work.stays, pl.lit(then)).filter(pl.col("stage") == PullStage.DRAFT.value)
    return Waiting(
        as_of=context.now,
        at=then,
        subject=view.name,
        n=found.height if is_known else None,
        pulls=found["pull"].n_unique() if is_known else None,
        drafts=drafts.join(_open_pulls(flow, then), on="pull", how="semi").height,
        kinds=[_kind(kind, found.filter(pl.col("kind") == kind.value)) for kind in WaitKind],
        people=_people(found, told),
        edges=_edges(told),
        rows=await _rows(context, view, rows, told),
        total_rows=listed.height,
        rows_withheld=found.height - told.shown.height,
        withheld=told.withheld,
        working=working_of(flow, view),
    )


def _open_pulls(flow: Flow, then: datetime) -> pl.DataFrame:
    return flow.work.open_at(then).select("pull")


def _waits(flow: Flow, then: datetime) -> pl.DataFrame:
    """WAITS over pull requests of people, of a team where it waits or is waited for, with hours by both clocks."""
    facts = flow.facts
    now = pl.lit(then)
    found = waits(flow.mine, flow.stays, facts.responses, facts.asked, facts.commits, now)
    if flow.work.members is not None:
        there = flow.work.members.filter(
            (pl.col("joined").is_null() | (pl.col("joined") <= now))
            & (pl.col("left").is_null() | (pl.col("left") > now))
        )["developer"].implode()
        found = found.filter(
            pl.col("waiter").is_in(there).fill_null(value=False) | pl.col("awaited").is_in(there).fill_null(value=False)
        )
    until = pl.Series([then] * found.height, dtype=pl.Datetime("us", "UTC"))
    return found.with_columns(
        wait_hours=((until - found["since"]).dt.total_microseconds() * _HOURS_A_MICROSECOND).round(10),
        wait_working_hours=flow.hours.between(found["since"], until, found["awaited"]),
    )


async def _told(context: Context, view: View, found: pl.DataFrame) -> _Told:
    involved = {int(key) for end in ("waiter", "awaited") for key in found[end].drop_nulls()}
    hidden = {key for key in involved if withheld_of(Audience.TEAM, key, view.onlooker) is not None}
    me = view.onlooker.developer
    is_safe = not hidden or len(hidden) >= QUORUM
    seen = involved - hidden if is_safe else involved & {me}
    both_seen = pl.lit(value=True)
    for end in ("waiter", "awaited"):
        both_seen &= pl.col(end).is_null() | pl.col(end).is_in(sorted(seen))
    has_end = pl.any_horizontal(pl.col(end).is_not_null() for end in ("waiter", "awaited"))
    is_mine = pl.any_horizontal((pl.col(end) == (me or 0)).fill_null(value=False) for end in ("waiter", "awaited"))
    shown = found.filter((both_seen & has_end) | is_mine)
    keys = {int(key) for end in ("waiter", "awaited") for key in shown[end].drop_nulls()} | seen
    people = await names(context, view, keys)
    return _Told(shown, people, frozenset(seen), ONLY_TEAMMATES if shown.height < found.height else None)


def _kind(kind: WaitKind, found: pl.DataFrame) -> WaitsOfKind:
    return WaitsOfKind(
        kind=kind,
        says=_SAYS[kind],
        n=found.height,
        pulls=found["pull"].n_unique(),
        spread=both(found, "wait"),
        longest_hours=longest(found, "wait_hours"),
        longest_working_hours=longest(found, "wait_working_hours"),
    )


def _people(found: pl.DataFrame, told: _Told) -> list[WaitingPerson]:
    """Totals of those within sight, of all their waits: whoever is at the other end."""
    listed = [_person(key, found, told.people[key]) for key in told.seen if key in told.people]
    return sorted(listed, key=lambda one: (-one.waited_for, -one.waits, one.name.lower(), one.developer_id))


def _person(key: int, found: pl.DataFrame, known: Known) -> WaitingPerson:
    of_them = found.filter(pl.col("awaited") == key)
    return WaitingPerson(
        developer_id=known.id,
        name=known.name,
        waits=found.filter(pl.col("waiter") == key).height,
        waited_for=of_them.height,
        longest_waited_for_hours=longest(of_them, "wait_hours"),
        longest_waited_for_working_hours=longest(of_them, "wait_working_hours"),
    )


def _edges(told: _Told) -> list[WaitingEdge]:
    alike: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in told.shown.sort("wait_hours", descending=True).iter_rows(named=True):
        alike[tuple(row[name] for name in _EDGE)].append(row)
    return [_edge(rows, told.people) for rows in alike.values()]


def _edge(rows: Sequence[Mapping[str, Any]], people: Mapping[int, Known]) -> WaitingEdge:
    return WaitingEdge(
        **_ends(rows[0], people),
        n=len(rows),
        longest_hours=max(row["wait_hours"] for row in rows),
        longest_working_hours=max(row["wait_working_hours"] for row in rows),
        pulls=[str(row["pull"]) for row in rows],
    )


def _ends(row: Mapping[str, Any], people: Mapping[int, Known]) -> dict[str, Any]:
    waiter, awaited = people.get(row["waiter"]), people.get(row["awaited"])
    return {
        "from_id": waiter.id if waiter else None,
        "from_name": waiter.name if waiter else None,
        "to_id": awaited.id if awaited else None,
        "to_name": awaited.name if awaited else None,
        "to_team": row["team"],
        "kind": WaitKind(row["kind"]),
    }


async def _rows(context: Context, view: View, table: pl.DataFrame, told: _Told) -> list[WaitingRow]:
    known = await named(context, view, table["pull"].to_list())
    return [
        WaitingRow(
            **known[row["pull"]],
            **_ends(row, told.people),
            since=row["since"],
            hours=row["wait_hours"],
            working_hours=row["wait_working_hours"],
        )
        for row in table.iter_rows(named=True)
        if row["pull"] in known
    ]


__all__ = ["waiting"]
