"""Alerts, what happened to them, and what is to be sent, as they are kept."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from aexy.features.alerts.rows import VISIBLE as VISIBLE_RULE
from aexy.features.alerts.rows import KeptRule
from aexy.features.alerts.schemas import AlertState
from aexy.features.insights.schemas import Subject
from aexy.features.routing import Viewer
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection, Record

COLUMNS = """
    a.id, a.rule_id, r.name as rule_name, r.metric, r.period_type, a.subject_kind, a.subject_id, a.subject_name,
    a.opened, a.value, a.n, a.usual, a.why, a.latest_value, a.latest_why, a.severity, a.state, a.snoozed_until,
    (select w.name from accounts w where w.id = a.acknowledged_by) as acknowledged_by, a.acknowledged_at, a.resolved,
    a.created_at, a.updated_at, r.owner_id"""

# A rule on each team fires one alert a team.
VISIBLE = f"""{VISIBLE_RULE}
    and (a.subject_kind <> 'team' or reaches_team($1, a.subject_id))"""

LIST = f"""
select {COLUMNS}
from alerts a
join alert_rules r on r.id = a.rule_id
where a.workspace_id = $3
    and {VISIBLE}
    and ($4::text[] is null or a.state = any($4))
    and ($5::uuid is null or a.rule_id = $5)
    and ($6::text is null or a.subject_kind = $6)
    and ($7::uuid is null or a.subject_id = $7)
    and ($8::timestamptz is null or (a.created_at, a.id) < ($8, $9::uuid))
order by a.created_at desc, a.id desc
limit $10"""  # noqa: S608 - joined from constants of this feature

ONE = f"""
select {COLUMNS}
from alerts a
join alert_rules r on r.id = a.rule_id
where a.workspace_id = $3
    and {VISIBLE}
    and a.id = $4"""  # noqa: S608 - likewise

KEPT = f"""
select {COLUMNS}
from alerts a
join alert_rules r on r.id = a.rule_id
where a.workspace_id = $1
    and a.id = $2"""  # noqa: S608 - likewise

COUNTS = f"""
select a.state, count(*)
from alerts a
join alert_rules r on r.id = a.rule_id
where a.workspace_id = $3
    and {VISIBLE}
    and a.state <> 'resolved'
group by a.state"""  # noqa: S608 - likewise

EVENTS = f"""
select e.id, e.alert_id, r.name as rule_name, e.kind, e.says, e.at,
    (select w.name from accounts w where w.id = e.account_id) as by
from alert_events e
join alerts a on a.id = e.alert_id
join alert_rules r on r.id = a.rule_id
where e.workspace_id = $3
    and {VISIBLE}
    and ($4::uuid is null or a.id = $4)
    and ($5::uuid is null or a.rule_id = $5)
    and ($6::bigint is null or e.id < $6)
order by e.id desc
limit $7"""  # noqa: S608 - likewise

SENDINGS = """
select way, target, occasion, state, attempts, due_at, sent_at, error
from alert_deliveries
where alert_id = $1
    and workspace_id = $2
order by created_at, occasion, way, target"""

OF_SUBJECT = """
select id, opened, resolved, state
from alerts
where workspace_id = $1
    and rule_id = $2
    and edition = $3
    and subject_id = $4
