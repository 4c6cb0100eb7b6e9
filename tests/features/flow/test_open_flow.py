"""Open work on any day, what has gone quiet, and how often changes went back and forth: from real tables."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import asyncpg
import pytest
from tests.features.analytics.conftest import Keeping
from tests.features.flow.conftest import CORE, DAY, HOUR, NOW, Asker
from tests.pulling import Pulls
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.delivery.flow_looking import Asked
from aexy.features.delivery.flow_rounds import review_rounds
from aexy.features.delivery.flow_schemas import OpenFlow, Step
from aexy.features.delivery.flow_service import OpenWish, open_flow, stale
from aexy.features.delivery.flow_waiting import waiting
from aexy.features.insights.flow import flow
from aexy.features.insights.settings import set_settings
from aexy.features.insights.settings_schemas import InsightSettingsWish
from aexy.features.routing import Role
from aexy.kernel.delivery.stays import PullStage
from aexy.kernel.errors import Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.store.flow_facts import read_flow
from aexy.store.postgres import APP_ROLE, Connection, Database, Reader
from aexy.store.session import session

STAGES = {"draft", "waiting_for_first_review", "in_review", "approved"}
# Plain SQL, and no stages: what was open at an instant.
OPEN_THEN = """
select count(*)
from pull_requests p
join developer_identities i on i.key = p.author_key
join developers d on d.id = i.developer_id and d.kind = 'human'
where p.workspace_id = $1
    and p.gone_at is null
    and p.opened_at <= $2
    and (p.closed_at is null or p.closed_at > $2)"""


def by_stage(found: OpenFlow) -> dict[str, int]:
    return {one.stage.value: one.n for one in found.stages}


async def test_what_is_open_now_is_counted_by_stage_with_both_clocks(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    assert pulls.count
    found = await open_flow(context, asker(), Asked(), OpenWish())
    assert (found.n, found.at) == (5, NOW)
    assert by_stage(found) == {"draft": 1, "waiting_for_first_review": 2, "in_review": 1, "approved": 1}
    assert found.left_out.model_dump() == {"bots": 1, "unknown_authors": 1}
    assert {one.title: (one.stage.value, one.open_hours, one.stage_hours) for one in found.rows} == {
        "Waiting": ("waiting_for_first_review", 240, 216),
        "Objected": ("in_review", 120, 72),
        "Approved": ("approved", 72, 48),
        "Draft": ("draft", 48, 48),
        "Elsewhere": ("waiting_for_first_review", 24, 24),
    }
    assert found.rows[0].title == "Waiting"
    assert found.rows[0].stage_working_hours == 56  # seven days of eight hours: a weekend is not in it
    assert (found.working.hours_a_day, found.working.time_zone) == (8, "UTC")
    drafts = await open_flow(context, asker(), Asked(), OpenWish(stage=PullStage.DRAFT))
    assert ([one.title for one in drafts.rows], drafts.n) == (["Draft"], 5)


async def test_the_teams_own_flow_says_the_same(context: Context, asker: Asker, pulls: Pulls, seeded: Seeded) -> None:
    assert pulls.count
    core = seeded.teams["Core"]
    old, new = (
        await flow(context, asker(), core, quiet_days=1),
        await open_flow(context, asker(), Asked(core), OpenWish()),
    )
    assert {one.stage.value: one.n for one in old.stages} == by_stage(new)
    assert {one.stage: one.longest_hours for one in old.stages} == {one.stage: one.longest_hours for one in new.stages}
    assert old.ages == new.ages
    assert old.n == new.n == 4


@pytest.mark.parametrize(
    ("at", "titles"),
    [
        ("2026-05-09", {"Merged": "approved"}),
        ("2026-05-10", {"Merged": "approved", "Waiting": "draft"}),
        ("2026-05-11", {"Merged": "approved", "Waiting": "waiting_for_first_review"}),
        ("2026-05-16", {"Waiting": "waiting_for_first_review", "Objected": "approved"}),
        ("2026-05-01T13:00:00Z", {"Merged": "in_review"}),
    ],
)
async def test_open_work_on_a_past_day_is_what_had_happened_by_its_end(
    context: Context, asker: Asker, pulls: Pulls, at: str, titles: dict[str, str]
) -> None:
    assert pulls.count
    found = await open_flow(context, asker(), Asked(), OpenWish(at=at))
    assert {one.title: one.stage.value for one in found.rows} == titles


async def test_the_history_is_of_the_ends_of_days_or_weeks_and_its_stages_add_up(
    context: Context, asker: Asker, pulls: Pulls, owner: Connection
) -> None:
    window = Asked(start=date(2026, 4, 27), end=date(2026, 5, 25))
    weeks = (await open_flow(context, asker(), window, OpenWish())).history
    assert [(one.day.isoformat(), one.n) for one in weeks] == [
        ("2026-05-03", 1), ("2026-05-10", 2), ("2026-05-17", 3), ("2026-05-20", 5),
    ]  # fmt: skip
    assert weeks[-1].at == NOW  # the open week is as it is now
    days = (await open_flow(context, asker(), window, OpenWish(step=Step.DAILY))).history
    assert len(days) == 24
    for point in [*weeks, *days]:
        assert point.n == await owner.fetchval(OPEN_THEN, pulls.made.workspace, point.at)
        assert point.n == sum(getattr(point, stage) for stage in STAGES)
        assert (point.median_open_hours is None) == (point.n == 0)


async def test_a_team_is_of_those_who_were_in_it_then_and_a_repository_of_its_own(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    await pulls.pull("Hal", NOW - 40 * DAY, "web", title="Before Hal came")
    edge, web = seeded.teams["Edge"], seeded.repositories["web"][0]
    now = await open_flow(context, asker(), Asked(edge), OpenWish())
    then = await open_flow(context, asker(), Asked(edge), OpenWish(at="2026-04-18"))
    assert ({one.title for one in now.rows}, then.n) == ({"Elsewhere", "Before Hal came"}, 0)
    assert (await open_flow(context, asker(), Asked(repository=web), OpenWish(at="2026-04-18"))).n == 1
    both = await open_flow(context, asker(), Asked(edge, seeded.repositories["api"][0]), OpenWish())
    assert both.n == 0


async def test_reopened_ones_and_drafts_that_were_ready_before_are_where_their_events_say(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    again = await pulls.pull("Eve", NOW - 15 * DAY, title="Again", is_draft=True)
    for kind, days in (("ready", 14), ("closed", 12), ("reopened", 8), ("converted_to_draft", 4)):
        await pulls.event(again, kind, NOW - days * DAY)
    stages: dict[float, str | None] = {}
    for ago in (14.5, 13, 10, 7, 3):
        found = await open_flow(context, asker(), Asked(), OpenWish(at=(NOW - timedelta(days=ago)).isoformat()))
        stages[ago] = {one.title: one.stage.value for one in found.rows}.get("Again")
    assert stages == {
        14.5: "draft",
        13: "waiting_for_first_review",
        10: None,
        7: "waiting_for_first_review",
        3: "draft",
    }


async def test_of_one_author_only_theirs_are_listed_and_what_is_out_of_reach_is_not_told_apart(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    assert pulls.count
    everybody = await open_flow(context, asker(), Asked(), OpenWish())
    ann = await open_flow(context, asker(), Asked(), OpenWish(author=seeded.developers["Ann"]))
    assert [one.id for one in ann.rows] == [one.id for one in everybody.rows if one.author == "Ann"]
    assert (ann.total_rows, ann.n) == (len(ann.rows), everybody.n)
    assert ann.rows
    edge = seeded.teams["Edge"]
    limited = asker(role=Role.MANAGER, developer=seeded.developers["Gus"], teams={edge})
    hidden = await open_flow(context, limited, Asked(), OpenWish(author=seeded.developers["Ann"]))
    assert (hidden.rows, hidden.total_rows, hidden.rows_withheld) == ([], 0, 4)


async def test_whoever_is_limited_to_a_team_reads_titles_of_its_people_only(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    assert pulls.count
    edge = seeded.teams["Edge"]
    limited = asker(role=Role.MANAGER, developer=seeded.developers["Gus"], teams={edge})
    found = await open_flow(context, limited, Asked(), OpenWish())
    assert ([one.title for one in found.rows], found.total_rows, found.rows_withheld, found.n) == (
        ["Elsewhere"],
        1,
        4,
        5,
    )
    with pytest.raises(Unknown):
        await open_flow(context, limited, Asked(seeded.teams["Core"]), OpenWish())


@pytest.mark.parametrize("at", ["yesterday", "2026-05-01T12:00:00", "1969-01-01", "9999-12-31", "2026-02-30"])
async def test_what_is_no_instant_is_said_to_be_none(context: Context, asker: Asker, seeded: Seeded, at: str) -> None:
    assert seeded.developers
    with pytest.raises(Unusable, match="is no instant"):
        await open_flow(context, asker(), Asked(), OpenWish(at=at))


async def test_what_lies_ahead_is_as_it_is_now_and_too_many_points_are_refused(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    assert pulls.count
    assert (await open_flow(context, asker(), Asked(), OpenWish(at="2027-01-01"))).at == NOW
    with pytest.raises(Unusable, match="more than 400 daily points"):
        await open_flow(context, asker(), Asked(start=date(2020, 1, 1)), OpenWish(step=Step.DAILY))


async def test_where_no_pull_request_is_known_nothing_is_open_and_nothing_is_0(
    context: Context, asker: Asker, seeded: Seeded
) -> None:
    assert seeded.developers
    found = await open_flow(context, asker(), Asked(), OpenWish())
    assert (found.n, found.rows, found.history[-1].median_open_hours) == (None, [], None)
    assert (await stale(context, asker(), Asked(), days=7, at=None)).n is None


async def test_what_nothing_happened_to_for_some_days_is_stale(context: Context, asker: Asker, pulls: Pulls) -> None:
    assert pulls.count
    found = await stale(context, asker(), Asked(), days=2, at=None)
    assert [(one.title, one.quiet_hours) for one in found.rows] == [
        ("Waiting", 192),
        ("Objected", 72),
        ("Approved", 48),
    ]
    assert (found.n, found.of, found.by_stage[PullStage.REVIEW]) == (3, 5, 1)
    assert found.rows[0].quiet_working_hours == 48  # eight days, two of them a weekend
    then = await stale(context, asker(), Asked(), days=2, at=(NOW - 5 * DAY).isoformat())
    assert [(one.title, one.quiet_hours) for one in then.rows] == [("Waiting", 72)]


async def test_rounds_are_counted_of_what_was_merged(
    context: Context, asker: Asker, pulls: Pulls, seeded: Seeded
) -> None:
    alone = await pulls.pull("Eve", NOW - 8 * DAY, merged=NOW - 7 * DAY, title="Alone")
    once = await pulls.pull("Fay", NOW - 8 * DAY, merged=NOW - 7 * DAY, title="Once", commits=1)
    await pulls.review(once, "Eve", NOW - 7 * DAY - HOUR)
    await pulls.commit(once, NOW - 8 * DAY, "Fay")
    unknown = await pulls.pull("Fay", NOW - 8 * DAY, merged=NOW - 7 * DAY, title="One commit was not read", commits=2)
    await pulls.commit(unknown, NOW - 8 * DAY, "Fay")
    await pulls.review(unknown, "Eve", NOW - 7 * DAY - HOUR)
    assert alone
    found = await review_rounds(context, asker(), Asked(seeded.teams["Core"]))
    assert [(one.title, one.rounds, one.reviews) for one in found.rows] == [("Merged", 1, 2), ("Once", 0, 1)]
    assert [(one.rounds, one.n, one.share) for one in found.distribution] == [(0, 1, 0.5), (1, 1, 0.5)]
    assert (found.n, found.mean, found.rounds.median, found.never_reviewed, found.commits_unknown) == (
        2,
        0.5,
        0.5,
        1,
        1,
    )
    week = next(one for one in found.weeks if one.start == date(2026, 5, 11))
    assert (week.n, week.mean, week.share_with_rounds, week.never_reviewed, week.open) == (2, 0.5, 0.5, 1, False)
    none = await review_rounds(context, asker(), Asked(seeded.teams["Edge"]))
    assert (none.n, none.mean, none.distribution) == (0, None, [])


async def _many(told: Pulls, random: Random, count: int) -> None:
    for _ in range(count):
        opened = NOW - timedelta(hours=random.randrange(1, 2000))
        author = random.choice([*CORE, "Gus", "Hal", "Robot", None])
        ended = random.choice([None, opened + timedelta(hours=random.randrange(1, 600))])
        ended = None if ended is None or ended > NOW else ended
        merged = {} if ended is None else random.choice([{"merged": ended}, {"closed": ended}])
        one = await told.pull(author, opened, random.choice(["api", "web"]), is_draft=random.random() < 0.2, **merged)
        for _ in range(random.randrange(4)):
            state = random.choice(["approved", "changes_requested", "commented", "dismissed"])
            await told.review(one, random.choice(CORE), opened + timedelta(hours=random.randrange(1, 300)), state)


async def test_whatever_happened_the_stages_of_any_day_add_up_to_what_sql_finds_open(
    context: Context, asker: Asker, seeded: Seeded, owner: Connection
) -> None:
    async with owner.transaction():
        await _many(Pulls(seeded, owner), Random(7), 120)  # noqa: S311 - a test's facts
    found = await open_flow(context, asker(), Asked(start=date(2026, 2, 1)), OpenWish(step=Step.DAILY))
    assert max(point.n for point in found.history) > 20
    for point in found.history:
        assert point.n == await owner.fetchval(OPEN_THEN, seeded.workspace, point.at)
        assert point.n == sum(getattr(point, stage) for stage in STAGES)
    assert found.n == sum(one.n for one in found.stages) == sum(band.n for band in found.ages) == found.total_rows


async def test_a_question_takes_as_many_statements_for_many_as_for_few(
    context: Context, asker: Asker, seeded: Seeded, owner: Connection, database_url: str
) -> None:
    statements: list[str] = []

    async def watch(connection: Connection) -> None:
        connection.add_query_logger(lambda record: statements.append(record.query))

    async def leave(connection: Connection) -> None:
        """A reader remembers its workspace, as in the product: asyncpg would have the server forget it."""

    pool = await asyncpg.create_pool(
        database_url, min_size=1, max_size=1, init=watch, reset=leave, connection_class=Reader,
        server_settings={"role": APP_ROLE},
    )  # fmt: skip
    watched = replace(context, database=Database(database_url, pool, pool))
    told, counts = Pulls(seeded, owner), []
    questions = (
        lambda: open_flow(watched, asker(), Asked(), OpenWish()),
        lambda: stale(watched, asker(), Asked(), days=1, at=None),
        lambda: review_rounds(watched, asker(), Asked()),
        lambda: waiting(watched, asker(), Asked(), at=None),
    )
    for many in (3, 60):
        async with owner.transaction():
            await _many(told, Random(many), many)  # noqa: S311 - likewise
        for ask in questions:
            statements.clear()
            await ask()
            counts.append(len([one for one in statements if one.lstrip().startswith("select")]))
        with session(database_url, seeded.workspace) as opened:
            read_flow(opened, NOW - 90 * DAY, NOW)
            counts.append(opened.statements)
    await pool.close()
    assert counts[:5] == counts[5:]
    assert max(counts) <= 12


async def test_what_was_read_for_all_of_today_tells_the_same_at_every_instant_of_it(
    context: Context, asker: Asker, pulls: Pulls, owner: Connection, workspace: WorkspaceId
) -> None:
    """A change opened later today (a clock that goes ahead) is not open before, whether facts were kept or not."""
    late = await pulls.pull("Ann", NOW + 2 * HOUR, title="Later")
    await pulls.request(late, "Ben", NOW + 3 * HOUR)
    kept, made = replace(context, cache=Keeping({})), pulls.made
    questions = (Asked(), Asked(team=made.teams["Core"]), Asked(repository=made.repositories["api"][0]))
    for now in (NOW, NOW + HOUR, NOW + 4 * HOUR):
        for asked in questions:
            fresh = await open_flow(context.at(now), asker(), asked, OpenWish())
            assert [await open_flow(kept.at(now), asker(), asked, OpenWish()) for _ in range(2)] == [fresh, fresh]
            quiet = await stale(context.at(now), asker(), asked, days=1, at=None)
            assert [await stale(kept.at(now), asker(), asked, days=1, at=None) for _ in range(2)] == [quiet, quiet]
            waits = await waiting(context.at(now), asker(), asked, at=None)
            assert [await waiting(kept.at(now), asker(), asked, at=None) for _ in range(2)] == [waits, waits]
    before = await open_flow(kept, asker(), Asked(), OpenWish())
    await pulls.pull("Ben", NOW - HOUR, title="New")
    await owner.execute("update workspaces set data_version = data_version + 1 where id = $1", workspace)
    assert (await open_flow(kept, asker(), Asked(), OpenWish())).n == (before.n or 0) + 1


async def test_a_history_that_is_kept_is_the_one_counted_afresh_by_whichever_hours_and_days(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    kept = replace(context, cache=Keeping({}))
    everything = [
        (Asked(team=team, start=start), OpenWish(at=at, step=step))
        for team in (None, pulls.made.teams["Core"])
        for start in (None, NOW.date() - 3 * DAY, NOW.date())
        for step in Step
        for at in (None, "2026-05-16", "2026-05-20T11:00:00Z")
    ]
    for ends_at in ("17:00", "12:00"):
        await set_settings(context, asker(), InsightSettingsWish(work_ends_at=ends_at))  # type: ignore[arg-type]  # pydantic reads it
        for asked, wish in everything:
            fresh = await open_flow(context, asker(), asked, wish)
            assert [await open_flow(kept, asker(), asked, wish) for _ in range(2)] == [fresh, fresh]


async def test_what_is_kept_of_a_day_is_read_from_facts_once_for_open_quiet_and_waiting_work(
    context: Context, asker: Asker, pulls: Pulls
) -> None:
    keeping = Keeping({})
    kept, core = replace(context, cache=keeping), pulls.made.teams["Core"]
    for asked in (Asked(), Asked(team=core)):
        await open_flow(kept, asker(), asked, OpenWish())
    made = keeping.made
    for whose in (asker(), asker(role=Role.MEMBER, developer=pulls.made.developers["Ann"])):
        await open_flow(kept.at(NOW + HOUR), whose, Asked(), OpenWish())
        for asked in (Asked(), Asked(team=core)):
            await stale(kept, whose, asked, days=1, at=None)
            await waiting(kept.at(NOW + HOUR), whose, asked, at=None)
    assert keeping.made == made
