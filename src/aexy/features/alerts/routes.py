"""`/workspaces/{workspace_id}/insights/alert-rules` and `…/alerts`."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from aexy.features.alerts import feed, service
from aexy.features.alerts.schemas import (
    Alert,
    AlertCounts,
    AlertDetail,
    AlertEvent,
    MadeRule,
    Rule,
    RuleTemplate,
    RuleWish,
    Snooze,
    Trials,
)
from aexy.features.alerts.templates import templates
from aexy.features.paging import USUAL_PAGE, Cursor, Limit, Page
from aexy.features.routing import NO_CONTENT, Asking, Bound, InContext, Policy, Routes

routes = Routes("/workspaces/{workspace_id}/insights", tag="alerts")

States = Annotated[
    str | None,
    Query(description="open, acknowledged, snoozed, resolved, with commas; all when left out.", max_length=60),
]
OfRule = Annotated[UUID | None, Query(description="Only what this rule fired.")]
OfSubject = Annotated[str | None, Query(description="Only about it: workspace, team:UUID …", max_length=60)]


@routes.get("/alert-rules", policy=Policy.VIEWER)
async def list_alert_rules(
    context: InContext, viewer: Asking, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[Rule]:
    """Rules by name. Those about one person are shown to their owner and to that person."""
    return await service.list_rules(context, viewer, cursor=cursor, limit=limit)


@routes.get("/alert-rules/templates", policy=Policy.VIEWER)
async def list_alert_templates(viewer: Asking) -> Page[RuleTemplate]:
    """Rules to begin with."""
    del viewer
    return Page(items=templates(), next_cursor=None)


@routes.post("/alert-rules", policy=Policy.MEMBER, within_teams=True, status=201)
async def create_alert_rule(context: InContext, viewer: Asking, wish: RuleWish) -> MadeRule:
    """Make a rule on any metric; it watches from the last period on that is over."""
    return await service.create_rule(context, viewer, wish)


@routes.post("/alert-rules/test", policy=Policy.VIEWER, bound=Bound.EXPENSIVE)
async def try_alert_rule(context: InContext, viewer: Asking, wish: RuleWish) -> Trials:
    """What this rule would have said of the last twelve periods; nothing is kept or sent."""
    return await service.try_wish(context, viewer, wish)


@routes.get("/alert-rules/{rule_id}", policy=Policy.VIEWER)
async def get_alert_rule(context: InContext, viewer: Asking, rule_id: UUID) -> Rule:
    """One rule."""
    return await service.get_rule(context, viewer, rule_id)


@routes.put("/alert-rules/{rule_id}", policy=Policy.MEMBER, within_teams=True)
async def change_alert_rule(context: InContext, viewer: Asking, rule_id: UUID, wish: RuleWish) -> MadeRule:
    """Set a rule to exactly this; one that watches something else from now on begins anew."""
    return await service.change_rule(context, viewer, rule_id, wish)


@routes.delete("/alert-rules/{rule_id}", policy=Policy.MEMBER, within_teams=True, status=NO_CONTENT)
async def delete_alert_rule(context: InContext, viewer: Asking, rule_id: UUID) -> None:
    """Take a rule away, with all it ever fired."""
    await service.delete_rule(context, viewer, rule_id)


@routes.post("/alert-rules/{rule_id}/test", policy=Policy.VIEWER, bound=Bound.EXPENSIVE)
async def try_kept_alert_rule(context: InContext, viewer: Asking, rule_id: UUID) -> Trials:
    """What a kept rule would have said of the last twelve periods."""
    return await service.try_rule(context, viewer, rule_id)


@routes.get("/alerts", policy=Policy.VIEWER)
async def list_alerts(
    context: InContext, viewer: Asking, state: States = None, rule_id: OfRule = None, subject: OfSubject = None,
    cursor: Cursor = None, limit: Limit = USUAL_PAGE,
) -> Page[Alert]:  # fmt: skip
    """What rules fired, latest first."""
    return await feed.list_alerts(
        context, viewer, states=feed.read_states(state), rule_id=rule_id, subject=subject, cursor=cursor, limit=limit
    )


@routes.get("/alerts/history", policy=Policy.VIEWER)
async def list_alert_history(
    context: InContext, viewer: Asking, rule_id: OfRule = None, cursor: Cursor = None, limit: Limit = USUAL_PAGE
) -> Page[AlertEvent]:
    """What happened to alerts and why, latest first."""
    return await feed.history(context, viewer, rule_id=rule_id, cursor=cursor, limit=limit)


@routes.get("/alerts/count", policy=Policy.VIEWER)
async def count_alerts(context: InContext, viewer: Asking) -> AlertCounts:
    """How many wait for somebody."""
    return await feed.count(context, viewer)


@routes.get("/alerts/{alert_id}", policy=Policy.VIEWER)
async def get_alert(context: InContext, viewer: Asking, alert_id: UUID) -> AlertDetail:
    """One alert with all that happened to it."""
    return await feed.get_alert(context, viewer, alert_id)


@routes.post("/alerts/{alert_id}/acknowledge", policy=Policy.MEMBER, within_teams=True)
async def acknowledge_alert(context: InContext, viewer: Asking, alert_id: UUID) -> AlertDetail:
    """Say that somebody takes care of it."""
    return await feed.acknowledge(context, viewer, alert_id)


@routes.post("/alerts/{alert_id}/snooze", policy=Policy.MEMBER, within_teams=True)
async def snooze_alert(context: InContext, viewer: Asking, alert_id: UUID, wish: Snooze) -> AlertDetail:
    """Leave it alone for a while."""
    return await feed.snooze(context, viewer, alert_id, wish)
