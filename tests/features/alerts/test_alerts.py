"""A rule fires once, says why, and is over once; whoever may not see a number is not told of it by a rule."""

from datetime import timedelta

import pytest
from tests.features.alerts.conftest import Asker, Orders, Weeks, wish
from tests.seeding import MONDAY

from aexy.context import Context
from aexy.features.alerts import feed, ordering, service
from aexy.features.alerts.evaluating import evaluate
from aexy.features.alerts.schemas import Alert, AlertState, Snooze
from aexy.features.insights.snapshots import recompute
from aexy.features.routing import Role, Viewer
from aexy.jobs.job import EvaluateAlerts
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.kernel.periods import PeriodType
from aexy.store.postgres import Connection


async def judged(context: Context, weeks: Weeks) -> Context:
    """Count what was written, then judge; the surroundings at that instant."""
    now = context.at(weeks.now)
    await recompute(now, weeks.seeded.workspace)
    await evaluate(now, weeks.seeded.workspace)
    return now


async def fired(context: Context, viewer: Viewer) -> list[Alert]:
    return (await feed.list_alerts(context, viewer, cursor=None, limit=50)).items


async def test_a_rule_fires_once_and_is_over_once_and_its_history_says_why(
    context: Context, weeks: Weeks, asker: Asker
) -> None:
    me = await asker()
    await weeks.write(3, 4)
    await service.create_rule(context.at(weeks.now), me, wish())
    await weeks.write(14)
    await judged(context, weeks)
    await judged(context, weeks)
    (alert,) = await fired(context, me)
    assert (alert.state, alert.value, alert.n, alert.opened) == ("open", 14, 14, (MONDAY + timedelta(weeks=2)).date())
    assert alert.why == "Commits stood at 14 in the week of 19 January 2026 (n = 14); the rule fires above 10."
    await weeks.write(12)
    await judged(context, weeks)
    (alert,) = await fired(context, me)
    assert alert.latest_why.endswith("It is the second week in a row.")
    await weeks.write(2)
    await judged(context, weeks)
    (alert,) = await fired(context, me)
    assert (alert.state, alert.resolved) == ("resolved", (MONDAY + timedelta(weeks=4)).date())
    said = await feed.history(context, me, cursor=None, limit=50)
    assert [(one.kind, one.says) for one in said.items] == [
        ("resolved", "Commits stood at 2 in the week of 2 February 2026 (n = 2): it is over."),
        ("fired", alert.why),
    ]


async def test_what_was_before_the_rule_fires_nothing(context: Context, weeks: Weeks, asker: Asker) -> None:
    me = await asker()
    await weeks.write(30, 2)
    await service.create_rule(context.at(weeks.now), me, wish())
    await judged(context, weeks)
    assert await fired(context, me) == []


async def test_facts_that_come_late_end_what_they_disprove_and_fire_what_they_prove(
    context: Context, weeks: Weeks, asker: Asker, owner: Connection
) -> None:
    me = await asker()
    await weeks.write(3)
    await service.create_rule(context.at(weeks.now), me, wish())
    await weeks.write(14)
    await judged(context, weeks)
    forks = "update commits set standing = 'duplicate' where workspace_id = $1 and subject = any($2)"
    await owner.execute(forks, me.workspace_id, [f"Change {number}" for number in range(4, 12)])
    await weeks.seeded.touch(owner, MONDAY + timedelta(weeks=1))
    await judged(context, weeks)
    (alert,) = await fired(context, me)
    assert alert.state == "resolved"
    assert alert.latest_why.startswith("It was counted anew, and fires no more. Commits stood at 6 in the week of 12")
    weeks.written -= 1
    await weeks.write(9)
    await judged(context, weeks)
    assert [one.state for one in await fired(context, me)] == ["open"]
    history = await feed.history(context, me, cursor=None, limit=9)
    assert [one.kind for one in history.items] == ["fired_again", "resolved", "fired"]


async def test_a_rule_on_each_repository_fires_for_each(context: Context, weeks: Weeks, asker: Asker) -> None:
    me = await asker()
    await weeks.seeded.repository(weeks.owner, "web")
    await weeks.write(1)
    await service.create_rule(context.at(weeks.now), me, wish(subject="each repository"))
    await weeks.write(14)
    weeks.written -= 1
    await weeks.write(15, repository="web", who="Ben")
    await judged(context, weeks)
    assert {(one.subject.name, one.value) for one in await fired(context, me)} == {("api", 14), ("web", 15)}
    only = await feed.list_alerts(
        context, me, subject=f"repository:{weeks.seeded.repositories['web'][0]}", cursor=None, limit=5
    )
    assert [one.value for one in only.items] == [15]


