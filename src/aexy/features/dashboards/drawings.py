"""What a widget can show: a few drawings with everything in them, so that a page draws any widget without knowing it.

Units and directions are the catalogue's. A value of null is not known, never nothing; `href`s are paths of the pages.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from aexy.features.paging import Shape
from aexy.kernel.metric import Better, Level, Unit

MOST_SERIES = 5


class Tone(StrEnum):
    """How something stands. Broken is for things only, never for people."""

    PLAIN = "plain"
    GOOD = "good"
    ATTENTION = "attention"
    BROKEN = "broken"


class Link(Shape):
    """A way to go on: what it says, and a path of the pages with its query."""

    label: str
    href: str


class About(Shape):
    """Whose number of the catalogue something is, so that its definition and rows can be opened."""

    metric: str
    level: Level
    id: UUID | None = Field(default=None, description="Null for the workspace.")


class WidgetFigure(Shape):
    """One number with its change and how sure it is. `withheld` says why a number that exists is not shown."""

    label: str
    value: float | None
    unit: Unit
    better: Better = Better.NEITHER
    median: float | None = Field(default=None, description="Of times: shown first, with the mean beside it.")
    previous: float | None = Field(default=None, description="The same as `value`, of the period before.")
    previous_median: float | None = Field(default=None, description="Of times: what the median was then.")
    n: int | None = Field(default=None, description="How many facts it was counted from.")
    low: float | None = Field(default=None, description="With `high`: the interval it lies in.")
    high: float | None = None
    text: str | None = Field(default=None, description="Said instead of the number, where words say it better.")
    says: str | None = Field(default=None, description="A line below it.")
    withheld: str | None = None
    about: About | None = None
    href: str | None = None


class WidgetFigures(Shape):
    """Numbers side by side."""

    drawing: Literal["figures"] = "figures"
    figures: list[WidgetFigure]


class WidgetPoint(Shape):
    """A value at the day a step begins; an open step is not over."""

    start: date
    value: float | None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    open: bool = False


class WidgetSeries(Shape):
    """One line over time."""

    name: str
    points: list[WidgetPoint]


class WidgetTrend(Shape):
    """Up to five lines over the same steps."""

    drawing: Literal["trend"] = "trend"
    title: str
    unit: Unit
    better: Better = Better.NEITHER
    mark: Literal["bars", "line"] = "line"
    step: Literal["daily", "weekly", "monthly"] = "weekly"
    series: list[WidgetSeries] = Field(max_length=MOST_SERIES)
    about: About | None = None


class WidgetBar(Shape):
    """One of several beside each other."""

    key: str
    label: str
    value: float | None
    text: str | None = Field(default=None, description="Beside the number, such as an amount or how many.")
    n: int | None = None
    low: float | None = None
    high: float | None = None
    withheld: str | None = None
    href: str | None = None


class WidgetBars(Shape):
    """Parts beside each other; in an order only where `ordered` says so."""

    drawing: Literal["bars"] = "bars"
    title: str
    unit: Unit
    better: Better = Better.NEITHER
    ordered: bool = False
    bars: list[WidgetBar]


class WidgetSpread(Shape):
    """How single values are distributed: `counts[i]` lie between `edges[i]` and `edges[i + 1]`."""

    drawing: Literal["spread"] = "spread"
    title: str
    unit: Unit
    edges: list[float]
    counts: list[int]
    median: float | None = None
    about: About | None = None


class WidgetColumn(Shape):
    """A column of a table."""

    title: str
    kind: Literal["text", "number", "time"] = "text"
    unit: Unit | None = None


class WidgetCell(Shape):
    """One place in a table: text, a number of its column's unit, or an instant."""

    text: str | None = None
    value: float | None = Field(default=None, description="Of times the median.")
    n: int | None = Field(default=None, description="How many facts it was counted from.")
    at: datetime | None = None
    href: str | None = None
    tone: Tone = Tone.PLAIN
    withheld: str | None = None


class WidgetTable(Shape):
    """Rows under columns; every row has a cell for every column."""

    drawing: Literal["table"] = "table"
    title: str
    columns: list[WidgetColumn]
    rows: list[list[WidgetCell]]
    total: int = Field(description="How many rows there are, with those not listed here.")


class WidgetItem(Shape):
    """One line of a list."""

    title: str
    detail: str | None = None
    at: datetime | None = None
    value: float | None = None
    unit: Unit | None = None
    tone: Tone = Tone.PLAIN
    href: str | None = None


class WidgetItems(Shape):
    """A short list, first things first."""

    drawing: Literal["items"] = "items"
    title: str
    items: list[WidgetItem]
    total: int


class WidgetHeat(Shape):
    """A grid of values: `values[row][column]`."""

    drawing: Literal["heat"] = "heat"
    title: str
    unit: Unit
    rows: list[str]
    columns: list[str]
    values: list[list[float | None]]
    hrefs: list[str | None] = Field(default_factory=list, description="Of the rows, where they lead anywhere.")


class WidgetNode(Shape):
    """Somebody or something in a network."""

    id: str
    label: str
    weight: float
    group: int = 0
    href: str | None = None


class WidgetEdge(Shape):
    """What passes between two of them."""

    source: str
    target: str
    weight: float


class WidgetNetwork(Shape):
    """Who is connected to whom."""

    drawing: Literal["network"] = "network"
    title: str
    nodes: list[WidgetNode]
    edges: list[WidgetEdge]


class WidgetSentence(Shape):
    """Said in words, with a way to go on."""

    drawing: Literal["sentence"] = "sentence"
    text: str
    tone: Tone = Tone.PLAIN
    link: Link | None = None


Drawing = Annotated[
    WidgetFigures
    | WidgetTrend
    | WidgetBars
    | WidgetSpread
    | WidgetTable
    | WidgetItems
    | WidgetHeat
    | WidgetNetwork
    | WidgetSentence,
    Field(discriminator="drawing"),
]
