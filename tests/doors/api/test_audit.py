"""The audit log over the API: for admins, by action, account and time, page by page, as a file, and walked."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import httpx
import orjson
import pytest
from tests.doors.api.conftest import ClientOf, Clock

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

ACTIONS = ("connection.added", "connection.removed", "team.renamed")


@pytest.fixture
async def written(context: Context, workspace: WorkspaceId, account: AccountId, clock: Clock) -> None:
    for number, action in enumerate(ACTIONS):
        async with context.database.workspace(workspace) as connection:
            await audit.record(
                connection, workspace, by=account if number else None, action=action, subject=f"thing:{number}",
                said={"number": number}, now=clock.now + timedelta(hours=number),
            )  # fmt: skip


@pytest.mark.usefixtures("written")
async def test_an_admin_finds_events_by_action_account_and_time(
    client: httpx.AsyncClient, base: str, account: AccountId, clock: Clock
) -> None:
    async def seqs(**asked: str) -> list[int]:
        answer = await client.get(f"{base}/audit", params=asked)
        assert answer.status_code == 200, answer.text
        return [each["seq"] for each in answer.json()["items"]]

    assert await seqs() == [3, 2, 1]
    assert await seqs(action="connection") == [2, 1]
    assert await seqs(action="connection.added") == [1]
    assert await seqs(by=str(account)) == [3, 2]
    assert await seqs(since=(clock.now + timedelta(minutes=30)).isoformat()) == [3, 2]
    assert await seqs(until=(clock.now + timedelta(minutes=90)).isoformat()) == [2, 1]
    first = (await client.get(f"{base}/audit", params={"limit": "2"})).json()
    assert await seqs(cursor=first["next_cursor"]) == [1]
    assert (first["items"][0]["by_name"], first["items"][0]["said"]) == ("Test owner", {"number": 2})


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("since=2026-01-01T00:00:00", "since"), ("since=9999-12-31T23:59:59-12:00", "since"), ("by=x", "by"),
        ("action=%00", "action"), ("action=" + "a" * 101, "action"), ("cursor=x", "cursor"),
    ],
)  # fmt: skip
async def test_what_cannot_be_asked_is_named(client: httpx.AsyncClient, base: str, query: str, field: str) -> None:
    answer = await client.get(f"{base}/audit?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, field)


@pytest.mark.usefixtures("written")
async def test_the_file_can_be_walked_with_nothing_but_sha256(client: httpx.AsyncClient, base: str) -> None:
    answer = await client.get(f"{base}/audit/export")
    assert answer.headers["content-type"] == "application/x-ndjson"
    previous = bytes(32)
    for line in answer.text.splitlines():
        said = orjson.loads(line)
        content = orjson.dumps(said["content"], option=orjson.OPT_SORT_KEYS)
        previous = sha256(previous + said["seq"].to_bytes(8, "big") + content).digest()
        assert said["hash"] == previous.hex()
    verdict = (await client.get(f"{base}/audit/verify")).json()
    assert (verdict["is_whole"], verdict["events"], verdict["head"]["hash"]) == (True, 3, previous.hex())
    asked = {"known_seq": "3", "known_hash": "ab" * 32}
    assert (await client.get(f"{base}/audit/verify", params=asked)).json()["broken"]["seq"] == 3


@pytest.mark.usefixtures("written")
async def test_only_admins_see_the_log(
    client_of: ClientOf, owner: Connection, workspace: WorkspaceId, base: str
) -> None:
    manager = await owner.fetchval("insert into accounts (name) values ('Manager') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'manager')", workspace, manager)
    async with client_of(AccountId(manager)) as client:
        for path in ("", "/export", "/verify"):
            assert (await client.get(f"{base}/audit{path}")).status_code == 403


async def test_ones_own_account_has_a_log_that_nobody_else_reads(
    context: Context, client: httpx.AsyncClient, stranger: httpx.AsyncClient, account: AccountId, clock: Clock
) -> None:
    async with context.database.account(account) as connection:
        await audit.record_account(connection, account, action="sign_in.link", said={"n": str(uuid4())}, now=clock.now)
    mine = [each["action"] for each in (await client.get("/api/v1/auth/audit")).json()["items"]]
    theirs = [each["action"] for each in (await stranger.get("/api/v1/auth/audit")).json()["items"]]
    assert ("sign_in.link" in mine, "sign_in.link" in theirs) == (True, False)
