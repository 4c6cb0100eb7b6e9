"""How somebody reviews, read from the facts; where the catalogue says something of the same days, they agree."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.features.analytics.conftest import Asker
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.insights import service as insights
from aexy.features.insights.looking import View
from aexy.features.insights.looking import look as look_at
from aexy.features.insights.service import Asked
from aexy.features.intelligence import reviews_service
from aexy.features.intelligence.reviews_schemas import AnalysedReviews, ReviewsWish
from aexy.features.routing import Role
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.privacy import ONLY_TEAMMATES
from aexy.store.analysis_facts.review_facts import year
from aexy.store.postgres import Connection

NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def now(context: Context) -> Context:
    return context.at(NOW)


class Reviews:
    """Ben's pull requests, which Ann reviews."""

    def __init__(self, owner: Connection, made: Seeded, pulls: Pulls) -> None:
        self.owner, self.made, self.pulls = owner, made, pulls
        self.count = 0

    async def remark(self, pull: int, review: int, body: str, path: str, at: datetime, who: str = "Ann") -> None:
        self.count += 1
        await self.owner.execute(
            "insert into review_comments (workspace_id, pull_key, external_id, version, review_external_id, author_key,"
            " body, path, commented_at)"
            " select $1, $2, $3, $7, r.external_id, $4, $5, $6, $7 from reviews r where r.key = $8",
            self.made.workspace, pull, f"c{self.count}", self.made.identities[who], body, path, at, review,
        )  # fmt: skip

    async def commit(self, pull: int, at: datetime, path: str) -> None:
        """A commit of the pull request that git gave us as well."""
        commit = await self.made.commit(self.owner, "Ben", at, "api")
        key = await self.owner.fetchval(
            "insert into paths (workspace_id, repository_key, path) values ($1, $2, $3)"
            " on conflict (repository_key, (md5(path)::uuid)) do update set path = excluded.path returning key",
            self.made.workspace, self.made.repositories["api"][1], path,
        )  # fmt: skip
        await self.owner.execute(
            "insert into commit_files (workspace_id, commit_key, path_key, additions, deletions)"
            " values ($1, $2, $3, 1, 1)",
            self.made.workspace, commit, key,
        )  # fmt: skip
        await self.owner.execute(
            "insert into pull_request_commits (workspace_id, pull_key, sha, position, authored_at, committed_at)"
            " select $1, $2, c.sha, 0, $3, $3 from commits c where c.key = $4",
            self.made.workspace, pull, at, commit,
        )  # fmt: skip
        await self.owner.execute("update pull_requests set commits_as_of = $2 where key = $1", pull, NOW)


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Seeded:
    found = Seeded(workspace)
    for name in ("Ann", "Ben", "Cal"):
        await found.developer(owner, name)
    await found.repository(owner, "api")
    await found.team(owner, "Core", [("Ann", None, None), ("Ben", None, None)])
    await found.commit(owner, "Ann", NOW - 40 * 24 * HOUR, "api")
    return found


@pytest.fixture
def reviews(owner: Connection, made: Seeded) -> Reviews:
    return Reviews(owner, made, Pulls(made, owner))


async def look(now: Context, viewer: Asker, who: UUID, **wish: Any) -> AnalysedReviews:
    return await reviews_service.analyse(now, viewer(developer=who), ReviewsWish(**wish))


async def test_a_review_says_why_it_is_as_deep_as_it_is(
    now: Context, viewer: Asker, made: Seeded, reviews: Reviews
) -> None:
    at = NOW - 48 * HOUR
    pull = await reviews.pulls.pull("Ben", at - 5 * HOUR)
    review = await reviews.pulls.review(pull, "Ann", at, "changes_requested", comments=2)
    await reviews.remark(pull, review, "Could this be empty?", "app.py", at)
    await reviews.remark(pull, review, "Leave early, because it asks twice.", "more.py", at)
    await reviews.remark(pull, review, "Done, see https://example.org", "app.py", at + HOUR, who="Ben")
    await reviews.commit(pull, at + 2 * HOUR, "app.py")
    found = await look(now, viewer, made.developers["Ann"])
    assert found.total == 1
    one = found.reviews[0]
    assert (one.remarks, one.led_to_changes, one.thoroughness) == (2, 1, "attentive")
    assert one.behaviors == ["question", "explanation"]
    assert one.why == "2 remarks on 2 files, one of which was changed afterwards; it asks and explains."


