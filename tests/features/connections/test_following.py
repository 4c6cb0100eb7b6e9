"""What is followed: chosen from what the token sees, never made twice, marked when it vanishes, kept when left."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from tests.features.connections.test_connections import a_wish, made
from tests.hub import NOON, PAY, WEB, Hub, a_repository

from aexy.context import Context
from aexy.features.accounts.service import LOCAL_OWNER
from aexy.features.connections import following, service
from aexy.features.connections.following import Found
from aexy.features.connections.schemas import Followable, Following
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import ConnectionId, WorkspaceId
from aexy.sources.contract import FoundProject, FoundRepository, Level
from aexy.sources.dialect import Silence
from aexy.store.postgres import Connection as Row

ROWS = """
select key, provider, origin, external_id, provider_id, owner, name, connection_id, gone_at, archived_at, is_trusted
from repositories where workspace_id = $1 order by key"""


class Remembering:
    """A cache that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: dict[tuple[WorkspaceId, str], bytes] = {}

    async def get(self, workspace_id: WorkspaceId, key: str) -> bytes | None:
        return self.kept.get((workspace_id, key))

    async def put(self, workspace_id: WorkspaceId, key: str, value: bytes, *, seconds: int) -> None:
        del seconds
        self.kept[workspace_id, key] = value

    async def drop(self, workspace_id: WorkspaceId) -> None:
        del workspace_id
        self.kept.clear()


async def rows(owner: Row, workspace: WorkspaceId) -> list[dict[str, Any]]:
    return [dict(each) for each in await owner.fetch(ROWS, workspace)]


async def follow(context: Context, workspace: WorkspaceId, found: ConnectionId, *ids: int) -> None:
    await service.set_followed(context, workspace, found, Following(repositories=[str(each) for each in ids]))


async def refresh(context: Context, workspace: WorkspaceId, found: ConnectionId) -> None:
    async with await service.http_for(context, workspace, found, Silence()) as http:
        await service.refresh(context, workspace, found, http)


@pytest.fixture
def many(hub: Hub) -> Hub:
    hub.repositories = [a_repository(5000 + number, f"service-{number:03}") for number in range(250)]
    return hub


async def available(
    context: Context, workspace: WorkspaceId, found: ConnectionId, q: str | None = None
) -> list[Followable]:
    listed: list[Followable] = []
    cursor = None
    while True:
        page = await service.list_available(context, workspace, found, q=q, is_fresh=False, cursor=cursor, limit=100)
        listed += page.items
        cursor = page.next_cursor
        if cursor is None:
            return listed


async def test_what_can_be_followed_comes_in_pages_and_can_be_searched(
    context: Context, workspace: WorkspaceId, many: Hub
) -> None:
    found = ConnectionId((await made(context, workspace, many)).id)
    listed = await available(context, workspace, found)
    assert [each.name for each in listed] == [f"acme/service-{number:03}" for number in range(250)]
    assert [each.name for each in await available(context, workspace, found, "CE-24")] == [
        f"acme/service-24{number}" for number in range(10)
    ]


async def test_what_was_found_is_remembered_as_what_it_was(context: Context, workspace: WorkspaceId) -> None:
    remembering = replace(context, cache=Remembering())
    project, connection_id = FoundProject("10001", "PAY", "Payments", "https://jira.example/PAY"), ConnectionId(uuid4())
    repository = FoundRepository("7", "acme", "pay", "https://hub.example/acme/pay.git", created_at=NOON)
    found = Found.of([project, repository])
    await following.keep(remembering, workspace, connection_id, found)
    assert await following.kept(remembering, workspace, connection_id) == found


async def test_following_makes_a_repository_with_its_place(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row
) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    await follow(context, workspace, found, PAY)
    itself, pay = await service.scopes(context, workspace, found)
    assert (itself.scope.level, itself.place.repository_key) == (Level.CONNECTION, None)
    assert (pay.scope.level, pay.scope.external_id, pay.scope.name) == (Level.REPOSITORY, str(PAY), "acme/pay")
    (row,) = await rows(owner, workspace)
    assert (pay.place.repository_key, pay.place.connection_id) == (row["key"], found)
    assert (row["provider"], row["provider_id"]) == ("github", "hub.example/acme/pay")
    assert row["is_trusted"]
    listed = await available(context, workspace, found)
    assert [each.is_followed for each in listed] == [True, False]


async def test_a_repository_that_was_added_by_its_address_is_taken_over(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row
) -> None:
    key = await owner.fetchval(
        """
        insert into repositories (workspace_id, name, provider, provider_id, url, is_local, default_branch)
        values ($1, 'pay', 'git', 'hub.example/acme/pay', 'https://hub.example/acme/pay', false, 'trunk') returning key
        """,
        workspace,
    )
    found = ConnectionId((await made(context, workspace, hub)).id)
    await follow(context, workspace, found, PAY)
    (row,) = await rows(owner, workspace)
    assert (row["key"], row["provider"], row["external_id"]) == (key, "github", str(PAY))


