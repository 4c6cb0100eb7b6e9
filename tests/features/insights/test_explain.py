"""Every number shows its work, to those who may see it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.proposing import propose
from tests.seeding import MONDAY, Seeded, seed

from aexy.context import Context
from aexy.features.insights import explaining, service, tables
from aexy.features.insights.service import Asked
from aexy.features.insights.snapshots import recompute
from aexy.features.routing import Viewer
from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.metrics import CATALOGUE
from aexy.kernel.periods import PeriodType
from aexy.kernel.privacy import NO_ROWS
from aexy.store.postgres import Connection, Database

FROM, TO = date(2026, 1, 12), date(2026, 3, 30)

Asker = Callable[..., Viewer]


@pytest.fixture
async def seeded(owner: Connection, workspace: WorkspaceId) -> Seeded:
    return await seed(owner, workspace, people=12, commits=700)


async def test_the_rows_add_up_to_the_number(context: Context, viewer: Asker, seeded: Seeded) -> None:
    asked = Asked(subject=f"repository:{seeded.repositories['api'][0]}", start=FROM, end=TO)
    rows, cursor = [], None
    while True:
        page = await explaining.explain(
            context, viewer(), "lines_added", asked, cursor=cursor, limit=40, sort="lines_added"
        )
        rows += page.rows
        cursor = page.next_cursor
        if cursor is None:
            break
    assert page.reading.value == sum(row["lines_added"] for row in rows)
    assert page.reading.n == len(rows) == page.total_rows
    assert [row["lines_added"] for row in rows] == sorted((row["lines_added"] for row in rows), reverse=True)
    assert page.histogram is not None
    assert sum(page.histogram.counts) == page.reading.n
    assert page.quantiles is not None
    assert page.quantiles.median == page.reading.median
    everything = await explaining.all_rows(context, viewer(), "lines_added", asked, sort="lines_added")
    assert everything == rows


async def test_what_was_left_out_is_said(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    made = Seeded(workspace)
    await made.developer(owner, "Ann")
    await made.developer(owner, "Robot", kind="bot")
    await made.developer(owner, "Claude", kind="agent")
    await made.repository(owner, "api")
    at = MONDAY + timedelta(days=10, hours=10)
    await made.commit(owner, "Ann", at, "api", lines=(5, 1))
    await made.commit(owner, "Ann", at, "api", is_merge=True)
    await made.commit(owner, "Ann", at, "api", lines=None)
    await made.commit(owner, "Ann", at, "api", lines=(0, 0), additions=500)
    await made.commit(owner, "Ann", at, "api", hour_known=False)
    await made.commit(owner, "Robot", at, "api")
    await made.commit(owner, "Claude", at, "api")
    asked = Asked(start=FROM, end=TO)
    found = await explaining.explain(context, viewer(), "avg_commit_size", asked, cursor=None, limit=10, sort=None)
    assert {one.reason.split(",")[0]: one.n for one in found.left_out} == {
        "Merges": 1,
        "Bots": 1,
        "AI agents": 1,
        "At the edge of a shallow clone": 1,
        "Only generated": 1,
    }
    mine = Asked(subject=f"developer:{made.developers['Ann']}", start=FROM, end=TO)
    me = viewer(developer=made.developers["Ann"])
    late = await explaining.explain(context, me, "late_night_commit_ratio", mine, cursor=None, limit=10, sort=None)
    assert {one.reason.split(",")[0] for one in late.left_out} == {"Merges", "Squashed by a server"}


# Of these n is no number of rows: what people met over, and what is known of the files of.
NOT_ROWS = {"unique_collaborators", "knowledge_sharing_score", "avg_daily_active_hours", "longest_streak_days"}


async def test_every_number_has_its_rows(
    context: Context, database: Database, owner: Connection, viewer: Asker, seeded: Seeded
) -> None:
    await propose(database, owner, seeded)
    made = "insert into projects (workspace_id, slug, name) values ($1, 'all', 'All') returning id"
    project = await owner.fetchval(made, seeded.workspace)
    hold = (
        "insert into project_repositories (workspace_id, project_id, repository_id) select $1, $2, id from repositories"
    )
    await owner.execute(hold + " where workspace_id = $1", seeded.workspace, project)
    me = viewer(developer=seeded.developers["Person 0"])
    subjects = {
        "workspace": "workspace",
        "developer": f"developer:{seeded.developers['Person 0']}",
        "team": f"team:{seeded.teams['Core']}",
        "repository": f"repository:{seeded.repositories['api'][0]}",
        "project": f"project:{project}",
    }
    for place, metric in enumerate(CATALOGUE):
        level = sorted(metric.levels)[place % len(metric.levels)]  # all levels in turn
        asked = Asked(subject=subjects[level], start=FROM, end=TO)
        found = await explaining.explain(context, me, metric.key, asked, cursor=None, limit=5, sort="-at")
        assert found.metric.key == metric.key
        if found.reading.withheld is not None:
            assert (found.total_rows, found.rows, found.histogram) == (0, [], None)
        elif found.rows_withheld is None and metric.key not in NOT_ROWS:
            assert found.total_rows == found.reading.n, metric.key
        keys = {column.key for column in found.columns}
        assert all(keys <= row.keys() for row in found.rows), metric.key


async def test_withheld_numbers_have_no_rows_and_a_groups_rows_are_each_persons_own(
    context: Context, viewer: Asker, seeded: Seeded
) -> None:
    key = "late_night_commit_ratio"
    person = Asked(subject=f"developer:{seeded.developers['Person 0']}", start=FROM, end=TO)
    withheld = await explaining.explain(context, viewer(), key, person, cursor=None, limit=10, sort=None)
    assert (withheld.reading.value, withheld.rows, withheld.histogram, withheld.left_out) == (None, [], None, [])
    assert await explaining.all_rows(context, viewer(), key, person, sort=None) == []
    group = Asked(start=FROM, end=TO)
    shown = await explaining.explain(context, viewer(), key, group, cursor=None, limit=10, sort=None)
    assert shown.reading.value is not None
    assert (shown.rows, shown.total_rows, shown.rows_withheld) == ([], 0, NO_ROWS)
    me = viewer(developer=seeded.developers["Person 0"])
    mine = await explaining.explain(context, me, key, group, cursor=None, limit=50, sort=None)
    assert {row["author"] for row in mine.rows} == {"Person 0"}


async def test_strangers_text_arrives_harmless(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    made = Seeded(workspace)
    await made.developer(owner, "\u202eEve\x1b[2J")
    await made.repository(owner, "api")
    await made.commit(
        owner,
        "\u202eEve\x1b[2J",
        MONDAY + timedelta(days=10),
        "api",
        subject="=cmd|' /C calc'!A0\x07\nmore",
        offset=330,
    )
    row = (await explaining.all_rows(context, viewer(), "commits_count", Asked(start=FROM, end=TO), sort=None))[0]
    assert row["author"] == "Eve[2J"
    assert row["subject"] == "=cmd|' /C calc'!A0 more"
    assert row["at"] == "2026-01-15T05:30:00+05:30"


@pytest.mark.usefixtures("seeded")
async def test_a_sort_or_cursor_of_something_else_is_refused(context: Context, viewer: Asker) -> None:
    with pytest.raises(Unusable, match="cannot be sorted"):
        await explaining.explain(context, viewer(), "commits_count", Asked(), cursor=None, limit=5, sort="colour")
    with pytest.raises(Unusable, match="cursor"):
        await explaining.explain(context, viewer(), "commits_count", Asked(), cursor="bm9wZQ", limit=5, sort=None)


async def test_hours_are_as_private_as_late_nights(context: Context, viewer: Asker, seeded: Seeded) -> None:
    person = Asked(subject=f"developer:{seeded.developers['Person 0']}", start=FROM, end=TO)
    assert (await tables.hours(context, viewer(), person)).withheld
    mine = await tables.hours(context, viewer(developer=seeded.developers["Person 0"]), person)
    late = await service.readings(
        context,
        viewer(developer=seeded.developers["Person 0"]),
        Asked("late_night_commit_ratio", person.subject, FROM, TO),
    )
    assert mine.n == late.readings[0].n == sum(map(sum, mine.cells))
    at_night = sum(day[hour] for day in mine.cells for hour in (22, 23, 0, 1, 2, 3, 4, 5))
    assert late.readings[0].value == pytest.approx(at_night / mine.n)


async def test_languages_leave_out_what_nobody_wrote(
    context: Context, viewer: Asker, owner: Connection, workspace: WorkspaceId
) -> None:
    made = Seeded(workspace)
    await made.developer(owner, "Ann")
    await made.repository(owner, "api")
    key = await made.commit(owner, "Ann", MONDAY + timedelta(days=10), "api")
    for path, language, kind, added in (
        ("a.py", "Python", "source", 30),
        ("b.go", "Go", "test", 10),
        ("lock", "JSON", "lock", 999),
        ("x", None, "data", 5),
    ):
        path_key = await owner.fetchval(
            "insert into paths (workspace_id, repository_key, path, language, class)"
            " values ($1, $2, $3, $4, $5) returning key",
            workspace,
            made.repositories["api"][1],
            path,
            language,
            kind,
        )
        await owner.execute(
            "insert into commit_files (workspace_id, commit_key, path_key, additions, deletions)"
            " values ($1, $2, $3, $4, 0)",
            workspace,
            key,
            path_key,
            added,
        )
    found = await tables.languages(context, viewer(), Asked(start=FROM, end=TO))
    assert [(one.language, one.lines_added, one.share) for one in found.items] == [
        ("Python", 30, 0.75),
        ("Go", 10, 0.25),
    ]
    assert found.unknown.lines_added == 5


@pytest.mark.usefixtures("seeded")
async def test_checks_say_what_is_doubtful(context: Context, viewer: Asker) -> None:
    found = {check.key: check for check in (await tables.checks(context, viewer(), Asked())).checks}
    assert found["shallow_boundaries"].n > 0
    assert found["unknown_hours"].n > 0
    assert found["failed_syncs"].n == 0
    assert found["implausible_dates"].severity == "none"


async def test_history_gives_what_is_stored_page_by_page(context: Context, viewer: Asker, seeded: Seeded) -> None:
    await recompute(context, seeded.workspace)
    asked = Asked("commits_count,weekend_commit_ratio")
    first = await tables.history(context, viewer(), asked, kind=PeriodType.WEEKLY, cursor=None, limit=5)
    rest = await tables.history(context, viewer(), asked, kind=PeriodType.WEEKLY, cursor=first.next_cursor, limit=200)
    starts = [one.period.start for one in [*first.items, *rest.items]]
    assert len(first.items) == 5
    assert starts == sorted(set(starts), reverse=True)
    assert rest.next_cursor is None
    assert sum(one.readings["commits_count"].value or 0 for one in [*first.items, *rest.items]) > 400
