"""The audit log as somebody would attack it: changed, cut, forged, in parallel; and what verifying says each time."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest
from pydantic import SecretStr

from aexy.context import Context
from aexy.features.audit import service as audit
from aexy.features.audit import verifying
from aexy.features.audit.schemas import AuditPlace
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.settings import Settings
from aexy.store import witnesses
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database
from aexy.store.vault import Vault

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


async def _nobody(order: Order) -> None:
    pytest.fail(f"{order} was not expected")


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Context:
    return Context(Settings(home=tmp_path), database, NoCache(), InlineDispatcher(_nobody), NOON)


async def write(context: Context, workspace: WorkspaceId, count: int = 1, *, by: AccountId | None = None) -> None:
    for number in range(count):
        async with context.database.workspace(workspace) as connection:
            await audit.record(
                connection, workspace, by=by, action="team.renamed", subject=f"team:{number}",
                said={"name": "Ünïcode \x00 \n", "number": number, "share": 0.1}, now=context.now,
            )  # fmt: skip


async def tamper(superuser_url: str, owner_url: str, statement: str, *parameters: object) -> None:
    """Somebody who owns the whole server, and so is stopped by no trigger."""
    name = owner_url.partition("?")[0].rpartition("/")[2]
    connection = await asyncpg.connect(superuser_url.replace("/postgres?", f"/{name}?"))
    await connection.execute("set session_replication_role = replica")
    await connection.execute(statement, *parameters)
    await connection.close()


async def test_a_chain_is_whole_and_each_event_can_be_checked_with_nothing_but_sha256(
    context: Context, workspace: WorkspaceId, account: AccountId
) -> None:
    await write(context, workspace, 3, by=account)
    found = await verifying.verify(context, workspace)
    assert (found.is_whole, found.events, found.since) == (True, 3, NOON)
    previous = bytes(32)
    async for link in audit.links(context, workspace):
        previous = sha256(previous + link.seq.to_bytes(8, "big") + link.content.encode()).digest()
        assert previous == link.hash
        said = orjson.loads(link.content)
        assert (said["chain"], said["by"], said["action"]) == (f"workspace:{workspace}", str(account), "team.renamed")
    assert found.head == AuditPlace(seq=3, hash=previous.hex())


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("update audit_events set content = replace(content, '\"number\":1', '\"number\":7') where seq = 2", "changed"),
        ("update audit_events set at = at - interval '1 day' where seq = 2", "filed under another"),
        ("update audit_events set action = 'team.made' where seq = 2", "filed under another"),
        ("update audit_events set account_id = gen_random_uuid() where seq = 2", "filed under another"),
        ("delete from audit_events where seq = 2", "missing"),
        ("delete from audit_events where seq = 1", "missing"),
        ("update audit_events set hash = sha256('x') where seq = 2", "changed"),
    ],
)
async def test_whoever_owns_the_server_cannot_change_an_event_unseen(
    context: Context, workspace: WorkspaceId, superuser_url: str, owner_url: str, statement: str, why: str
) -> None:
    await write(context, workspace, 3)
    await tamper(superuser_url, owner_url, f"{statement} and workspace_id = '{workspace}'")
    found = await verifying.verify(context, workspace)
    assert found.broken is not None
    assert (found.is_whole, why in found.broken.why) == (False, True), found.broken.why
    assert found.broken.seq == (1 if "seq = 1" in statement else 2)


async def test_an_event_changed_with_its_own_hash_breaks_the_next_one(
    context: Context, workspace: WorkspaceId, superuser_url: str, owner_url: str
) -> None:
    await write(context, workspace, 3)
    await tamper(
        superuser_url, owner_url,
        "update audit_events set content = replace(content, '\"number\":1', '\"number\":7'), hash = sha256("
        "previous || int8send(seq) || convert_to(replace(content, '\"number\":1', '\"number\":7'), 'UTF8'))"
        "where seq = 2 and workspace_id = $1", workspace,
    )  # fmt: skip
    found = await verifying.verify(context, workspace)
    assert found.broken is not None
    assert (found.broken.seq, found.broken.why) == (3, "It does not follow the event before it.")


async def test_a_chain_cut_at_its_end_is_found_out_by_the_witness_beside_the_database(
    context: Context, workspace: WorkspaceId, superuser_url: str, owner_url: str
) -> None:
    await write(context, workspace, 5)
    assert (await verifying.verify(context, workspace)).is_whole
    await tamper(superuser_url, owner_url, "delete from audit_events where seq > 3 and workspace_id = $1", workspace)
    for _ in range(2):  # and looking does not make it well
        found = await verifying.verify(context, workspace)
        assert found.broken is not None
        assert (found.broken.seq, "once had 5 events" in found.broken.why) == (4, True)
    await verifying.keep_house(context)
    assert (await verifying.verify(context, workspace)).broken is not None


async def test_a_whole_chain_written_anew_is_not_the_one_that_was_witnessed(
    context: Context, workspace: WorkspaceId, superuser_url: str, owner_url: str
) -> None:
    await write(context, workspace, 2)
    kept = (await verifying.verify(context, workspace)).head
    assert kept is not None
    await tamper(superuser_url, owner_url, "delete from audit_events where workspace_id = $1", workspace)
    await write(replace(context, now=NOON + timedelta(hours=1)), workspace, 4)
    found = await verifying.verify(context, workspace)
    assert found.broken is not None
    assert (found.broken.seq, found.broken.why) == (2, "Another event stood here when this place was noted.")
    (witnesses.folder(context.settings.home) / f"{workspace}.json").unlink()
    assert (await verifying.verify(context, workspace)).is_whole, "without any note nobody can know"
    assert not (await verifying.verify(context, workspace, known=kept)).is_whole, "a place kept elsewhere still tells"


async def test_a_witness_that_was_changed_or_moved_is_not_believed(
    context: Context, workspace: WorkspaceId, owner: Connection
) -> None:
    await write(context, workspace, 2)
    await verifying.verify(context, workspace)
    path = witnesses.folder(context.settings.home) / f"{workspace}.json"
    assert path.stat().st_mode & 0o777 == 0o600
    honest = path.read_bytes()
    said = orjson.loads(honest)
    for change in ({"seq": 1}, {"hash": "00" * 32}, {"key": "k0"}, {"signature": "00"}, {"at": NOON.isoformat() + "x"}):
        path.write_bytes(orjson.dumps({**said, **change}))
        found = await verifying.verify(context, workspace)
        assert found.broken is not None, change
        assert "cannot be believed" in found.broken.why
    other = await owner.fetchval(
        "insert into workspaces (slug, name) values ($1, 'B') returning id", f"b-{uuid4().hex}"
    )
    await write(context, other, 2)
    (witnesses.folder(context.settings.home) / f"{other}.json").write_bytes(honest)
    assert not (await verifying.verify(context, other)).is_whole


async def test_the_hourly_round_witnesses_every_chain_and_a_new_key_signs_again(
    context: Context, workspace: WorkspaceId
) -> None:
    await write(context, workspace, 2)
    await verifying.keep_house(context)
    await write(context, workspace, 1)
    await verifying.keep_house(context)
    found = witnesses.read(context.settings, workspace)
    assert found is not None
    assert found.seq == 3
    vault = Vault.of(context.settings).with_new_key(context.settings)
    witnesses.renew(context.settings)
    vault.without(context.settings, set(vault.keys) - {vault.current})
    assert witnesses.read(context.settings, workspace) == found


@pytest.mark.parametrize("statement", ["update audit_events set action = 'a.b'", "delete from audit_events"])
async def test_the_application_may_only_add(context: Context, workspace: WorkspaceId, statement: str) -> None:
    await write(context, workspace)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="permission denied"):
        async with context.database.workspace(workspace) as connection:
            await connection.execute(statement)


@pytest.mark.parametrize(
    "statement",
    ["update audit_events set action = 'a.b'", "delete from audit_events", "truncate audit_events",
     "update account_audit_events set action = 'a.b'", "delete from account_audit_events",
     "truncate account_audit_events"],
)  # fmt: skip
async def test_the_tables_owner_may_only_add_too(
    context: Context, workspace: WorkspaceId, account: AccountId, owner: Connection, statement: str
) -> None:
    await write(context, workspace)
    async with context.database.account(account) as connection:
        await audit.record_account(connection, account, action="sign_in.link", said={}, now=NOON)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only added to"):
        await owner.execute(statement)


async def test_a_place_in_the_chain_cannot_be_chosen_by_who_adds(context: Context, workspace: WorkspaceId) -> None:
    await write(context, workspace, 2)
    async with context.database.workspace(workspace) as connection:
        await connection.execute(
            "insert into audit_events (workspace_id, content, seq, previous, hash)"
            " select workspace_id, content, 9, hash, hash from audit_events where seq = 1"
        )
    found = await verifying.verify(context, workspace)
    assert (found.is_whole, found.events) == (True, 3), "it stands at the end, and was hashed there"


async def test_two_hundred_at_once_make_one_chain(context: Context, workspace: WorkspaceId) -> None:
    await asyncio.gather(*(write(context, workspace, 10) for _ in range(20)))
    found = await verifying.verify(context, workspace)
    assert (found.is_whole, found.events) == (True, 200)


async def _write_and_fail(context: Context, workspace: WorkspaceId) -> None:
    async with context.database.workspace(workspace) as connection:
        await audit.record(
            connection, workspace, by=None, action="team.made", subject="team:1", said={"n": 1}, now=NOON
        )
        raise ZeroDivisionError


async def test_an_event_is_undone_with_the_change_it_tells_of(context: Context, workspace: WorkspaceId) -> None:
    await write(context, workspace)
    with pytest.raises(ZeroDivisionError):
        await _write_and_fail(context, workspace)
    await write(context, workspace)
    assert (await verifying.verify(context, workspace)).events == 2


async def test_a_secret_cannot_be_written_down_by_mistake(context: Context, workspace: WorkspaceId) -> None:
    with pytest.raises(TypeError):
        async with context.database.workspace(workspace) as connection:
            await audit.record(
                connection, workspace, by=None, action="a.b", subject="x", said={"t": SecretStr("x")}, now=NOON
            )


async def test_an_account_has_a_chain_of_its_own_that_only_it_reads(
    context: Context, account: AccountId, owner: Connection
) -> None:
    other = AccountId(UUID(str(await owner.fetchval("insert into accounts (name) values ('Bo') returning id"))))
    for name in ("sign_in.link", "session.ended"):
        async with context.database.account(account) as connection:
            await audit.record_account(connection, account, action=name, said={"label": "browser"}, now=NOON)
    mine = await audit.list_own(context, account, cursor=None, limit=1)
    rest = await audit.list_own(context, account, cursor=mine.next_cursor, limit=5)
    assert [event.action for event in (*mine.items, *rest.items)] == ["session.ended", "sign_in.link"]
    assert (await audit.list_own(context, other, cursor=None, limit=5)).items == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with context.database.account(other) as connection:
            await audit.record_account(connection, account, action="sign_in.link", said={}, now=NOON)


async def test_a_chain_goes_with_its_workspace_and_with_nothing_less(
    context: Context, owner: Connection, account: AccountId
) -> None:
    made = WorkspaceId(
        await owner.fetchval("insert into workspaces (slug, name) values ($1, 'C') returning id", f"c-{uuid4().hex}")
    )
    await write(context, made, 2, by=account)
    await owner.execute("delete from accounts where id = $1", account)
    assert (await verifying.verify(context, made)).is_whole, "who did it may be gone; that it was done stays"
    await owner.execute("delete from workspaces where id = $1", made)
    assert await owner.fetchval("select count(*) from audit_events where workspace_id = $1", made) == 0