order by opened"""

OPEN = """
insert into alerts
    (workspace_id, rule_id, edition, subject_kind, subject_id, subject_name, opened, value, n, usual, score, why,
     latest_value, latest_why, severity, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
on conflict do nothing
returning id"""

SEEN = """
update alerts
set latest_value = $3, latest_why = $4, updated_at = $5
where workspace_id = $1
    and id = $2
    and latest_why <> $4"""

RESOLVE = """
update alerts
set state = 'resolved', resolved = $3, latest_value = $4, latest_why = $5, snoozed_until = null, updated_at = $6
where workspace_id = $1
    and id = $2
    and state <> 'resolved'
returning id"""

REOPEN = """
update alerts
set state = 'open', resolved = null, latest_value = $3, latest_why = $4, updated_at = $5
where workspace_id = $1
    and id = $2
    and state = 'resolved'
returning id"""

ACKNOWLEDGE = """
update alerts
set state = 'acknowledged', acknowledged_by = $3, acknowledged_at = $4, snoozed_until = null, updated_at = $4
where workspace_id = $1
    and id = $2
    and state in ('open', 'snoozed')
returning id"""

SNOOZE = """
update alerts
set state = 'snoozed', snoozed_until = $3, updated_at = $4
where workspace_id = $1
    and id = $2
    and state <> 'resolved'
returning id"""

WAKE = """
update alerts
set state = 'open', snoozed_until = null, updated_at = $2
where workspace_id = $1
    and state = 'snoozed'
    and snoozed_until <= $2
returning id, rule_id, latest_why"""

NOTE = """
insert into alert_events (workspace_id, alert_id, kind, says, at, account_id)
values ($1, $2, $3, $4, $5, $6)"""

PLAN = """
insert into alert_deliveries (workspace_id, alert_id, occasion, way, target, due_at, created_at)
select $1, $2, $3, wanted.way, wanted.target, $6, $7
from unnest($4::text[], $5::text[]) as wanted (way, target)
on conflict do nothing
returning id"""

# Of what is over, only those are told who were told that it began.
TOLD = """
select way, target
from alert_deliveries
where workspace_id = $1
    and alert_id = $2
    and occasion <> 'resolved'
    and state = 'sent'"""

DROP = """
update alert_deliveries
set state = 'dropped', error = $3
where workspace_id = $1
    and alert_id = $2
    and state = 'waiting'"""

TAKE = """
update alert_deliveries d
set attempts = d.attempts + 1,
    due_at = $3
from alerts a
join alert_rules r on r.id = a.rule_id
where a.id = d.alert_id
    and d.id in (
        select x.id
        from alert_deliveries x
        where x.workspace_id = $1
            and x.state = 'waiting'
            and x.due_at <= $2
        order by x.due_at, x.id
        limit $4
        for update skip locked
    )
returning d.id, d.alert_id, d.occasion, d.way, d.target, d.attempts, d.created_at, a.rule_id"""

SETTLE = """
update alert_deliveries
set state = $3, error = $4, due_at = coalesce($5, due_at), sent_at = $6
where workspace_id = $1
    and id = $2"""

NEXT = """
select min(due_at)
from alert_deliveries
where workspace_id = $1
    and state = 'waiting'"""


@dataclass(frozen=True, slots=True)
class KeptAlert:
    """What an evaluation has to know of an alert."""

    id: UUID
    opened: date
    resolved: date | None
    state: AlertState


@dataclass(frozen=True, slots=True)
class Found:
    """An episode, in words: what its first and its latest period say."""

    opened: date
    value: float
    n: int
    usual: float | None
    score: float | None
    why: str
    latest_value: float | None
    latest_why: str


def _asking(viewer: Viewer) -> tuple[object, ...]:
    return viewer.account_id, viewer.developer_id, viewer.workspace_id


async def newest(
    connection: Connection, viewer: Viewer, *, states: list[str] | None, rule_id: UUID | None,
    subject: tuple[str | None, UUID | None], before: tuple[datetime, UUID] | None, limit: int,
) -> list[Record]:  # fmt: skip
    """Alerts that this viewer may know of, latest first."""
    place = before or (None, None)
    found: list[Record] = await connection.fetch(LIST, *_asking(viewer), states, rule_id, *subject, *place, limit)
    return found


async def find(connection: Connection, viewer: Viewer, alert_id: UUID) -> Record | None:
    """One of them."""
    record: Record | None = await connection.fetchrow(ONE, *_asking(viewer), alert_id)
    return record


async def kept(connection: Connection, workspace_id: WorkspaceId, alert_id: UUID) -> Record | None:
    """One of them, for the rule itself to act on."""
    record: Record | None = await connection.fetchrow(KEPT, workspace_id, alert_id)
    return record


async def counts(connection: Connection, viewer: Viewer) -> dict[str, int]:
    """How many there are by state."""
    return {row["state"]: row["count"] for row in await connection.fetch(COUNTS, *_asking(viewer))}


async def events(
    connection: Connection, viewer: Viewer, *, alert_id: UUID | None = None, rule_id: UUID | None = None,
    before: int | None = None, limit: int = 1000,
) -> list[Record]:  # fmt: skip
    """What happened, latest first."""
    found: list[Record] = await connection.fetch(EVENTS, *_asking(viewer), alert_id, rule_id, before, limit)
    return found


async def sendings(connection: Connection, workspace_id: WorkspaceId, alert_id: UUID) -> list[Record]:
    """Who was told of an alert, and who could not be."""
    found: list[Record] = await connection.fetch(SENDINGS, alert_id, workspace_id)
    return found


async def of_subject(connection: Connection, rule: KeptRule, subject_id: UUID) -> list[KeptAlert]:
    """What the rule, as it is now, ever fired about this subject, oldest first."""
    rows = await connection.fetch(OF_SUBJECT, rule.workspace_id, rule.id, rule.edition, subject_id)
    return [KeptAlert(**{**row, "state": AlertState(row["state"])}) for row in rows]


async def live(connection: Connection, rule: KeptRule) -> list[UUID]:
    """What it fired that is not over."""
    asked = "select id from alerts where workspace_id = $1 and rule_id = $2 and state <> 'resolved'"
    return [row["id"] for row in await connection.fetch(asked, rule.workspace_id, rule.id)]


async def of_others(connection: Connection, rule: KeptRule, subjects: list[UUID]) -> list[UUID]:
    """What it fired about anything but these that is not over."""
    asked = (
        "select id from alerts where workspace_id = $1 and rule_id = $2 and state <> 'resolved'"
        " and subject_id <> all($3::uuid[])"
    )
    return [row["id"] for row in await connection.fetch(asked, rule.workspace_id, rule.id, subjects)]


async def put(connection: Connection, rule: KeptRule, subject: Subject, found: Found, now: datetime) -> UUID | None:
    """A new alert; None when it is there already."""
    made: UUID | None = await connection.fetchval(
        OPEN, rule.workspace_id, rule.id, rule.edition, subject.level.value, subject.id, subject.name, found.opened,
        found.value, found.n, found.usual, found.score, found.why, found.latest_value, found.latest_why,
        rule.severity.value, now,
    )  # fmt: skip
    return made


async def see(
    connection: Connection, workspace_id: WorkspaceId, alert_id: UUID, value: float | None, why: str, now: datetime
) -> None:
    """What the latest period says of it."""
    await connection.execute(SEEN, workspace_id, alert_id, value, why, now)


async def resolve(
    connection: Connection, workspace_id: WorkspaceId, alert_id: UUID, at: date, value: float | None, why: str,
    now: datetime,
) -> bool:  # fmt: skip
    """It is over; False when it was before."""
    return await connection.fetchval(RESOLVE, workspace_id, alert_id, at, value, why, now) is not None


async def reopen(
    connection: Connection, workspace_id: WorkspaceId, alert_id: UUID, value: float | None, why: str, now: datetime
) -> bool:
    """It was not over after all."""
    return await connection.fetchval(REOPEN, workspace_id, alert_id, value, why, now) is not None


async def acknowledge(
    connection: Connection, workspace_id: WorkspaceId, alert_id: UUID, who: AccountId, now: datetime
) -> bool:
    """Somebody takes care of it; False when it is over, or somebody does."""
    return await connection.fetchval(ACKNOWLEDGE, workspace_id, alert_id, who, now) is not None


async def snooze(
    connection: Connection, workspace_id: WorkspaceId, alert_id: UUID, until: datetime, now: datetime
) -> bool:
    """Nothing is said of it until then; False when it is over."""
    return await connection.fetchval(SNOOZE, workspace_id, alert_id, until, now) is not None


async def wake(connection: Connection, workspace_id: WorkspaceId, now: datetime) -> list[Record]:
    """Those whose snooze is over are open again."""
    found: list[Record] = await connection.fetch(WAKE, workspace_id, now)
    return found


async def note(
    connection: Connection, workspace_id: WorkspaceId, alert_id: UUID, kind: str, says: str, now: datetime,
    *, by: AccountId | None = None,
) -> None:  # fmt: skip
    """Something happened to it."""
    await connection.execute(NOTE, workspace_id, alert_id, kind, says, now, by)


async def plan(
    connection: Connection, workspace_id: WorkspaceId, alert_id: UUID, occasion: str,
    targets: list[tuple[str, str]], *, due_at: datetime, now: datetime,
) -> int:  # fmt: skip
    """To be sent to each (way, target), unless it was before; how many."""
    ways, addresses = [way for way, _ in targets], [target for _, target in targets]
    return len(await connection.fetch(PLAN, workspace_id, alert_id, occasion, ways, addresses, due_at, now))


async def told(connection: Connection, workspace_id: WorkspaceId, alert_id: UUID) -> set[tuple[str, str]]:
    """(way, target) of everybody who heard that it fired."""
    return {(row["way"], row["target"]) for row in await connection.fetch(TOLD, workspace_id, alert_id)}


async def drop(connection: Connection, workspace_id: WorkspaceId, alert_id: UUID, why: str) -> None:
    """What was not sent yet need not be."""
    await connection.execute(DROP, workspace_id, alert_id, why)


async def take(connection: Connection, workspace_id: WorkspaceId, now: datetime, lease: timedelta) -> list[Record]:
    """What is due, for who asks alone: a worker that dies with it gives it up after the lease."""
    found: list[Record] = await connection.fetch(TAKE, workspace_id, now, now + lease, 50)
    return found


async def settle(
    connection: Connection, workspace_id: WorkspaceId, delivery_id: UUID, state: str, *, error: str | None = None,
    due_at: datetime | None = None, sent_at: datetime | None = None,
) -> None:  # fmt: skip
    """What became of a delivery."""
    await connection.execute(SETTLE, workspace_id, delivery_id, state, error, due_at, sent_at)


async def next_due(connection: Connection, workspace_id: WorkspaceId) -> datetime | None:
    """When the next one is to be sent."""
    found: datetime | None = await connection.fetchval(NEXT, workspace_id)
    return found
