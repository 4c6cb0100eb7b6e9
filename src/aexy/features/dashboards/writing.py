"""A widget's answer for a spreadsheet: a table for each drawing, with an empty line between two.

Every drawing knows one way to be written, whatever widget it is in. Text of strangers passes `kernel.text.cell`, so
that no spreadsheet takes it for a formula; numbers are written as they are, in the unit that stands beside them.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from aexy.features.dashboards.drawings import (
    Drawing,
    WidgetBars,
    WidgetCell,
    WidgetColumn,
    WidgetFigures,
    WidgetHeat,
    WidgetItems,
    WidgetNetwork,
    WidgetSentence,
    WidgetSpread,
    WidgetTable,
    WidgetTrend,
)
from aexy.features.dashboards.schemas import WidgetAnswer
from aexy.kernel.text import cell

Value = str | float | date | datetime | None
Rows = Iterator[Sequence[Value]]


def written(answer: WidgetAnswer) -> str:
    """All of an answer; where nothing is drawn, why."""
    out = io.StringIO()
    writer = csv.writer(out)
    for place, table in enumerate(_tables(answer)):
        if place:
            writer.writerow([])
        writer.writerows([_safe(value) for value in row] for row in table)
    return out.getvalue()


def _tables(answer: WidgetAnswer) -> list[Rows]:
    if answer.drawings:
        return [table for drawing in answer.drawings for table in tables_of(drawing)]
    why = answer.withheld or (answer.empty.sentence if answer.empty else "")
    return [iter([("text",), (why,)])]


def tables_of(drawing: Drawing) -> list[Rows]:
    """A drawing as tables, each with a line of titles."""
    return [table(drawing) for table in _WAYS[type(drawing)]]


def _safe(value: Value) -> str | float | None:
    """What a spreadsheet takes as it is meant."""
    if isinstance(value, str):
        return cell(value)
    return value.isoformat() if isinstance(value, date) else value


def _figures(drawing: WidgetFigures) -> Rows:
    yield "label", "value", "median", "unit", "previous", "n", "low", "high", "text", "says", "withheld"
    for one in drawing.figures:
        yield (
            one.label, one.value, one.median, one.unit.value, one.previous, one.n, one.low, one.high, one.text,
            one.says, one.withheld,
        )  # fmt: skip


def _trend(drawing: WidgetTrend) -> Rows:
    yield "title", "series", "start", "value", "unit", "n", "low", "high", "open"
    for series in drawing.series:
        for point in series.points:
            yield (
                drawing.title, series.name, point.start, point.value, drawing.unit.value, point.n, point.low,
                point.high, "yes" if point.open else "no",
            )  # fmt: skip


def _bars(drawing: WidgetBars) -> Rows:
    yield "title", "label", "value", "unit", "text", "n", "low", "high", "withheld"
    for bar in drawing.bars:
        yield (
            drawing.title, bar.label, bar.value, drawing.unit.value, bar.text, bar.n, bar.low, bar.high, bar.withheld
        )  # fmt: skip


def _spread(drawing: WidgetSpread) -> Rows:
    yield "title", "from", "to", "count", "unit"
    for place, count in enumerate(drawing.counts):
        yield drawing.title, drawing.edges[place], drawing.edges[place + 1], count, drawing.unit.value


def _table(drawing: WidgetTable) -> Rows:
    yield _titles(drawing.columns)
    for row in drawing.rows:
        yield tuple(_place(column, one) for column, one in zip(drawing.columns, row, strict=True))


def _titles(columns: Sequence[WidgetColumn]) -> list[str]:
    """With units; one that says the same as another (a change of each number) says what it stands beside as well."""
    titles = [one.title for one in columns]
    named = [
        f"{titles[place - 1]}: {title}" if place and titles.count(title) > 1 else title
        for place, title in enumerate(titles)
    ]
    return [f"{title} ({one.unit.value})" if one.unit else title for title, one in zip(named, columns, strict=True)]


def _place(column: WidgetColumn, one: WidgetCell) -> Value:
    """A cell by what its column holds; with nothing to show, why it is withheld."""
    by_kind: dict[str, Value] = {"text": one.text, "number": one.value, "time": one.at}
    found = by_kind[column.kind]
    if found is not None:
        return found
    return next((value for value in (one.text, one.value, one.at) if value is not None), one.withheld)


def _items(drawing: WidgetItems) -> Rows:
    yield "list", "title", "detail", "at", "value", "unit", "tone"
    for one in drawing.items:
        unit = one.unit.value if one.unit else None
        yield drawing.title, one.title, one.detail, one.at, one.value, unit, one.tone.value


def _heat(drawing: WidgetHeat) -> Rows:
    yield f"{drawing.title} ({drawing.unit.value})", *drawing.columns
    for name, values in zip(drawing.rows, drawing.values, strict=True):
        yield name, *values


def _nodes(drawing: WidgetNetwork) -> Rows:
    yield "network", "name", "weight", "group"
    for one in drawing.nodes:
        yield drawing.title, one.label, one.weight, one.group


def _edges(drawing: WidgetNetwork) -> Rows:
    names = {one.id: one.label for one in drawing.nodes}
    yield "network", "from", "to", "weight"
    for one in drawing.edges:
        yield drawing.title, names.get(one.source, one.source), names.get(one.target, one.target), one.weight


def _sentence(drawing: WidgetSentence) -> Rows:
    yield ("text",)
    yield (drawing.text,)


# The one list of drawings with their tables; a test holds it against the drawings there are.
_WAYS: Mapping[type, Sequence[Callable[[Any], Rows]]] = {
    WidgetFigures: (_figures,),
    WidgetTrend: (_trend,),
    WidgetBars: (_bars,),
    WidgetSpread: (_spread,),
    WidgetTable: (_table,),
    WidgetItems: (_items,),
    WidgetHeat: (_heat,),
    WidgetNetwork: (_nodes, _edges),
    WidgetSentence: (_sentence,),
}

__all__ = ["tables_of", "written"]
