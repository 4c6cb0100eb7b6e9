"""Counted incidents, and what somebody knows about what they came of."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.delivery import deployment_rows as rows
from aexy.features.delivery.deployment_rows import Sought
from aexy.features.delivery.deployment_schemas import Correction, IncidentRow
from aexy.features.delivery.deployment_service import unknown, until
from aexy.features.insights.looking import look
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unknown
from aexy.kernel.text import plain
from aexy.store.linking import link_deliveries
from aexy.store.postgres import Connection, Record

LIST = "incidents"


async def list_incidents(
    context: Context,
    viewer: Viewer,
    sought: Sought,
    *,
    days: tuple[date | None, date | None],
    cursor: str | None,
    limit: int,
) -> Page[IncidentRow]:
    """Counted incidents, those that began last first."""
    place = read_cursor(LIST, cursor, (datetime, int))
    clock = (await look(context, viewer, subject="workspace", start=None, end=None)).clock
    wanted = Sought(sought.service, since=until(clock, days[0]), until=until(clock, days[1]), is_open=sought.is_open)
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await rows.incidents(connection, viewer.workspace_id, wanted, after=place, limit=limit + 1)
    page = found[:limit]
    more = write_cursor(LIST, page[-1]["started_at"], page[-1]["key"]) if len(found) > limit else None
    return Page(items=[_said(row) for row in page], next_cursor=more)


async def correct(context: Context, viewer: Viewer, id_: UUID, wish: Correction) -> IncidentRow:
    """Say which deployment an incident came of, or that it came of none; what follows is counted at once."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        incident = await _incident(connection, viewer, id_)
        deployment = None
        if wish.deployment_id is not None:
            deployment = await rows.named(connection, viewer.workspace_id, wish.deployment_id)
            if deployment is None:
                raise unknown(wish.deployment_id)
        await rows.correct(
            connection, viewer.workspace_id, incident, deployment, reason=wish.reason, by=viewer.account_id,
            now=context.now,
        )  # fmt: skip
        found = await _counted_again(connection, viewer, incident, deployment)
        said = {"deployment": None if wish.deployment_id is None else str(wish.deployment_id), "reason": wish.reason}
        await _record(context, connection, viewer, id_, "incident.corrected", said)
    return _said(found)


async def undo(context: Context, viewer: Viewer, id_: UUID) -> None:
    """Take that back: what it came of is worked out again. Unknown where nobody said anything of it."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        incident = await _incident(connection, viewer, id_)
        if not await rows.undo(connection, viewer.workspace_id, incident):
            raise Unknown(
                f"Nobody said what incident {id_} came of.", next_step="There is nothing to take back.", field="id"
            )
        await _counted_again(connection, viewer, incident, None)
        await _record(context, connection, viewer, id_, "incident.correction_undone", {})


async def _incident(connection: Connection, viewer: Viewer, id_: UUID) -> Record:
    found = await rows.incident(connection, viewer.workspace_id, id_)
    if found is None:
        raise Unknown(f"There is no incident {id_}.", next_step="List the incidents.", field="incident_id")
    return found


async def _counted_again(connection: Connection, viewer: Viewer, incident: Record, deployment: Record | None) -> Record:
    """The services it was of and is of now; a service of its deployment may be another."""
    services = {incident["service_key"], None if deployment is None else deployment["service_key"]} - {None}
    repositories = await rows.repositories_of(connection, services)
    await link_deliveries(connection, viewer.workspace_id, repositories)
    return await _incident(connection, viewer, incident["id"])


async def _record(
    context: Context, connection: Connection, viewer: Viewer, id_: UUID, action: str, said: dict[str, Any]
) -> None:
    await audit.record(
        connection, viewer.workspace_id, by=viewer.account_id, action=action, subject=f"incident:{id_}", said=said,
        now=context.now,
    )  # fmt: skip


def _said(row: Record) -> IncidentRow:
    values = {name: row[name] for name in IncidentRow.model_fields}
    service = None if row["service"] is None else plain(row["service"])
    return IncidentRow(**values | {"title": plain(row["title"]), "service": service})
