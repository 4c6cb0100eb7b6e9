"""Every table and folder that holds something of a person is in their export, or says why not."""

import io
from pathlib import Path
from zipfile import ZipFile

import orjson
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.insights import exporting
from aexy.features.insights.export_more import FILES, HELD, LEFT_OUT, more
from aexy.features.insights.export_sections import sections
from aexy.features.insights.exporting import Format
from aexy.features.routing import Account, Role, Viewer
from aexy.jobs.inline import InlineDispatcher
from aexy.jobs.job import Order
from aexy.kernel.ids import AccountId, DeveloperId, WorkspaceId
from aexy.settings import Settings
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection, Database

TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"


async def test_every_table_has_a_section_or_a_reason(owner: Connection) -> None:
    there = {row[0] for row in await owner.fetch(TABLES)}
    assert not set(HELD) & set(LEFT_OUT)
    assert sorted(there - {*HELD, *LEFT_OUT}) == [], "Give it a section in export_more.py, or say why it has none."
    assert sorted({*HELD, *LEFT_OUT} - there) == [], "There is no such table any more."
    known = {section.name for section in [*sections((), is_own=True), *more(is_own=True)]}
    assert set(HELD.values()) <= known


async def test_every_section_can_be_read_and_the_archive_says_what_it_leaves_out(
    database: Database, owner: Connection, workspace: WorkspaceId, account: AccountId, tmp_path: Path
) -> None:
    async def run(order: Order) -> None:
        raise AssertionError(order)

    made = Seeded(workspace)
    await made.repository(owner, "api")
    person = DeveloperId(await made.developer(owner, "Ada"))
    await made.commit(owner, "Ada", MONDAY, "api")
    await owner.execute("insert into account_developers values ($1, $2, $3)", workspace, account, person)
    await owner.execute(
        "insert into access_log values ($1, $2, $3, 'page', $4, 'owner', 2, $4)", workspace, person, account, MONDAY
    )
    context = Context(Settings(home=tmp_path), database, NoCache(), InlineDispatcher(run), MONDAY)
    viewer = Viewer(Account(account, "Test owner", None, is_local_owner=True), workspace, Role.ADMIN, person)
    for is_own in (True, False):
        asked = viewer if is_own else Viewer(viewer.account, workspace, Role.ADMIN, None)
        export = await exporting.open_export(context, asked, person, Format.NDJSON)
        archive = ZipFile(io.BytesIO(b"".join([piece async for piece in exporting.pieces(export)])))
        manifest = orjson.loads(archive.read("manifest.json"))
        assert {one["section"] for one in manifest["sections"]} >= set(HELD.values())
        assert manifest["left_out"] == LEFT_OUT | FILES
        (look,) = [orjson.loads(line) for line in archive.read("access_log.ndjson").splitlines()]
        assert look.get("who") == ("Test owner" if is_own else None)
        assert orjson.loads(archive.read("account.ndjson"))["role"] == "owner"
