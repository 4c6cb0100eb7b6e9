"""What a team has open and who has it: by name for those who may see people, in shares for the rest, or not at all."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.features.insights.conftest import NOW
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.insights.flow import flow
from aexy.features.insights.per_person import Shared
from aexy.features.insights.remembering import Remembering
from aexy.features.insights.review_load import review_load
from aexy.features.insights.rollups import Days
from aexy.features.insights.workload import workload
from aexy.features.routing import Role, Viewer
from aexy.kernel.delivery.stays import PullStage
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.privacy import ONLY_TEAMMATES, TOO_FEW
from aexy.store.cache import NoCache
from aexy.store.postgres import Connection

Asker = Callable[..., Viewer]
DAYS = Days(date(2026, 4, 20), date(2026, 5, 25))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Six people in Core, the first with most of the work; two in Edge, who are asked nothing."""
    made = Seeded(workspace)
    for name in ("Ann", "Ben", "Cal", "Dee", "Eve", "Fay", "Gus", "Hal"):
        await made.developer(owner, name)
    await made.developer(owner, "Robot", kind="bot")
    await made.repository(owner, "api")
    core = [(name, None, None) for name in ("Ann", "Ben", "Cal", "Dee", "Eve", "Fay", "Robot")]
    await made.team(owner, "Core", core)
    await made.team(owner, "Edge", [("Gus", None, None), ("Hal", None, None)])
    for name, count in (("Ann", 4), ("Ben", 2), ("Cal", 1), ("Dee", 1), ("Eve", 2), ("Robot", 9), ("Gus", 1)):
        for hour in range(count):
            await made.commit(owner, name, NOW - 10 * DAY + hour * HOUR, "api")
    return made


@pytest.fixture
async def opened(owner: Connection, seeded: Seeded) -> Pulls:
    """Four open pull requests, one in each stage, and one that was merged after a review."""
    pulls = Pulls(seeded, owner)
    await pulls.pull("Ann", NOW - 2 * DAY, is_draft=True, title="Draft")
    asked = await pulls.pull("Ann", NOW - 10 * DAY, ready=NOW - 9 * DAY, title="Waiting")
    await pulls.request(asked, "Ben", NOW - 9 * DAY)
    await pulls.request(asked, "Ann", NOW - 9 * DAY)  # her own: nobody waits for themselves
    await pulls.request(asked, "Cal", NOW - 8 * DAY, removed=NOW - 7 * DAY)
    await pulls.review(asked, "Robot", NOW - 9 * DAY)
    begun = await pulls.pull("Ben", NOW - 5 * DAY, title="In review")
    await pulls.request(begun, "Ann", NOW - 5 * DAY)
    await pulls.review(begun, "Ann", NOW - 4 * DAY, "approved")
    await pulls.review(begun, "Ann", NOW - 3 * DAY, "changes_requested")
    ready = await pulls.pull("Cal", NOW - 3 * DAY, title="Approved")
    await pulls.review(ready, "Ann", NOW - 2 * DAY)
    merged = await pulls.pull("Dee", NOW - 6 * DAY, merged=NOW - 5 * DAY)
    await pulls.request(merged, "Ann", NOW - 6 * DAY)
    await pulls.review(merged, "Ann", NOW - 6 * DAY + 5 * HOUR)
    await pulls.pull("Gus", NOW - DAY, title="Elsewhere")
    await pulls.pull("Robot", NOW - DAY, title="A bot's")
    await pulls.pull("Ann", NOW - 30 * DAY, gone=NOW - 20 * DAY)
    return pulls


def of(found: list[Shared], key: str) -> Shared:
    return next(one for one in found if one.key == key)


async def test_what_is_open_waits_for_its_author_a_review_the_rest_of_it_or_the_merge(
    context: Context, viewer: Asker, seeded: Seeded, opened: Pulls
) -> None:
    assert opened.count
    found = await flow(context, viewer(), seeded.teams["Core"], quiet_days=1)
    assert {one.title: (one.stage, one.stage_hours, one.quiet_hours) for one in found.quiet} == {
        "Draft": (PullStage.DRAFT, 48, 48),
        "Waiting": (PullStage.WAITING, 216, 192),  # a bot's review is none, but somebody was asked later
        "In review": (PullStage.REVIEW, 72, 72),  # approved for a day, until its reviewer objected
        "Approved": (PullStage.APPROVED, 48, 48),
    }
    assert [one.title for one in found.quiet] == ["Waiting", "In review", "Approved", "Draft"]
    assert found.quiet[0].url == "https://example.org/pull/2"
    assert [(one.stage, one.n, one.longest_hours) for one in found.stages] == [
        (PullStage.DRAFT, 1, 48), (PullStage.WAITING, 1, 216), (PullStage.REVIEW, 1, 72), (PullStage.APPROVED, 1, 48),
    ]  # fmt: skip
    assert [(one.start, one.end, one.n) for one in found.ages if one.n] == [(24, 72, 1), (72, 168, 2), (168, 336, 1)]
    week = await flow(context, viewer(), seeded.teams["Core"], quiet_days=7)
    assert [one.title for one in week.quiet] == ["Waiting"]


