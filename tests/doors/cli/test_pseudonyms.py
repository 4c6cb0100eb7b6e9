"""`aexy compare --others`: typed by somebody who is limited to a team, and by somebody who is not."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
from tests.doors.cli.conftest import House
from tests.repositories import Scripted, numbered

LIMIT = """
with mine as (
    update memberships
    set role = 'manager', is_scoped = true
    where workspace_id = $1
    returning workspace_id, account_id
)
insert into membership_teams (workspace_id, account_id, team_id)
select m.workspace_id, m.account_id, t.id
from mine m
join teams t on t.workspace_id = m.workspace_id
"""


async def limit(url: str, workspace: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(LIMIT, workspace)
    await connection.close()


def test_others_are_shown_by_pseudonym_to_whoever_is_limited_to_a_team(
    house: House, owner_url: str, tmp_path: Path
) -> None:
    repo = Scripted.create(tmp_path / "shop")
    begun = datetime.now(UTC) - timedelta(days=40)
    for place in range(7):
        at = f"{int((begun + timedelta(days=place)).timestamp())} +0000"
        repo.commit("Go on\n", {"a.py": numbered(place + 1)}, author=f"Dev{place} Last <d{place}@x.example>", at=at)
    made = house.answer("workspace", "create", "Seven", "--time-zone", "UTC")
    assert house.run("workspace", "use", made["slug"]).exit_code == 0
    assert house.run("ingest", str(repo.path)).exit_code == 0
    assert house.run("team", "create", "Payments").exit_code == 0
    assert house.run("team", "add", "payments", "Dev0 Last").exit_code == 0
    words = ("compare", "Dev0 Last", "--others", "--metrics", "commits_count")
    everybody = house.run(*words)
    assert (everybody.exit_code, "everybody here by name" in everybody.output) == (0, True), everybody.output
    asyncio.run(limit(owner_url, made["id"]))
    shown = house.run(*words)
    assert shown.exit_code == 0, shown.output
    assert shown.output.count("Person ") == 6
    assert not [name for name in (f"Dev{place}" for place in range(1, 7)) if name in shown.output]
    (commits,) = house.answer(*words)["metrics"]
    assert [(len(each["people"]), each["value"]) for each in commits["others"]] == [(6, 1)]
    assert house.run("compare", "Dev1 Last", "--others").exit_code == 5
