"""Whoever is erased stays erased: whatever a source says again, nothing of them comes back, and totals are the same."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zlib import decompress

import pytest
from tests.features.analytics.conftest import Keeping
from tests.features.syncing.conftest import Connected, connected, github, hours

from aexy.features.accounts.service import LOCAL_OWNER
from aexy.features.ingest import rows as ingest_rows
from aexy.features.privacy import service
from aexy.features.privacy.schemas import ErasureState, ErasureWish
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.job import ErasePeople
from aexy.kernel.commits import CommitRecord, Signature
from aexy.kernel.errors import Conflict, Forbidden, Unknown
from aexy.kernel.ids import DeveloperId, RepositoryKey
from aexy.sources.classes import classifier
from aexy.store.folk import settle_people
from aexy.store.loading import load_commits
from aexy.store.postgres import Connection

__all__ = ["connected", "github", "hours"]

TOTALS = """
select (select count(*) from developers where workspace_id = $1 and merged_into is null) as people,
       (select count(*) from commits where workspace_id = $1) as commits,
       (select count(*) from pull_requests where workspace_id = $1) as pulls,
       (select count(*) from reviews where workspace_id = $1) as reviews,
       (select count(*) from issues where workspace_id = $1) as issues,
       (select count(*) from conversation_comments where workspace_id = $1) as comments,
       (select count(*) from pull_requests p join developer_identities i on i.key = p.author_key
        where p.workspace_id = $1 and i.developer_id = $2) as own_pulls,
       (select count(*) from reviews r join developer_identities i on i.key = r.reviewer_key
        where r.workspace_id = $1 and i.developer_id = $2) as own_reviews,
       (select count(*) from commits c join developer_identities i on i.key = c.author_key
        where c.workspace_id = $1 and i.developer_id = $2) as own_commits
