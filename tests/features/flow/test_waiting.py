"""Who waits for whom: by name for those who may see all of it, and for everybody else their own and the totals."""

import pytest
from tests.features.flow.conftest import DAY, NOW, Asker
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.delivery.flow_looking import Asked
from aexy.features.delivery.flow_schemas import Waiting
from aexy.features.delivery.flow_waiting import waiting
from aexy.features.insights.review_load import review_load
from aexy.features.insights.rollups import Days
from aexy.features.routing import Role
from aexy.kernel.privacy import ONLY_TEAMMATES
from aexy.store.postgres import Connection

Edge = tuple[str | None, str | None, str, int, float]


def edges(found: Waiting) -> set[Edge]:
    return {
        (one.from_name, one.to_name or one.to_team, one.kind.value, one.n, one.longest_hours) for one in found.edges
    }


async def test_every_wait_has_two_ends_a_reason_and_an_age(context: Context, asker: Asker, pulls: Pulls) -> None:
    assert pulls.count
    found = await waiting(context, asker(), Asked(), at=None)
    assert edges(found) == {
        ("Ann", "Ben", "review", 1, 216),
        ("Ann", "Ben", "changes", 1, 72),
        (None, "Cal", "merge", 1, 48),
        ("Gus", None, "anybody", 1, 24),
    }
    assert (found.n, found.pulls, found.drafts, found.withheld, found.rows_withheld) == (4, 4, 1, None, 0)
    ben, row = found.people[0], found.rows[0]
    assert (ben.name, ben.waited_for, ben.waits, ben.longest_waited_for_hours) == ("Ben", 2, 0, 216)
    assert (row.title, row.kind.value) == ("Waiting", "review")
    assert found.edges[0].pulls == [found.rows[0].id]
    assert {one.kind.value: one.n for one in found.kinds} == {
        "review": 1, "team_review": 0, "changes": 1, "another_look": 0, "anybody": 1, "merge": 1,
    }  # fmt: skip


async def test_waits_for_one_person_are_theirs_alone_as_far_as_they_may_be_seen(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    assert pulls.count
    ben = await waiting(context, asker(), Asked(), at=None, awaited=seeded.developers["Ben"])
    assert [(one.to_name, one.kind.value) for one in ben.rows] == [("Ben", "review"), ("Ben", "changes")]
    assert (ben.total_rows, ben.n) == (2, 4)
    gus = asker(role=Role.MEMBER, developer=seeded.developers["Gus"])
    hidden = await waiting(context, gus, Asked(), at=None, awaited=seeded.developers["Ben"])
    assert (hidden.rows, hidden.total_rows) == ([], 0)


async def test_an_objection_answered_by_commits_waits_for_another_look(
    context: Context, asker: Asker, pulls: Pulls, owner: Connection
) -> None:
    key = await owner.fetchval(
        "select key from pull_requests where title = 'Objected' and workspace_id = $1", pulls.made.workspace
    )
    await pulls.commit(key, NOW - DAY, "Ben")
    found = await waiting(context, asker(), Asked(), at=None)
    assert ("Ben", "Ann", "another_look", 1, 24) in edges(found)
    before = await waiting(context, asker(), Asked(), at=(NOW - 2 * DAY).isoformat())
    assert ("Ann", "Ben", "changes", 1, 24) in edges(before)


async def test_requests_that_wait_are_those_of_the_review_load(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    core = seeded.teams["Core"]
    load = await review_load(context, asker(), core, Days())
    found = await waiting(context, asker(), Asked(core), at=None)
    of_reviews = next(one for one in found.kinds if one.kind.value == "review")
    assert (of_reviews.n, of_reviews.longest_hours) == (load.waiting.n, load.waiting.longest_hours)
    assert pulls.count


async def test_working_hours_are_those_of_whoever_is_waited_for(
    context: Context, asker: Asker, pulls: Pulls, owner: Connection
) -> None:
    made = pulls.made
    await owner.execute(
        "insert into working_schedules (workspace_id, developer_id, working_days, starts_at, ends_at)"
        " values ($1, $2, '{1}', '10:00', '12:00')",
        made.workspace,
        made.developers["Ben"],
    )
    await owner.execute(
        "insert into leave (workspace_id, developer_id, first_day, last_day, kind)"
        " values ($1, $2, '2026-05-18', '2026-05-18', 'sick')",
        made.workspace,
        made.developers["Cal"],
    )
    found = await waiting(context, asker(), Asked(), at=None)
    assert {(one.to_name, one.kind.value): one.longest_working_hours for one in found.edges if one.to_name} == {
        ("Ben", "review"): 2,  # of nine days one Monday, from ten to twelve
        ("Ben", "changes"): 2,
        ("Cal", "merge"): 11.5,  # Cal was away on the Monday: 3.5 of Wednesday and 8 of Tuesday
    }


async def test_somebody_who_may_not_see_all_sees_their_own_and_the_totals(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    assert pulls.count
    gus = asker(role=Role.MEMBER, developer=seeded.developers["Gus"])
    found = await waiting(context, gus, Asked(), at=None)
    assert edges(found) == {("Gus", None, "anybody", 1, 24)}
    assert [one.name for one in found.people] == ["Gus"]
    assert (found.n, found.rows_withheld, found.withheld) == (4, 3, ONLY_TEAMMATES)
    viewer = asker(role=Role.VIEWER)
    nobody = await waiting(context, viewer, Asked(), at=None)
    assert (nobody.edges, nobody.people, nobody.rows, nobody.n) == ([], [], [], 4)


async def test_a_teammate_sees_the_team_and_of_others_nothing(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    assert pulls.count
    fay = asker(role=Role.MEMBER, developer=seeded.developers["Fay"])
    of_team = await waiting(context, fay, Asked(seeded.teams["Core"]), at=None)
    assert (len(of_team.edges), of_team.withheld) == (3, None)
    # In the workspace only Gus is out of sight, and what is left without Gus would be all about them.
    everywhere = await waiting(context, fay, Asked(), at=None)
    assert (everywhere.edges, everywhere.people) == ([], [])
    for number in range(5):
        name = f"Far {number}"
        await seeded.developer(pulls.owner, name)
        await pulls.pull(name, NOW - DAY, "web")
    among_many = await waiting(context, fay, Asked(), at=None)
    assert {one[2] for one in edges(among_many)} == {"review", "changes", "merge"}
    assert (among_many.rows_withheld, among_many.withheld) == (6, ONLY_TEAMMATES)


@pytest.mark.parametrize("at", ["2026-04-01", None])
async def test_a_team_that_was_asked_stands_by_its_name(
    context: Context, asker: Asker, pulls: Pulls, owner: Connection, at: str | None
) -> None:
    opened = await pulls.pull("Dee", NOW - 60 * DAY, title="For a team")
    await owner.execute(
        "insert into review_requests (workspace_id, pull_key, external_id, requested_at, team)"
        " values ($1, $2, 'T1', $3, 'platform')",
        pulls.made.workspace,
        opened,
        NOW - 59 * DAY,
    )
    found = await waiting(context, asker(), Asked(), at=at)
    assert ("Dee", "platform", "team_review") in {one[:3] for one in edges(found)}
