"""AI assistance from stored facts to an answer: who is counted how, what is compared, and what is never shown."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from tests.features.analytics.conftest import Asker, Keeping
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.assistance import service
from aexy.features.assistance.schemas import AiImpact, ImpactChangesIn
from aexy.features.routing import Role
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.privacy import TOO_FEW
from aexy.store.postgres import Connection

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PEOPLE = ("Ann", "Ben", "Cal", "Dee", "Eve", "Flo")
WEEKS = 8


@pytest.fixture
async def made(owner: Connection, workspace: WorkspaceId) -> Seeded:
    """Six people who each week merge one pull request with an assistant and one without; and an agent with one a week.

    What is assisted is merged after four hours, the rest after ten; everything is reviewed after two.
    """
    seeded = Seeded(workspace)
    for name in PEOPLE:
        await seeded.developer(owner, name)
    await seeded.developer(owner, "Robot", kind="agent")
    await seeded.repository(owner, "api")
    await seeded.team(owner, "Six", [(name, None, None) for name in PEOPLE])
    await seeded.team(owner, "Four", [(name, None, None) for name in PEOPLE[:4]])
    pulls = Pulls(seeded, owner)
    for week in range(WEEKS):
        for place, name in enumerate(PEOPLE):
            at = MONDAY + week * 7 * DAY + place * HOUR / 2
            await merged(owner, seeded, pulls, name, at, 4, agent="Claude", size=(20, 10))
            await merged(owner, seeded, pulls, name, at + DAY, 10, size=(20, 10))
        await merged(owner, seeded, pulls, "Robot", MONDAY + week * 7 * DAY + 2 * DAY, 4, size=(400, 0))
    await owner.execute("update workspaces set data_version = data_version + 1")
    return seeded


async def merged(
    owner: Connection, made: Seeded, pulls: Pulls, author: str, at: datetime, hours: int, *, size: tuple[int, int],
    agent: str | None = None,
) -> None:  # fmt: skip
    """A commit, its pull request, and reviews: an agent's at once, which is none, and a person's after two hours."""
    commit = await made.commit(owner, author, at, "api", agent=agent, lines=size)
    pull = await pulls.pull(author, at, merged=at + hours * HOUR, size=size, title="Handle an empty basket", commits=1)
    await owner.execute(
        "insert into commit_pull_requests (workspace_id, commit_key, pull_key, evidence) values ($1, $2, $3, 'squash')",
        made.workspace,
        commit,
        pull,
    )
    await pulls.commit(pull, at - HOUR)
    await pulls.review(pull, "Robot" if author != "Robot" else "Ann", at + HOUR / 60, "commented")
    await pulls.review(pull, "Ben" if author != "Ben" else "Cal", at + 2 * HOUR)


async def impact(context: Context, asker: Asker, subject: str = "workspace", role: Role = Role.VIEWER) -> AiImpact:
    return await service.ai_impact(context, asker(role=role), subject, MONDAY.date(), None)


def levels(changes: ImpactChangesIn) -> dict[str, int]:
    return {one.level: one.n for one in changes.levels}


@pytest.mark.usefixtures("made")
async def test_changes_are_told_apart_by_their_evidence(context: Context, viewer: Asker) -> None:
    found = await impact(context, viewer)
    assert found.withheld is None
    assert levels(found.commits.total) == {"authored": 8, "co-authored": 48, "none": 48}
    assert levels(found.pulls.total) == levels(found.commits.total)
    assert sum(step.n or 0 for step in found.commits.series) == found.commits.total.n == 104
    share = next(one for one in found.commits.total.levels if one.level == "co-authored")
    assert (share.value, share.low is not None and share.low < 48 / 104 < (share.high or 0)) == (48 / 104, True)
    assert {one.level: one.is_there for one in found.evidence} == {
        "authored": True,
        "co-authored": True,
        "telemetry": False,
    }


@pytest.mark.usefixtures("made")
async def test_measures_stand_beside_each_other_and_an_agents_review_is_no_response(
    context: Context, viewer: Asker
) -> None:
    found = {one.measure: one for one in (await impact(context, viewer)).compared}
    cycle, response = found["cycle_hours"], found["response_hours"]
    assert (cycle.assisted.value, cycle.other.value, cycle.difference.value) == (4.0, 10.0, -6.0)
    assert (cycle.assisted.n, cycle.other.n) == (56, 48)
    assert (response.assisted.value, response.other.value) == (2.0, 2.0)
    # Nobody has read the lines.
    assert found["survived_30"].assisted.value is None


@pytest.mark.usefixtures("made")
async def test_in_brief_it_says_the_same_without_types_sizes_and_lines(context: Context, viewer: Asker) -> None:
    whole = await impact(context, viewer)
    brief = await service.ai_impact(context, viewer(), "workspace", MONDAY.date(), None, is_brief=True)
    assert brief.compared == [one for one in whole.compared if not one.measure.startswith("survived")]
    assert (brief.cells, whole.cells != []) == ([], True)
    apart = {"compared", "cells"}
    assert brief.model_dump(exclude=apart) == whole.model_dump(exclude=apart)


@pytest.mark.usefixtures("made")
async def test_like_is_compared_with_like_where_there_is_enough(context: Context, viewer: Asker) -> None:
    cells = {(one.type, one.size) for one in (await impact(context, viewer)).cells}
    assert ("fix", "small") in cells
    assert ("fix", "large") not in cells  # the agent's alone


async def test_a_team_of_five_is_shown_and_one_of_four_is_not(context: Context, viewer: Asker, made: Seeded) -> None:
    six = await impact(context, viewer, f"team:{made.teams['Six']}")
    assert levels(six.commits.total) == {"authored": 0, "co-authored": 48, "none": 48}
    four = await impact(context, viewer, f"team:{made.teams['Four']}")
    assert (four.withheld, four.commits.total.n, four.compared, four.commits.series) == (TOO_FEW, None, [], [])


async def test_it_is_never_shown_of_a_person_or_a_repository(context: Context, viewer: Asker, made: Seeded) -> None:
    for subject in (f"developer:{made.developers['Ann']}", f"repository:{made.repositories['api'][0]}"):
        with pytest.raises(Unusable, match="never of a person"):
            await impact(context, viewer, subject, Role.OWNER)
    with pytest.raises(Unknown):
        await impact(context, viewer, f"team:{uuid4()}")


async def test_telemetry_is_of_everybody_together_on_days_with_five(
    context: Context, viewer: Asker, made: Seeded, owner: Connection
) -> None:
    for day, engaged in ((0, 6), (1, 4), (2, 10)):
        await owner.execute(
            "insert into assistant_usage (workspace_id, origin, assistant, day, version, engaged_people, suggestions,"
            " acceptances, lines_accepted) values ($1, 'x', 'copilot', $2, $3, $4, 100, 25, 40)",
            made.workspace,
            MONDAY.date() + day * DAY,
            MONDAY,
            engaged,
        )
    found = await impact(context, viewer)
    (usage,) = found.usage
    assert (usage.assistant, usage.days, usage.mean_engaged_people) == ("copilot", 2, 8.0)
    assert (usage.suggestions, usage.acceptances, usage.acceptance_share) == (200, 50, 0.25)
    assert found.evidence[-1].is_there


@pytest.mark.usefixtures("made")
async def test_the_same_question_is_counted_once_while_nothing_changes(context: Context, viewer: Asker) -> None:
    cache = Keeping({})
    remembering = Context(context.settings, context.database, cache, context.jobs, context.now)
    first = await impact(remembering, viewer)
    assert await impact(remembering, viewer) == first
    assert cache.made == 1


async def test_a_workspace_without_anything_says_so(context: Context, viewer: Asker) -> None:
    found = await impact(context, viewer)
    assert (found.commits.total.n, found.usage, found.cells) == (0, [], [])
    assert not any(one.is_there for one in found.evidence)
