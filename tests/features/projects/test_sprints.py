"""A sprint's days are whole days of the workspace, and no day belongs to two sprints of one board."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aexy.features.projects.schemas import ProjectId
from aexy.features.projects.sprints import days_of, windows
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import Clock, Window
from aexy.store.postgres import Connection, Database

CLOCK = Clock(datetime(2026, 3, 18, 15, tzinfo=UTC), ZoneInfo("Europe/Berlin"))  # a Wednesday, 16:00 there


def local(day: int, hour: int, minute: int = 0, *, month: int = 3) -> datetime:
    """An instant of March 2026 by Berlin's clock: the 2nd, 9th, 16th are Mondays."""
    return datetime(2026, month, day, hour, minute, tzinfo=CLOCK.zone)


def sprint(
    starts: datetime | None,
    ends: datetime | None,
    completed: datetime | None = None,
    state: str = "closed",
    **more: str,
) -> Mapping[str, Any]:
    return {
        "origin": "acme", "tracker_id": None, "board": more.get("board", "Payments"), "state": state,
        "starts_at": starts, "ends_at": ends, "completed_at": completed,
    }  # fmt: skip


def days(*told: Mapping[str, Any], clock: Clock = CLOCK) -> list[tuple[int, int] | None]:
    """First day and first day after, as days of March."""
    return [(window.start.day, window.end.day) if window else None for window, _ in days_of(told, clock)]


def test_one_that_ends_on_friday_evening_has_friday() -> None:
    assert days(sprint(local(2, 10), local(13, 17))) == [(2, 14)]


def test_one_that_ends_at_midnight_has_not_the_day_that_begins_then() -> None:
    assert days(sprint(local(2, 0), local(14, 0))) == [(2, 14)]


def test_a_day_shared_after_noon_is_the_earlier_ones() -> None:
    assert days(sprint(local(2, 10), local(13, 17)), sprint(local(13, 17, 5), local(27, 17), state="active")) == [
        (2, 14),
        (14, 28),
    ]


def test_a_day_shared_before_noon_is_the_later_ones() -> None:
    assert days(sprint(local(2, 10), local(16, 9)), sprint(local(16, 10), local(30, 9), state="active")) == [
        (2, 16),
        (16, 31),
    ]


def test_completed_goes_before_planned() -> None:
    assert days(sprint(local(2, 10), local(13, 17), local(11, 18))) == [(2, 12)]
    assert days(sprint(local(2, 10), local(6, 17), local(9, 18))) == [(2, 10)]


def test_while_it_runs_beyond_its_plan_today_is_in_it() -> None:
    assert days(sprint(local(2, 10), local(13, 17), state="active")) == [(2, 19)]
    assert days(sprint(local(2, 10), None, state="active")) == [(2, 19)]


def test_the_next_of_its_board_cuts_one_short_that_was_never_closed() -> None:
    told = [sprint(local(2, 10), local(17, 17)), sprint(local(9, 10), local(17, 17))]
    assert days(*told) == [(2, 9), (9, 18)]
    assert [is_cut for _, is_cut in days_of(told, CLOCK)] == [True, False]
    assert days(told[0], sprint(local(9, 10), local(17, 17), board="Storefront")) == [(2, 18), (9, 18)]


def test_what_has_no_dates_or_has_not_begun_has_no_days() -> None:
    assert days(sprint(None, None, state="future")) == [None]
    assert days(sprint(local(16, 10), local(27, 17), state="future")) == [None]
    assert days(sprint(local(30, 10), local(31, 17), state="future")) == [(30, 1)]
    assert days(sprint(local(13, 17), local(2, 10))) == [None]


def test_days_are_the_workspaces() -> None:
    midnight_there = sprint(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), datetime(2026, 3, 13, 23, 30, tzinfo=UTC))
    assert days(midnight_there) == [(2, 15)]
    assert days(midnight_there, clock=Clock(CLOCK.now)) == [(1, 14)]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 1000),
            st.one_of(st.none(), st.integers(0, 400)),
            st.sampled_from(["closed", "active", "future"]),
        ),
        max_size=8,
    )
)
def test_no_day_is_in_two_sprints_of_one_board(drawn: list[tuple[int, int | None, str]]) -> None:
    begun = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
    told = [
        sprint(
            datetime.fromtimestamp(begun + start * 3600, UTC),
            None if length is None else datetime.fromtimestamp(begun + (start + length) * 3600, UTC),
            state=state,
        )
        for start, length, state in drawn
    ]
    found = [day for window, _ in days_of(told, CLOCK) if window for day in window.days()]
    assert len(found) == len(set(found))


async def _tracker(owner: Connection, workspace: WorkspaceId, name: str) -> tuple[UUID, int]:
    row = await owner.fetchrow(
        "insert into tracker_projects (workspace_id, provider, origin, external_id, prefix, name)"
        " values ($1, 'jira', 'acme', $2, $2, $2) returning id, key",
        workspace,
        name,
    )
    return row["id"], row["key"]


async def _sprint(owner: Connection, workspace: WorkspaceId, tracker: int, name: str, *days_: int) -> None:
    await owner.execute(
        "insert into sprints (workspace_id, provider, origin, external_id, project_key, version, board, name, state,"
        " starts_at, ends_at) values ($1, 'jira', 'acme', $2, $3, now(), $6, $2, 'closed', $4, $5)",
        workspace,
        name,
        tracker,
        local(days_[0], 10),
        local(days_[1], 9),
        f"Board {tracker}",
    )


async def test_a_projects_windows_are_those_of_one_board(
    database: Database, owner: Connection, workspace: WorkspaceId
) -> None:
    (pay, pay_key), (web, web_key) = [await _tracker(owner, workspace, name) for name in ("PAY", "WEB")]
    await _sprint(owner, workspace, pay_key, "Pay 1", 2, 9)
    await _sprint(owner, workspace, pay_key, "Pay 2", 9, 16)
    await _sprint(owner, workspace, web_key, "Web 1", 3, 10)
    project = await owner.fetchval(
        "insert into projects (workspace_id, slug, name) values ($1, 'p', 'P') returning id", workspace
    )
    for tracker in (pay, web):
        await owner.execute("insert into project_trackers values ($1, $2, $3)", workspace, project, tracker)
    async with database.workspace(workspace) as connection:
        with pytest.raises(Unusable, match="2 boards"):
            await windows(connection, CLOCK, project_id=project)
        found = await windows(connection, CLOCK, project_id=project, board=f"board {pay_key}")
        assert [(each.name, each.window) for each in found] == [
            ("Pay 1", Window(date(2026, 3, 2), date(2026, 3, 9))),
            ("Pay 2", Window(date(2026, 3, 9), date(2026, 3, 17))),
        ]
        assert [each.name for each in await windows(connection, CLOCK, tracker_id=web)] == ["Web 1"]
        with pytest.raises(Unknown, match="no board"):
            await windows(connection, CLOCK, board="Nothing")
        with pytest.raises(Unknown, match="no project"):
            await windows(connection, CLOCK, project_id=ProjectId(uuid4()))
