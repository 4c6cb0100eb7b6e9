"""The five analyses, asked as a client asks them: the workspace stands in the query."""

from datetime import timedelta

import httpx
import pytest
from tests.doors.api.conftest import ClientOf, Clock
from tests.seeding import Seeded

from aexy.kernel.ids import AccountId, WorkspaceId
from aexy.store.postgres import Connection

AT = "/api/v1/analytics"


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId, clock: Clock) -> Seeded:
    """Ada and Bo, who know Python, and share a commit."""
    seeded = Seeded(workspace)
    for name in ("Ada", "Bo"):
        await seeded.developer(owner, name)
    await seeded.repository(owner, "api")
    path = await owner.fetchval(
        "insert into paths (workspace_id, repository_key, path, language) values ($1, $2, 'a.py', 'Python')"
        " returning key",
        workspace,
        seeded.repositories["api"][1],
    )
    for name, others in (("Ada", ("Bo",)), ("Bo", ())):
        commit = await seeded.commit(owner, name, clock.now - timedelta(days=1), "api", co_authors=others)
        await owner.execute(
            "insert into commit_files (workspace_id, commit_key, path_key, additions, deletions)"
            " values ($1, $2, $3, 5, 1)",
            workspace,
            commit,
            path,
        )
    return seeded


async def test_all_five_answer_without_a_body_and_without_a_workspace(client: httpx.AsyncClient, made: Seeded) -> None:
    skills = (await client.post(f"{AT}/heatmap/skills", json={})).json()
    assert [(row["developer"]["name"], list(row["skills"])) for row in skills["rows"]] == [
        ("Ada", ["Python"]),
        ("Bo", ["Python"]),
    ]
    days = (await client.get(f"{AT}/heatmap/activity/{made.developers['Ada']}")).json()
    assert sum(day["commits"] for day in days["days"]) == 1
    assert set(days) >= {"from", "to", "hours", "developer"}
    trends = (await client.post(f"{AT}/productivity")).json()
    assert trends["subjects"][0]["subject"]["kind"] == "workspace"
    load = (await client.post(f"{AT}/workload", json={})).json()
    assert {part["key"]: part["total"] for part in load["parts"]}["open_pull_requests"] is None
    network = (await client.post(f"{AT}/collaboration", json={})).json()
    assert [(edge["shared_commits"], edge["reviews"]) for edge in network["edges"]] == [(1, 0), (1, 0)]


async def test_a_member_of_no_team_sees_only_that_others_are_left_out(
    client_of: ClientOf, owner: Connection, made: Seeded
) -> None:
    account = await owner.fetchval("insert into accounts (name) values ('Member') returning id")
    await owner.execute("insert into memberships values ($1, $2, 'member')", made.workspace, account)
    async with client_of(AccountId(account)) as member:
        for path in ("heatmap/skills", "collaboration"):
            answer = await member.post(f"{AT}/{path}?workspace_id={made.workspace}", json={})
            said = answer.json()
            assert (answer.status_code, said["people"], said["withheld_people"]) == (200, 0, 2), path
            assert not any(name in answer.text for name in ("Ada", "Bo")), path
        hours = (await member.get(f"{AT}/heatmap/activity/{made.developers['Ada']}")).json()["hours"]
        assert (hours["n"], hours["withheld"]) == (0, "Only the person sees this.")


@pytest.mark.parametrize(
    ("path", "wish", "field"),
    [
        ("heatmap/skills", {"half_life_days": 0}, "half_life_days"),
        ("heatmap/skills", {"half_lives": {"Go": -1}}, "half_lives.Go"),
        ("workload", {"from": "yesterday"}, "from"),
        ("collaboration", {"from": "2026-02-01", "to": "2026-01-01"}, "from"),
        ("collaboration", {"people": []}, "people"),
        ("productivity", {"metrics": ["comits_count"]}, "metrics"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(
    client: httpx.AsyncClient, path: str, wish: dict[str, object], field: str
) -> None:
    answer = await client.post(f"{AT}/{path}", json=wish)
    assert answer.status_code in {400, 404}
    if answer.status_code == 400:
        assert answer.json()["field"] == field
    assert answer.json()["next_step"]
