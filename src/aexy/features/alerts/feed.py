"""Looking at alerts and their history, and saying what becomes of them: acknowledged, or left alone for a while."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from aexy.context import Context
from aexy.features.alerts import alert_rows
from aexy.features.alerts.schemas import Alert, AlertCounts, AlertDetail, AlertEvent, AlertState, Sending, Snooze
from aexy.features.insights.looking import read_subject
from aexy.features.insights.schemas import SubjectName
from aexy.features.paging import Page, read_cursor, write_cursor
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Conflict, Forbidden, Unknown, Unusable, did_you_mean
from aexy.kernel.metrics import CATALOGUE
from aexy.store.postgres import Connection, Record

LIST = "alerts"
HISTORY = "alert-history"
_METRICS = {metric.key: metric for metric in CATALOGUE}
_LONGEST_SNOOZE = timedelta(days=90)


async def list_alerts(
    context: Context, viewer: Viewer, *, states: list[AlertState] | None = None, rule_id: UUID | None = None,
    subject: str | None = None, cursor: str | None, limit: int,
) -> Page[Alert]:  # fmt: skip
    """Alerts this viewer may know of, latest first."""
    place = read_cursor(LIST, cursor, (datetime, UUID))
    kind, id_ = read_subject(subject) if subject else (None, None)
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await alert_rows.newest(
            connection, viewer, states=[state.value for state in states] if states else None, rule_id=rule_id,
            subject=(kind.value if kind else None, id_), before=(place[0], place[1]) if place else None,
            limit=limit + 1,
        )  # fmt: skip
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[Alert(**_values(row)) for row in found[:limit]],
        next_cursor=write_cursor(LIST, last["created_at"], last["id"]) if last else None,
    )


def read_states(text: str | None) -> list[AlertState] | None:
    """States separated by commas; Unusable for one there is none of."""
    named = [word.strip() for word in (text or "").split(",") if word.strip()]
    for word in named:
        if word not in tuple(AlertState):
            raise Unusable(f"{word!r} is no state.", next_step=did_you_mean(word, tuple(AlertState)), field="state")
    return [AlertState(word) for word in named] or None


async def get_alert(context: Context, viewer: Viewer, alert_id: UUID) -> AlertDetail:
    """One alert with all that happened to it; Unknown when there is none, or it is about somebody else."""
    async with context.database.reading(viewer.workspace_id) as connection:
        row = await _found(connection, viewer, alert_id)
        events = await alert_rows.events(connection, viewer, alert_id=alert_id)
        sendings = (
            await alert_rows.sendings(connection, viewer.workspace_id, alert_id) if _is_theirs(viewer, row) else []
        )
    return AlertDetail(
        **_values(row),
        events=[AlertEvent(**one) for one in reversed(events)],
        deliveries=[Sending(**one) for one in sendings],
    )


async def count(context: Context, viewer: Viewer) -> AlertCounts:
    """How many wait for somebody."""
    async with context.database.reading(viewer.workspace_id) as connection:
        found = await alert_rows.counts(connection, viewer)
    return AlertCounts(**{state: found.get(state, 0) for state in AlertCounts.model_fields})


async def history(
    context: Context, viewer: Viewer, *, rule_id: UUID | None = None, cursor: str | None, limit: int
) -> Page[AlertEvent]:
    """What happened to alerts and why, latest first."""
    place = read_cursor(HISTORY, cursor, (int,))
    async with context.database.reading(viewer.workspace_id) as connection:
        before = place[0] if place else None
        found = await alert_rows.events(connection, viewer, rule_id=rule_id, before=before, limit=limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return Page(
        items=[AlertEvent(**row) for row in found[:limit]],
        next_cursor=write_cursor(HISTORY, last["id"]) if last else None,
    )


async def acknowledge(context: Context, viewer: Viewer, alert_id: UUID) -> AlertDetail:
    """Somebody takes care of it: what was not sent yet need not be. Conflict when it is over."""
    async with context.database.workspace(viewer.workspace_id) as connection:
        row = await _theirs(connection, viewer, alert_id)
        done = await alert_rows.acknowledge(connection, viewer.workspace_id, alert_id, viewer.account_id, context.now)
        if done:
            says = f"{viewer.account.name} acknowledged it."
            await _note(connection, viewer, alert_id, "acknowledged", says, context.now)
            await alert_rows.drop(connection, viewer.workspace_id, alert_id, "It was acknowledged before it was sent.")
        elif row["state"] == AlertState.RESOLVED:
            raise Conflict("This alert is over.", next_step="There is nothing to do.")
    return await get_alert(context, viewer, alert_id)


async def snooze(context: Context, viewer: Viewer, alert_id: UUID, wish: Snooze) -> AlertDetail:
    """Leave it alone until then; if it is not over by then, it is told again. Conflict when it is over."""
    until = wish.until or context.now + timedelta(hours=wish.hours or 0)
    if not timedelta() < until - context.now <= _LONGEST_SNOOZE:
        raise Unusable(
            "An alert can be left alone for ninety days at most, from now on.",
            next_step="Give a later `until`, or switch the rule off.",
            field="until",
        )
    async with context.database.workspace(viewer.workspace_id) as connection:
        await _theirs(connection, viewer, alert_id)
        if not await alert_rows.snooze(connection, viewer.workspace_id, alert_id, until, context.now):
            raise Conflict("This alert is over.", next_step="There is nothing to do.")
        says = f"{viewer.account.name} wants to hear nothing of it until {until:%-d %B %Y, %H:%M} UTC."
        await _note(connection, viewer, alert_id, "snoozed", says, context.now)
        await alert_rows.drop(connection, viewer.workspace_id, alert_id, "It was snoozed before it was sent.")
    return await get_alert(context, viewer, alert_id)


async def _note(connection: Connection, viewer: Viewer, alert_id: UUID, kind: str, says: str, now: datetime) -> None:
    await alert_rows.note(connection, viewer.workspace_id, alert_id, kind, says, now, by=viewer.account_id)


async def _found(connection: Connection, viewer: Viewer, alert_id: UUID) -> Record:
    row = await alert_rows.find(connection, viewer, alert_id)
    if row is None:
        raise Unknown(f"There is no alert {alert_id}.", next_step="List the workspace's alerts.", field="alert_id")
    return row


async def _theirs(connection: Connection, viewer: Viewer, alert_id: UUID) -> Record:
    """An alert this viewer may settle: any about a group, of those about a person their own rules'."""
    row = await _found(connection, viewer, alert_id)
    if row["subject_kind"] == "developer" and row["owner_id"] != viewer.account_id:
        raise Forbidden("This alert belongs to whoever made its rule.", next_step="Only they can settle it.")
    return row


def _is_theirs(viewer: Viewer, row: Record) -> bool:
    return row["owner_id"] == viewer.account_id or viewer.role.includes(Role.ADMIN)


def _values(row: Record) -> dict[str, Any]:
    metric = _METRICS.get(row["metric"])
    return {**row} | {
        "metric_name": metric.name if metric else row["metric"],
        "unit": metric.unit if metric else None,
        "caution": metric.caution if metric else None,
        "subject": SubjectName(kind=row["subject_kind"], id=row["subject_id"], name=row["subject_name"]),
    }
