"""Telling people: what is to be sent waits in a box of its own, so a server that is away delays it and loses nothing.

Each address is told once of each occasion. What does not arrive is tried again for a day; quiet hours hold it back.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from aexy.context import Context
from aexy.features.accounts.service import is_local_owner
from aexy.features.alerts import alert_rows, rows
from aexy.features.alerts.rows import KeptRule
from aexy.features.alerts.schemas import AlertWay
from aexy.features.alerts.service import hook_of
from aexy.features.alerts.words import letter_of, payload_of
from aexy.kernel.errors import AexyError
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock
from aexy.kernel.quiet import QuietHours
from aexy.outbox.letters import Call, NotDeliverable, NotDelivered
from aexy.store.postgres import Connection, Record
from aexy.watch.measures import DELIVERIES

log = logging.getLogger(__name__)

# So long after each failure it is tried again; after the last one it has failed: a day in all.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 420, 720))
_LEASE = timedelta(minutes=5)


async def plan(
    context: Context, connection: Connection, rule: KeptRule, alert_id: UUID, occasion: str,
    targets: list[tuple[str, str]], clock: Clock,
) -> None:  # fmt: skip
    """To be sent as soon as the rule's quiet hours allow."""
    if not targets:
        return
    quiet = quiet_hours(rule, clock.zone)
    due_at = quiet.until(context.now) if quiet else context.now
    planned = await alert_rows.plan(
        connection, rule.workspace_id, alert_id, occasion, targets, due_at=due_at, now=context.now
    )
    if planned and quiet and due_at > context.now:
        says = f"Held back until {due_at.astimezone(quiet.zone):%A %-d %B, %H:%M} ({quiet.zone.key}): quiet hours."
        await alert_rows.note(connection, rule.workspace_id, alert_id, "held_back", says, context.now)


def quiet_hours(rule: KeptRule, zone: ZoneInfo) -> QuietHours | None:
    """When the rule wants nothing sent."""
    if rule.quiet is None:
        return None
    own = ZoneInfo(rule.quiet.zone) if rule.quiet.zone else zone
    return QuietHours(zone=own, start=rule.quiet.start, end=rule.quiet.end, weekends=rule.quiet.weekends)


async def wake(context: Context, workspace_id: WorkspaceId, rules: Mapping[UUID, KeptRule]) -> None:
    """What was snoozed for long enough and is not over is open again, and whoever it concerns is told."""
    async with context.database.workspace(workspace_id) as connection:
        zone = ZoneInfo(await rows.zone(connection, workspace_id))
        for row in await alert_rows.wake(connection, workspace_id, context.now):
            says = f"The snooze is over, and it still fires. {row['latest_why']}"
            await alert_rows.note(connection, workspace_id, row["id"], "woken", says, context.now)
            rule = rules.get(row["rule_id"])
            if rule is not None:
                told = sorted(await alert_rows.told(connection, workspace_id, row["id"]))
                occasion = f"reminder {context.now:%Y-%m-%dT%H:%M}"
                await plan(context, connection, rule, row["id"], occasion, told, Clock(context.now, zone))


async def deliver(context: Context, workspace_id: WorkspaceId) -> float | None:
    """Send what is due; in how many seconds the next is. None when nothing waits."""
    async with context.database.workspace(workspace_id) as connection:
        due = await alert_rows.take(connection, workspace_id, context.now, _LEASE)
    for delivery in due:
        await _send(context, workspace_id, delivery)
    async with context.database.workspace(workspace_id) as connection:
        following = await alert_rows.next_due(connection, workspace_id)
    return None if following is None else max(0.0, (following - context.now).total_seconds())


