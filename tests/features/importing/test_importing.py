"""A file is taken whole or not at all, and taken again it changes nothing."""

from pathlib import Path
from typing import Any

import pytest
from tests.features.importing.conftest import NOON, Importing

from aexy.features.importing.comparing import table_of
from aexy.features.jobs.schemas import Job
from aexy.kernel.errors import Conflict, Unknown, Unusable
from aexy.sources.files.reading import read, understand
from aexy.sources.files.tables import TABLES
from aexy.sources.files.template import template
from aexy.store.activity import load
from aexy.store.activity.tables import TABLES as FACTS
from aexy.store.pages import stored

HEADER = "id,environment,status,finished_at,service,deployed_by\n"
DEPLOYMENTS = HEADER + (
    "d-1,production,success,2026-01-05T09:00:00Z,payouts,ada@example.org\n"
    "d-2,production,failure,2026-01-06T09:00:00Z,payouts,ada@example.org\n"
)


def news(job: Job) -> tuple[int, int, int]:
    return job.details["new"], job.details["changed"], job.details["unchanged"]


def many(count: int) -> str:
    rows = (f"d-{n},production,success,2026-01-05T{n % 24:02}:00:00Z,s,p{n % 7}@example.org\n" for n in range(count))
    return HEADER + "".join(rows)


async def test_the_same_file_again_changes_nothing(importing: Importing) -> None:
    assert news(await importing.bring("deployments", DEPLOYMENTS)) == (2, 0, 0)
    before, version, pages = await importing.facts(), await importing.version(), await importing.pages()
    importing.later(days=1)
    assert news(await importing.bring("deployments", DEPLOYMENTS)) == (0, 0, 2)
    assert await importing.facts() == before
    assert (await importing.version(), await importing.pages()) == (version, pages)


async def test_only_what_says_something_new_changes(importing: Importing) -> None:
    await importing.bring("deployments", DEPLOYMENTS)
    importing.later(days=1)
    mended = DEPLOYMENTS.replace("failure", "success") + "d-3,qa,success,2026-01-07T09:00:00Z,,\n"
    assert news(await importing.bring("deployments", mended)) == (1, 1, 1)
    rows = {row["external_id"]: row for row in (await importing.facts())["deployments"]}
    assert (rows["d-2"]["status"], rows["d-3"]["environment_kind"]) == ("success", "testing")
    assert (rows["d-1"]["version"], rows["d-2"]["version"]) == (NOON, importing.context.now)


async def test_what_is_imported_last_stands_even_if_it_was_said_before(importing: Importing) -> None:
    await importing.bring("deployments", DEPLOYMENTS)
    await importing.bring("deployments", DEPLOYMENTS.replace("failure", "success"))
    assert news(await importing.bring("deployments", DEPLOYMENTS)) == (0, 1, 1)
    assert {row["status"] for row in (await importing.facts())["deployments"]} == {"failure", "success"}


async def test_a_row_that_says_when_it_changed_never_overwrites_a_newer_one(importing: Importing) -> None:
    newer = "id,title,started_at,status,updated_at\ni-1,Down,2026-01-05T09:00Z,resolved,2026-01-06T09:00Z\n"
    await importing.bring("incidents", newer)
    older = newer.replace("resolved,2026-01-06", "open,2026-01-05")
    assert news(await importing.bring("incidents", older)) == (0, 0, 1)
    assert (await importing.facts())["incidents"][0]["status"] == "resolved"


async def test_a_dry_run_writes_nothing(importing: Importing) -> None:
    before = await importing.facts()
    job = await importing.bring("deployments", DEPLOYMENTS + "d-3,qa,perhaps,,,\n", is_trial=True)
    assert (job.state, news(job), job.details["rows"]) == ("done", (2, 0, 0), 3)
    assert job.details["problems"] == [
        {
            "line": 4,
            "field": "status",
            "detail": "is 'perhaps'; it may be pending, running, success, failure, cancelled",
        }
    ]
    assert await importing.facts() == before
    assert await importing.pages() == 0