async def test_an_alert_about_what_is_gone_is_over(context: Context, weeks: Weeks, asker: Asker) -> None:
    me = await asker()
    team = await weeks.seeded.team(weeks.owner, "Core", [("Ada", None, None)])
    await weeks.write(3)
    one = await service.create_rule(context.at(weeks.now), me, wish(subject=f"team:{team}"))
    await service.create_rule(context.at(weeks.now), me, wish(subject="each team"))
    await weeks.write(14)
    now = await judged(context, weeks)
    assert [alert.state for alert in await fired(now, me)] == ["open", "open"]
    await weeks.owner.execute("delete from teams where id = $1", team)
    await evaluate(now, me.workspace_id)
    assert {alert.latest_why for alert in await fired(now, me)} == {"What it was about is gone."}
    assert "There is no team" in str((await service.get_rule(now, me, one.id)).trouble)


async def test_a_test_shows_what_watching_would_have_fired(context: Context, weeks: Weeks, asker: Asker) -> None:
    me = await asker()
    await weeks.write(3, 14, 3, 11, 3)
    then = context.at(weeks.now)
    await recompute(then, weeks.seeded.workspace)
    tried = await service.try_wish(then, me, wish())
    (trial,) = tried.trials
    assert tried.fired == 2
    assert len(trial.judgments) == 12
    assert [one.verdict for one in trial.judgments][-5:] == ["calm", "fires", "resolves", "fires", "resolves"]
    assert trial.judgments[0].says.endswith("there is no number.")
    kept = await service.create_rule(then, me, wish())
    assert (await service.try_rule(then, me, kept.id)).trials == tried.trials
    assert await fired(context, me) == []


async def test_an_unknown_metric_is_refused_with_the_nearest(context: Context, asker: Asker, weeks: Weeks) -> None:
    me = await asker()
    with pytest.raises(Unknown, match="Did you mean 'commits_count'") as told:
        await service.create_rule(context.at(weeks.now), me, wish(metric="commit_count"))
    assert told.value.field == "metric"
    with pytest.raises(Unusable, match="not counted for a workspace"):
        await service.create_rule(context.at(weeks.now), me, wish(metric="longest_streak_days"))


async def test_a_number_of_ones_own_cannot_be_watched_by_another(context: Context, weeks: Weeks, asker: Asker) -> None:
    ada = weeks.seeded.developers["Ada"]
    own = wish(metric="weekend_commit_ratio", subject=f"developer:{ada}", condition={"kind": "threshold", "at": 0.5})
    boss, herself = await asker(Role.OWNER), await asker(Role.MEMBER, ada)
    now = context.at(weeks.now)
    with pytest.raises(Forbidden, match="Only the person sees this"):
        await service.create_rule(now, boss, own)
    with pytest.raises(Forbidden, match="Only the person sees this"):
        await service.try_wish(now, boss, own)
    made = await service.create_rule(now, herself, own)
    with pytest.raises(Unknown):
        await service.get_rule(now, boss, made.id)
    with pytest.raises(Forbidden, match="tells nobody but its owner"):
        await service.change_rule(now, herself, made.id, own.model_copy(update={"emails": ["boss@example.org"]}))
    changed = await service.change_rule(now, herself, made.id, own.model_copy(update={"emails": ["Ada@example.org"]}))
    assert changed.delivery
    assert changed.delivery.emails == ["ada@example.org"]


async def test_whoever_is_no_longer_that_person_hears_no_more(
    context: Context, weeks: Weeks, asker: Asker, owner: Connection
) -> None:
    ada = weeks.seeded.developers["Ada"]
    herself = await asker(Role.MEMBER, ada)
    await weeks.write(3)
    own = wish(metric="longest_streak_days", subject=f"developer:{ada}", condition={"kind": "threshold", "at": 0})
    made = await service.create_rule(context.at(weeks.now), herself, own)
    await owner.execute("delete from account_developers where account_id = $1", herself.account_id)
    await weeks.write(3)
    now = await judged(context, weeks)
    assert await fired(now, herself) == []
    assert "not yours to watch" in str((await service.get_rule(now, herself, made.id)).trouble)