async def _send(context: Context, workspace_id: WorkspaceId, delivery: Record) -> None:
    try:
        await _hand_over(context, workspace_id, delivery)
    except AexyError as error:
        DELIVERIES.labels(delivery["way"], "failed").inc()
        await _note_failure(context, workspace_id, delivery, error)
        return
    except Exception:
        DELIVERIES.labels(delivery["way"], "failed").inc()
        # One that nobody can send must not hold up those behind it.
        log.exception("An alert could not be sent: %s", delivery["id"])
        surprise = NotDelivered("It could not be sent.", next_step=f"worker.log has more under {delivery['id']}.")
        await _note_failure(context, workspace_id, delivery, surprise)
        return
    DELIVERIES.labels(delivery["way"], "sent").inc()
    whom = f"by e-mail to {delivery['target']}" if delivery["way"] == AlertWay.EMAIL else f"to {delivery['target']}"
    async with context.database.workspace(workspace_id) as connection:
        await alert_rows.settle(connection, workspace_id, delivery["id"], "sent", sent_at=context.now)
        says = f"Delivered {whom}."
        await alert_rows.note(connection, workspace_id, delivery["alert_id"], "delivered", says, context.now)


async def _hand_over(context: Context, workspace_id: WorkspaceId, delivery: Record) -> None:
    """NotDelivered or NotDeliverable when it does not go."""
    async with context.database.workspace(workspace_id) as connection:
        rule, alert = await _about(connection, workspace_id, delivery)
        hook = await hook_of(context, connection, rule) if delivery["way"] == AlertWay.HOOK else None
    if delivery["way"] == AlertWay.EMAIL:
        letter = letter_of(rule, alert, delivery, context.settings.public_url)
        await context.outbox.mail(letter, at=context.now)
        return
    if hook is None:
        raise NotDeliverable("The rule has no web hook any more.", next_step="Give it one.")
    body = orjson.dumps(payload_of(rule, alert, delivery))
    may_be_private = context.settings.allow_private_hosts and is_local_owner(rule.owner_id)
    key = str(delivery["id"])
    call = Call(url=hook["url"], secret=hook["secret"], body=body, key=key, may_be_private=may_be_private)
    await context.outbox.call(call, at=context.now)


async def _about(connection: Connection, workspace_id: WorkspaceId, delivery: Record) -> tuple[KeptRule, Record]:
    rule = await rows.kept(connection, workspace_id, delivery["rule_id"])
    alert = await alert_rows.kept(connection, workspace_id, delivery["alert_id"])
    if rule is None or alert is None:
        raise NotDeliverable("The alert is gone.", next_step="There is nothing to do.")
    return rule, alert


async def _note_failure(context: Context, workspace_id: WorkspaceId, delivery: Record, error: AexyError) -> None:
    """Try again later, or give up; the alert's history says which."""
    attempts, now = delivery["attempts"], context.now
    whom = f"{'E-mail to ' if delivery['way'] == AlertWay.EMAIL else 'The web hook at '}{delivery['target']}"
    async with context.database.workspace(workspace_id) as connection:
        if isinstance(error, NotDeliverable) or attempts > len(PAUSES):
            await alert_rows.settle(connection, workspace_id, delivery["id"], "failed", error=str(error))
            kind, says = "failed", f"{whom} was not delivered. {error}"
        else:
            again = await _next_try(connection, workspace_id, delivery, now)
            state = "waiting"
            await alert_rows.settle(connection, workspace_id, delivery["id"], state, error=str(error), due_at=again)
            kind, says = "retried", f"{whom} was not delivered; it is tried again at {again:%H:%M} UTC. {error}"
        await alert_rows.note(connection, workspace_id, delivery["alert_id"], kind, says, now)


async def _next_try(connection: Connection, workspace_id: WorkspaceId, delivery: Record, now: datetime) -> datetime:
    again = now + PAUSES[delivery["attempts"] - 1]
    rule, _ = await _about(connection, workspace_id, delivery)
    quiet = quiet_hours(rule, ZoneInfo(await rows.zone(connection, workspace_id)))
    return quiet.until(again) if quiet else again
