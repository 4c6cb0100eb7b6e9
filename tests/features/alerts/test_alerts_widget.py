"""The widget of alerts tells apart what fires, what is quiet, and that there is nothing that could fire."""

from tests.features.alerts.conftest import Asker, Weeks, wish
from tests.features.alerts.test_alerts import judged

from aexy.context import Context
from aexy.features.alerts import feed, service
from aexy.features.dashboards import service as dashboards
from aexy.features.dashboards.drawings import Tone, WidgetItems, WidgetSentence
from aexy.features.dashboards.schemas import WidgetAnswer
from aexy.features.routing import Viewer


async def _told(context: Context, viewer: Viewer) -> WidgetAnswer:
    return await dashboards.answer(context, viewer, "alertsFeed", start=None, end=None, team=None)


async def test_what_fires_is_listed_and_silence_says_whether_there_are_rules(
    context: Context, weeks: Weeks, asker: Asker
) -> None:
    me = await asker()
    nothing = await _told(context, me)
    assert nothing.empty is not None
    assert nothing.empty.sentence == "Nobody made a rule yet, so nothing can fire."
    await weeks.write(3, 4)
    await service.create_rule(context.at(weeks.now), me, wish())
    (quiet,) = (await _told(context.at(weeks.now), me)).drawings
    assert isinstance(quiet, WidgetSentence)
    assert quiet.text == "Nothing fires now."
    await weeks.write(14)
    await judged(context, weeks)
    (items,) = (await _told(context.at(weeks.now), me)).drawings
    assert isinstance(items, WidgetItems)
    (alert,) = (await feed.list_alerts(context, me, cursor=None, limit=5)).items
    assert [(one.value, one.detail, one.tone) for one in items.items] == [(14, alert.latest_why, Tone.ATTENTION)]
    await feed.acknowledge(context.at(weeks.now), me, alert.id)
    (items,) = (await _told(context.at(weeks.now), me)).drawings
    assert isinstance(items, WidgetItems)
    assert items.items[0].tone is Tone.PLAIN