async def test_an_approval_without_a_word_on_a_large_pull_request_is_seen(
    now: Context, viewer: Asker, made: Seeded, reviews: Reviews
) -> None:
    for lines in (399, 400):
        pull = await reviews.pulls.pull("Ben", NOW - 30 * HOUR, size=(lines - 1, 1))
        await reviews.pulls.review(pull, "Ann", NOW - 20 * HOUR + lines * timedelta(minutes=1), comments=0)
    found = await look(now, viewer, made.developers["Ann"])
    assert [(one.thoroughness, one.why) for one in found.reviews] == [
        ("wordless_large", "No remark and no sentence in a change of 400 lines."),
        ("wordless", "No remark and no sentence in a change of 399 lines."),
    ]
    only = await look(now, viewer, made.developers["Ann"], thoroughness="wordless_large", limit=1)
    assert (only.total, len(only.reviews)) == (1, 1)


async def test_what_the_catalogue_counts_of_the_same_days_agrees(
    now: Context, viewer: Asker, made: Seeded, reviews: Reviews
) -> None:
    ann = made.developers["Ann"]
    for number in range(6):
        opened = NOW - (30 - number) * 24 * HOUR
        pull = await reviews.pulls.pull("Ben" if number % 2 else "Cal", opened)
        await reviews.pulls.request(pull, "Ann", opened + HOUR)
        if number < 4:
            await reviews.pulls.review(pull, "Ann", opened + (2 + number * number * 10) * HOUR, comments=number)
    found = (await reviews_service.quality(now, viewer(developer=ann), None)).quality
    assert found is not None
    days = year((await _view(now, viewer)).clock)
    readings = await insights.readings(
        now,
        viewer(developer=ann),
        Asked(
            "review_given_count,avg_review_depth,review_participation_rate,review_turnaround_hours,"
            "unanswered_review_requests",
            f"developer:{ann}",
            days.start,
            days.end,
        ),
    )
    said = {one.metric: one for one in readings.readings}
    assert found.total_reviews == said["review_given_count"].value == 4
    assert found.remarks_per_review == said["avg_review_depth"].value == 1.5
    assert found.review_rate == said["review_participation_rate"].value == pytest.approx(4 / 6)
    assert found.response.mean_hours == said["review_turnaround_hours"].value
    assert found.response.p90_hours == said["review_turnaround_hours"].p90
    assert (found.response.unanswered, found.response.asked) == (said["unanswered_review_requests"].value, 6) == (2, 6)
    soon = await reviews_service.response_time(now, viewer(developer=ann), None, start=days.start, end=days.end)
    assert (soon.mean_hours, soon.p90_hours, soon.unanswered) == (
        found.response.mean_hours, found.response.p90_hours, 2,
    )  # fmt: skip
    # After one, eleven, 41 and 91 hours: the slow one is among them.
    assert [one.reviews for one in soon.within] == [1, 1, 1, 1]


async def test_a_teammate_and_a_manager_see_it_and_others_do_not(
    now: Context, viewer: Asker, made: Seeded, reviews: Reviews
) -> None:
    pull = await reviews.pulls.pull("Ben", NOW - 30 * HOUR)
    await reviews.pulls.review(pull, "Ann", NOW - 20 * HOUR, comments=3)
    ann, ben, cal = (made.developers[name] for name in ("Ann", "Ben", "Cal"))
    for asks in (viewer(role=Role.MEMBER, developer=ben), viewer(role=Role.MANAGER)):
        assert (await reviews_service.quality(now, asks, ann)).average_depth_score == 50
    stranger = viewer(role=Role.MEMBER, developer=cal)
    hidden = await reviews_service.quality(now, stranger, ann)
    assert (hidden.withheld, hidden.quality, hidden.total_reviews) == (ONLY_TEAMMATES, None, None)
    listed = await reviews_service.analyse(now, stranger, ReviewsWish(developer_id=ann))
    assert (listed.withheld, listed.total, listed.reviews) == (ONLY_TEAMMATES, 0, [])
    soon = await reviews_service.response_time(now, stranger, ann, start=None, end=None)
    assert (soon.withheld, soon.n, soon.mean_hours, soon.within) == (ONLY_TEAMMATES, 0, None, [])


async def test_whoever_never_reviewed_has_none_and_is_told_what_was_in_reach(
    now: Context, viewer: Asker, made: Seeded, reviews: Reviews
) -> None:
    await reviews.pulls.pull("Ben", NOW - 30 * HOUR)
    ann, cal = made.developers["Ann"], made.developers["Cal"]
    found = await reviews_service.quality(now, viewer(developer=ann), None)
    assert (found.total_reviews, found.average_depth_score, found.mentoring_score, found.review_rate) == (
        0,
        None,
        None,
        0,
    )
    nothing = await reviews_service.quality(now, viewer(developer=cal), None)
    assert (nothing.quality, nothing.total_reviews) == (None, None)
    assert nothing.reason is not None


async def _view(now: Context, viewer: Asker) -> View:
    return await look_at(now, viewer(), subject="workspace", start=None, end=None)
