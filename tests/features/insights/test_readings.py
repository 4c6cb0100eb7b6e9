"""Readings come from what is stored or from the facts, and nobody can tell which by the number."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.features.insights.conftest import NOW
from tests.seeding import MONDAY, Seeded, seed

from aexy.context import Context
from aexy.features.insights import breaking, service
from aexy.features.insights.breaking import Spread
from aexy.features.insights.schemas import Bucket, Readings, Source
from aexy.features.insights.service import Asked
from aexy.features.insights.snapshots import recompute
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metric import Level
from aexy.kernel.periods import PeriodType
from aexy.store.postgres import Connection

FROM, TO = date(2026, 1, 5), date(2026, 5, 25)
BUCKETS = [bucket for bucket in Bucket if bucket.period_type]

Asker = Callable[..., Viewer]


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    return await seed(owner, workspace, people=12, commits=900)


def subjects(made: Seeded) -> list[str]:
    return [
        "workspace",
        f"developer:{made.developers['Person 0']}",
        f"team:{made.teams['Core']}",
        f"repository:{made.repositories['api'][0]}",
    ]


def values(found: Readings) -> list[tuple[object, ...]]:
    return [(one.metric, one.period.start, one.value, one.n, one.withheld) for one in found.readings]


async def test_stored_and_live_readings_agree_for_every_metric_level_and_period(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    me = viewer(developer=seeded.developers["Person 0"])
    asked = [Asked(None, subject, FROM, TO, bucket) for subject in subjects(seeded) for bucket in BUCKETS]
    live = [await service.readings(context, me, one) for one in asked]
    assert {one.source for found in live for one in found.readings} == {Source.FACTS}
    await recompute(context, seeded.workspace)
    for one, before in zip(asked, live, strict=True):
        after = await service.readings(context, me, one)
        assert values(after) == values(before), one
        closed = [reading for reading in after.readings if not reading.period.open]
        assert {reading.source for reading in closed} == {Source.SNAPSHOT}
        assert {r.source for r in after.readings if r.period.open} == {Source.FACTS}


async def test_a_new_commit_shows_at_once_whether_or_not_it_was_counted(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    await recompute(context, seeded.workspace)
    asked = Asked("commits_count", "workspace", FROM, TO, Bucket.WEEKLY)
    before = await service.readings(context, viewer(), asked)
    await seeded.commit(owner, "Person 1", MONDAY + timedelta(days=14, hours=9), "web")
    dirty = await service.readings(context, viewer(), asked)
    await recompute(context, seeded.workspace)
    clean = await service.readings(context, viewer(), asked)
    assert values(dirty) == values(clean)
    changed = [
        (b.value, a.value)
        for b, a in zip(before.readings, clean.readings, strict=True)
        if a != b and a.value != b.value
    ]
    assert len(changed) == 1


async def test_weeks_without_commits_are_0_within_the_data_and_nothing_outside(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    made = Seeded(workspace)
    await made.developer(owner, "Ann")
    await made.repository(owner, "api")
    await made.commit(owner, "Ann", MONDAY, "api")
    await made.commit(owner, "Ann", MONDAY + timedelta(weeks=2), "api")
    asked = Asked(
        "commits_count,avg_commit_size,commit_frequency",
        "workspace",
        date(2025, 12, 29),
        date(2026, 1, 26),
        Bucket.WEEKLY,
    )
    found = await service.readings(context, viewer(), asked)
    by_metric = {key: [r.value for r in found.readings if r.metric == key] for key in (asked.metrics or "").split(",")}
    assert by_metric == {
        "commits_count": [None, 1, 0, 1],
        "avg_commit_size": [None, 1, None, 1],
        "commit_frequency": [None, 0.2, 0, 0.2],
    }


@pytest.mark.usefixtures("seeded")
async def test_a_window_stands_beside_the_one_before_it(context: Context, viewer: Asker) -> None:
    start, middle, end = date(2026, 2, 2), date(2026, 3, 2), date(2026, 3, 30)
    now = await service.readings(context, viewer(), Asked("commits_count", "workspace", middle, end))
    before = await service.readings(context, viewer(), Asked("commits_count", "workspace", start, middle))
    previous = now.readings[0].previous
    assert previous is not None
    assert (previous.value, previous.start, previous.end) == (
        before.readings[0].value,
        date(2026, 2, 2),
        date(2026, 3, 2),
    )


async def test_what_is_a_persons_own_is_shown_to_that_person_alone(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    asked = Asked("late_night_commit_ratio,commits_count", subjects(seeded)[1], FROM, TO)
    late, commits = (await service.readings(context, viewer(role=Role.OWNER), asked)).readings
    assert (late.value, late.n, late.withheld) == (None, 0, "Only the person sees this.")
    assert commits.value
    mine = await service.readings(context, viewer(role=Role.VIEWER, developer=seeded.developers["Person 0"]), asked)
    assert mine.readings[0].value is not None


async def test_a_group_under_five_is_withheld_and_one_that_would_give_the_rest_away_too(
    context: Context, viewer: Asker, owner: Connection, seeded: Seeded
) -> None:
    start, end = date(2026, 1, 12), date(2026, 3, 30)
    few = Asked("weekend_commit_ratio", f"team:{seeded.teams['Edge']}", start, end)
    assert "five or more" in ((await service.readings(context, viewer(), few)).readings[0].withheld or "")
    all_but_one = await seeded.team(owner, "Nearly all", [(name, None, None) for name in list(seeded.developers)[:11]])
    nearly = Asked("weekend_commit_ratio", f"team:{all_but_one}", start, end)
    assert "give away" in ((await service.readings(context, viewer(), nearly)).readings[0].withheld or "")
    whole = await service.readings(context, viewer(), replace(nearly, subject="workspace"))
    assert whole.readings[0].value is not None


@pytest.mark.usefixtures("seeded")
async def test_a_group_is_shown_by_whole_weeks_that_are_over(context: Context, viewer: Asker) -> None:
    odd = Asked("weekend_commit_ratio", "workspace", date(2026, 1, 13), date(2026, 3, 30))
    assert "whole weeks" in ((await service.readings(context, viewer(), odd)).readings[0].withheld or "")
    monthly = Asked("weekend_commit_ratio", "workspace", FROM, TO, Bucket.MONTHLY)
    found = await service.readings(context, viewer(), monthly)
    assert all("whole weeks" in (reading.withheld or "") for reading in found.readings)
    usual = await service.readings(context.at(MONDAY + timedelta(days=80)), viewer(), Asked("weekend_commit_ratio"))
    assert usual.readings[0].period.end == date(2026, 3, 23)


@pytest.mark.parametrize("by", [Level.DEVELOPER, Level.TEAM, Level.REPOSITORY])
async def test_a_breakdown_gives_the_readings_of_each_row(
    context: Context, viewer: Asker, seeded: Seeded, by: Level
) -> None:
    me = viewer(developer=seeded.developers["Person 0"])
    start, end = date(2026, 1, 12), date(2026, 3, 30)
    found = await breaking.breakdown(
        context, me, Asked(None, "workspace", start, end), Spread(by, trend=PeriodType.WEEKLY)
    )
    assert found.rows
    for row in found.rows:
        asked = Asked(None, f"{by}:{row.subject.id}", start, end)
        for reading in (await service.readings(context, me, asked)).readings:
            cell = row.readings[reading.metric]
            assert (cell.value, cell.n, bool(cell.withheld)) == (reading.value, reading.n, bool(reading.withheld)), (
                reading
            )
        assert sum(value or 0 for value in row.trend) == row.readings["commits_count"].value
    counts = [row.readings["commits_count"].value or 0 for row in found.rows]
    assert counts == sorted(counts, reverse=True)


async def test_sorting_by_what_is_withheld_says_nothing_about_it(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    spread = Spread(Level.DEVELOPER, sort="late_night_commit_ratio", trend=PeriodType.WEEKLY)
    asked = Asked("late_night_commit_ratio,commits_count", "workspace", FROM, TO)
    found = await breaking.breakdown(context, viewer(), asked, spread)
    assert [row.trend for row in found.rows] == [[]] * len(found.rows)
    made = list(seeded.developers.values())
    assert [row.subject.id for row in found.rows] == sorted((row.subject.id for row in found.rows), key=made.index)


async def test_a_team_narrows_a_repository(context: Context, viewer: Asker, seeded: Seeded) -> None:
    api = f"repository:{seeded.repositories['api'][0]}"
    teams = [None, seeded.teams["Core"], seeded.teams["Edge"]]
    asked = [Asked("commits_count", api, FROM, TO, team=team) for team in teams]
    found = [(await service.readings(context, viewer(), one)).readings[0].value or 0 for one in asked]
    whole, core, edge = found
    assert 0 < core < whole
    assert core + edge == whole


@pytest.mark.parametrize("subject", ["nonsense", "developer:12", "planet:4"])
async def test_a_subject_that_makes_no_sense_is_refused(context: Context, viewer: Asker, subject: str) -> None:
    with pytest.raises(Unusable, match=r"subject|names no"):
        await service.readings(context, viewer(), Asked(subject=subject))


async def test_a_metric_that_is_not_there_is_answered_with_the_nearest(context: Context, viewer: Asker) -> None:
    with pytest.raises(Unknown, match="Did you mean"):
        await service.readings(context, viewer(), Asked("comits_count"))
    with pytest.raises(Unusable, match="not counted for a workspace"):
        await service.readings(context, viewer(), Asked("longest_streak_days"))
    with pytest.raises(Unusable, match="no period"):
        await service.readings(context, viewer(), Asked("commits_count", "workspace", NOW.date(), NOW.date()))


@pytest.mark.usefixtures("seeded")
async def test_another_workspaces_people_are_not_found(context: Context, viewer: Asker, owner: Connection) -> None:
    other = await owner.fetchval("insert into workspaces (slug, name) values (gen_random_uuid(), 'Other') returning id")
    stranger = await Seeded(other).developer(owner, "Stranger")
    with pytest.raises(Unknown, match="no developer"):
        await service.readings(context, viewer(), Asked(subject=f"developer:{stranger}"))
