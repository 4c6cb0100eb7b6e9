"""The five counted two ways, one answer: the kernel against plain SQL, counts exactly and the rest to nine digits."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import pytest_asyncio
from polars.testing import assert_frame_equal
from tests.delivering import Delivered
from tests.proposing import propose
from tests.seeding import MONDAY, seed

from aexy.kernel.delivery.belonging import Whose
from aexy.kernel.delivery.changes import STAGE_COLUMNS, made_ready
from aexy.kernel.delivery.counting import measure
from aexy.kernel.enrich import enrich
from aexy.kernel.facts import Fact
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock, PeriodType
from aexy.store.delivery_facts import DeliveryScope, read_delivery
from aexy.store.facts import EVERYTHING, read_facts, read_people
from aexy.store.postgres import Connection, Database
from aexy.store.session import session

ORACLE = Path(__file__).parent / "delivery.sql"
ZONE = "Asia/Kolkata"
DAYS = 120
CLOCK = Clock(MONDAY + timedelta(days=DAYS + 10), ZoneInfo(ZONE))
MERGED = "select key, repository_key, merged_at from pull_requests where workspace_id = $1 and merged_at is not null"
PROJECT = """
with made as (insert into projects (workspace_id, slug, name) values ($1, 'shop', 'Shop') returning id)
insert into project_repositories (workspace_id, project_id, repository_id)
select $1, made.id, r.id
from made, repositories r
where r.workspace_id = $1 and r.name <> 'docs'"""


@pytest_asyncio.fixture
async def told(database: Database, owner: Connection, workspace: WorkspaceId) -> Delivered:
    """Three services, one of two repositories and one that shares a repository; random, and always alike."""
    random = Random(7)  # noqa: S311 - a test's facts, not a secret
    await owner.execute("update workspaces set time_zone = $2 where id = $1", workspace, ZONE)
    made = await seed(owner, workspace, people=7, commits=60, days=DAYS)
    await propose(database, owner, made, pulls=240, days=DAYS)
    await owner.execute(PROJECT, workspace)
    story = Delivered(made, owner)
    await story.service("api")
    await story.service("site", "web", "docs")
    await story.service("edge", "web")
    keys = {key: name for name, (_, key) in made.repositories.items()}
    holds = {"api": ("api",), "site": ("web", "docs"), "edge": ("web",)}
    waiting: dict[str, list[tuple[datetime, int]]] = {name: [] for name in holds}
    for row in await owner.fetch(MERGED, workspace):
        for service, names in holds.items():
            if keys[row["repository_key"]] in names and random.random() < 0.85:
                waiting[service].append((row["merged_at"], row["key"]))
    for service, pulls in waiting.items():
        left = sorted(pulls)
        for number in range(45):
            at = MONDAY + timedelta(days=12, hours=number * 58 + random.randrange(56))
            status = random.choice(["success"] * 5 + ["failure", "cancelled"])
            failed = random.choice([None, None, "incident", "rollback", "hotfix"])
            restored = at + timedelta(minutes=random.randrange(-20, 3000)) if random.random() < 0.7 else None
            key = await story.deploy(
                service, at, repository=random.choice([None, *holds[service]]), status=status, is_first=number == 0,
                failed_by=failed, restored=restored if failed else None, is_unplanned=random.random() < 0.2,
            )  # fmt: skip
            if status == "success" or number == 0:
                # Some clocks disagree: a little of what is brought was merged after it.
                brought = [pull for merged, pull in left if merged <= at + timedelta(minutes=random.randrange(90))]
                await story.bring(key, *brought)
                left = [each for each in left if each[1] not in brought]
        await story.wait(service, *(pull for _, pull in left))
    return story


async def test_the_kernel_counts_what_sql_counts(
    told: Delivered, owner: Connection, database_url: str, workspace: WorkspaceId
) -> None:
    found = await owner.fetch(ORACLE.read_text(encoding="utf-8"), workspace, ZONE, CLOCK.now)
    oracle = pl.DataFrame([dict(row) for row in found], infer_schema_length=None)
    numbers = oracle.columns[3:]
    span = (MONDAY - timedelta(days=400), MONDAY + timedelta(days=400))
    with session(database_url, workspace) as opened:
        facts = read_delivery(opened, DeliveryScope(Whose.WORKSPACE, 0, span))
        assert opened.statements <= 7
    assert told.count > 100
    for whose in Whose:
        ours = measure(facts, whose=whose, buckets=PeriodType.WEEKLY, clock=CLOCK, with_stages=True)
        theirs = oracle.filter(whose=whose.value)
        assert theirs.height > 15, whose
        assert_frame_equal(_told(ours, numbers), _told(theirs, numbers), rel_tol=0, abs_tol=1e-9)
    for name in numbers:
        assert oracle[name].n_unique() > 2, f"{name} is put to the test"


@pytest.mark.usefixtures("told")
async def test_one_subject_read_by_itself_has_the_numbers_it_has_among_all(
    database_url: str, workspace: WorkspaceId
) -> None:
    span = (MONDAY + timedelta(days=20), MONDAY + timedelta(days=70))
    inside = pl.col("period_start").is_between(
        (span[0] + timedelta(days=8)).date(), (span[1] - timedelta(days=8)).date()
    )
    with session(database_url, workspace) as opened:
        facts = read_delivery(opened, DeliveryScope(Whose.WORKSPACE, 0, span))
    for whose in Whose:
        every = measure(facts, whose=whose, buckets=PeriodType.WEEKLY, clock=CLOCK).filter(inside)
        assert every.height, whose
        for subject in every["subject"].unique():
            with session(database_url, workspace) as opened:
                own = read_delivery(opened, DeliveryScope(whose, subject, span))
            alone = measure(own, whose=whose, buckets=PeriodType.WEEKLY, clock=CLOCK).filter(inside, subject=subject)
            assert_frame_equal(alone, every.filter(subject=subject))


def _told(rows: pl.DataFrame, numbers: list[str]) -> pl.DataFrame:
    there = rows.filter(pl.any_horizontal(pl.col(numbers).fill_null(0) != 0))
    key = (pl.col("subject").cast(pl.Int32), "period_start")
    return there.select(*key, pl.col(numbers).cast(pl.Float64)).sort("subject", "period_start")


@pytest.mark.usefixtures("told")
async def test_a_stage_is_what_the_catalogue_says_it_is(database_url: str, workspace: WorkspaceId) -> None:
    """The catalogue has coding only where the commits are known; all else is the same for every pull request."""
    span = (MONDAY - timedelta(days=400), MONDAY + timedelta(days=400))
    with session(database_url, workspace) as opened:
        facts = read_delivery(opened, DeliveryScope(Whose.WORKSPACE, 0, span))
        enriched = enrich(read_facts(opened, EVERYTHING, read_people(opened)), CLOCK)
    ours = made_ready(facts, Whose.WORKSPACE).filter(pl.col("lead_hours").is_not_null() & (pl.col("by") == "people"))
    theirs = enriched.of(Fact.MERGED).select("pull", *STAGE_COLUMNS)
    both = ours.select("pull", *STAGE_COLUMNS).join(theirs, on="pull", suffix="_there")
    assert both.height == ours.height > 50
    for name in STAGE_COLUMNS:
        known = both.filter(pl.col(f"{name}_there").is_not_null())
        assert known.height == both.height or name == "coding_hours"
        assert known[name].to_list() == known[f"{name}_there"].to_list(), name
