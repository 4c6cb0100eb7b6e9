"""A team's weeks to come: what holidays and leave take of them, and never what the leave is for."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.insights.rollups import Days
from aexy.features.insights.team_capacity import team_capacity
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

Asker = Callable[..., Viewer]


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    made = Seeded(workspace)
    for name in ("Ann", "Ben", "Gone"):
        await made.developer(owner, name)
    await made.developer(owner, "Robot", kind="bot")
    left = datetime(2026, 5, 1, tzinfo=UTC)
    members = [("Ann", None, None), ("Ben", None, None), ("Gone", None, left), ("Robot", None, None)]
    await made.team(owner, "Core", members)
    await owner.execute("update workspaces set country = 'DE' where id = $1", workspace)
    await owner.execute(
        "insert into leave (workspace_id, developer_id, first_day, last_day, kind, note)"
        " values ($1, $2, '2026-05-21', '2026-05-23', 'sick', 'the flu')",
        workspace,
        made.developers["Ben"],
    )
    return made


async def test_holidays_and_leave_are_taken_from_the_working_days_of_those_in_the_team_now(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    found = await team_capacity(context, viewer(), seeded.teams["Core"], Days())
    assert (found.n, len(found.weeks), found.start) == (2, 6, date(2026, 5, 18))
    told = [(week.working_days, week.holidays, week.away, week.left) for week in found.weeks]
    assert told[0] == (10, 0, 2, 8), "Thursday and Friday; Saturday is no working day"
    assert told[1] == (10, 2, 0, 8), "Whit Monday"
    assert [(one.name, one.away, one.left) for one in found.weeks[0].people] == [("Ann", 0, 5), ("Ben", 2, 3)]
    assert found.left == sum(week.left for week in found.weeks)


async def test_why_somebody_is_away_is_told_to_nobody(context: Context, viewer: Asker, seeded: Seeded) -> None:
    for asker in (viewer(), viewer(role=Role.VIEWER), viewer(developer=seeded.developers["Ben"])):
        told = (await team_capacity(context, asker, seeded.teams["Core"], Days())).model_dump_json()
        assert "sick" not in told
        assert "flu" not in told


async def test_a_plan_is_at_most_a_year(context: Context, viewer: Asker, seeded: Seeded) -> None:
    for days in (Days(date(2026, 1, 5), date(2028, 1, 3)), Days(date(2026, 2, 2), date(2026, 1, 5))):
        with pytest.raises(Unusable):
            await team_capacity(context, viewer(), seeded.teams["Core"], days)