async def test_a_manager_sees_how_work_is_spread_by_name(
    context: Context, viewer: Asker, seeded: Seeded, opened: Pulls
) -> None:
    assert opened.count
    found = await workload(context, viewer(role=Role.MANAGER), seeded.teams["Core"], DAYS)
    commits = of(found.work, "commits_count")
    assert [(one.name, one.value) for one in commits.people or ()] == [
        ("Ann", 4), ("Ben", 2), ("Eve", 2), ("Cal", 1), ("Dee", 1), ("Fay", 0),
    ]  # fmt: skip
    assert (commits.total, commits.n, commits.of, commits.top_share) == (10, 5, 6, 0.4)
    assert commits.gini == pytest.approx(0.4)
    waits = of(found.work, "waiting_review_requests")
    assert [(one.name, one.value) for one in waits.people or () if one.value] == [("Ben", 1)]
    assert [one.value for one in of(found.work, "open_pull_requests").people or ()] == [2, 1, 1, 0, 0, 0]
    assert of(found.work, "prs_merged").total == 1
    assert of(found.work, "review_given_count").total == 4


async def test_somebody_who_is_not_in_the_team_sees_shares_without_names(
    context: Context, viewer: Asker, seeded: Seeded, opened: Pulls
) -> None:
    assert opened.count
    stranger = viewer(role=Role.MEMBER, developer=seeded.developers["Gus"])
    found = await workload(context, stranger, seeded.teams["Core"], DAYS)
    assert {(one.people, one.people_withheld) for one in [*found.work] if one.people is None} == {
        (None, ONLY_TEAMMATES)
    }
    assert all(one.people is None for one in found.work)
    assert of(found.work, "commits_count").shares == [0.4, 0.2, 0.2, 0.1, 0.1, 0]
    few = of(found.work, "open_pull_requests")
    assert (few.shares, few.gini, few.top_share, few.withheld) == (None, None, None, TOO_FEW)
    mate = viewer(role=Role.MEMBER, developer=seeded.developers["Fay"])
    theirs = await workload(context, mate, seeded.teams["Core"], DAYS)
    assert all(one.people is not None for one in theirs.work)


async def test_where_no_pull_request_is_known_nobody_has_none(context: Context, viewer: Asker, seeded: Seeded) -> None:
    core = seeded.teams["Core"]
    work = (await workload(context, viewer(), core, DAYS)).work
    assert {one.key: one.total for one in work} == {
        "commits_count": 10, "prs_merged": None, "review_given_count": None, "open_pull_requests": None,
        "waiting_review_requests": None,
    }  # fmt: skip
    assert (await flow(context, viewer(), core, quiet_days=7)).n is None
    load = await review_load(context, viewer(), core, DAYS)
    assert (load.waiting.n, load.asked.total, load.given.total) == (None, None, None)


async def test_what_was_counted_is_kept_until_facts_change(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    keeping = replace(context, cache=Remembering(NoCache()))
    core = seeded.teams["Core"]
    await Pulls(seeded, owner).pull("Eve", NOW - 40 * DAY, merged=NOW - 39 * DAY)
    before = of((await workload(keeping, viewer(), core, DAYS)).work, "prs_merged")
    await Pulls(seeded, owner, 1).pull("Dee", NOW - 6 * DAY, merged=NOW - 5 * DAY)
    same = of((await workload(keeping, viewer(), core, DAYS)).work, "prs_merged")
    await seeded.touch(owner, NOW - 5 * DAY)
    after = of((await workload(keeping, viewer(), core, DAYS)).work, "prs_merged")
    assert (before.total, same.total, after.total) == (0, 0, 1)


async def test_of_a_team_under_five_no_spread_is_shown(
    context: Context, viewer: Asker, seeded: Seeded, opened: Pulls
) -> None:
    assert opened.count
    stranger = viewer(role=Role.MEMBER, developer=seeded.developers["Ann"])
    found = await workload(context, stranger, seeded.teams["Edge"], DAYS)
    assert {(one.shares, one.people, one.withheld) == (None, None, TOO_FEW) for one in found.work} == {True}


async def test_who_is_asked_most_and_what_waits_is_for_the_team(
    context: Context, viewer: Asker, seeded: Seeded, opened: Pulls
) -> None:
    assert opened.count
    core = seeded.teams["Core"]
    found = await review_load(context, viewer(), core, DAYS)
    assert (found.waiting.n, found.waiting.longest_hours, found.waiting.hours.median) == (1, 216, 216)
    listed = found.people or []
    ann, rest = listed[0], listed[1:]
    assert (ann.name, ann.asked, ann.waiting, ann.given) == ("Ann", 2, 0, 4)
    assert (ann.turnaround_median_hours, ann.turnaround_n) == (24, 3)
    assert [(one.name, one.asked, one.waiting, one.longest_waiting_hours) for one in rest[:2]] == [
        ("Ben", 1, 1, 216), ("Cal", 1, 0, None),
    ]  # fmt: skip
    assert [(one.title, one.reviewer, one.hours) for one in found.requests or ()] == [("Waiting", "Ben", 216)]
    assert {one.metric: one.value for one in found.readings}["review_given_count"] == 4
    stranger = viewer(role=Role.MEMBER, developer=seeded.developers["Gus"])
    seen = await review_load(context, stranger, core, DAYS)
    assert (seen.people, seen.requests, seen.people_withheld) == (None, None, ONLY_TEAMMATES)
    assert (seen.asked.shares, seen.asked.people, seen.asked.withheld) == (None, None, TOO_FEW)
    assert seen.waiting.n == 1
