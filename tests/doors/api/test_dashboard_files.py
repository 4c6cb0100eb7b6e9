"""A widget's answer comes as a file as well, by the same gate."""

import csv
import io
from datetime import UTC, datetime, timedelta

import httpx
from tests.seeding import Seeded

from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

HERE = "/api/v1/dashboard/widgets"


async def test_a_widget_is_handed_over_as_a_file_with_its_numbers(
    client: httpx.AsyncClient, workspace: WorkspaceId, owner: Connection
) -> None:
    made = Seeded(workspace)
    await made.developer(owner, "Ann")
    await made.repository(owner, "api")
    await made.team(owner, "=Core", [("Ann", None, None)])
    for days in (1, 2, 3):
        await made.commit(owner, "Ann", datetime.now(UTC) - timedelta(days=days), "api")
    answer = await client.get(f"{HERE}/quickStats/data.csv?workspace_id={workspace}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="quickStats.csv"'
    rows = {row["label"]: row for row in csv.DictReader(io.StringIO(answer.text))}
    assert (rows["Commits"]["value"], rows["Commits"]["n"]) == ("3.0", "3")
    teams = await client.get(f"{HERE}/teamOverview/data.csv?workspace_id={workspace}")
    assert next(csv.DictReader(io.StringIO(teams.text)))["Team"] == "'=Core"


async def test_there_is_no_file_of_a_widget_there_is_not(client: httpx.AsyncClient, workspace: WorkspaceId) -> None:
    answer = await client.get(f"{HERE}/nothing/data.csv?workspace_id={workspace}")
    assert answer.status_code == 404
    assert answer.json()["next_step"]