async def test_one_bad_row_among_thousands_leaves_nothing_behind(importing: Importing) -> None:
    before, version = await importing.facts(), await importing.version()
    job = await importing.bring("deployments", many(4_100) + "last,production,success,never,,\n")
    assert (job.state, job.details["wrong"]) == ("failed", 1)
    assert job.error == (
        "1 row of 4,101 in deployments.csv cannot be taken, so nothing was. The first, line 4102, finished_at: is "
        "'never', which is no instant; write 2026-01-31T09:30:00Z. Mend them and import it again."
    )
    assert (await importing.facts(), await importing.version(), await importing.pages()) == (before, version, 0)


async def test_an_import_that_is_broken_off_goes_on_where_it_was(importing: Importing) -> None:
    order = await importing.order("deployments", many(4_100))
    importing.readers.dies_after = 2
    job = await importing.carry_out(order)
    assert (job.state, job.details["import"]["applied"]) == ("running", 2)
    assert len((await importing.facts())["deployments"]) == 4_000
    importing.readers.dies_after = None
    importing.later(hours=1)
    job = await importing.carry_out(order)
    assert (job.state, job.details["rows"], news(job)) == ("done", 4_100, (4_100, 0, 0))
    broken, pages = await importing.facts(), await importing.pages()
    assert len(broken["deployments"]) == 4_100
    assert {row["version"] for row in broken["deployments"]} == {NOON}
    assert pages == 3


async def test_the_file_is_kept_until_it_is_over_and_no_longer(importing: Importing) -> None:
    kept = importing.context.settings.home / "imports"
    order = await importing.order("deployments", DEPLOYMENTS)
    files = _files(kept)
    assert [(path.name, path.stat().st_mode & 0o777) for path in files] == [("deployments.csv", 0o600)]
    await importing.carry_out(order)
    assert not _files(kept)
    await importing.bring("deployments", HEADER + "d-1,production,wrong,,,\n")
    assert not _files(kept)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_only_one_import_at_a_time(importing: Importing) -> None:
    order = await importing.order("deployments", DEPLOYMENTS)
    with pytest.raises(Conflict, match="Another import is under way"):
        await importing.order("incidents", template(TABLES["incidents"]))
    await importing.carry_out(order)
    await importing.order("incidents", template(TABLES["incidents"]))


async def test_every_tables_example_is_taken_and_its_page_read_again_gives_the_same(importing: Importing) -> None:
    key = await importing.add_repository()
    where = await importing.repository_id(key)
    for name, table in TABLES.items():
        job = await importing.bring(name, template(table), repository_id=where)
        assert job.state == "done", (name, job.error)
        assert news(job) == (1, 0, 0), name
    before = await importing.facts()
    for name, table in TABLES.items():
        job = await importing.bring(name, template(table), repository_id=where)
        assert news(job) == (0, 0, 1), name
    assert await importing.facts() == before

    for fact in {table.stored for table in FACTS} | {"expected_pull_requests", "expected_issues"}:
        await importing.owner.execute(f"delete from {fact} where workspace_id = $1", importing.workspace)  # noqa: S608 - names of our own
    async with importing.context.database.workspace(importing.workspace) as connection:
        kept = [page async for page in stored(connection, importing.workspace)]
    for page in kept:
        async with importing.context.database.workspace(importing.workspace) as connection:
            records = [record for row in page.rows for record in read(page.stream, row)]
            await load(connection, importing.workspace, page.place, records, now=page.fetched_at)
    assert await importing.facts() == before


def test_every_table_of_facts_can_be_filled_by_files() -> None:
    ours = set()
    for table in TABLES.values():
        said = {column.name: column.example for column in table.columns if column.example}
        found = understand(table.name, said, 1, None, NOON)
        assert found is not None
        ours.add(table_of(found.main))
    # Those are either evidence only web hooks bring, or said by trackers about addresses, or a comment's other half.
    assert {table.name for table in FACTS if table not in ours} == {"push_receipts", "issue_links", "issue_comments"}


