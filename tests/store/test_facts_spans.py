"""A part of the facts gives the same numbers as all of them: of some days, of a person, of a team."""

from datetime import UTC, datetime, timedelta
from random import Random

import polars as pl
import pytest_asyncio
from polars.testing import assert_frame_equal
from tests.seeding import MONDAY, Seeded, seed

from aexy.kernel.enrich import enrich
from aexy.kernel.facts import Facts
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.measuring import measure
from aexy.kernel.metric import Level
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import Clock, PeriodType
from aexy.store.facts import EVERYTHING, Scope, read_facts, read_people
from aexy.store.postgres import Connection
from aexy.store.session import session

CLOCK = Clock(datetime(2026, 5, 20, 12, tzinfo=UTC))
# How long a run of days had become before the first of them is read beside these tables.
COUNTED = [metric for metric in CATALOGUE if metric.key != "longest_streak_days"]
FIRST = MONDAY + timedelta(days=70)
WEEKS = 2
SPAN = (FIRST - timedelta(hours=3), FIRST + timedelta(weeks=WEEKS, hours=3))
PULL = """
insert into pull_requests (
    workspace_id, repository_key, number, external_id, version, title, author_key, opened_at, ready_at, closed_at,
    merged_at, merged_by_key, merge_sha, additions, deletions, commits_as_of
)
values ($1, $2, $3, $3::integer::text, $4, 'A change', $5, $4, $6, $7, $8, $9, $10, $11, 1, $12)
returning key"""
REVIEW = """
insert into reviews (workspace_id, pull_key, external_id, version, reviewer_key, state, submitted_at, comments_count)
values ($1, $2, $3, $5, $4, $6, $5, $7)"""
REQUEST = """
insert into review_requests (workspace_id, pull_key, external_id, requested_at, reviewer_key, removed_at)
values ($1, $2, $3, $5, $4, $6)"""
REMARK = """
insert into {table} (workspace_id, pull_key, external_id, version, author_key, commented_at)
values ($1, $2, $3, $5, $4, $5)"""
COMMIT = """
insert into pull_request_commits (workspace_id, pull_key, sha, position, authored_at, committed_at)
values ($1, $2, $3, 0, $4, $4)"""
FILES = """
with made as (
    insert into paths (workspace_id, repository_key, path)
    select $1, r.key, 'file ' || n from repositories r, generate_series(1, 5) n where r.workspace_id = $1
    returning key, repository_key
)
insert into commit_files (workspace_id, commit_key, path_key, additions, deletions)
select $1, c.key, m.key, 1, 1
from commits c
join made m on m.repository_key = c.repository_key and (m.key + c.key) % 5 < 2
where c.workspace_id = $1"""
LINKS = """
insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence)
select $1, c.key, p.key, 'squash'
from pull_requests p
join lateral (
    select c.key from commits c where c.repository_key = p.repository_key and c.placed_at > p.opened_at
    order by c.placed_at limit 1
) c on true
where p.workspace_id = $1 and p.merged_at is not null and p.number % 2 = 0"""


@pytest_asyncio.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    made = await seed(owner, workspace, commits=300)
    random = Random(7)  # noqa: S311 - made-up rows
    who = [None, *made.identities.values(), *made.identities.values()]
    places = [key for _, key in made.repositories.values()]

    def later(at: datetime, hours: float = 60) -> datetime:
        return at + timedelta(hours=random.expovariate(1 / hours))

    async with owner.transaction():
        for number in range(1, 200):
            opened = MONDAY + timedelta(minutes=random.randrange(120 * 1440))
            closed = later(opened, 200) if random.random() < 0.8 else None
            merged = closed if random.random() < 0.8 else None
            key = await owner.fetchval(
                PULL, workspace, random.choice(places), number, opened, random.choice(who),
                later(opened, 5) if random.random() < 0.9 else None, closed, merged, random.choice(who),
                number.to_bytes(20), random.randrange(300), opened if random.random() < 0.8 else None,
            )  # fmt: skip
            for n in range(random.randrange(4)):
                state = random.choice(["approved", "commented", "changes_requested", "pending"])
                row = (workspace, key, str(n), random.choice(who))
                await owner.execute(REVIEW, *row, later(opened), state, random.choice([None, 0, 3]))
                await owner.execute(REQUEST, *row, later(opened, 20), random.choice([None, None, later(opened)]))
                for table in random.sample(["review_comments", "conversation_comments"], random.randrange(3)):
                    await owner.execute(REMARK.format(table=table), *row, later(opened))
                await owner.execute(COMMIT, workspace, key, (number * 9 + n).to_bytes(20), later(opened, 90))
        await owner.execute(FILES, workspace)
        await owner.execute(LINKS, workspace)
    return made


def numbers(facts: Facts, level: Level, kind: PeriodType) -> pl.DataFrame:
    last = FIRST + timedelta(weeks=WEEKS)
    counted = measure(COUNTED, enrich(facts, CLOCK), by=level, buckets=kind, clock=CLOCK)
    return counted.filter(pl.col("period_start").is_between(FIRST.date(), last.date(), closed="left"))


async def test_some_days_of_a_workspace(database_url: str, seeded: Seeded) -> None:
    with session(database_url, seeded.workspace) as opened:
        people = read_people(opened)
        everything = read_facts(opened, EVERYTHING, people)
        part = read_facts(opened, Scope(spans=(SPAN,)), people)
    assert part.pulls.height < everything.pulls.height
    assert part.owned["owns"].sum()
    for level in Level:
        for kind in (PeriodType.DAILY, PeriodType.WEEKLY):
            assert_frame_equal(numbers(everything, level, kind), numbers(part, level, kind))


async def test_one_person_one_team_one_repository(database_url: str, owner: Connection, seeded: Seeded) -> None:
    with session(database_url, seeded.workspace) as opened:
        people = read_people(opened)
        everything = read_facts(opened, EVERYTHING, people)
        for level, table in (
            (Level.DEVELOPER, "developers"),
            (Level.TEAM, "teams"),
            (Level.REPOSITORY, "repositories"),
        ):
            whole = numbers(everything, level, PeriodType.WEEKLY)
            wanted = f"select key from {table} where workspace_id = $1 order by key limit 4"  # noqa: S608 - one of three
            for row in await owner.fetch(wanted, seeded.workspace):
                part = read_facts(opened, Scope(level, row["key"], (SPAN,)), people)
                found = numbers(part, level, PeriodType.WEEKLY).filter(subject=row["key"])
                assert_frame_equal(whole.filter(subject=row["key"]), found)
