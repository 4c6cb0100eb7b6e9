"""Counted deployments one by one, with what each brought and what came of it."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import polars as pl

from aexy.context import Context
from aexy.features.delivery import deployment_rows as rows
from aexy.features.delivery import dora_rows
from aexy.features.delivery.deployment_rows import Sought
from aexy.features.delivery.deployment_schemas import (
    DeliveredCommit,
    DeliveredPull,
    DeploymentDetail,
    DeploymentRow,
    IncidentShort,
)
from aexy.features.insights.looking import View, look
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.delivery.belonging import Whose
from aexy.kernel.delivery.changes import STAGE_COLUMNS
from aexy.kernel.delivery.counting import Ready
from aexy.kernel.errors import Unknown
from aexy.kernel.metric import Audience
from aexy.kernel.periods import Clock
from aexy.kernel.privacy import NO_ROWS, withheld_of
from aexy.kernel.text import plain
from aexy.store.delivery_facts import DeliveryScope, read_delivery
from aexy.store.postgres import Record
from aexy.store.session import session

LIST = "deployments"
_AROUND = timedelta(seconds=1)


def until(clock: Clock, day: date | None) -> datetime | None:
    """Where a day begins."""
    return None if day is None else clock.midnight(day)


async def list_deployments(
    context: Context,
    viewer: Viewer,
    sought: Sought,
    *,
    days: tuple[date | None, date | None],
    cursor: str | None,
    limit: int,
) -> Page[DeploymentRow]:
    """Counted deployments, those that ended last first."""
    place = read_cursor(LIST, cursor, (datetime, int))
    clock = (await _view(context, viewer)).clock
    wanted = Sought(
        sought.service, sought.environment, until(clock, days[0]), until(clock, days[1]), sought.status, sought.failed,
        sought.is_production,
    )  # fmt: skip
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.deployments(connection, viewer.workspace_id, wanted, after=place, limit=limit + 1)
        caused = await rows.caused(connection, [row["key"] for row in found])
    page, broken = found[:limit], _by_deployment(caused)
    more = write_cursor(LIST, page[-1]["at"], page[-1]["key"]) if len(found) > limit else None
    return Page(items=[DeploymentRow(**_said(row, broken)) for row in page], next_cursor=more)


async def get_deployment(context: Context, viewer: Viewer, id_: UUID) -> DeploymentDetail:
    """One with all it brought. Unknown where there is none."""
    view = await _view(context, viewer)
    async with context.database.reading(viewer.workspace_id) as connection:
        row = await rows.deployment(connection, viewer.workspace_id, id_)
        if row is None:
            raise unknown(id_)
        caused = await rows.caused(connection, [row["key"]])
    brought = await asyncio.to_thread(_brought, context.database.url, view, row)
    seen = brought.filter(pl.col("author").is_in(_visible(brought, view)))
    pulls, pushed = seen.filter(pl.col("pull").is_not_null()), seen.filter(pl.col("pull").is_null())
    async with context.database.reading(viewer.workspace_id) as connection:
        words = await dora_rows.words(connection, dora_rows.PULLS, pulls["pull"])
        people = await dora_rows.words(connection, dora_rows.PEOPLE, pulls["author"])
        commits = await rows.pushed(connection, [-key for key in pushed["change"]])
    return DeploymentDetail(
        **_said(row, _by_deployment(caused)),
        brought=[_pull(one, words[one["pull"]], people) for one in pulls.to_dicts() if one["pull"] in words],
        pushed=[
            DeliveredCommit(
                sha=commit["sha"], subject=plain(commit["subject"]), authored_at=commit["authored_at"],
                lead_hours=one["lead_hours"],
            )
            for one in pushed.to_dicts() if (commit := commits.get(-one["change"]))
        ],
        rows_withheld=None if seen.height == brought.height else NO_ROWS,
    )  # fmt: skip


def unknown(id_: UUID) -> Unknown:
    """Nothing of that id was deployed."""
    return Unknown(f"There is no deployment {id_}.", next_step="List the deployments.", field="deployment_id")


async def _view(context: Context, viewer: Viewer) -> View:
    return await look(context, viewer, subject="workspace", start=None, end=None)


def _brought(url: str, view: View, row: Record) -> pl.DataFrame:
    """What went live with it, counted as for the lead time; of the start of history nothing."""
    at = row["at"]
    scope = DeliveryScope(Whose.SERVICE, row["service_key"], (at - _AROUND, at + _AROUND))
    with session(url, view.workspace_id) as opened:
        facts = read_delivery(opened, scope)
    live = Ready.of(facts, Whose.SERVICE, view.clock, only=row["service_key"]).gone_live
    mine = live.filter((pl.col("deployment") == row["key"]) & (pl.col("by") == "people"))
    return mine.sort("merged", "change", descending=True)


def _visible(brought: pl.DataFrame, view: View) -> list[int]:
    """Rows are their authors': only those whose own numbers are for this onlooker to see."""
    return [one for one in brought["author"].unique() if withheld_of(Audience.TEAM, one, view.onlooker) is None]


def _by_deployment(caused: Sequence[Record]) -> Mapping[int, list[IncidentShort]]:
    found: defaultdict[int, list[IncidentShort]] = defaultdict(list)
    for row in caused:
        found[row["deployment_key"]].append(
            IncidentShort(
                id=row["id"],
                title=plain(row["title"]),
                url=row["url"],
                severity=row["severity"],
                started_at=row["started_at"],
                resolved_at=row["resolved_at"],
            )
        )
    return found


_NAMES = ("service", "repository", "title", "environment")


def _said(row: Record, broken: Mapping[int, list[IncidentShort]]) -> dict[str, Any]:
    values = {name: row[name] for name in DeploymentRow.model_fields if name != "incidents"}
    named = {name: plain(row[name]) for name in _NAMES if row[name]}
    return values | named | {"repository": named.get("repository"), "incidents": broken.get(row["key"], [])}


def _pull(row: Mapping[str, Any], pull: Mapping[str, Any], people: Mapping[int, Any]) -> DeliveredPull:
    author = people.get(row["author"])
    return DeliveredPull(
        id=f"#{pull['number']}",
        repository=plain(pull["repository"]),
        number=pull["number"],
        title=plain(pull["title"]),
        url=pull["url"],
        author=plain(author["name"]) if author else None,
        merged_at=row["merged"],
        deployed_at=row["deployed"],
        **{name: row[name] for name in ("lead_hours", *STAGE_COLUMNS)},
    )
