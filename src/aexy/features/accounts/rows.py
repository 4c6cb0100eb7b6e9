"""Accounts and sign-in links as they are kept: tokens by their hash only."""

from datetime import datetime
from uuid import UUID

from aexy.features.accounts.schemas import OwnWorkspace
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, DeveloperId, TeamId, WorkspaceId
from aexy.store.postgres import Connection, Record

ADD_ACCOUNT = """
insert into accounts (id, name, created_at)
values ($1, $2, $3)
on conflict (id) do nothing"""

MAKE_ACCOUNT = """
insert into accounts (id, name, email, created_at)
values ($1, $2, $3, $4)
on conflict do nothing
returning id"""

ADD_LINK = """
insert into sign_in_links (token_hash, account_id, created_at, expires_at)
values ($1, $2, $3, $4)"""

USE_LINK = """
update sign_in_links
set used_at = $2
where token_hash = $1
    and used_at is null
    and expires_at > $2
returning account_id"""

ACCOUNT = """
select id, name, email
from accounts
where id = $1"""

WORKSPACES = """
select w.id, w.slug, w.name, m.role, w.is_demo, w.time_zone, m.is_scoped as is_limited,
    w.deleting_at
from memberships m
join workspaces w on w.id = m.workspace_id
where m.account_id = $1
    and not w.is_going
    and (w.deleting_at is null or m.role = 'owner')
order by w.is_demo, w.name, w.id"""

# Two tenants' policies meet here: the membership is the account's, the link to a developer the workspace's.
MEMBERSHIP = """
select m.role, a.developer_id,
    case
        when m.is_scoped then array(
            select t.team_id
            from membership_teams t
            where t.workspace_id = m.workspace_id
                and t.account_id = m.account_id
        )
    end as teams
from memberships m
join workspaces w on w.id = m.workspace_id
left join account_developers a on a.workspace_id = m.workspace_id and a.account_id = m.account_id
where m.workspace_id = $1
    and m.account_id = $2
    and not w.is_going
    and (w.deleting_at is null or m.role = 'owner')"""


async def add_account(connection: Connection, account_id: AccountId, name: str, now: datetime) -> None:
    """An account of that id, unless it is there."""
    await connection.execute(ADD_ACCOUNT, account_id, name, now)


async def make_account(
    connection: Connection, account_id: AccountId, name: str, email: str | None, now: datetime
) -> bool:
    """An account with that address; False when another one has it."""
    made = await connection.fetchval(MAKE_ACCOUNT, account_id, name, email, now)
    return made is not None


async def add_link(
    connection: Connection, token_hash: bytes, account_id: AccountId, now: datetime, expires_at: datetime
) -> None:
    """A sign-in link that works once, until it expires."""
    await connection.execute(ADD_LINK, token_hash, account_id, now, expires_at)


async def use_link(connection: Connection, token_hash: bytes, now: datetime) -> AccountId | None:
    """Whose link it is, and never again; None when it was used, has expired or never was."""
    found: UUID | None = await connection.fetchval(USE_LINK, token_hash, now)
    return AccountId(found) if found else None


async def become(connection: Connection, account_id: AccountId) -> None:
    """From here on the transaction sees what the account may list. Only for whoever has shown a token of theirs."""
    await connection.execute("select set_config('app.account_id', $1, true)", str(account_id))


async def find_account(connection: Connection, account_id: AccountId) -> Record | None:
    """Their id, name and email."""
    record: Record | None = await connection.fetchrow(ACCOUNT, account_id)
    return record


async def workspaces(connection: Connection, account_id: AccountId) -> list[OwnWorkspace]:
    """Where the account belongs, the demo last."""
    return [OwnWorkspace(**record) for record in await connection.fetch(WORKSPACES, account_id)]


async def find_viewer(connection: Connection, account: Account, workspace_id: WorkspaceId) -> Viewer | None:
    """The account in the workspace of the transaction; None when it does not belong there."""
    record = await connection.fetchrow(MEMBERSHIP, workspace_id, account.id)
    if record is None:
        return None
    return as_viewer(account, workspace_id, record)


def as_viewer(account: Account, workspace_id: WorkspaceId, record: Record) -> Viewer:
    """A membership's `role`, `developer_id` and `teams` as somebody who asks."""
    developer_id = DeveloperId(record["developer_id"]) if record["developer_id"] else None
    teams = None if record["teams"] is None else frozenset(TeamId(team_id) for team_id in record["teams"])
    return Viewer(account, workspace_id, Role(record["role"]), developer_id, teams)
