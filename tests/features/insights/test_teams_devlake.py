"""Real pull requests, as GitHub's lists gave them: what they say is counted, what they do not say is null, never 0."""

from collections.abc import Callable
from datetime import date, timedelta
from statistics import median

import pytest
from tests.activity import add_repository, put
from tests.providers.github.test_github_devlake import FOLDER, REPOSITORY, everything, of

from aexy.context import Context
from aexy.features.insights import places, teams
from aexy.features.insights.rollups import Days, Rollup
from aexy.features.insights.schemas import Reading
from aexy.features.insights.sizes import sizes
from aexy.features.routing import Viewer
from aexy.kernel.activity import PullRequest, Review
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level
from aexy.store.activity import Place
from aexy.store.folk import settle_people
from aexy.store.postgres import Connection, Database

pytestmark = pytest.mark.skipif(FOLDER is None, reason="shared/data is not beside this checkout")

Asker = Callable[..., Viewer]
HOUR = timedelta(hours=1)
UNSAID = ("avg_pr_size", "rework_ratio", "first_commit_to_merge_hours", "pr_deploy_hours", "avg_commit_size")


def all_of(found: Rollup) -> dict[str, Reading]:
    return {one.metric: one for family in found.families for one in family.readings}


async def test_a_team_and_a_repository_answer_with_what_was_supplied_and_null_where_it_was_not(
    context: Context, viewer: Asker, database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    records = everything()
    key = await add_repository(owner, workspace, "ants")
    await put(database, workspace, Place("github", "github.com", repository_key=key, external_id=REPOSITORY), *records)
    async with database.workspace(workspace) as connection:
        await settle_people(connection, workspace)
    team = await owner.fetchval(
        "insert into teams (workspace_id, slug, name) values ($1, 'all', 'All') returning id", workspace
    )
    await owner.execute(
        "insert into team_members (workspace_id, team_id, developer_id)"
        " select $1, $2, id from developers where workspace_id = $1 and kind = 'human'",
        workspace,
        team,
    )
    repository = await owner.fetchval("select id from repositories where key = $1", key)
    days = Days(date(2015, 1, 1), date(2026, 1, 1))

    merged = {
        one.external_id: one for one in of(PullRequest, records) if one.merged_at and one.author
    }  # one comes twice
    hours = [(one.merged_at - one.opened_at) / HOUR for one in merged.values() if one.merged_at]
    reviews = {one.external_id for one in of(Review, records) if one.submitted_at and one.reviewer}
    for found in (
        all_of(await teams.team(context, viewer(), team, days)),
        all_of(await places.repository(context, viewer(), repository, days)),
    ):
        assert found["prs_merged"].value == len(merged) > 20
        assert found["avg_pr_cycle_time_hours"].n == len(merged)
        assert found["avg_pr_cycle_time_hours"].median == pytest.approx(median(hours))
        assert 0 < (found["review_given_count"].value or 0) <= len(reviews)
        assert 0 < (found["pr_merge_rate"].value or 0) < 1
        assert {key: (found[key].value, found[key].n) for key in UNSAID} == dict.fromkeys(UNSAID, (None, 0))
    shown = await sizes(context, viewer(), Level.REPOSITORY, repository, days)
    assert (shown.n, shown.unknown, shown.mean, shown.histogram) == (0, len(merged), None, None)
