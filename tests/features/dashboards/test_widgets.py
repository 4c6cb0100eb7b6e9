"""The registry, and what widgets say of a story counted by hand."""

from dataclasses import replace
from uuid import uuid4

import pytest
from tests.features.analytics.conftest import Asker, Keeping, Story

from aexy.context import Context
from aexy.features.dashboards import registry, service
from aexy.features.dashboards.drawings import WidgetFigures, WidgetSentence
from aexy.features.dashboards.presets import LATER, PRESETS
from aexy.features.dashboards.widget import WidgetHeight, WidgetSize
from aexy.features.insights import service as insights
from aexy.features.insights.service import Asked
from aexy.features.routing import Role
from aexy.kernel.errors import Forbidden, Unknown
from aexy.kernel.metrics import find

SIZES = {"developer": 13, "manager": 10, "product": 7, "hr": 7, "support": 6, "sales": 6, "admin": 6}


def test_presets_have_as_many_widgets_as_they_were_given() -> None:
    assert {key: len(keys) for key, (_, _, keys) in PRESETS.items() if key != "custom"} == SIZES


def test_a_key_is_declared_once_and_its_metrics_are_in_the_catalogue() -> None:
    keys = [widget.key for widget in registry.WIDGETS]
    assert len(keys) == len(set(keys))
    assert not set(keys) & set(LATER)
    assert {metric for widget in registry.WIDGETS for metric in widget.metrics if find(metric) is None} == set()


def test_only_what_comes_across_the_page_is_less_tall_than_a_card() -> None:
    slim = {one.key: (one.height, one.size) for one in registry.WIDGETS if one.height is not WidgetHeight.CARD}
    assert slim == {
        "welcome": (WidgetHeight.LINE, WidgetSize.FULL),
        "quickStats": (WidgetHeight.FIGURES, WidgetSize.FULL),
    }
    assert registry.shape_of(registry.find("welcome")).height is WidgetHeight.LINE


async def test_a_widget_shows_the_same_numbers_as_the_readings(context: Context, viewer: Asker, story: Story) -> None:
    asked = Asked(metrics="commits_count", subject=f"team:{story.seeded.teams['Core']}")
    reading = (await insights.readings(context, viewer(), asked)).readings[0]
    found = await service.answer(context, viewer(), "quickStats", start=None, end=None, team=story.seeded.teams["Core"])
    drawing = found.drawings[0]
    assert isinstance(drawing, WidgetFigures)
    figure = next(one for one in drawing.figures if one.about and one.about.metric == "commits_count")
    assert reading.value == 4
    assert (figure.value, figure.n) == (reading.value, reading.n)
    assert figure.about is not None
    assert figure.about.id == story.seeded.teams["Core"]


async def test_a_workspace_without_facts_gets_the_declared_empty_state(context: Context, viewer: Asker) -> None:
    found = await service.answer(context, viewer(), "quickStats", start=None, end=None, team=None)
    assert found.drawings == []
    assert found.empty is not None
    assert found.empty.action is not None
    assert found.empty.action.href == "/repositories"


async def test_somebody_nobody_knows_is_asked_who_they_are(context: Context, viewer: Asker, story: Story) -> None:
    stranger = await service.answer(context, viewer(), "welcome", start=None, end=None, team=None)
    ann = await service.answer(context, viewer(developer=story.id("Ann")), "welcome", start=None, end=None, team=None)
    sentences = [one for found in (stranger, ann) for one in found.drawings if isinstance(one, WidgetSentence)]
    assert "not known yet" in sentences[0].text
    assert "You are Ann here" in sentences[1].text


async def test_the_same_question_again_is_answered_from_what_was_said(
    context: Context, viewer: Asker, story: Story
) -> None:
    del story
    keeping = Keeping({})
    kept = replace(context, cache=keeping)
    first = await service.answer(kept, viewer(), "quickStats", start=None, end=None, team=None)
    made = keeping.made
    again = await service.answer(kept, viewer(), "quickStats", start=None, end=None, team=None)
    assert first == again
    assert keeping.made == made


async def test_unknown_widgets_and_teams_are_refused(context: Context, viewer: Asker) -> None:
    with pytest.raises(Unknown, match="no widget 'quickStat'"):
        await service.answer(context, viewer(), "quickStat", start=None, end=None, team=None)
    with pytest.raises(Unknown, match="not available yet"):
        await service.answer(context, viewer(), "myGoals", start=None, end=None, team=None)
    with pytest.raises(Unknown, match="no team"):
        await service.answer(context, viewer(), "quickStats", start=None, end=None, team=uuid4())


async def test_a_widget_for_greater_roles_is_refused_and_said_why(context: Context, viewer: Asker) -> None:
    wanted = [one for one in registry.WIDGETS if one.role is not Role.VIEWER]
    for widget in wanted:
        with pytest.raises(Forbidden):
            await service.answer(context, viewer(role=Role.VIEWER), widget.key, start=None, end=None, team=None)
    listed = {one.key: one.accessible for one in service.with_permissions(viewer(role=Role.VIEWER))}
    assert {key for key, may in listed.items() if not may} == {one.key for one in wanted}