async def test_rows_find_their_repositories_by_name(importing: Importing) -> None:
    shop, bank = await importing.add_repository("shop"), await importing.add_repository("bank")
    header = "number,title,opened_at,repository\n"
    rows = "1,One,2026-01-05T09:00Z,acme/shop\n1,One,2026-01-05T09:00Z,Bank\n"
    job = await importing.bring("pull_requests", header + rows)
    assert (job.state, news(job)) == ("done", (2, 0, 0))
    assert {row["repository_key"] for row in (await importing.facts())["pull_requests"]} == {shop, bank}
    job = await importing.bring("pull_requests", header + "2,Two,2026-01-05T09:00Z,\n3,Three,2026-01-05T09:00Z,mine\n")
    assert job.state == "failed"
    assert [one["detail"] for one in job.details["problems"]] == [
        "says of no repository, and the import names none; use --repository, or a column of that name",
        "is 'mine', which is no repository here; see `aexy repos list`",
    ]


async def test_two_rows_of_one_thing_are_refused_unless_they_say_which_is_newer(importing: Importing) -> None:
    job = await importing.bring("deployments", DEPLOYMENTS + "d-1,production,failure,,,\n")
    assert job.details["problems"] == [
        {"line": 4, "field": "", "detail": "says neither created_at, started_at nor finished_at; one of them is needed"}
    ]
    job = await importing.bring("deployments", DEPLOYMENTS + "d-1,production,failure,2026-01-05T10:00:00Z,,\n")
    assert job.details["problems"] == [
        {"line": 4, "field": "id", "detail": "stands in line 2 already; keep one of the two"}
    ]
    both = "kind,id,title,updated_at\nticket,1,Old,2026-01-05T09:00Z\nticket,1,New,2026-01-06T09:00Z\n"
    job = await importing.bring("work_records", both)
    assert job.state == "done"
    assert [row["title"] for row in (await importing.facts())["work_records"]] == ["New"]


async def test_ids_of_two_tools_are_kept_apart(importing: Importing) -> None:
    await importing.bring("deployments", DEPLOYMENTS)
    job = await importing.bring("deployments", DEPLOYMENTS, source="spinnaker")
    assert news(job) == (2, 0, 0)
    assert {row["origin"] for row in (await importing.facts())["deployments"]} == {"files", "spinnaker"}


@pytest.mark.parametrize(
    ("table", "content", "wish", "kind", "field", "words"),
    [
        ("deployments", "", {}, Unusable, "file", "is empty"),
        ("deployments", "id,environment,status\n", {"zone": "Mars"}, Unusable, "zone", "no time zone 'Mars'"),
        ("deploys", DEPLOYMENTS, {}, Unusable, "table", "no table 'deploys'"),
        ("deployments", DEPLOYMENTS, {"map": ["nothing"]}, Unusable, "map", "COLUMN=NAME"),
        ("deployments", DEPLOYMENTS, {"repository_id": "00000000-0000-0000-0000-000000000001"}, Unknown,
         "repository_id", "no repository"),
        ("cicd_deployments", "id\n", {"is_devlake": True}, Unusable, "table", "cicd_deployment_commits"),
        ("pull_requests", "id,pull_request_key,created_date\n", {"is_devlake": True}, Unusable, "repository_id",
         "--repository"),
    ],
)  # fmt: skip
async def test_what_cannot_be_used_is_said_at_once_naming_the_field(
    importing: Importing, table: str, content: str, wish: dict[str, Any], kind: type[Unusable], field: str, words: str
) -> None:
    with pytest.raises(kind, match=words) as raised:
        await importing.order(table, content, **wish)
    assert raised.value.field == field
    assert not importing.book.orders
    assert not _files(importing.context.settings.home / "imports")
