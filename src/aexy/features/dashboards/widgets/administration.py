"""The workspace as a whole, whether what it runs on is well, what fires, and what is known to be missing."""

from aexy.features.alerts import feed
from aexy.features.alerts import service as alerts
from aexy.features.alerts.schemas import Alert, AlertState, Severity
from aexy.features.dashboards.drawings import (
    Drawing,
    Link,
    Tone,
    WidgetFigure,
    WidgetFigures,
    WidgetItem,
    WidgetItems,
    WidgetSentence,
)
from aexy.features.dashboards.telling import figures_of, trend_of
from aexy.features.dashboards.widget import FROM_MEDIUM, Asked, Nothing, Persona, Told, Widget, WidgetSize
from aexy.features.insights import tables
from aexy.features.insights.schemas import Check
from aexy.features.insights.service import Asked as Question
from aexy.features.routing import Role
from aexy.features.syncing.schemas import Condition
from aexy.features.system import service as system
from aexy.features.system.schemas import PartHealth, PartState, SystemHealth
from aexy.kernel.metric import Better, Unit
from aexy.kernel.text import plain

ORGANIZATION = (
    "active_developers",
    "commits_count",
    "prs_merged",
    "avg_pr_cycle_time_hours",
    "avg_time_to_first_review_hours",
    "pr_merge_rate",
)
MOST_ALERTS = 8
WAITING = [AlertState.OPEN, AlertState.ACKNOWLEDGED]
_ADD_REPOSITORY = Link(label="Add a repository", href="/repositories")
_WELL = frozenset({Condition.FRESH, Condition.READING})
_SEVERITIES = {"serious": Tone.BROKEN, "notable": Tone.ATTENTION}


async def org_metrics(asked: Asked) -> Told:
    """The numbers of the workspace as a whole, and how many were active week by week."""
    found = await figures_of(asked, ORGANIZATION, subject="workspace")
    if not found.drawings:
        return found
    active = await trend_of(asked, "active_developers", subject="workspace")
    drawings: list[Drawing] = [*found.drawings, *([active] if active else [])]
    return Told(drawings, start=found.start, end=found.end, as_of=found.as_of)


async def system_health(asked: Asked) -> Told:
    """Which parts answer, what waits and failed in this workspace, and which sources are behind."""
    found = await system.look(asked.context, asked.viewer.workspace_id, is_machine_shown=False)
    trouble = [one for one in found.workspace.connections if one.condition not in _WELL]
    items = [
        *(_part(one) for one in found.parts),
        *(
            WidgetItem(
                title=plain(one.name),
                detail=one.sentence,
                at=one.last_synced_at,
                tone=Tone.BROKEN if one.condition is Condition.FAILING else Tone.ATTENTION,
                href=f"/integration?id={one.id}",
            )
            for one in trouble
        ),
    ]
    return Told(
        [_at_work(found), WidgetItems(title=found.sentence, items=items, total=len(items))], as_of=found.checked_at
    )


def _part(one: PartHealth) -> WidgetItem:
    is_up = one.state is PartState.UP
    return WidgetItem(
        title=one.title, detail=one.means, tone=Tone.GOOD if is_up else Tone.BROKEN, href="/settings/system"
    )


def _at_work(found: SystemHealth) -> WidgetFigures:
    here = found.workspace
    sums = {
        "Jobs waiting": sum(one.queued for one in here.queues),
        "Jobs running": sum(one.running for one in here.queues),
        "Failed within a day": sum(one.failed_last_day for one in here.queues),
        "Days to count again": here.snapshots.dirty_days,
        "Web hooks given up": here.hooks_dead,
    }
    return WidgetFigures(
        figures=[
            WidgetFigure(label=label, value=value, unit=Unit.COUNT, better=Better.LOWER, href="/settings/system")
            for label, value in sums.items()
        ]
    )


