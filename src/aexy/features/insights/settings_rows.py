"""What was decided about numbers, as it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

import orjson

from aexy.features.insights.settings_schemas import SettingChange
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.kernel.periods import PeriodType
from aexy.store.postgres import Connection

FIND = """
select s.leaderboards,
       s.leaderboard_purpose,
       a.name as leaderboards_by,
       s.leaderboards_at,
       s.churn_days,
       s.default_period,
       s.auto_snapshots,
       s.half_life_days,
       s.skill_half_lives,
       s.work_starts_at,
       s.work_ends_at,
       s.updated_at
from insight_settings s
left join accounts a on a.id = s.leaderboards_by
where s.workspace_id = $1"""

PUT = """
insert into insight_settings (
    workspace_id, leaderboards, leaderboard_purpose, churn_days, default_period, auto_snapshots, half_life_days,
    skill_half_lives, updated_at, leaderboards_by, leaderboards_at, work_starts_at, work_ends_at
)
values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::timestamptz,
    case when $10::bool then $11::uuid end, case when $10 then $9::timestamptz end, $12, $13)
on conflict (workspace_id) do update
set leaderboards = excluded.leaderboards,
    leaderboard_purpose = excluded.leaderboard_purpose,
    churn_days = excluded.churn_days,
    default_period = excluded.default_period,
    auto_snapshots = excluded.auto_snapshots,
    half_life_days = excluded.half_life_days,
    skill_half_lives = excluded.skill_half_lives,
    work_starts_at = excluded.work_starts_at,
    work_ends_at = excluded.work_ends_at,
    updated_at = excluded.updated_at,
    leaderboards_by = case when $10 then excluded.leaderboards_by else insight_settings.leaderboards_by end,
    leaderboards_at = case when $10 then excluded.leaderboards_at else insight_settings.leaderboards_at end"""

NOTE = """
insert into insight_setting_changes (workspace_id, changed_at, account_id, setting, before, after)
values ($1, $2, $3, $4, $5::jsonb, $6::jsonb)"""

CHANGES = """
select c.key, c.changed_at, c.account_id, a.name as account, c.setting, c.before, c.after
from insight_setting_changes c
left join accounts a on a.id = c.account_id
where c.workspace_id = $1
    and ($2::bigint is null or c.key < $2)
order by c.key desc
limit $3"""


@dataclass(frozen=True, slots=True)
class Decided:
    """The settings; what nobody has changed is as it comes."""

    leaderboards: bool = False
    leaderboard_purpose: str | None = None
    leaderboards_by: str | None = None
    leaderboards_at: datetime | None = None
    churn_days: int = 21
    default_period: PeriodType = PeriodType.WEEKLY
    auto_snapshots: bool = True
    half_life_days: int = 180
    skill_half_lives: Mapping[str, int] = field(default_factory=dict)
    work_starts_at: time = time(9)
    work_ends_at: time = time(17)
    updated_at: datetime | None = None


# What can be set, and is written down when it changes.
SETTABLE = (
    "leaderboards",
    "leaderboard_purpose",
    "churn_days",
    "default_period",
    "auto_snapshots",
    "half_life_days",
    "skill_half_lives",
    "work_starts_at",
    "work_ends_at",
)


async def find(connection: Connection, workspace_id: WorkspaceId) -> Decided:
    """What was decided so far."""
    row = await connection.fetchrow(FIND, workspace_id)
    if row is None:
        return Decided()
    lives = orjson.loads(row["skill_half_lives"])
    return Decided(**{**row, "default_period": PeriodType(row["default_period"]), "skill_half_lives": lives})


async def put(
    connection: Connection, workspace_id: WorkspaceId, wanted: Decided, account_id: AccountId, now: datetime
) -> dict[str, dict[str, Any]]:
    """Keep what was decided, and say what changed from what to what.

    Who turns leaderboards on, or gives them another purpose, stands beside them.
    """
    before = await find(connection, workspace_id)
    await connection.execute(
        PUT,
        workspace_id,
        wanted.leaderboards,
        wanted.leaderboard_purpose,
        wanted.churn_days,
        wanted.default_period.value,
        wanted.auto_snapshots,
        wanted.half_life_days,
        orjson.dumps(dict(wanted.skill_half_lives)).decode(),
        now,
        wanted.leaderboards and (before.leaderboards, before.leaderboard_purpose) != (True, wanted.leaderboard_purpose),
        account_id,
        wanted.work_starts_at,
        wanted.work_ends_at,
    )
    changed = {
        setting: {"before": getattr(before, setting), "after": getattr(wanted, setting)}
        for setting in SETTABLE
        if getattr(before, setting) != getattr(wanted, setting)
    }
    for setting, change in changed.items():
        was, is_now = _json(change["before"]), _json(change["after"])
        await connection.execute(NOTE, workspace_id, now, account_id, setting, was, is_now)
    return changed


async def note(
    connection: Connection,
    workspace_id: WorkspaceId,
    account_id: AccountId,
    now: datetime,
    setting: str,
    before: object,
    after: object,
) -> None:
    """Write down that something was changed."""
    await connection.execute(NOTE, workspace_id, now, account_id, setting, _json(before), _json(after))


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


async def changes(
    connection: Connection, workspace_id: WorkspaceId, *, before: int | None, limit: int
) -> list[tuple[int, SettingChange]]:
    """Who changed what when, the latest first."""
    found = await connection.fetch(CHANGES, workspace_id, before, limit)
    return [(row["key"], SettingChange(**_change(dict(row)))) for row in found]


def _change(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"before": orjson.loads(row["before"]), "after": orjson.loads(row["after"])}
