"""What is not known of pull requests is said, with what to do about it."""

from collections.abc import Callable
from datetime import timedelta

from tests.features.insights.conftest import NOW
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.insights import tables
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

Asker = Callable[..., Viewer]
DAY = timedelta(days=1)


async def test_what_is_missing_of_pull_requests_is_counted_and_comes_with_a_next_step(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    made = Seeded(workspace)
    await made.developer(owner, "Ann")
    await made.developer(owner, "Ben")
    for name in ("api", "web"):
        await made.repository(owner, name)
    pulls = Pulls(made, owner)
    await pulls.pull("Ann", NOW - 9 * DAY, merged=NOW - 8 * DAY, size=(4, 4))
    one = await pulls.pull("Ann", NOW - 9 * DAY, merged=NOW - 8 * DAY)
    await pulls.review(one, "Ben", NOW - 8 * DAY)
    await pulls.review(one, "Ben", NOW - 8 * DAY, comments=0)
    await pulls.pull(None, NOW - 60 * DAY, "web")
    await pulls.pull("Ann", NOW - 2 * DAY, "web")
    await owner.execute("update developers set last_activity_at = $2 where workspace_id = $1", workspace, NOW)
    checks = (await tables.checks(context, viewer(), Asked())).checks
    found = {one.key: (one.n, one.of) for one in checks}
    assert (
        found
        | {
            "unknown_pull_authors": (1, 4),
            "unknown_pull_sizes": (1, 2),
            "unlinked_merges": (2, 2),
            "unknown_pull_commits": (4, 4),
            "unknown_reviews": (4, 4),
            "uncounted_remarks": (1, 2),
            "quiet_pulls": (1, 2),
            "stepless_issues": (0, 0),
            "unread_manifests": (0, 0),
            "unknown_holidays": (2, 2),
            "no_leave": (2, 2),
        }
        == found
    )
    assert all(bool(one.next_step) == (one.n > 0) for one in checks if one.key != "implausible_dates")
    assert {one.severity for one in checks if not one.n} == {"none"}
    # Open work is of people and of any age: where a number of the same name is another, it says of what it is.
    quiet = next(one for one in checks if one.key == "quiet_pulls")
    assert quiet.says.startswith("Pull requests opened in the period and still open, bots' too,")
    web = await tables.checks(context, viewer(), Asked(subject=f"repository:{made.repositories['web'][0]}"))
    told = {one.key: (one.n, one.of) for one in web.checks}
    assert (told["unknown_pull_authors"], told["unknown_pull_sizes"]) == ((1, 2), (0, 0))
    assert "no_leave" not in told
    ben = await tables.checks(context, viewer(), Asked(subject=f"developer:{made.developers['Ben']}"))
    assert {one.key: one.of for one in ben.checks}["unknown_reviews"] == 0
