"""How readings look in a terminal: name, value, change, sample, weeks; families apart, one line of caution."""

import sys
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from aexy.cli.console import clean

_PIPED_WIDTH = 120
_WIDEST = 110
_LEAST_WIDTH = 12
_GAP = 3


class Line(NamedTuple):
    """One reading. `mood` is the style of its change; `withheld` says why there is no value to see."""

    family: str
    name: str
    value: str
    change: str
    mood: str
    n: int
    weeks: str
    withheld: str | None = None


class Column(NamedTuple):
    """A column of a plain table; `is_number` sets it to the right, `is_dim` makes it secondary.

    Where there is no room for all, what `gives_way` is cut short and the rest stays whole.
    """

    title: str
    is_number: bool = False
    is_dim: bool = False
    gives_way: bool = False


def paper() -> Console:
    """A console for tables: as wide as the terminal up to a limit, one fixed width and no colour when piped."""
    if not sys.stdout.isatty():
        return Console(highlight=False, markup=False, emoji=False, width=_PIPED_WIDTH, no_color=True)
    wide = Console(highlight=False, markup=False, emoji=False)
    wide.width = min(wide.width, _WIDEST)
    return wide


def heading(title: str, *subtitles: str) -> None:
    """What the tables below are about."""
    out = paper()
    out.print()
    out.print(Text(clean(title), style="bold"))
    for subtitle in subtitles:
        if subtitle:
            out.print(Text(clean(subtitle), style="dim"))
    out.print()


def show_readings(lines: Sequence[Line], *, weeks_title: str) -> None:
    """The readings, family by family."""
    out, table = paper(), _table()
    numbers = (Column("", is_number=True), Column("against before", is_number=True), Column("n", is_number=True))
    columns = (Column(""), *numbers, Column(weeks_title, gives_way=True))
    for column, width in zip(columns, _widths(columns, [_written(line) for line in lines], out.width), strict=True):
        justify: Literal["left", "right"] = "right" if column.is_number else "left"
        table.add_column(column.title, width=width, justify=justify, header_style="dim not bold", no_wrap=True)
    family = ""
    for line in lines:
        if family and line.family != family:
            table.add_row()
        family = line.family
        if line.withheld:
            table.add_row(
                Text(line.name), Text("withheld", style="dim"), "", "", Text(clean(line.withheld), style="dim")
            )
        else:
            table.add_row(
                Text(line.name), Text(line.value, style="bold"), Text(line.change, style=line.mood),
                Text(f"{line.n:,}", style="dim"), Text(line.weeks, style="cyan"),
            )  # fmt: skip
    out.print(table)


def _written(line: Line) -> list[str]:
    """What stands in the columns, to see how wide they are."""
    if line.withheld:
        return [line.name, "withheld", "", "", clean(line.withheld)]
    return [line.name, line.value, line.change, f"{line.n:,}", line.weeks]


def show_rows(title: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, empty: str = "") -> None:
    """A plain table under its title; of no rows only the sentence `empty`, and without one nothing at all."""
    out = paper()
    written = [[clean(cell) for cell in row] for row in rows]
    if not written:
        if empty:
            out.print(Text(clean(empty), style="dim"))
        return
    table = _table()
    for column, width in zip(columns, _widths(columns, written, out.width), strict=True):
        table.add_column(
            Text(clean(column.title)),
            width=width,
            justify="right" if column.is_number else "left",
            header_style="dim not bold",
            style="dim" if column.is_dim else "",
            overflow="ellipsis",
            no_wrap=True,
        )
    for row in written:
        table.add_row(*(Text(cell) for cell in row))
    out.print()
    if title:
        out.print(Text(clean(title), style="bold"))
    out.print(table)


def footnotes(notes: Iterable[str]) -> None:
    """What to keep in mind, dim, one a line."""
    out = paper()
    said = [note for note in notes if note]
    if said:
        out.print()
    for note in said:
        out.print(Text(clean(note), style="dim"))


def _widths(columns: Sequence[Column], written: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is: as its widest cell; where that is too much, the widest that give way get narrower."""
    widths = [
        max([len(column.title), *(cell_len(row[place]) for row in written)]) for place, column in enumerate(columns)
    ]
    flexible = [place for place, column in enumerate(columns) if column.gives_way]
    excess = sum(widths) + _GAP * (len(columns) - 1) - room
    while excess > 0 and flexible and max(widths[place] for place in flexible) > _LEAST_WIDTH:
        widths[max(flexible, key=lambda place: widths[place])] -= 1
        excess -= 1
    return widths


def _table() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), show_edge=False)
