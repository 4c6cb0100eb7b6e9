"""Two workspaces with one object of every type in each, and everybody who could call: each role, a stranger, nobody."""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

import httpx
from tests.doors.api.conftest import ClientOf
from tests.hub import Hub
from tests.tenants.calls import Call, Plan, Route
from tests.tenants.objects import Objects, a_day_of_work, a_set, absent

from aexy.context import Context
from aexy.features.routing import Role
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

# Planted in every name, title, address and note of the first workspace; nobody else may ever read it.
CANARY: Final = "Quetzalcoatl"
# What a page of ours sends along with a change, so that what sets cookies answers too.
OWN_PAGE: Final = {"x-aexy": "1"}
_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|9000000000|\b\d+\b")


@dataclass(slots=True)
class World:
    """`ours` is the set of the first workspace's owner, `theirs` that of the second's."""

    context: Context
    owner: Connection
    hub: Hub
    plan: Plan
    workspace: WorkspaceId
    elsewhere: WorkspaceId
    ours: Objects
    theirs: Objects
    roles: dict[Role, AccountId] = field(default_factory=dict)
    calls: int = 0
    missing: dict[str, str] = field(default_factory=absent)

    async def fresh(self, account: AccountId, route: Route | None = None) -> Objects:
        """Another set in the first workspace, for this account to change or take away; for a route, what it names."""
        wanted = route.names if route else None
        # Whoever gave their ownership away or left has it back.
        await self.owner.execute(_AGAIN, self.workspace, account, self.role_of(account).value)
        return await a_set(self.context, self.owner, self.hub, self.workspace, account, CANARY, wanted)

    async def a_limited_manager(self) -> AccountId:
        """A manager of the first workspace who reaches one team only, in which nobody is."""
        account = await _account(self.owner, self.workspace, Role.MANAGER, f"{CANARY} limited")
        await self.owner.execute(
            "update memberships set is_scoped = true where workspace_id = $1 and account_id = $2",
            self.workspace,
            account,
        )
        await self.owner.execute(
            """
            with made as (insert into teams (workspace_id, slug, name) values ($1, 'limited', 'Limited') returning id)
            insert into membership_teams (workspace_id, account_id, team_id)
            select $1, $2, id
            from made
            """,
            self.workspace, account,
        )  # fmt: skip
        return account

    def role_of(self, account: AccountId) -> Role:
        """What somebody is in the first workspace."""
        return next(role for role, one in self.roles.items() if one == account)

    async def ask(self, client: httpx.AsyncClient, call: Call) -> httpx.Response:
        """Make the call, and count it."""
        self.calls += 1
        if call.file is not None:
            return await client.request(call.method, call.address, content=call.file, headers=OWN_PAGE)
        return await client.request(call.method, call.address, json=call.body, headers=OWN_PAGE)


_AGAIN: Final = """
insert into memberships (workspace_id, account_id, role)
values ($1, $2, $3)
on conflict (workspace_id, account_id) do update set role = excluded.role
"""


@asynccontextmanager
async def clients_of(
    client_of: ClientOf, accounts: Iterable[AccountId | None]
) -> AsyncIterator[list[httpx.AsyncClient]]:
    """A signed-in client of each; None is nobody."""
    async with AsyncExitStack() as open_clients:
        yield [await open_clients.enter_async_context(client_of(account)) for account in accounts]


async def a_world(context: Context, owner: Connection, hub: Hub, plan: Plan) -> World:
    """Both workspaces, with somebody in every role of the first."""
    workspace, elsewhere = await _workspace(owner, CANARY), await _workspace(owner, "Elsewhere")
    roles = {role: await _account(owner, workspace, role, f"{CANARY} {role}") for role in Role}
    stranger = await _account(owner, elsewhere, Role.OWNER, "Stranger")
    ours = await a_set(context, owner, hub, workspace, roles[Role.OWNER], CANARY)
    theirs = await a_set(context, owner, hub, elsewhere, stranger, "Bravo")
    for made in (ours, theirs):
        await a_day_of_work(owner, made)
    return World(context, owner, hub, plan, workspace, elsewhere, ours, theirs, roles)


async def _workspace(owner: Connection, name: str) -> WorkspaceId:
    made = "insert into workspaces (slug, name) values ($1, $2) returning id"
    return WorkspaceId(await owner.fetchval(made, f"{name.lower()}-{uuid4().hex[:12]}", name))


async def _account(owner: Connection, workspace: WorkspaceId, role: Role, name: str) -> AccountId:
    made = await owner.fetchval(
        "insert into accounts (name, email) values ($1, $2) returning id", name, f"{uuid4().hex}@example.org"
    )
    await owner.execute(
        "insert into memberships (workspace_id, account_id, role) values ($1, $2, $3)", workspace, made, role.value
    )
    return AccountId(made)


def without_ids(answer: httpx.Response) -> tuple[int, str]:
    """What an answer says but for which id was asked about: equal answers tell nobody which ids exist."""
    said = re.sub(r'"request_id":"[^"]*"', "", answer.text)
    return answer.status_code, _ID.sub("…", said)


def leaks(answer: httpx.Response) -> bool:
    """Whether a word of the first workspace stands in the answer, in a header or in the body."""
    return CANARY.lower() in (answer.text + str(answer.headers)).lower()
