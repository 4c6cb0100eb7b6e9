"""Purposes as they are kept."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection


class Signal(StrEnum):
    """A kind of number about single people that needs a purpose."""

    ATTRITION = "attrition"
    INDIVIDUAL_RISK = "individual_risk"


@dataclass(frozen=True, slots=True)
class Statement:
    """What for, and who said so when; nothing while it is off."""

    purpose: str | None = None
    by: str | None = None
    at: datetime | None = None


async def statements(connection: Connection, workspace_id: WorkspaceId) -> dict[Signal, Statement]:
    """Those that are on."""
    rows = await connection.fetch(
        """
        select p.signal, p.purpose, a.name as by, p.stated_at as at
        from insight_purposes p
        left join accounts a on a.id = p.stated_by
        where p.workspace_id = $1
        """,
        workspace_id,
    )
    return {Signal(row["signal"]): Statement(row["purpose"], row["by"], row["at"]) for row in rows}


async def put(
    connection: Connection, workspace_id: WorkspaceId, signal: Signal, purpose: str | None, by: AccountId, now: datetime
) -> None:
    """State a purpose, or take it back."""
    if purpose is None:
        await connection.execute(
            "delete from insight_purposes where workspace_id = $1 and signal = $2", workspace_id, signal.value
        )
        return
    await connection.execute(
        """
        insert into insight_purposes (workspace_id, signal, purpose, stated_by, stated_at)
        values ($1, $2, $3, $4, $5)
        on conflict (workspace_id, signal) do update
        set purpose = excluded.purpose, stated_by = excluded.stated_by, stated_at = excluded.stated_at
        """,
        workspace_id,
        signal.value,
        purpose,
        by,
        now,
    )
