"""Rules as they are kept, and through whose eyes each is judged."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from pydantic import TypeAdapter

from aexy.features.accounts.service import as_viewer, is_local_owner
from aexy.features.alerts.schemas import Condition, QuietWish, RuleWish, Severity, as_declared
from aexy.features.routing import Account, Viewer
from aexy.kernel import alerting
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.metric import Level
from aexy.kernel.periods import PeriodType
from aexy.store.postgres import Connection, Record

_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)

# What is about one person is for who asked for it, and for that person; what is about a team, for whom it is in reach.
VISIBLE = """(
        r.subject_kind <> 'developer'
        or r.subject_id = $2
        or (r.owner_id = $1 and reaches_person($1, r.subject_id))
    )
    and (r.subject_kind <> 'team' or r.subject_id is null or reaches_team($1, r.subject_id))"""

COLUMNS = """
    r.id, r.workspace_id, r.owner_id, r.name, r.metric, r.subject_kind, r.subject_id, r.period_type, r.condition,
    r.severity, r.is_on, r.quiet, r.emails, r.edition, r.since, r.judged_until, r.judged_at, r.trouble,
    r.created_at, r.updated_at,
    coalesce((select a.name from accounts a where a.id = r.owner_id), 'Somebody who left') as owner,
    (select s.hint from alert_secrets s where s.rule_id = r.id and s.kind = 'hook') as hook_host,
    case r.subject_kind
        when 'developer' then (select coalesce(d.name, d.email) from developers d where d.id = r.subject_id)
        when 'team' then (select t.name from teams t where t.id = r.subject_id)
        when 'repository' then (select o.name from repositories o where o.id = r.subject_id)
        when 'project' then (select p.name from projects p where p.id = r.subject_id)
    end as subject_name"""

ONE = f"""
select {COLUMNS}
from alert_rules r
where r.id = $3
    and r.workspace_id = $4
    and {VISIBLE}"""  # noqa: S608 - joined from this module's own constants

LIST = f"""
select {COLUMNS}
from alert_rules r
where r.workspace_id = $3
    and {VISIBLE}
    and ($4::text is null or (lower(r.name), r.id) > ($4, $5::uuid))
order by lower(r.name), r.id
limit $6"""  # noqa: S608 - likewise

KEPT = f"""
select {COLUMNS}
from alert_rules r
where r.workspace_id = $1
    and r.id = $2"""  # noqa: S608 - likewise

ON = f"""
select {COLUMNS}
from alert_rules r
where r.workspace_id = $1
    and r.is_on
order by r.owner_id, r.created_at"""  # noqa: S608 - likewise

ADD = """
insert into alert_rules
    (workspace_id, owner_id, name, metric, subject_kind, subject_id, period_type, condition, severity, is_on, quiet,
     emails, since, created_at, updated_at)
values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9, $10, $11::jsonb, $12, $13, $14, $14)
returning id"""

CHANGE = """
update alert_rules
set name = $3,
    metric = $4,
    subject_kind = $5,
    subject_id = $6,
    period_type = $7,
    condition = $8::jsonb,
    severity = $9,
    is_on = $10,
    quiet = $11::jsonb,
    emails = $12,
    since = coalesce($13, since),
    edition = case when $13::date is null then edition else edition + 1 end,
    judged_until = case when $13::date is null then judged_until end,
    trouble = null,
    updated_at = $14
where workspace_id = $1
    and id = $2"""

DELETE = """
delete from alert_rules
where workspace_id = $1
    and id = $2"""

DROP_HOOK = """
delete from alert_secrets
where workspace_id = $1
    and rule_id = $2"""

JUDGED = """
update alert_rules
set judged_until = greatest(judged_until, $3),
    judged_at = $4,
    trouble = $5
where workspace_id = $1
    and id = $2"""

VIEWER = """
select a.id, a.name, a.email, m.role, o.developer_id,
    case
        when m.is_scoped then array(
            select t.team_id
            from membership_teams t
            where t.workspace_id = m.workspace_id
                and t.account_id = m.account_id
        )
    end as teams
from memberships m
join accounts a on a.id = m.account_id
left join account_developers o on o.workspace_id = m.workspace_id and o.account_id = m.account_id
where m.workspace_id = $1
    and m.account_id = $2"""

OWN_ADDRESSES = """
select lower(a.email)
from accounts a
where a.id = $1
union
select lower(d.email)
from developers d
where d.id = $2
union
select lower(i.email)
from developer_identities i
where i.developer_id = $2"""

EACH = {
    Level.TEAM: "select id from teams where workspace_id = $1 order by name, id",
    Level.REPOSITORY: "select id from repositories where workspace_id = $1 order by name, id",
    Level.PROJECT: "select id from projects where workspace_id = $1 order by name, id",
}


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A rule's row."""

    id: UUID
    workspace_id: WorkspaceId
    owner_id: AccountId
    name: str
    metric: str
    subject_kind: Level
    subject_id: UUID | None
    period_type: PeriodType
    condition: Any  # one of the conditions in schemas
    severity: Severity
    is_on: bool
    quiet: QuietWish | None
    emails: tuple[str, ...]
    edition: int
    since: date
    judged_until: date | None
    judged_at: datetime | None
    trouble: str | None
    created_at: datetime
    updated_at: datetime
    owner: str
    hook_host: str | None
    subject_name: str | None

    @property
    def subject(self) -> str:
        """As it is asked for: workspace, team:UUID, each team."""
        if self.subject_kind is Level.WORKSPACE:
            return Level.WORKSPACE.value
        return f"{self.subject_kind}:{self.subject_id}" if self.subject_id else f"each {self.subject_kind}"

    @property
    def declared(self) -> alerting.Condition:
        """The condition for the kernel."""
        return as_declared(self.condition)

    @property
    def watches(self) -> tuple[object, ...]:
        """What it would begin anew to change."""
        return self.metric, self.subject, self.period_type, self.condition


