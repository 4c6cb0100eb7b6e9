"""DevLake's raw Jira rows, as Jira Cloud gave them: what they say was worked out by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson
import pytest
from tests.activity import facts, put

from aexy.kernel.activity import InSprint, Issue, Record, Sprint, Transition
from aexy.kernel.ids import WorkspaceId
from aexy.sources.contract import Level, Scope
from aexy.sources.jira.reading import read
from aexy.store.activity import Place
from aexy.store.postgres import Connection, Database

RAW = next(
    (each / "shared/data/devlake-raw/jira/raw" for each in Path(__file__).resolve().parents
     if (each / "shared/data/devlake-raw/jira/raw").is_dir()),
    None,
)  # fmt: skip
pytestmark = pytest.mark.skipif(RAW is None, reason="shared/data is not beside this checkout")

SCOPE = Scope(
    level=Level.PROJECT, external_id="10003", name="EE", origin="jira.example.com",
    options={"story_points_field": "customfield_10024"},
)  # fmt: skip
Kind = TypeVar("Kind")


def lines(name: str) -> list[dict[str, Any]]:
    assert RAW is not None
    return [orjson.loads(line) for line in (RAW / f"{name}.jsonl").read_bytes().splitlines()]


def known() -> dict[str, Any]:
    """What the connector would have asked for: statuses and kinds by their numbers, and the sprint field."""
    statuses = {row["data"]["id"]: row["data"]["statusCategory"]["key"] for row in lines("status")}
    types = {row["data"]["id"]: row["data"]["untranslatedName"] for row in lines("issue_types")}
    return {"sprint": ["customfield_10020"], "statuses": statuses, "types": types}


def issue_rows() -> list[dict[str, Any]]:
    means = known()
    told = [each["data"] for each in lines("issues")]
    return [{"issue": each, "changelog": each["changelog"]["histories"], "known": means} for each in told]


def told() -> list[Record]:
    return [record for row in issue_rows() for record in read("issues", row, SCOPE)]


def of(kind: type[Kind], records: Sequence[object]) -> list[Kind]:
    return [each for each in records if isinstance(each, kind)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_thirty_three_issues_are_what_they_were() -> None:
    issues = {each.issue_key: each for each in of(Issue, told())}
    assert len(issues) == 33
    given_up = {key for key, each in issues.items() if each.status_category == "cancelled"}
    assert given_up == {"EE-20", "EE-24", "EE-26", "EE-30", "EE-35"}
    assert {key for key, each in issues.items() if each.status_category == "todo"} == {"K5-2", "K5-3", "K5-4"}
    # All others are done, also those whose own category was blanked to "new": the list of statuses says what 10068 is.
    assert sum(each.status_category == "done" for each in issues.values()) == 25
    kinds = {key: each.kind for key, each in issues.items()}
    assert kinds["EE-1"] == "story"
    assert kinds["EE-5"] == "task"
    assert kinds["EE-23"] == "bug"
    assert kinds["EE-25"] == "subtask"
    assert kinds["EE-37"] == "other"  # a Test Execution, of an add-on
    assert kinds["K5-4"] == "epic"


def test_one_of_them_says_all_this() -> None:
    first = next(each for each in of(Issue, told()) if each.issue_key == "EE-16")
    assert first.external_id == "10078"
    assert first.project == "10003"
    assert first.url == "https://jira.example.com/browse/EE-16"
    assert (first.status, first.resolution, first.priority) == ("已完成", "完成", "Medium")
    assert first.opened_at == at("2020-06-12 00:24:49.017")
    # It was over on 2020-06-15, in a status that nobody has any more; Jira says itself when that was.
    assert first.closed_at == at("2020-06-15 09:01:44.202")
    assert first.spent_minutes == 60
    assert first.assignee is not None
    assert (first.assignee.external_id, first.assignee.name, first.assignee.email) == ("acc006", "acc006", None)
    assert next(each.story_points for each in of(Issue, told()) if each.issue_key == "EE-2") == 2.0


def test_work_begins_with_the_first_move_into_it_and_ends_with_the_last_into_done() -> None:
    records = told()
    first = next(each for each in of(Issue, records) if each.issue_key == "EE-1")
    moves = [each for each in of(Transition, records) if each.issue == "10063" and each.field == "status"]
    assert [(each.from_value, each.to_value, each.to_category) for each in moves] == [
        ("Inbox", "Ready for Dev", None), ("Ready for Dev", "In Development", "in_progress"),
        ("In Progress", "Open", "todo"), ("Open", "Closed", "done"), ("Closed", "已完成", "done"),
    ]  # fmt: skip
    assert first.started_at == at("2020-06-12 03:38:39.785")
    assert first.closed_at == at("2020-06-19 06:31:18.514")
    assert [each.at for each in moves] == sorted(each.at for each in moves)


def test_given_up_in_the_very_move_that_ended_it() -> None:
    moves = [each for each in of(Transition, told()) if each.issue == "10082" and each.field == "status"]
    assert [each.to_category for each in moves][-2:] == ["cancelled", "cancelled"]


def test_sprints_are_known_from_the_change_log_and_from_the_field() -> None:
    records = told()
    within = {(each.issue, each.sprint): each for each in of(InSprint, records)}
    assert within["10063", "7"].added_at == at("2020-06-12 00:29:19.487")
    assert within["10063", "7"].removed_at is None
    # EE-20 was put into sprint 9 and taken out five days later.
    assert within["10082", "9"] == InSprint(
        "10082", "9", at("2020-06-12 07:14:22.183"), at("2020-06-17 07:23:46.098")
    )  # fmt: skip
    seven = next(each for each in of(Sprint, records) if each.external_id == "7")
    assert (seven.name, seven.state) == ("EE Sprint 7", "closed")
    assert seven.completed_at == at("2020-06-22 05:59:58.980")


def test_thirty_sprints_are_closed_active_or_to_come() -> None:
    found = [record for line in lines("sprints") for record in read("sprints", {"sprint": line["data"]}, SCOPE)]
    sprints = of(Sprint, found)
    assert len(sprints) == 30
    assert sprints[0].starts_at == at("2020-06-12 00:38:51.882")
    assert sprints[0].version == sprints[0].completed_at
    assert all((each.completed_at is not None) == (each.state == "closed") for each in sprints)


async def test_reading_the_rows_again_doubles_nothing(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    place = Place("jira", "jira.example.com", external_id="10003")
    assert (await put(database, workspace, place, *told())).rows["issues"] == 33
    once = await facts(owner, workspace)
    again = await put(database, workspace, place, *reversed(told()), *told())
    assert not again.changed
    assert await facts(owner, workspace) == once
    assert [len(once[name]) for name in ("issues", "sprints")] == [33, len({e.external_id for e in of(Sprint, told())})]