async def test_a_group_too_small_is_abstained_from(context: Context, weeks: Weeks, asker: Asker) -> None:
    me = await asker()
    await weeks.write(3)
    late = wish(metric="weekend_commit_ratio", condition={"kind": "threshold", "side": "below", "at": 1})
    await service.create_rule(context.at(weeks.now), me, late)
    await weeks.write(3)
    now = await judged(context, weeks)
    assert await fired(now, me) == []
    (trial,) = (await service.try_wish(now, me, late)).trials
    assert "five or more" in trial.judgments[-1].says
    # The week after a quiet one is not shown either: beside longer runs it would give that one away.
    await weeks.everybody(2)
    assert await fired(await judged(context, weeks), me) == []
    await weeks.everybody(2)
    await judged(context, weeks)
    assert [one.value for one in await fired(now, me)] == [0]
    with pytest.raises(Unusable, match="whole weeks only"):
        await service.create_rule(now, me, late.model_copy(update={"period_type": PeriodType.DAILY}))


async def test_people_are_not_watched_beside_each_other(context: Context, weeks: Weeks, asker: Asker) -> None:
    with pytest.raises(Unusable, match="would rank people"):
        await service.create_rule(context.at(weeks.now), await asker(), wish(subject="each developer"))


async def test_what_is_snoozed_comes_back_and_what_is_acknowledged_stays(
    context: Context, weeks: Weeks, asker: Asker
) -> None:
    me = await asker()
    await weeks.write(3)
    await service.create_rule(context.at(weeks.now), me, wish())
    await weeks.write(14)
    now = await judged(context, weeks)
    (alert,) = await fired(now, me)
    assert (await feed.snooze(now, me, alert.id, Snooze(hours=24))).state is AlertState.SNOOZED
    assert (await feed.count(now, me)).model_dump() == {"open": 0, "acknowledged": 0, "snoozed": 1}
    await evaluate(now.at(now.now + timedelta(hours=23)), me.workspace_id)
    assert (await fired(now, me))[0].state is AlertState.SNOOZED
    later = now.at(now.now + timedelta(hours=25))
    await ordering.keep_house(later)
    assert isinstance(context.jobs, Orders)
    assert EvaluateAlerts(workspace_id=me.workspace_id) in context.jobs.taken
    await evaluate(later, me.workspace_id)
    detail = await feed.get_alert(later, me, alert.id)
    assert (detail.state, detail.events[-1].kind) == ("open", "woken")
    await feed.acknowledge(later, me, alert.id)
    await weeks.write(15)
    await judged(context, weeks)
    assert (await fired(now, me))[0].state is AlertState.ACKNOWLEDGED


async def test_a_rule_that_watches_something_else_begins_anew(context: Context, weeks: Weeks, asker: Asker) -> None:
    me = await asker()
    await weeks.write(3)
    made = await service.create_rule(context.at(weeks.now), me, wish())
    await weeks.write(14)
    now = await judged(context, weeks)
    await service.change_rule(now, me, made.id, wish(name="Other name"))
    assert [one.state for one in await fired(now, me)] == ["open"]
    await service.change_rule(now, me, made.id, wish(condition={"kind": "threshold", "at": 12}))
    assert [one.latest_why for one in await fired(now, me)] == ["The rule was changed: what it fired before is over."]
    now = await judged(context, weeks)
    assert sorted(one.state for one in await fired(now, me)) == ["open", "resolved"]
    await service.delete_rule(now, me, made.id)
    assert await fired(now, me) == []


async def test_rules_are_judged_when_made_and_after_a_count(
    context: Context, weeks: Weeks, asker: Asker, workspace: WorkspaceId
) -> None:
    assert isinstance(context.jobs, Orders)
    await ordering.have_judged(context, workspace)
    assert context.jobs.taken == []
    await service.create_rule(context.at(weeks.now), await asker(), wish())
    await ordering.have_judged(context, workspace)
    assert context.jobs.taken == [EvaluateAlerts(workspace_id=workspace)] * 2


async def test_only_its_owner_and_admins_change_a_rule(context: Context, weeks: Weeks, asker: Asker) -> None:
    mine = await service.create_rule(context.at(weeks.now), await asker(Role.MEMBER), wish())
    other, admin = await asker(Role.MANAGER), await asker(Role.ADMIN)
    with pytest.raises(Forbidden, match="Somebody's rule"):
        await service.delete_rule(context, other, mine.id)
    assert (await service.get_rule(context, other, mine.id)).delivery is None
    await service.delete_rule(context, admin, mine.id)