def rule_of(row: Record) -> KeptRule:
    """A row as a rule."""
    quiet = row["quiet"]
    return KeptRule(
        **dict(row)
        | {
            "subject_kind": Level(row["subject_kind"]),
            "period_type": PeriodType(row["period_type"]),
            "condition": _CONDITION.validate_json(row["condition"]),
            "severity": Severity(row["severity"]),
            "quiet": QuietWish.model_validate_json(quiet) if quiet else None,
            "emails": tuple(row["emails"]),
        }
    )


async def find(connection: Connection, viewer: Viewer, rule_id: UUID) -> KeptRule | None:
    """A rule that this viewer may know of."""
    row = await connection.fetchrow(ONE, viewer.account_id, viewer.developer_id, rule_id, viewer.workspace_id)
    return rule_of(row) if row else None


async def by_name(
    connection: Connection, viewer: Viewer, *, after: tuple[str, UUID] | None, limit: int
) -> list[KeptRule]:
    """At most `limit` rules that this viewer may know of, by name."""
    place = after or (None, None)
    asking = (viewer.account_id, viewer.developer_id, viewer.workspace_id)
    return [rule_of(row) for row in await connection.fetch(LIST, *asking, *place, limit)]


async def kept(connection: Connection, workspace_id: WorkspaceId, rule_id: UUID) -> KeptRule | None:
    """A rule, for the rule itself to act on."""
    row = await connection.fetchrow(KEPT, workspace_id, rule_id)
    return rule_of(row) if row else None


async def switched_on(connection: Connection, workspace_id: WorkspaceId) -> list[KeptRule]:
    """All rules that are on."""
    return [rule_of(row) for row in await connection.fetch(ON, workspace_id)]


async def add(
    connection: Connection, viewer: Viewer, wish: RuleWish, whose: tuple[Level, UUID | None], *, since: date,
    now: datetime,
) -> UUID:  # fmt: skip
    """A rule of this viewer's."""
    made: UUID = await connection.fetchval(
        ADD, viewer.workspace_id, viewer.account_id, *_values(wish, whose), since, now
    )
    return made


async def change(
    connection: Connection, rule: KeptRule, wish: RuleWish, whose: tuple[Level, UUID | None], *, since: date | None,
    now: datetime,
) -> None:  # fmt: skip
    """Set it to exactly this. With `since` it watches something else from then on."""
    await connection.execute(CHANGE, rule.workspace_id, rule.id, *_values(wish, whose), since, now)


def _values(wish: RuleWish, whose: tuple[Level, UUID | None]) -> tuple[object, ...]:
    quiet = wish.quiet.model_dump_json(by_alias=True) if wish.quiet else None
    condition = orjson.dumps(wish.condition.model_dump(mode="json")).decode()
    emails = list(dict.fromkeys(email.lower() for email in wish.emails))
    return (
        wish.name, wish.metric, whose[0].value, whose[1], wish.period_type.value, condition, wish.severity.value,
        wish.is_on, quiet, emails,
    )  # fmt: skip


async def delete(connection: Connection, rule: KeptRule) -> None:
    """Take it away, with all it ever fired."""
    await connection.execute(DELETE, rule.workspace_id, rule.id)


async def drop_hook(connection: Connection, rule: KeptRule) -> None:
    """It calls nobody any more."""
    await connection.execute(DROP_HOOK, rule.workspace_id, rule.id)


async def note_judged(connection: Connection, rule: KeptRule, until: date, now: datetime, trouble: str | None) -> None:
    """It was looked at, and what was in the way."""
    await connection.execute(JUDGED, rule.workspace_id, rule.id, None if trouble else until, now, trouble)


async def lock(connection: Connection, rule: KeptRule) -> int | None:
    """Nobody else judges it until the end of this transaction; its edition, None when it is gone or off."""
    edition: int | None = await connection.fetchval(
        "select edition from alert_rules where workspace_id = $1 and id = $2 and is_on for update",
        rule.workspace_id,
        rule.id,
    )
    return edition


async def viewer_of(connection: Connection, workspace_id: WorkspaceId, account_id: AccountId) -> Viewer | None:
    """Somebody as they would ask themselves; None when they do not belong to the workspace any more."""
    row = await connection.fetchrow(VIEWER, workspace_id, account_id)
    if row is None:
        return None
    account = Account(account_id, row["name"], row["email"], is_local_owner(account_id))
    return as_viewer(account, workspace_id, row)


async def own_addresses(connection: Connection, viewer: Viewer) -> set[str]:
    """Where letters reach this very person."""
    rows = await connection.fetch(OWN_ADDRESSES, viewer.account_id, viewer.developer_id)
    return {row[0] for row in rows if row[0]}


async def each(connection: Connection, workspace_id: WorkspaceId, level: Level) -> list[UUID]:
    """Every team, repository or project, by name."""
    return [row["id"] for row in await connection.fetch(EACH[level], workspace_id)]


async def zone(connection: Connection, workspace_id: WorkspaceId) -> str:
    """By whose clock the workspace lives."""
    found: str = await connection.fetchval("select time_zone from workspaces where id = $1", workspace_id)
    return found
