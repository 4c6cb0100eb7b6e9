"""Widgets of work records, on records counted by hand."""

from dataclasses import replace

import pytest
from tests.features.analytics.conftest import Asker
from tests.features.dashboards.desk import RECORDS

from aexy.context import Context
from aexy.features.dashboards import registry, service
from aexy.features.dashboards.drawings import WidgetBars, WidgetFigure, WidgetFigures, WidgetItems, WidgetTable
from aexy.features.dashboards.schemas import WidgetAnswer
from aexy.features.dashboards.widgets import crm, documents, forms, hiring, tickets
from aexy.features.routing import Role
from aexy.features.work_records import service as work_records
from aexy.features.work_records.schemas import NewWorkRecords
from aexy.kernel.errors import Forbidden
from aexy.kernel.ids import WorkspaceId

OF_RECORDS = (*tickets.WIDGETS, *forms.WIDGETS, *documents.WIDGETS, *hiring.WIDGETS, *crm.WIDGETS)


@pytest.fixture
async def desk(context: Context, workspace: WorkspaceId) -> None:
    wish = NewWorkRecords.model_validate({"records": RECORDS})
    await work_records.post(context, workspace, wish, requested_by=None)


@pytest.fixture
def ask(context: Context, viewer: Asker, desk: None) -> "Ask":
    del desk
    return Ask(context, viewer)


class Ask:
    """A manager's questions."""

    def __init__(self, context: Context, viewer: Asker) -> None:
        self._context, self._viewer = context, viewer

    async def __call__(self, key: str) -> WidgetAnswer:
        asking = self._viewer(role=Role.MANAGER)
        return await service.answer(self._context, asking, key, start=None, end=None, team=None)


def _figures(found: WidgetAnswer) -> dict[str, WidgetFigure]:
    drawing = next(one for one in found.drawings if isinstance(one, WidgetFigures))
    return {one.label: one for one in drawing.figures}


def _bars(found: WidgetAnswer, place: int = 0) -> list[tuple[str, float | None, str | None]]:
    drawing = [one for one in found.drawings if isinstance(one, WidgetBars)][place]
    return [(bar.label, bar.value, bar.text) for bar in drawing.bars]


def _table(found: WidgetAnswer) -> WidgetTable:
    return next(one for one in found.drawings if isinstance(one, WidgetTable))


def _items(found: WidgetAnswer) -> WidgetItems:
    return next(one for one in found.drawings if isinstance(one, WidgetItems))


async def test_tickets_are_counted_as_they_come_and_go(ask: Ask) -> None:
    figures = _figures(await ask("ticketStats"))
    assert {label: one.value for label, one in figures.items()} == {
        "Open now": 3, "Came in": 5, "Solved": 2, "Median time to solve": 26, "Past their day": 1,
    }  # fmt: skip
    assert figures["Came in"].previous == 1
    assert figures["Median time to solve"].n == 2


async def test_only_promises_that_were_recorded_are_counted(ask: Ask) -> None:
    found = await ask("slaOverview")
    figures = _figures(found)
    assert (figures["First answer in time"].value, figures["First answer in time"].n) == (0.5, 2)
    assert figures["Solved in time"].value == pytest.approx(1 / 3)
    assert figures["Solved in time"].n == 3
    assert (figures["Median time to a first answer"].value, figures["Median time to a first answer"].n) == (2, 2)
    assert figures["Still in time"].value == 1
    assert found.caution == "1 of 5 tickets carry no day by which they were to be solved."


async def test_the_latest_tickets_come_first_and_lead_to_their_records(ask: Ask) -> None:
    table = _table(await ask("recentTickets"))
    assert [row[0].text for row in table.rows][:3] == ["A missing part", "Cannot sign in", "A slow page"]
    assert table.rows[1][0].href == "/records?kind=ticket&id=T-1"
    assert [cell.tone for cell in table.rows[1]][-1] == "attention"
    assert (len(table.rows), table.total) == (6, 6)


async def test_open_tickets_stand_by_priority_and_those_without_one_last(ask: Ask) -> None:
    assert _bars(await ask("ticketsByPriority")) == [("Urgent", 1, None), ("No priority said", 2, None)]