"""
TABLES = """
select c.relname
from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id')
"""


def admin(connected: Connected, role: Role = Role.ADMIN, developer: DeveloperId | None = None) -> Viewer:
    return Viewer(Account(LOCAL_OWNER, "Owner", None, is_local_owner=True), connected.workspace, role, developer)


async def carry_out(connected: Connected) -> None:
    for order in [one for one in connected.book.orders if isinstance(one, ErasePeople)]:
        connected.book.orders.remove(order)
        await service.carry_out(connected.context, order)


async def somebody(connected: Connected) -> DeveloperId:
    """Whoever opened most pull requests."""
    found = await connected.owner.fetchval(
        """
        select i.developer_id
        from pull_requests p
        join developer_identities i on i.key = p.author_key
        join developers d on d.id = i.developer_id and d.kind = 'human'
        where p.workspace_id = $1
        group by i.developer_id
        order by count(*) desc, i.developer_id
        limit 1
        """,
        connected.workspace,
    )
    return DeveloperId(found)


async def words_of(owner: Connection, developer: DeveloperId) -> list[str]:
    rows = await owner.fetch(
        """
        select unnest(array[name, email, username]) as word
        from developer_identities
        where developer_id = $1
        union
        select unnest(array[name, email])
        from developers
        where id = $1
        """,
        developer,
    )
    return sorted({row[0].lower() for row in rows if row[0]})


async def found_in_database(connected: Connected, words: Sequence[str]) -> list[str]:
    """Where one of the words still stands: as every table says its rows, and in what is kept packed."""
    found, owner = [], connected.owner
    for (table,) in await owner.fetch(TABLES):
        statement = f"select t::text as said from {table} t where workspace_id = $1"  # noqa: S608 - the catalogue's
        for row in await owner.fetch(statement, connected.workspace):
            found += [f"{table}: {word}" for word in words if word in row["said"].lower()]
    for table in ("raw_pages", "webhook_inbox"):
        statement = f"select body from {table} where workspace_id = $1"  # noqa: S608 - likewise
        for row in await owner.fetch(statement, connected.workspace):
            said = decompress(row["body"]).decode().lower()
            found += [f"{table}: {word}" for word in words if word in said]
    return sorted(set(found))


def found_in_files(home: Path, words: Sequence[str]) -> list[str]:
    files = [path for path in home.rglob("*") if path.is_file()]
    return [f"{path}: {word}" for path in files for word in words if word.encode() in path.read_bytes().lower()]


async def a_commit(connected: Connected, name: str, email: str, number: int) -> None:
    """A commit of theirs as git tells it, with their name in its message."""
    repository = await connected.owner.fetchval(
        "select key from repositories where workspace_id = $1 order by key limit 1", connected.workspace
    )
    who = Signature(name, email, 1_772_000_000 + number, 60)
    text = f"Fix what {name} found\n\nSigned-off-by: {name} <{email}>\nCo-authored-by: Zoe Else <zoe@else.example>\n"
    record = CommitRecord(number.to_bytes(20, "big"), 1, who, who, text, ())
    await load_commits(
        connected.context.database.url, connected.workspace, RepositoryKey(repository), [record], classify=classifier()
    )
    async with connected.context.database.workspace(connected.workspace) as connection:
        await settle_people(connection, connected.workspace)


async def test_an_erased_person_is_nowhere_and_stays_so_through_syncs_and_replays(
    connected: Connected, tmp_path: Path
) -> None:
    await connected.sync()
    whom = await somebody(connected)
    name, email = "Perpetua Quill", "perpetua@quill.example"
    await a_commit(connected, name, email, 1)
    quill = await connected.owner.fetchval(
        "select developer_id from developer_identities where email = $1 and workspace_id = $2",
        email,
        connected.workspace,
    )
    for one in (whom, DeveloperId(quill)):
        words = await words_of(connected.owner, one)
        before = dict(await connected.owner.fetchrow(TOTALS, connected.workspace, one))
        assert await found_in_database(connected, words)
        done = await service.erase(connected.context, admin(connected), one, ErasureWish())
        assert done.state is ErasureState.CONFIRMED
        await carry_out(connected)
        assert await found_in_database(connected, words) == []

        await connected.sync(full=True)
        await connected.replay()
        if one == quill:
            await a_commit(connected, name, email, 2)
            before |= {"commits": 2, "own_commits": 2}
        assert await found_in_database(connected, words) == []
        assert found_in_files(tmp_path, words) == []
        assert dict(await connected.owner.fetchrow(TOTALS, connected.workspace, one)) == before
    said = await connected.owner.fetch(
        "select subject, trailers from commits where workspace_id = $1", connected.workspace
    )
    assert all("Fix what erased-" in row["subject"] and "Zoe Else" in row["trailers"] for row in said)
    (latest, *_) = await service.list_erasures(connected.context, admin(connected))
    assert latest.state is ErasureState.DONE
    assert "developers" in {one.what for one in latest.erased}


async def test_answers_that_were_kept_go_with_the_erasure(connected: Connected) -> None:
    await connected.sync()
    await service.erase(connected.context, admin(connected), await somebody(connected), ErasureWish())
    keeping = Keeping({})
    await keeping.put(connected.workspace, "titles", b"Fix what Perpetua Quill found", seconds=86_400)
    for order in [one for one in connected.book.orders if isinstance(one, ErasePeople)]:
        await service.carry_out(replace(connected.context, cache=keeping), order)
    assert keeping.kept == {}


async def test_a_dry_run_lists_what_would_go_and_changes_nothing(connected: Connected) -> None:
    await connected.sync()
    whom = await somebody(connected)
    words = await words_of(connected.owner, whom)
    before = await found_in_database(connected, words)
    said = await service.erase(connected.context, admin(connected), whom, ErasureWish(dry_run=True))
    assert await found_in_database(connected, words) == before
    assert await service.list_erasures(connected.context, admin(connected)) == []
    await service.erase(connected.context, admin(connected), whom, ErasureWish())
    await carry_out(connected)
    (done,) = await service.list_erasures(connected.context, admin(connected))
    assert done.erased == said.erased


async def test_a_person_asks_and_an_admin_confirms_or_refuses(connected: Connected) -> None:
    await connected.sync()
    whom = await somebody(connected)
    context = connected.context
    with pytest.raises(Forbidden, match="at their own wish"):
        await service.erase(context, admin(connected, Role.MANAGER), whom, ErasureWish())
    asked = await service.erase(context, admin(connected, Role.VIEWER, whom), whom, ErasureWish())
    assert asked.state is ErasureState.ASKED
    assert connected.book.orders == [one for one in connected.book.orders if not isinstance(one, ErasePeople)]
    assert asked.id
    refused = await service.decide(context, admin(connected), asked.id, ErasureState.REFUSED)
    assert refused.state is ErasureState.REFUSED
    with pytest.raises(Conflict):
        await service.decide(context, admin(connected), asked.id, ErasureState.CONFIRMED)
    again = await service.erase(context, admin(connected, Role.VIEWER, whom), whom, ErasureWish())
    assert again.id
    await service.decide(context, admin(connected), again.id, ErasureState.CONFIRMED)
    await carry_out(connected)
    with pytest.raises(Unknown, match="nobody"):
        await service.erase(context, admin(connected), whom, ErasureWish())


async def test_a_restored_copy_from_before_is_erased_again_from_the_data_folder(connected: Connected) -> None:
    await connected.sync()
    whom = await somebody(connected)
    words = await words_of(connected.owner, whom)
    copy = await _copied(connected.owner, connected)
    before = dict(await connected.owner.fetchrow(TOTALS, connected.workspace, whom))
    await service.erase(connected.context, admin(connected), whom, ErasureWish())
    await carry_out(connected)
    await _put_back(connected.owner, connected, copy)
    assert await found_in_database(connected, words)

    await service.keep_house(connected.context)
    await carry_out(connected)
    assert await found_in_database(connected, words) == []
    assert dict(await connected.owner.fetchrow(TOTALS, connected.workspace, whom)) == before
    await service.keep_house(connected.context)
    assert not [one for one in connected.book.orders if isinstance(one, ErasePeople)]


WITH_TEXTS = ("developers", "developer_identities", "pull_requests", "reviews", "conversation_comments", "issues")


async def _copied(owner: Connection, connected: Connected) -> dict[str, list[str]]:
    return {
        table: [
            row[0]
            for row in await owner.fetch(
                f"select to_jsonb(t)::text from {table} t where workspace_id = $1",  # noqa: S608 - those above
                connected.workspace,
            )
        ]
        for table in WITH_TEXTS
    }


async def _put_back(owner: Connection, connected: Connected, copy: dict[str, list[str]]) -> None:
    """What a copy made before says of people, and that it knows of no erasure."""
    await owner.execute("delete from erasures where workspace_id = $1", connected.workspace)
    await owner.execute("delete from privacy_keys where workspace_id = $1", connected.workspace)
    for table, rows in copy.items():
        names = [
            row[0]
            for row in await owner.fetch(
                """
                select attname
                from pg_attribute
                where attrelid = $1::text::regclass and attnum > 0 and not attisdropped and attgenerated = ''
                  and attname not in ('key', 'id') and format_type(atttypid, null) in ('text', 'jsonb')
                """,
                table,
            )
        ]
        values = ", ".join(f"{name} = s.{name}" for name in names)
        for row in rows:
            said = json.loads(row)
            found_by = "id" if table == "developers" else "key" if "key" in said else "external_id"
            await owner.execute(
                f"update {table} t set {values} from jsonb_populate_record(null::{table}, $1::text::jsonb) s"  # noqa: S608 - names of our own
                f" where t.{found_by} = s.{found_by} and t.workspace_id = s.workspace_id",
                row,
            )


async def test_a_repository_of_somebody_erased_keeps_no_mirror(connected: Connected) -> None:
    await connected.sync()
    await a_commit(connected, "Perpetua Quill", "perpetua@quill.example", 1)
    row = await connected.owner.fetchrow(
        """
        select r.id, r.key, i.developer_id
        from commits c
        join repositories r on r.key = c.repository_key
        join developer_identities i on i.key = c.author_key
        where c.workspace_id = $1
        """,
        connected.workspace,
    )
    mirror = connected.context.settings.home / "mirrors" / f"{row['id']}.git"
    mirror.mkdir(parents=True)
    (mirror / "packed").write_text("Perpetua Quill")
    async with connected.context.database.workspace(connected.workspace) as connection:
        key = RepositoryKey(row["key"])
        assert not await ingest_rows.holds_somebody_erased(connection, connected.workspace, key)
    await service.erase(connected.context, admin(connected), row["developer_id"], ErasureWish())
    await carry_out(connected)
    assert not mirror.exists()
    async with connected.context.database.workspace(connected.workspace) as connection:
        assert await ingest_rows.holds_somebody_erased(connection, connected.workspace, key)