async def alerts_feed(asked: Asked) -> Told:
    """What fires now, latest first; where nothing does, whether there is a rule at all."""
    counts = await feed.count(asked.context, asked.viewer)
    found = await feed.list_alerts(asked.context, asked.viewer, states=WAITING, cursor=None, limit=MOST_ALERTS)
    if not found.items:
        rules = await alerts.list_rules(asked.context, asked.viewer, cursor=None, limit=1)
        text = "Nothing fires now."
        link = Link(label="Rules", href="/alerts")
        return Told([WidgetSentence(text=text, tone=Tone.GOOD, link=link)] if rules.items else ())
    total = max(counts.open + counts.acknowledged, len(found.items))
    return Told([WidgetItems(title="What fires now", items=[_alert(one) for one in found.items], total=total)], n=total)


def _alert(one: Alert) -> WidgetItem:
    """Nobody is broken: of a person it is at most worth a look."""
    is_plain = one.severity is Severity.INFO or one.state is AlertState.ACKNOWLEDGED
    return WidgetItem(
        title=f"{plain(one.rule_name)}: {plain(one.subject.name)}",
        detail=one.latest_why,
        at=one.created_at,
        value=one.latest_value,
        unit=one.unit,
        tone=Tone.PLAIN if is_plain else Tone.ATTENTION,
        href="/alerts",
    )


async def data_quality(asked: Asked) -> Told:
    """What is known to be missing or doubtful, over all time; what was looked for and not found is said as a number."""
    found = await tables.checks(asked.context, asked.viewer, Question())
    counted = [one for one in found.checks if one.n]
    if not any(one.of for one in found.checks):
        return Told()
    items = [_check(one) for one in counted]
    none = len(found.checks) - len(counted)
    drawings: list[Drawing] = [WidgetItems(title="Missing or doubtful", items=items, total=len(items))] if items else []
    drawings.append(
        WidgetSentence(
            text=f"{none} of {len(found.checks)} checks found nothing.", tone=Tone.PLAIN if items else Tone.GOOD
        )
    )
    return Told(drawings, n=len(found.checks))


def _check(one: Check) -> WidgetItem:
    said = [f"Of {one.of:,}." if one.of else None, one.next_step]
    return WidgetItem(
        title=one.says,
        detail=" ".join(part for part in said if part) or None,
        value=one.n,
        unit=Unit.COUNT,
        tone=_SEVERITIES.get(one.severity, Tone.PLAIN),
    )


WIDGETS = (
    Widget(
        key="orgMetrics",
        title="The organization",
        says="How many wrote commits, what was finished, and how long changes took and waited: of the whole workspace.",
        categories=("admin",),
        size=WidgetSize.FULL,
        answer=org_metrics,
        empty=Nothing("Nothing was counted in this period.", _ADD_REPOSITORY),
        rows=Link(label="All readings", href="/overview"),
        personas=(Persona.ADMIN,),
        metrics=ORGANIZATION,
        takes_team=False,
    ),
    Widget(
        key="systemHealth",
        title="Servers and sources",
        says="Which servers answer, what waits or failed here within a day, and which sources are behind or refused.",
        categories=("admin",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=system_health,
        empty=Nothing("There is nothing to look after yet.", _ADD_REPOSITORY),
        rows=Link(label="System", href="/settings/system"),
        personas=(Persona.ADMIN,),
        role=Role.ADMIN,
        takes_period=False,
        takes_team=False,
        rests_on_facts=False,
    ),
    Widget(
        key="alertsFeed",
        title="Alerts",
        says="What rules fired that is not over yet, of what you may see.",
        categories=("admin",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=alerts_feed,
        empty=Nothing("Nobody made a rule yet, so nothing can fire.", Link(label="Make a rule", href="/alerts")),
        rows=Link(label="Alerts and rules", href="/alerts"),
        personas=(Persona.ADMIN, Persona.MANAGER),
        takes_period=False,
        takes_team=False,
        rests_on_facts=False,
    ),
    Widget(
        key="dataQuality",
        title="Data quality",
        says="What is known to be missing or doubtful in what was read, with what to do about it; over all time.",
        categories=("admin",),
        size=WidgetSize.MEDIUM,
        sizes=FROM_MEDIUM,
        answer=data_quality,
        empty=Nothing("Nothing was read yet, so there is nothing to doubt.", _ADD_REPOSITORY),
        rows=Link(label="Integrations", href="/integrations"),
        personas=(Persona.ADMIN,),
        takes_period=False,
        takes_team=False,
        rests_on_facts=False,
    ),
)
