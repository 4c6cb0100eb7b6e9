"""Projects are subjects like others, and a board's sprints divide a window as weeks do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from tests.seeding import MONDAY, Seeded, seed

from aexy.context import Context
from aexy.features.insights import breaking, service
from aexy.features.insights.breaking import Spread
from aexy.features.insights.schemas import Bucket, Compare
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level
from aexy.store.postgres import Connection

START, END = date(2026, 1, 12), date(2026, 3, 30)

Asker = Callable[..., Viewer]


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    return await seed(owner, workspace, people=6, commits=150)


async def project(owner: Connection, made: Seeded, name: str, repositories: list[str]) -> UUID:
    found: UUID = await owner.fetchval(
        "insert into projects (workspace_id, slug, name) values ($1, lower($2), $2) returning id", made.workspace, name
    )
    for each in repositories:
        await owner.execute(
            "insert into project_repositories values ($1, $2, $3)", made.workspace, found, made.repositories[each][0]
        )
    return found


async def sprint(owner: Connection, made: Seeded, name: str, week: int, *, board: str = "Core") -> None:
    await owner.execute(
        "insert into sprints (workspace_id, provider, origin, external_id, version, board, name, state, starts_at,"
        " ends_at) values ($1, 'jira', 'acme', $2 || $3, now(), $3, $2, 'closed', $4, $5)",
        made.workspace,
        name,
        board,
        MONDAY + timedelta(weeks=week),
        MONDAY + timedelta(weeks=week + 2),
    )


async def test_a_breakdown_by_project_gives_the_readings_of_each(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    made = {
        await project(owner, seeded, "Shop", ["api", "web"]): "Shop",
        await project(owner, seeded, "Help", ["docs"]): "Help",
    }
    found = await breaking.breakdown(context, viewer(), Asked(None, "workspace", START, END), Spread(Level.PROJECT))
    assert {row.subject.id: row.subject.name for row in found.rows} == made
    for row in found.rows:
        asked = Asked(None, f"project:{row.subject.id}", START, END, compare=Compare.NONE)
        for reading in (await service.readings(context, viewer(), asked)).readings:
            cell = row.readings[reading.metric]
            assert (cell.value, cell.n, bool(cell.withheld)) == (reading.value, reading.n, bool(reading.withheld))


async def test_a_projects_commits_are_those_of_its_repositories(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    shop = await project(owner, seeded, "Shop", ["api", "web"])
    subjects = [f"project:{shop}", *(f"repository:{seeded.repositories[name][0]}" for name in ("api", "web"))]
    whole, *parts = [
        (await service.readings(context, viewer(), Asked("commits_count", subject, START, END))).readings[0].value
        for subject in subjects
    ]
    assert whole == sum(part or 0 for part in parts)


async def test_sprints_divide_a_window_each_with_its_name(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    for number in range(3):
        await sprint(owner, seeded, f"Sprint {number}", number * 2)
    asked = Asked("commits_count", "workspace", date(2026, 1, 20), END, Bucket.SPRINT)
    found = (await service.readings(context, viewer(), asked)).readings
    assert [(one.period.name, one.period.start, one.period.end) for one in found] == [
        ("Sprint 1", date(2026, 1, 19), date(2026, 2, 2)),
        ("Sprint 2", date(2026, 2, 2), date(2026, 2, 16)),
    ]
    for one in found:
        total = Asked("commits_count", "workspace", one.period.start, one.period.end)
        assert one.value == (await service.readings(context, viewer(), total)).readings[0].value


async def test_of_several_boards_one_has_to_be_named(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    await sprint(owner, seeded, "Sprint 1", 1)
    await sprint(owner, seeded, "Lauf 1", 1, board="Rand")
    asked = Asked("commits_count", "workspace", START, END, Bucket.SPRINT)
    with pytest.raises(Unusable, match="2 boards"):
        await service.readings(context, viewer(), asked)
    found = await service.readings(context, viewer(), replace(asked, board="Rand"))
    assert [one.period.name for one in found.readings] == ["Lauf 1"]
    with pytest.raises(Unknown, match="no board"):
        await service.readings(context, viewer(), replace(asked, board="Core 2"))