async def test_what_is_left_keeps_its_row_and_is_found_again_by_another_connection(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row
) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    await follow(context, workspace, found, PAY, WEB)
    await follow(context, workspace, found, WEB)
    assert [each["connection_id"] for each in await rows(owner, workspace)] == [None, found]
    await service.delete(context, workspace, found)
    again = ConnectionId((await made(context, workspace, hub)).id)
    await follow(context, workspace, again, PAY, WEB)
    kept = await rows(owner, workspace)
    assert [each["connection_id"] for each in kept] == [again, again]


async def test_renaming_archiving_and_vanishing_are_noticed(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row
) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    await follow(context, workspace, found, PAY, WEB)
    hub.repositories = [a_repository(PAY, "payments", archived=True)]
    await refresh(context, workspace, found)
    pay, web = await rows(owner, workspace)
    assert (pay["name"], pay["provider_id"]) == ("payments", "hub.example/acme/payments")
    assert pay["archived_at"]
    assert web["gone_at"]
    assert [each.scope.name for each in await service.scopes(context, workspace, found)] == ["ann", "acme/payments"]
    hub.repositories = [a_repository(PAY, "payments"), a_repository(WEB, "web")]
    await refresh(context, workspace, found)
    pay, web = await rows(owner, workspace)
    assert (pay["archived_at"], web["gone_at"]) == (None, None)


async def test_two_repositories_that_swap_names_stay_themselves(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row
) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    await follow(context, workspace, found, PAY, WEB)
    hub.repositories = [a_repository(PAY, "web"), a_repository(WEB, "pay")]
    await refresh(context, workspace, found)
    assert [(each["external_id"], each["provider_id"]) for each in await rows(owner, workspace)] == [
        (str(PAY), "hub.example/acme/web"),
        (str(WEB), "hub.example/acme/pay"),
    ]


async def test_what_comes_later_is_taken_in_when_everything_is_followed(
    context: Context, workspace: WorkspaceId, hub: Hub
) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    await service.set_followed(context, workspace, found, Following(follows_all=True))
    hub.repositories.append(a_repository(4003, "new"))
    await refresh(context, workspace, found)
    followed = await service.get_followed(context, workspace, found)
    assert [each.name for each in followed.items] == ["acme/new", "acme/pay", "acme/web"]


async def test_nothing_new_is_taken_in_otherwise(context: Context, workspace: WorkspaceId, hub: Hub) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    await follow(context, workspace, found, PAY)
    await refresh(context, workspace, found)
    followed = await service.get_followed(context, workspace, found)
    assert [each.external_id for each in followed.items] == [str(PAY)]


async def test_what_the_token_does_not_see_cannot_be_followed(
    context: Context, workspace: WorkspaceId, hub: Hub
) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    with pytest.raises(Unusable, match="sees no repository 9") as refused:
        await follow(context, workspace, found, PAY, 9)
    assert refused.value.field == "repositories"
    assert (await service.get_followed(context, workspace, found)).items == []


async def test_what_vanished_may_go_on_being_followed(context: Context, workspace: WorkspaceId, hub: Hub) -> None:
    found = ConnectionId((await made(context, workspace, hub)).id)
    await follow(context, workspace, found, PAY, WEB)
    hub.repositories = [a_repository(PAY, "pay")]
    await follow(context, workspace, found, PAY, WEB)
    followed = await service.get_followed(context, workspace, found)
    assert [each.external_id for each in followed.items] == [str(PAY), str(WEB)]


async def test_two_connections_to_one_place_do_not_take_repositories_from_each_other(
    context: Context, workspace: WorkspaceId, hub: Hub, owner: Row
) -> None:
    chosen = ConnectionId((await made(context, workspace, hub)).id)
    everything = ConnectionId(
        (await service.create(context, workspace, a_wish(hub, name="all"), requested_by=LOCAL_OWNER)).id
    )
    await follow(context, workspace, chosen, PAY)
    await service.set_followed(context, workspace, everything, Following(follows_all=True))
    for found in (everything, chosen):
        await refresh(context, workspace, found)
    through = {each["external_id"]: each["connection_id"] for each in await rows(owner, workspace)}
    assert through == {str(PAY): chosen, str(WEB): everything}
    await follow(context, workspace, chosen, PAY, WEB)
    await refresh(context, workspace, everything)
    assert {each["connection_id"] for each in await rows(owner, workspace)} == {chosen}
