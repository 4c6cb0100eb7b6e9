"""Which lines were rewritten, from a git history to a number: read last, read once, and read on after a death."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import orjson
import pytest
import pytest_asyncio
from tests.ingesting import NOW, added, carrying_out, synced
from tests.repositories import ADA, GRACE, Scripted, environment, numbered

from aexy.context import Context
from aexy.features.ingest import service
from aexy.features.ingest.lines import read_lines
from aexy.features.ingest.schemas import Reading, Repository
from aexy.features.insights.churn import Churn, code_churn
from aexy.features.insights.rollups import Days
from aexy.features.insights.schemas import Bucket
from aexy.features.jobs.schemas import Job, JobState
from aexy.features.routing import Account, Role, Viewer
from aexy.kernel.ids import AccountId, DeveloperId, WorkspaceId
from aexy.kernel.metric import Level
from aexy.store.postgres import Connection, Database

MONDAY = datetime(2024, 3, 4, 10, tzinfo=UTC)
DAYS = Days(date(2024, 3, 4), date(2024, 6, 3))


@pytest_asyncio.fixture(scope="module")
async def context(database: Database, modules_place: Path) -> AsyncIterator[Context]:
    """Orders are carried out at once, by child processes of this one."""
    async with carrying_out(database, modules_place) as made:
        yield made


@pytest.fixture
def history(tmp_path: Path) -> Scripted:
    return scripted(tmp_path / "repo")


def scripted(path: Path) -> Scripted:
    """Ada adds ten lines; two weeks on Grace rewrites three of them, and after five weeks Ada two more."""
    repo = Scripted.create(path)
    repo.commit("Begin\n", {"a.py": numbered(10), "uv.lock": numbered(50)}, at=on_day(0))
    repo.commit("Rewrite\n", {"a.py": numbered(7) + "x\ny\nz\n", "uv.lock": "1\n"}, author=GRACE, at=on_day(14))
    repo.commit("Again\n", {"a.py": numbered(5) + "p\nq\nx\ny\nz\n"}, at=on_day(35))
    return repo


def on_day(number: float) -> str:
    return f"{int((MONDAY + timedelta(days=number)).timestamp())} +0000"


async def facts(owner: Connection, workspace: WorkspaceId) -> set[tuple[str, str, str | None, int]]:
    found = await owner.fetch(
        """
        select encode(c.sha, 'hex'), p.path, encode(o.sha, 'hex'), x.lines
        from line_origins x
        join commits c on c.key = x.commit_key
        join paths p on p.key = x.path_key
        left join commits o on o.key = x.origin_commit_key
        where x.workspace_id = $1
        """,
        workspace,
    )
    return {tuple(row) for row in found}


async def people(owner: Connection, workspace: WorkspaceId) -> dict[str, UUID]:
    return {
        row["name"]: row["id"]
        for row in await owner.fetch("select name, id from developers where workspace_id = $1", workspace)
    }


@dataclass(frozen=True)
class Asker:
    """Asks for the churn of one workspace."""

    context: Context
    workspace: WorkspaceId

    async def __call__(
        self, level: Level, id_: UUID | None = None, *, role: Role = Role.OWNER, who: UUID | None = None
    ) -> Churn:
        account = Account(AccountId(uuid4()), "Somebody", None, is_local_owner=False)
        viewer = Viewer(account, self.workspace, role, DeveloperId(who) if who else None)
        return await code_churn(self.context, viewer, level, id_, DAYS, bucket=Bucket.MONTHLY)


@pytest.fixture
def ask(context: Context, workspace: WorkspaceId) -> Asker:
    return Asker(context, workspace)


@dataclass(frozen=True)
class Shop:
    """A workspace whose only repository was read once, for tests that only ask."""

    ask: Asker
    repository: Repository
    job: Job
    people: dict[str, UUID]


@pytest_asyncio.fixture(scope="module")
async def shop(context: Context, owner_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Shop]:
    owner = await asyncpg.connect(owner_url)
    made = await owner.fetchval("insert into workspaces (slug, name) values ('shop', 'Shop') returning id")
    workspace = WorkspaceId(made)
    repository, job = await added(context, workspace, scripted(tmp_path_factory.mktemp("shop") / "repo"))
    yield Shop(Asker(context, workspace), repository, job, await people(owner, workspace))
    await owner.close()


async def test_what_was_rewritten_within_21_days_is_a_share_of_what_was_added(shop: Shop) -> None:
    job = shop.job
    assert (job.state, job.stage, job.details["line_commits"]) == (JobState.DONE, "Done", 3)
    assert job.details["seconds_until_counted"] <= job.details["seconds"]
    found = await shop.ask(Level.REPOSITORY, shop.repository.id)
    # Ten lines of Ada's, three of Grace's, two more of Ada's; the lock file is nobody's.
    assert (found.total.n, found.total.value, found.total.by_others) == (15, 3 / 15, 3 / 15)
    assert [(one.n, one.value) for one in found.series] == [(13, 3 / 13), (2, 0.0), (0, None), (0, None)]
    assert found.files is not None
    assert [(one.path, one.lines, one.by_author, one.by_others) for one in found.files] == [("a.py", 3, 0, 3)]
    ada = await shop.ask(Level.DEVELOPER, shop.people["Ada Lovelace"])
    assert (ada.total.n, ada.total.value, ada.unknown, ada.files) == (12, 3 / 12, 0, None)
    assert (await shop.ask(Level.DEVELOPER, shop.people["Grace Hopper"])).total.value == 0


async def test_a_persons_churn_is_for_them_their_teammates_and_managers(shop: Shop) -> None:
    ada, grace = shop.people["Ada Lovelace"], shop.people["Grace Hopper"]
    stranger = await shop.ask(Level.DEVELOPER, ada, role=Role.MEMBER, who=grace)
    assert stranger.withheld == "Only the person and those in a team with them see this."
    assert (stranger.total.value, stranger.total.n, stranger.total.by_others, stranger.unknown) == (None, 0, None, None)
    assert {one.n for one in stranger.series} == {0}
    assert (await shop.ask(Level.DEVELOPER, ada, role=Role.VIEWER, who=ada)).total.value == 3 / 12
    assert (await shop.ask(Level.DEVELOPER, ada, role=Role.MANAGER)).total.value == 3 / 12


async def test_lines_somebody_added_before_joining_are_not_the_teams(shop: Shop, owner: Connection) -> None:
    team = await owner.fetchval(
        "insert into teams (workspace_id, slug, name) values ($1, 'core', 'Core') returning id", shop.ask.workspace
    )
    await owner.execute(
        "insert into team_members (workspace_id, team_id, developer_id, joined_at) values ($1, $2, $3, $4)",
        shop.ask.workspace,
        team,
        shop.people["Ada Lovelace"],
        MONDAY + timedelta(days=20),
    )
    found = await shop.ask(Level.TEAM, team)
    assert (found.total.n, found.total.value, found.files) == (2, 0.0, None)


async def test_where_lines_were_not_read_there_is_no_number_but_a_reason(
    context: Context,
    workspace: WorkspaceId,
    owner: Connection,
    history: Scripted,
    ask: Asker,
) -> None:
    nothing = await ask(Level.WORKSPACE)
    assert (nothing.total.value, nothing.total.n, nothing.repositories_read) == (None, 0, 0)
    assert nothing.reason is not None
    repository, _ = await added(context, workspace, history)
    rows = await facts(owner, workspace)
    assert len(rows) == 2
    await owner.execute("delete from line_origins where workspace_id = $1", workspace)
    await owner.execute("delete from line_readings where workspace_id = $1", workspace)
    assert "Run `aexy sync`" in str((await ask(Level.WORKSPACE)).reason)
    # A history that was read before lines were is made good by the next sync, whether or not anything is new.
    job = await synced(context, workspace, repository)
    assert (job.state, job.details["commits_read"], job.details["line_commits"]) == (JobState.DONE, 0, 3)
    assert await facts(owner, workspace) == rows
    assert "line_commits" not in (await synced(context, workspace, repository)).details


async def test_a_push_is_read_on_from_where_the_last_ended(
    context: Context, workspace: WorkspaceId, owner: Connection, history: Scripted
) -> None:
    repository, _ = await added(context, workspace, history)
    before = await facts(owner, workspace)
    last = history.commit("Less\n", {"a.py": "p\n"}, at=on_day(36))
    job = await synced(context, workspace, repository)
    assert job.details["line_commits"] == 1
    new = await facts(owner, workspace) - before
    assert {(sha, path, lines) for sha, path, _, lines in new} == {
        (last, "a.py", 5),
        (last, "a.py", 3),
        (last, "a.py", 1),
    }
    deleted = await owner.fetchval(
        """
        select count(*)
        from commit_files f
        join commits c on c.key = f.commit_key and not c.is_merge
        join paths p on p.key = f.path_key and p.class not in ('lock', 'generated', 'vendored')
        where f.workspace_id = $1
          and f.deletions <> (
              select coalesce(sum(x.lines), 0)
              from line_origins x
              where x.commit_key = f.commit_key and x.path_key = f.path_key
          )
        """,
        workspace,
    )
    assert deleted == 0
    await owner.execute("delete from repositories where workspace_id = $1", workspace)
    assert await facts(owner, workspace) == set()


async def test_lines_that_cannot_be_read_leave_every_other_number_right(
    context: Context,
    workspace: WorkspaceId,
    history: Scripted,
    ask: Asker,
) -> None:
    repository, _ = await added(context, workspace, history)
    state = service.reading_folder(context.settings, repository.id) / "aexy-lines.sqlite"
    state.unlink()
    (state / "in the way").mkdir(parents=True)
    history.commit("Less\n", {"a.py": "p\n"}, at=on_day(36))
    job = await synced(context, workspace, repository)
    assert (job.state, job.details["commits_read"]) == (JobState.DONE, 1)
    assert "nobody expected" in job.details["lines_not_read"]
    assert (await ask(Level.WORKSPACE)).total.value == 3 / 15
    (state / "in the way").rmdir()
    state.rmdir()
    assert (await synced(context, workspace, repository)).details["line_commits"] == 4


def many(path: Path, commits: int) -> Scripted:
    """A file whose every version replaces three of its thirty lines."""
    repo = Scripted.create(path)
    lines = [f"begin {n}" for n in range(30)]
    words = []
    for number in range(commits):
        at = number * 7 % 28
        lines[at : at + 3] = [f"{number} {n}" for n in range(3)]
        body = "\n".join(lines)
        words.append(
            f"commit refs/heads/main\ncommitter {ADA} {int(MONDAY.timestamp()) + number * 60} +0000\n"
            f"data 2\nX\nM 100644 inline a.py\ndata {len(body) + 1}\n{body}\n\n"
        )
    subprocess.run(
        ["git", "-C", path, "fast-import", "--quiet"], input="".join(words).encode(), check=True, env=environment()
    )
    return repo


async def test_a_reader_killed_in_the_middle_is_followed_by_one_that_ends_with_the_same_rows(
    context: Context, workspace: WorkspaceId, owner: Connection, tmp_path: Path
) -> None:
    repository, _ = await added(context, workspace, many(tmp_path / "many", 2_100))
    whole = await facts(owner, workspace)
    assert sum(lines for *_, lines in whole) == 3 * 2_099
    one_of_the_second_thousand = await owner.fetchrow(
        "select x.* from line_origins x join commits c on c.key = x.commit_key"
        " where c.committed_at = $1 and x.workspace_id = $2",
        MONDAY + timedelta(minutes=1_500),
        workspace,
    )
    await owner.execute("delete from line_origins where workspace_id = $1", workspace)
    await owner.execute("delete from line_readings where workspace_id = $1", workspace)
    reading = Reading(
        database_url=context.database.url,
        workspace_id=str(workspace),
        repository_key=repository.key,
        url=repository.url,
        folder=str(service.reading_folder(context.settings, repository.id)),
        branch_wanted=None,
        git="git",
        git_timeout=60,
        allow_local=True,
        now=NOW.isoformat(),
    )
    task = {"do": "lines", "job_id": str(uuid4()), "reading": asdict(reading), "beat_seconds": 0}
    # Whoever comes to the second thousand waits for a row that is being written, and is killed while it waits.
    being_written = owner.transaction()
    await being_written.start()
    await owner.execute("insert into line_origins values ($1, $2, $3, $4, $5)", *one_of_the_second_thousand)
    await asyncio.to_thread(killed_after_its_first_word, task)
    await being_written.rollback()
    assert 0 < len(await facts(owner, workspace)) < len(whole)
    rest = await asyncio.to_thread(read_lines, reading, lambda *_: None)
    assert rest["line_commits"] == 1_100
    assert await facts(owner, workspace) == whole


def killed_after_its_first_word(task: dict[str, object]) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "aexy.features.ingest.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(orjson.dumps(task) + b"\n")
    child.stdin.flush()
    said = orjson.loads(child.stdout.readline())
    child.kill()
    child.wait()
    child.stdin.close()
    child.stdout.close()
    assert said["stage"] == "Reading lines"


async def test_messages_that_were_stored_by_their_first_line_are_read_whole_at_the_next_sync(
    context: Context, workspace: WorkspaceId, owner: Connection, history: Scripted
) -> None:
    message = "Drop it\n\nNobody used it.\n\nBREAKING CHANGE: it is gone\nSigned-off-by: A <a@example.org>\n"
    history.commit(message, {"a.py": "gone\n"}, at=on_day(40))
    repository, _ = await added(context, workspace, history)
    asked = (
        "select subject, says_breaking, body_characters from commits where workspace_id = $1 order by committed_at desc"
    )
    first = await owner.fetch(asked, workspace)
    assert tuple(first[0]) == ("Drop it", True, len("Nobody used it.") + len("BREAKING CHANGE: it is gone"))
    assert {tuple(row)[1:] for row in first[1:]} == {(False, 0)}

    await owner.execute(
        "update commits set says_breaking = null, body_characters = null where workspace_id = $1", workspace
    )
    await synced(context, workspace, repository)
    assert await owner.fetch(asked, workspace) == first
