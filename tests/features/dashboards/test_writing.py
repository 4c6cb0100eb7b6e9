"""Every drawing can be written for a spreadsheet, and no spreadsheet takes a name for a formula."""

import csv
import io
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from aexy.features.dashboards.drawings import (
    Drawing,
    Link,
    WidgetBar,
    WidgetBars,
    WidgetCell,
    WidgetColumn,
    WidgetEdge,
    WidgetFigure,
    WidgetFigures,
    WidgetHeat,
    WidgetItem,
    WidgetItems,
    WidgetNetwork,
    WidgetNode,
    WidgetPoint,
    WidgetSentence,
    WidgetSeries,
    WidgetSpread,
    WidgetTable,
    WidgetTrend,
)
from aexy.features.dashboards.schemas import WidgetAnswer, WidgetEmpty
from aexy.features.dashboards.writing import written
from aexy.kernel.metric import Unit

FORMULA, SAFE = '=HYPERLINK("evil")', '\'=HYPERLINK("evil")'
AT = datetime(2026, 5, 20, 12, 30, tzinfo=UTC)
DRAWINGS: list[tuple[Drawing, list[list[list[str]]]]] = [
    (
        WidgetFigures(figures=[WidgetFigure(label=FORMULA, value=-2.5, unit=Unit.HOURS, n=7, previous=3)]),
        [
            [
                ["label", "value", "median", "unit", "previous", "n", "low", "high", "text", "says", "withheld"],
                [SAFE, "-2.5", "", "hours", "3.0", "7", "", "", "", "", ""],
            ]
        ],
    ),
    (
        WidgetTrend(
            title="Commits",
            unit=Unit.COUNT,
            series=[WidgetSeries(name=FORMULA, points=[WidgetPoint(start=date(2026, 5, 18), value=3, n=3, open=True)])],
        ),
        [
            [
                ["title", "series", "start", "value", "unit", "n", "low", "high", "open"],
                ["Commits", SAFE, "2026-05-18", "3.0", "count", "3", "", "", "yes"],
            ]
        ],
    ),
    (
        WidgetBars(title="Skills", unit=Unit.SHARE, bars=[WidgetBar(key="c", label="+C", value=0.5, text="@novice")]),
        [
            [
                ["title", "label", "value", "unit", "text", "n", "low", "high", "withheld"],
                ["Skills", "'+C", "0.5", "share", "'@novice", "", "", "", ""],
            ]
        ],
    ),
    (
        WidgetSpread(title="Sizes", unit=Unit.LINES, edges=[0, 10, 20], counts=[4, 1]),
        [
            [
                ["title", "from", "to", "count", "unit"],
                ["Sizes", "0.0", "10.0", "4", "lines"],
                ["Sizes", "10.0", "20.0", "1", "lines"],
            ]
        ],
    ),
    (
        WidgetTable(
            title="Teams",
            columns=[
                WidgetColumn(title="Team"),
                WidgetColumn(title="Merged", kind="number", unit=Unit.COUNT),
                WidgetColumn(title="Since", kind="time"),
            ],
            rows=[
                [WidgetCell(text="-Core"), WidgetCell(value=0), WidgetCell(at=AT)],
                [WidgetCell(text="Edge"), WidgetCell(withheld="Too few."), WidgetCell()],
            ],
            total=2,
        ),
        [
            [
                ["Team", "Merged (count)", "Since"],
                ["'-Core", "0.0", "2026-05-20T12:30:00+00:00"],
                ["Edge", "Too few.", ""],
            ]
        ],
    ),
    (
        WidgetItems(title="Alerts", items=[WidgetItem(title=FORMULA, at=AT, value=4, unit=Unit.DAYS)], total=1),
        [
            [
                ["list", "title", "detail", "at", "value", "unit", "tone"],
                ["Alerts", SAFE, "", "2026-05-20T12:30:00+00:00", "4.0", "days", "plain"],
            ]
        ],
    ),
    (
        WidgetHeat(
            title="Days", unit=Unit.COUNT, rows=["Mon", "=Tue"], columns=["a", "|b"], values=[[1, None], [2, 0]]
        ),
        [[["Days (count)", "a", "'|b"], ["Mon", "1.0", ""], ["'=Tue", "2.0", "0.0"]]],
    ),
    (
        WidgetNetwork(
            title="Who",
            nodes=[WidgetNode(id="1", label="Ann", weight=2), WidgetNode(id="2", label="=Ben", weight=1, group=1)],
            edges=[WidgetEdge(source="1", target="2", weight=0.5)],
        ),
        [
            [["network", "name", "weight", "group"], ["Who", "Ann", "2.0", "0"], ["Who", "'=Ben", "1.0", "1"]],
            [["network", "from", "to", "weight"], ["Who", "Ann", "'=Ben", "0.5"]],
        ],
    ),
    (WidgetSentence(text="@all is well.", link=Link(label="On", href="/me")), [[["text"], ["'@all is well."]]]),
]


def answer(*drawings: Drawing, withheld: str | None = None, empty: str | None = None) -> WidgetAnswer:
    return WidgetAnswer(
        key="one", title="One", says="", as_of=AT, start=None, end=None, n=None, caution=None, withheld=withheld,
        drawings=list(drawings), rows=Link(label="Rows", href="/me"),
        empty=WidgetEmpty(sentence=empty, action=None) if empty else None,
    )  # fmt: skip


def tables(text: str) -> list[list[list[str]]]:
    """What a spreadsheet reads: tables with an empty line between."""
    found: list[list[list[str]]] = [[]]
    for row in csv.reader(io.StringIO(text)):
        if row:
            found[-1].append(row)
        else:
            found.append([])
    return found


def test_there_is_an_example_of_every_drawing_there_is() -> None:
    union, _ = get_args(Drawing)
    assert {type(drawing) for drawing, _ in DRAWINGS} == set(get_args(union))


@pytest.mark.parametrize(("drawing", "wanted"), DRAWINGS, ids=[one.drawing for one, _ in DRAWINGS])
def test_a_drawing_is_written_whole_and_harmless(drawing: Drawing, wanted: list[list[list[str]]]) -> None:
    assert tables(written(answer(drawing))) == wanted


def test_columns_of_one_title_are_told_apart_by_what_they_stand_beside() -> None:
    titles = ("Merged", "Change", "Cycle time", "Change")
    columns = [WidgetColumn(title=title, kind="number", unit=Unit.SHARE) for title in titles]
    ((header,),) = tables(written(answer(WidgetTable(title="Teams", columns=columns, rows=[], total=0))))
    assert header == ["Merged (share)", "Merged: Change (share)", "Cycle time (share)", "Cycle time: Change (share)"]


def test_several_drawings_are_tables_with_an_empty_line_between() -> None:
    everything = tables(written(answer(*(drawing for drawing, _ in DRAWINGS))))
    assert everything == [table for _, wanted in DRAWINGS for table in wanted]


def test_with_nothing_drawn_the_file_says_why() -> None:
    assert tables(written(answer(withheld="Only the person sees this."))) == [
        [["text"], ["Only the person sees this."]]
    ]
    assert tables(written(answer(empty="=Nothing yet."))) == [[["text"], ["'=Nothing yet."]]]