async def test_submissions_are_counted_by_form(ask: Ask) -> None:
    found = await ask("formSubmissions")
    assert {label: one.value for label, one in _figures(found).items()} == {"Came in": 4, "Not dealt with yet": 3}
    assert _bars(found) == [("Feedback", 3, None), ("No form said", 1, None)]
    form = _items(await ask("recentForms")).items[0]
    assert (form.title, form.value) == ("Feedback", 3)


async def test_documents_are_told_by_when_they_changed(ask: Ask) -> None:
    assert [one.title for one in _items(await ask("recentDocs")).items] == ["How we hire", "How we plan", "An old plan"]
    figures = _figures(await ask("docActivity"))
    assert {label: one.value for label, one in figures.items()} == {
        "Written": 1, "Changed": 1, "Unchanged for half a year": 1,
    }  # fmt: skip


async def test_candidates_stand_by_stage_in_the_order_of_hiring(ask: Ask) -> None:
    found = await ask("hiringPipeline")
    assert _bars(found) == [("Applied", 1, None), ("Interview", 1, None), ("Trial day", 1, None)]
    values = {label: one.value for label, one in _figures(found).items()}
    assert values == {"In the pipeline": 3, "Applied": 4, "Hired": 1, "Wait for an answer too long": 1}


async def test_decisions_about_candidates_are_timed(ask: Ask) -> None:
    found = await ask("candidateStats")
    assert (_figures(found)["Median time to a decision"].value, _figures(found)["Decided"].says) == (
        10,
        "1 of them hired.",
    )
    assert _bars(found) == [("Referral", 2, None), ("Careers page", 1, None), ("Not said", 1, None)]


async def test_positions_say_how_long_they_are_open_and_interviews_what_comes_next(ask: Ask) -> None:
    row = _table(await ask("openPositions")).rows[0]
    assert [row[0].text, row[2].value, row[3].value, row[4].tone] == ["Engineer", 2, 10, "attention"]
    assert [(one.title, one.detail) for one in _items(await ask("interviewSchedule")).items] == [
        ("Ida Example, Engineer", "Technical")
    ]


async def test_amounts_of_two_currencies_are_never_added_up(ask: Ask) -> None:
    found = await ask("crmPipeline")
    assert [one.title for one in found.drawings if isinstance(one, WidgetBars)] == [
        "Open deals by stage · EUR 3,000", "Open deals by stage · USD 500",
    ]  # fmt: skip
    assert _bars(found) == [("Lead", 1, "EUR 1,000"), ("Proposal", 1, "EUR 2,000")]
    assert _bars(found, 1) == [("Proposal", 1, "USD 500")]
    figures = _figures(await ask("crmQuickView"))
    assert (figures["Open deals"].value, figures["Expected within 30 days"].value) == (3, 1)
    assert figures["Expected within 30 days"].says == "1 past their day."
    assert [figures[f"Open in {currency}"].text for currency in ("EUR", "USD")] == ["EUR 3,000", "USD 500"]


async def test_deals_won_and_lost_whatever_the_case_of_the_stage(ask: Ask) -> None:
    figures = _figures(await ask("dealStats"))
    assert (figures["Won of those decided"].value, figures["Won of those decided"].n) == (0.5, 2)
    assert (figures["Median time to a decision"].value, figures["Won in EUR"].text) == (7, "EUR 700")
    assert "Won in USD" not in figures
    assert _table(await ask("recentDeals")).rows[0][0].text == "Ten seats"


@pytest.mark.parametrize("widget", [one.key for one in OF_RECORDS])
async def test_without_records_a_widget_says_how_to_bring_some(context: Context, viewer: Asker, widget: str) -> None:
    found = await service.answer(context, viewer(), widget, start=None, end=None, team=None)
    assert found.drawings == []
    assert found.empty is not None
    assert found.empty.action is not None
    assert found.empty.action.href == "/records"


@pytest.mark.parametrize("widget", [one.key for one in OF_RECORDS])
async def test_records_are_for_managers_of_the_whole_workspace(
    context: Context, viewer: Asker, desk: None, widget: str
) -> None:
    del desk
    with pytest.raises(Forbidden, match="manager"):
        await service.answer(context, viewer(role=Role.MEMBER), widget, start=None, end=None, team=None)
    limited = replace(viewer(role=Role.MANAGER), teams=frozenset())
    found = await service.answer(context, limited, widget, start=None, end=None, team=None)
    assert (found.drawings, found.empty) == ([], None)
    assert found.withheld is not None
    assert registry.find(widget).role is Role.MANAGER
