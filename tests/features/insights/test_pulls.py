"""Lists of somebody's work are the rows of their open counts; sizes are those the metrics count, and as private."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.pulling import Pulls
from tests.seeding import MONDAY, Seeded

from aexy.context import Context
from aexy.features.insights import service, works
from aexy.features.insights.rollups import Days
from aexy.features.insights.service import Asked
from aexy.features.insights.sizes import sizes
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level
from aexy.kernel.privacy import ONLY_TEAMMATES
from aexy.store.postgres import Connection

Asker = Callable[..., Viewer]
DAYS = Days(date(2026, 1, 5), date(2026, 3, 2))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SIZES = (3, 40, 120, 400, 401, 2500)


@pytest.fixture
async def pulls(owner: Connection, workspace: WorkspaceId) -> Pulls:
    """Ann merged six pull requests of these sizes, each an hour slower, and one whose size nobody said."""
    made = Seeded(workspace)
    for name in ("Ann", "Ben", "Cal"):
        await made.developer(owner, name)
    await made.developer(owner, "Robot", kind="bot")
    await made.repository(owner, "api")
    await owner.execute(
        "update repositories set owner = 'acme', web_url = 'https://example.org/acme/api' where workspace_id = $1",
        workspace,
    )
    await made.team(owner, "Core", [("Ann", None, None), ("Ben", None, None)])
    pulls = Pulls(made, owner)
    for place, size in enumerate((*SIZES, None)):
        opened = MONDAY + place * DAY
        one = await pulls.pull("Ann", opened, merged=opened + (place + 1) * HOUR, size=size and (size, 0))
        await pulls.review(one, "Ben", opened + 30 * timedelta(minutes=1), comments=place)
        await pulls.review(one, "Ann", opened + HOUR, "commented")
        await made.commit(owner, "Ann", opened, "api", subject=f"Change \x1b{place}", offset=60)
    await pulls.pull("Ann", MONDAY + 20 * DAY, title="Open")
    await pulls.pull("Ann", MONDAY + 21 * DAY, closed=MONDAY + 22 * DAY, title="Rejected")
    await pulls.pull("Robot", MONDAY, merged=MONDAY + HOUR, size=(9000, 0))
    return pulls


async def test_sizes_are_those_of_the_merged_and_say_what_is_not_known(
    context: Context, viewer: Asker, pulls: Pulls
) -> None:
    api = pulls.made.repositories["api"][0]
    found = await sizes(context, viewer(), Level.REPOSITORY, api, DAYS)
    assert (found.n, found.unknown, found.providers) == (6, 1, 6)
    assert found.quantiles.median == 260
    assert found.large_share == pytest.approx(2 / 6)
    assert [(one.start, one.end, one.n, one.cycle_n, one.median_cycle_hours) for one in found.buckets] == [
        (0, 50, 2, 2, 1.5), (50, 200, 1, 1, 3), (200, 401, 1, 1, 4), (401, 1001, 1, 1, 5), (1001, None, 1, 1, 6),
    ]  # fmt: skip
    assert found.histogram is not None
    assert sum(found.histogram.counts) == 6
    same = await service.readings(context, viewer(), Asked("avg_pr_size", f"repository:{api}", DAYS.start, DAYS.end))
    assert (found.mean, found.n) == (same.readings[0].value, same.readings[0].n)


async def test_one_persons_sizes_are_for_them_their_team_and_managers(
    context: Context, viewer: Asker, pulls: Pulls
) -> None:
    ann = pulls.made.developers["Ann"]
    for who, sees in (("Ann", True), ("Ben", True), ("Cal", False)):
        asker = viewer(role=Role.MEMBER, developer=pulls.made.developers[who])
        found = await sizes(context, asker, Level.DEVELOPER, ann, DAYS)
        assert (found.n, found.withheld) == ((6, None) if sees else (0, ONLY_TEAMMATES))
        listed = await works.pulls(context, asker, ann, DAYS, cursor=None, limit=50)
        assert len(listed.items) == 9
        assert any(one.size for one in listed.items) is sees
        assert listed.numbers_withheld == (None if sees else ONLY_TEAMMATES)
    team = await sizes(context, viewer(), Level.TEAM, pulls.made.teams["Core"], DAYS)
    assert team.n == 6


async def test_of_nobodys_pull_requests_there_is_no_size(context: Context, viewer: Asker, pulls: Pulls) -> None:
    found = await sizes(context, viewer(), Level.DEVELOPER, pulls.made.developers["Cal"], DAYS)
    assert (found.n, found.mean, found.quantiles.median, found.large_share, found.histogram) == (0, *(None,) * 4)
    assert [bucket.median_cycle_hours for bucket in found.buckets] == [None] * 5


async def test_commits_are_listed_newest_first_page_by_page(context: Context, viewer: Asker, pulls: Pulls) -> None:
    ann = pulls.made.developers["Ann"]
    first = await works.commits(context, viewer(), ann, DAYS, cursor=None, limit=4)
    rest = await works.commits(context, viewer(), ann, DAYS, cursor=first.next_cursor, limit=4)
    both = [*first.items, *rest.items]
    assert [one.at.date().day for one in both] == [11, 10, 9, 8, 7, 6, 5]
    assert (rest.next_cursor, both[0].repository, both[0].at.isoformat()) == (
        None, "acme/api", "2026-01-11T01:00:00+01:00",
    )  # fmt: skip
    assert both[0].url is not None
    assert both[0].url.startswith("https://example.org/acme/api/commit/00000")
    assert "\x1b" not in both[0].subject
    counted = await service.readings(
        context, viewer(), Asked("commits_count", f"developer:{ann}", DAYS.start, DAYS.end)
    )
    assert counted.readings[0].value == len(both)
    with pytest.raises(Unusable):
        await works.reviews(context, viewer(), ann, DAYS, cursor=first.next_cursor, limit=4)


async def test_pull_requests_stand_where_they_ended(context: Context, viewer: Asker, pulls: Pulls) -> None:
    ann = pulls.made.developers["Ann"]
    listed = await works.pulls(context, viewer(), ann, DAYS, cursor=None, limit=50)
    assert [(one.title, one.state) for one in listed.items[:3]] == [
        ("Rejected", "closed"), ("Open", "open"), ("Pull 19", "merged"),
    ]  # fmt: skip
    last = listed.items[-1]
    assert (last.size, last.is_providers_size, last.cycle_hours, last.reviews) == (3, True, 1, 1)
    assert listed.items[2].size is None
    pages = []
    cursor: str | None = None
    for _ in range(3):
        page = await works.pulls(context, viewer(), ann, DAYS, cursor=cursor, limit=3)
        pages += page.items
        cursor = page.next_cursor
    assert (pages, cursor) == (listed.items, None)


async def test_reviews_are_of_other_peoples_work(context: Context, viewer: Asker, pulls: Pulls) -> None:
    people = pulls.made.developers
    assert (await works.reviews(context, viewer(), people["Ann"], DAYS, cursor=None, limit=50)).items == []
    given = (await works.reviews(context, viewer(), people["Ben"], DAYS, cursor=None, limit=50)).items
    assert [(one.author, one.comments, one.state) for one in given] == [
        ("Ann", n, "approved") for n in range(6, -1, -1)
    ]
