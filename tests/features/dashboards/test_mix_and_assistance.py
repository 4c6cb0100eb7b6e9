"""What work is spent on and what assistance leaves behind: widgets say what their pages say."""

from datetime import date

from tests.features.analytics.conftest import Asker
from tests.features.assistance.test_ai_impact import MONDAY
from tests.features.assistance.test_ai_impact import made as six
from tests.features.investment.test_allocation import NOW, Made, made
from tests.seeding import Seeded

from aexy.context import Context
from aexy.features.assistance.service import ai_impact
from aexy.features.dashboards import service
from aexy.features.dashboards.drawings import WidgetBars, WidgetFigure, WidgetFigures, WidgetTrend
from aexy.features.investment.service import Asked, allocation
from aexy.kernel.privacy import TOO_FEW

__all__ = ["made", "six"]


async def test_the_mix_is_that_of_the_page_by_whole_months(context: Context, viewer: Asker, made: Made) -> None:
    then = context.at(NOW)
    found = await service.answer(then, viewer(), "investmentMix", start=date(2026, 5, 4), end=None, team=None)
    page = await allocation(then, viewer(), Asked(start=date(2026, 5, 4)))
    assert (found.start, found.end, found.n) == (date(2026, 5, 1), date(2026, 7, 1), page.n)
    bars = next(one for one in found.drawings if isinstance(one, WidgetBars)).bars
    named = {one.key: (one.value, one.text) for one in bars}
    assert named["keeping_the_lights_on"] == (0.4, "2 pull requests")
    assert {one.key: one.value for one in bars} == {one.category or "none": one.share for one in page.total}
    trend = next(one for one in found.drawings if isinstance(one, WidgetTrend))
    assert [(one.start, one.n, one.open) for one in trend.series[0].points] == [
        (date(2026, 5, 1), 4, False), (date(2026, 6, 1), 1, True),
    ]  # fmt: skip
    core = await service.answer(then, viewer(), "investmentMix", start=None, end=None, team=made.seeded.teams["Core"])
    assert core.n == 3


async def test_without_merged_work_the_mix_says_what_would_fill_it(context: Context, viewer: Asker) -> None:
    found = await service.answer(context, viewer(), "investmentMix", start=None, end=None, team=None)
    assert found.empty is not None
    assert found.empty.action is not None
    assert found.empty.action.href == "/integrations"


async def test_assistance_is_that_of_the_page_with_its_bounds(context: Context, viewer: Asker, six: Seeded) -> None:
    start = MONDAY.date()
    found = await service.answer(context, viewer(), "aiImpact", start=start, end=None, team=None)
    page = await ai_impact(context, viewer(), "workspace", start, None)
    shares, differences = (one.figures for one in found.drawings if isinstance(one, WidgetFigures))
    named = next(one for one in page.commits.total.levels if one.level == "co-authored")
    assert told(shares[1]) == (named.value, named.low, named.high, 104)
    cycle = next(one for one in page.compared if one.measure == "cycle_hours")
    shown = next(one for one in differences if one.label.startswith(cycle.name))
    assert told(shown) == (-6, cycle.difference.low, cycle.difference.high, 104)
    assert shown.says == "4.0 h with assistance, 10.0 h without a trace of it"
    four = await service.answer(context, viewer(), "aiImpact", start=start, end=None, team=six.teams["Four"])
    assert (four.drawings, four.withheld, four.empty) == ([], TOO_FEW, None)


def told(one: WidgetFigure) -> tuple[float | None, float | None, float | None, int | None]:
    return one.value, one.low, one.high, one.n


async def test_without_commits_assistance_says_what_would_fill_it(context: Context, viewer: Asker) -> None:
    found = await service.answer(context, viewer(), "aiImpact", start=None, end=None, team=None)
    assert (found.drawings, found.withheld, found.start) == ([], None, date(2026, 2, 23))
    assert found.empty is not None
    assert found.empty.sentence == "Nobody committed in these weeks."
