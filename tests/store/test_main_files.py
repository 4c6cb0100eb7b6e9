"""Whose files somebody's are: read of one person's files alone, and the same as of everything, told in plain SQL."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from random import Random

import pytest_asyncio
from tests.seeding import Seeded

from aexy.features.intelligence.analyses import KEPT
from aexy.features.intelligence.analysis import Settings
from aexy.features.intelligence.frames import Frames
from aexy.features.intelligence.profile import PROFILE
from aexy.features.intelligence.running import Stand, count
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock
from aexy.store.analysis_facts.main_files import read_main_files
from aexy.store.postgres import Connection
from aexy.store.session import session

NOW = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)
PEOPLE = ("Ann", "Ben", "Cal", "Dee")
# Every change with everything that may speak against counting it; nothing is left out by the database.
CHANGES = """
select d.key as developer, d.kind, f.path_key, p.class, c.placed_at, c.standing, c.is_merge
from commit_files f
join commits c on c.key = f.commit_key
join paths p on p.key = f.path_key
join developer_identities i on i.key = c.author_key
join developers d on d.id = i.developer_id
where c.workspace_id = $1"""
PATH = """
insert into paths (workspace_id, repository_key, path, class)
values ($1, $2, $3, $4)
returning key"""
TOUCH = """
insert into commit_files (workspace_id, commit_key, path_key, additions, deletions)
values ($1, $2, $3, 5, 1)"""
COMMITS = """
explain
select c.key, c.author_key
from commits c
where c.standing = 'counted'
    and not c.is_merge
    and c.placed_at > '2024-05-20'
    and c.repository_key = any($1)
    and c.workspace_id = $2"""
# A person counts as a whole, whatever they commit by.
JOIN = """
update developer_identities
set developer_id = $2
where developer_id = $1"""


@pytest_asyncio.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Some hundred commits of four people, one of them by two addresses, and a bot, in three repositories."""
    made, drawn = Seeded(workspace), Random(5)  # noqa: S311 - a test's facts, not a secret
    for name in (*PEOPLE, "Ann at home"):
        await made.developer(owner, name)
    await made.developer(owner, "Robot", kind="bot")
    await owner.execute(JOIN, made.developers["Ann at home"], made.developers["Ann"])
    paths: dict[str, list[int]] = defaultdict(list)
    for name in ("api", "web", "site"):
        await made.repository(owner, name)
        for number, sort in enumerate(("source", "source", "test", "source", "lock", "generated", "documentation")):
            paths[name].append(
                await owner.fetchval(PATH, workspace, made.repositories[name][1], f"{name}/{number}", sort)
            )
    # Just within and just outside of the two years, by clocks that are far apart; and ahead of the clock.
    edges = [NOW - 730 * DAY + step for step in (timedelta(minutes=-1), timedelta(0), timedelta(minutes=1))]
    whens = [*edges, NOW + DAY, *(NOW - drawn.randint(0, 800) * DAY for _ in range(180))]
    for when in whens:
        name = drawn.choice(("api", "web", "site"))
        commit = await made.commit(
            owner,
            drawn.choice((*PEOPLE, "Ann at home", "Robot")),
            when,
            name,
            offset=drawn.choice((-720, 0, 840)),
            is_merge=drawn.random() < 0.1,
            standing="duplicate" if drawn.random() < 0.1 else "counted",
        )
        for path in drawn.sample(paths[name], drawn.randint(1, 3)):
            await owner.execute(TOUCH, workspace, commit, path)
    return made


async def told(owner: Connection, workspace: WorkspaceId) -> dict[int, int]:
    """The same by counting every change one by one."""
    often: dict[int, Counter[int]] = defaultdict(Counter)
    for row in await owner.fetch(CHANGES, workspace):
        is_work = row["class"] in ("source", "test") and row["standing"] == "counted" and not row["is_merge"]
        if is_work and row["kind"] == "human" and NOW - 730 * DAY < row["placed_at"] <= NOW:
            often[row["path_key"]][row["developer"]] += 1
    return dict(Counter(who for by in often.values() for who, commits in by.items() if commits == max(by.values())))


def read(url: str, workspace: WorkspaceId, whose: Collection[int] | None) -> dict[int, int]:
    with session(url, workspace) as opened:
        found = read_main_files(Frames.about(opened, whose, now=NOW, clock=Clock(NOW)).reading)
        return {who: files for who, files in found.iter_rows() if whose is None or who in whose}


async def keys(owner: Connection, seeded: Seeded) -> list[int]:
    return [await owner.fetchval("select key from developers where id = $1", seeded.developers[who]) for who in PEOPLE]


async def test_of_one_person_of_some_and_of_everybody_it_is_what_counting_every_change_gives(
    owner: Connection, database_url: str, workspace: WorkspaceId, seeded: Seeded
) -> None:
    expected = await told(owner, workspace)
    people = await keys(owner, seeded)
    assert set(expected) == set(people)
    assert sum(expected.values()) > 12  # files that several are tied for
    assert read(database_url, workspace, None) == expected
    for one in people:
        assert read(database_url, workspace, [one]) == {one: expected[one]}
    assert read(database_url, workspace, people[:2]) == {one: expected[one] for one in people[:2]}


async def test_whoever_touched_nothing_has_no_files(
    owner: Connection, database_url: str, workspace: WorkspaceId, seeded: Seeded
) -> None:
    await seeded.developer(owner, "Eve")
    eve = await owner.fetchval("select key from developers where name = 'Eve'")
    assert read(database_url, workspace, [eve]) == {}


async def test_after_a_repository_goes_its_files_are_nobodys(
    owner: Connection, database_url: str, workspace: WorkspaceId, seeded: Seeded
) -> None:
    await owner.execute("delete from repositories where id = $1", seeded.repositories["web"][0])
    expected = await told(owner, workspace)
    for one in await keys(owner, seeded):
        assert read(database_url, workspace, [one]) == {one: expected[one]}


async def test_another_workspace_has_none_of_them(owner: Connection, database_url: str, seeded: Seeded) -> None:
    other = WorkspaceId(await owner.fetchval("insert into workspaces (slug, name) values ('o', 'O') returning id"))
    assert read(database_url, other, await keys(owner, seeded)) == {}
    assert read(database_url, other, None) == {}


async def test_the_profile_of_one_person_takes_so_many_statements_and_no_more(
    owner: Connection, database_url: str, workspace: WorkspaceId, seeded: Seeded
) -> None:
    ann = (await keys(owner, seeded))[0]
    stand = Stand(workspace_id=workspace, data_version=1, now=NOW, clock=Clock(NOW), settings=Settings())
    with session(database_url, workspace) as opened:
        assert not count(opened, stand, (PROFILE,), [ann]).failures
        # What their commits touched is read once for skills and files, and so is whose identity is whose.
        assert opened.statements <= 17
        before = opened.statements
        assert not count(opened, stand, KEPT, [ann]).failures
        assert opened.statements - before <= 42


async def test_commits_of_the_repositories_are_read_from_the_index_alone(
    owner: Connection, workspace: WorkspaceId, seeded: Seeded
) -> None:
    await owner.execute("vacuum analyze commits")
    async with owner.transaction():
        await owner.execute("set local enable_seqscan = off")
        await owner.execute("set local enable_bitmapscan = off")
        plan = await owner.fetch(COMMITS, [seeded.repositories["api"][1]], workspace)
    assert any("Index Only Scan using commits_repository" in row[0] for row in plan), plan
