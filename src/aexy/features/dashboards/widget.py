"""What a widget is: one declaration with its way to an answer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from aexy.context import Context
from aexy.features.dashboards.drawings import Drawing, Link
from aexy.features.policies import Role
from aexy.features.routing import Viewer


class WidgetSize(StrEnum):
    """How much of a row a widget takes: a quarter, a half, three quarters, all of it."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    FULL = "full"


class WidgetHeight(StrEnum):
    """How tall a widget is across the page: its room is kept before it has answered.

    A line of words, a row of figures, or a card, which scrolls what it cannot hold. In other sizes all are cards.
    """

    LINE = "line"
    FIGURES = "figures"
    CARD = "card"


class Persona(StrEnum):
    """Whom a preset is for."""

    DEVELOPER = "developer"
    MANAGER = "manager"
    PRODUCT = "product"
    HR = "hr"
    SUPPORT = "support"
    SALES = "sales"
    ADMIN = "admin"


ALL_SIZES = tuple(WidgetSize)
FROM_MEDIUM = ALL_SIZES[1:]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a widget: who asks, of which days `[start, end)` and which team; None is what is usual."""

    context: Context
    viewer: Viewer
    start: date | None = None
    end: date | None = None
    team: UUID | None = None

    @property
    def subject(self) -> str:
        """The team or the workspace, as `insights` names subjects."""
        return f"team:{self.team}" if self.team else "workspace"


@dataclass(frozen=True, slots=True)
class Nothing:
    """An honest empty state: what would fill it, and the button that leads there."""

    sentence: str
    action: Link | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A widget's answer. Without drawings there is nothing to show, and the widget's empty state is.

    `empty` replaces the declared empty state where another one is truer; `withheld` says why there is nothing to see
    for whoever asks though there is something.
    """

    drawings: Sequence[Drawing] = ()
    n: int | None = None
    start: date | None = None
    end: date | None = None
    as_of: datetime | None = None
    caution: str | None = None
    withheld: str | None = None
    rows: Link | None = None
    empty: Nothing | None = None


Answer = Callable[[Asked], Awaitable[Told]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """A widget as it is declared, once.

    `says` is its definition in a sentence or two, for a reader who distrusts it; `metrics` are the catalogue's keys it
    shows, if any; `rows` is where what it counts is listed. What `rests_on_facts` alone (settled facts, whose version
    grows, and what is decided about numbers) may be said again for a minute while they are the same; what also rests on
    jobs, alerts or records may not.
    """

    key: str
    title: str
    says: str
    categories: tuple[str, ...]
    size: WidgetSize
    answer: Answer = field(repr=False)
    empty: Nothing
    rows: Link
    sizes: tuple[WidgetSize, ...] = ALL_SIZES
    height: WidgetHeight = WidgetHeight.CARD
    personas: tuple[Persona, ...] = ()
    role: Role = Role.VIEWER
    metrics: tuple[str, ...] = ()
    of_me: bool = False
    takes_period: bool = True
    takes_team: bool = True
    rests_on_facts: bool = True

    def __post_init__(self) -> None:
        if self.size not in self.sizes:
            raise ValueError(f"The widget {self.key} cannot have its own size.")
