"""Issues by their keys, tracker projects by what keys begin with, and folders by name or path."""

import pytest
from tests.features.flow.conftest import DAY, NOW, Asker, asker, context
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.routing import Role, Viewer
from aexy.features.search.schemas import Found
from aexy.features.search.service import search
from aexy.kernel.ids import WorkspaceId
from aexy.store.postgres import Connection

__all__ = ["asker", "context"]
PEOPLE = ("Ann", "Ben", "Cal", "Dee", "Eve")


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Five people with an issue each; folders of two repositories, of which one file is at no tip any more."""
    seeded = Seeded(workspace)
    for name in PEOPLE:
        await seeded.developer(owner, name)
    for name in ("api", "web"):
        await seeded.repository(owner, name)
    await seeded.team(owner, "Core", [("Ann", None, None)])
    await owner.execute("update repositories set owner = 'acme' where workspace_id = $1", workspace)
    await owner.execute(
        "insert into tracker_projects (workspace_id, provider, origin, external_id, prefix, name)"
        " values ($1, 'jira', 'there', '1', 'PAY', 'Card money')",
        workspace,
    )
    for number, name in enumerate(PEOPLE, 1):
        await owner.execute(
            "insert into issues (workspace_id, provider, origin, external_id, version, issue_key, title, status,"
            " status_category, assignee_key, opened_at)"
            " values ($1, 'jira', 'there', $2, $3, $2, 'Work', 'To Do', 'todo', $4, $3)",
            workspace, f"PAY-1{number}", NOW - DAY, seeded.identities[name],
        )  # fmt: skip
    for repository, path in (
        ("api", "internal/refund/card.go"), ("api", "internal/refund/cash.go"), ("api", "internal/refund_old/a.go"),
        ("web", "app/refund/page.ts"), ("web", "README"), ("web", "vendor/refund/x.ts"),
    ):  # fmt: skip
        await owner.execute(
            "insert into paths (workspace_id, repository_key, path, language, class) values ($1, $2, $3, null, $4)",
            workspace, seeded.repositories[repository][1], path, "vendored" if "vendor" in path else "source",
        )  # fmt: skip
    return seeded


async def _found(context: Context, viewer: Viewer, q: str, kind: str) -> list[Found]:
    return [one for one in (await search(context, viewer, q, limit=6)).items if one.kind.value == kind]


async def test_an_issue_is_found_by_the_beginning_of_its_key_in_any_case(
    context: Context, asker: Asker, made: Seeded
) -> None:
    del made
    assert [one.name for one in await _found(context, asker(role=Role.MEMBER), "pay-13", "issue")] == ["PAY-13 Work"]
    assert len(await _found(context, asker(), "PAY-", "issue")) == 5
    assert await _found(context, asker(), "PAY", "issue") == []
    assert await _found(context, asker(), "PAY-%", "issue") == []


async def test_issues_are_found_by_whom_they_are_for(
    context: Context, asker: Asker, made: Seeded, owner: Connection
) -> None:
    limited = asker(role=Role.MANAGER, teams={made.teams["Core"]})
    assert [one.name for one in await _found(context, limited, "PAY-1", "issue")] == ["PAY-11 Work"]
    assert await _found(context, asker(role=Role.MEMBER, teams={made.teams["Core"]}), "PAY-1", "issue") == []
    await owner.execute(
        "update issues set assignee_key = null where issue_key = 'PAY-15' and workspace_id = $1", made.workspace
    )
    assert await _found(context, asker(role=Role.MEMBER), "PAY-1", "issue") == []
    assert len(await _found(context, asker(role=Role.MANAGER), "PAY-1", "issue")) == 5


async def test_a_tracker_project_is_found_by_its_name_and_by_what_keys_begin_with(
    context: Context, asker: Asker, made: Seeded
) -> None:
    del made
    for q in ("pay", "card"):
        (one,) = await _found(context, asker(), q, "tracker")
        assert (one.name, one.detail) == ("Card money", "PAY")


async def test_a_folder_is_found_by_its_name_or_path_and_leads_into_its_repository(
    context: Context, asker: Asker, made: Seeded
) -> None:
    named = await _found(context, asker(role=Role.VIEWER), "Refund", "folder")
    assert [(one.name, one.detail) for one in named] == [
        ("app/refund", "acme/web"), ("internal/refund", "acme/api"), ("internal/refund_old", "acme/api"),
    ]  # fmt: skip
    assert named[1].id == f"{made.repositories['api'][0]}:internal/refund"
    by_path = await _found(context, asker(), "internal/ref", "folder")
    assert [one.name for one in by_path] == ["internal/refund", "internal/refund_old"]
    # A folder that holds nothing but folders is one.
    assert [one.name for one in await _found(context, asker(), "internal", "folder")] == ["internal"]
    assert await _found(context, asker(), "re", "folder") == []
    assert await _found(context, asker(), "vendor", "folder") == []


async def test_a_folder_that_is_at_no_tip_any_more_is_not_found(
    context: Context, asker: Asker, made: Seeded, owner: Connection
) -> None:
    key = made.repositories["api"][1]
    await owner.execute(
        "insert into tree_readings (workspace_id, repository_key, tip, read_at) values ($1, $2, $3, $4)",
        made.workspace, key, b"tip", NOW,
    )  # fmt: skip
    await owner.execute(
        "insert into path_stays (workspace_id, repository_key, path_key, since, until)"
        " select workspace_id, repository_key, key, $3, case when path like '%_old/%' then $4::timestamptz end"
        " from paths where repository_key = $2 and workspace_id = $1",
        made.workspace, key, NOW - 9 * DAY, NOW - DAY,
    )  # fmt: skip
    assert [one.name for one in await _found(context, asker(), "internal/refund", "folder")] == ["internal/refund"]
