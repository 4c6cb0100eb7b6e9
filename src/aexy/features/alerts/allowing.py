"""Who may make which rule, and whom it may tell: no rule shows anybody what they may not see.

A rule is judged through its owner's eyes each time, so this refuses early, and in words, what would stay silent.
"""

from dataclasses import dataclass
from typing import NoReturn
from uuid import UUID

from aexy.context import Context
from aexy.features.alerts import rows
from aexy.features.insights import guarding, looking
from aexy.features.routing import Role, Viewer
from aexy.kernel.errors import Forbidden, Unknown, Unusable
from aexy.kernel.metric import Level, Metric
from aexy.kernel.metrics import find
from aexy.kernel.periods import PeriodType
from aexy.kernel.privacy import is_guarded

_EACH = (Level.TEAM, Level.REPOSITORY, Level.PROJECT)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose number a rule is about; without an id everyone of that kind, or the workspace."""

    level: Level
    id: UUID | None

    @property
    def is_each(self) -> bool:
        """Whether it is about every one of its kind."""
        return self.id is None and self.level is not Level.WORKSPACE

    @property
    def row(self) -> tuple[Level, UUID | None]:
        """As it is kept."""
        return self.level, self.id


def read_whose(text: str) -> Whose:
    """`workspace`, `team:UUID` …, or `each team`; people are watched one by one, by name, or not at all."""
    word, _, kind = text.partition(" ")
    if word != "each":
        return Whose(*looking.read_subject(text))
    if kind in (Level.DEVELOPER, "person"):
        raise Unusable(
            "There are no rules on each person: they would rank people.",
            next_step="Make one on each team, or on your own numbers.",
            field="subject",
        )
    if kind not in _EACH:
        raise Unusable(
            f"{text!r} is no subject.", next_step="There are: each team, each repository, each project.",
            field="subject",
        )  # fmt: skip
    return Whose(Level(kind), None)


def read_metric(key: str, level: Level) -> Metric:
    """The metric; Unknown with the nearest keys, Unusable where it is not counted at this level."""
    try:
        found = find(key)
    except Unknown as error:
        raise Unknown(error.detail, next_step=error.next_step, field="metric") from None
    if level not in found.levels:
        levels = ", ".join(known for known in Level if known in found.levels)
        raise Unusable(f"{key} is not counted for a {level}.", next_step=f"Ask it of: {levels}.", field="metric")
    return found


def check_period(metric: Metric, whose: Whose, kind: PeriodType) -> None:
    """What is guarded shows a group by whole weeks only, so a rule by days would never say a word."""
    if is_guarded(metric, whose.level) and kind not in (PeriodType.WEEKLY, PeriodType.BIWEEKLY):
        raise Unusable(
            f"{metric.name} of a group is shown by whole weeks only.",
            next_step="Watch it weekly or biweekly.",
            field="period_type",
        )


async def check_sight(context: Context, viewer: Viewer, metric: Metric, whose: Whose) -> None:
    """Forbidden where this viewer may not see the number; Unknown where there is nobody of that id."""
    if whose.is_each:
        return
    subject = f"{whose.level}:{whose.id}" if whose.id else whose.level.value
    view = await looking.look(context, viewer, subject=subject, start=None, end=None)
    withheld = guarding.withheld(metric, view)
    if withheld is not None:
        raise Forbidden(
            f"{metric.name} of {view.name.name} is not yours to watch. {withheld}",
            next_step="If it is you, say so first: `aexy me --as NAME`.",
            field="subject",
        )


async def check_ears(context: Context, viewer: Viewer, whose: Whose, emails: frozenset[str], *, has_hook: bool) -> None:
    """Forbidden where it would tell others what is only for its owner, or leave the house without a manager's word."""
    if not emails and not has_hook:
        return
    async with context.database.workspace(viewer.workspace_id) as connection:
        strangers = emails - await rows.own_addresses(connection, viewer)
    if whose.level is Level.DEVELOPER and (strangers or has_hook):
        _refuse("A rule about one person tells nobody but its owner.", "Use an address of yours, and no web hook.")
    if (strangers or has_hook) and not viewer.role.includes(Role.MANAGER):
        _refuse("Telling others, or a web hook, needs the role manager.", "Use an address of yours.")


def _refuse(detail: str, next_step: str) -> NoReturn:
    raise Forbidden(detail, next_step=next_step, field="emails")
