"""Those out of a limited membership's reach, beside its own people: under pseudonyms, five or more to a number.

Nobody chooses who they are: it is everybody with a number in twelve whole weeks or more. Whoever could put one person
in, or leave one out, would know who appears and who is gone. Why it is so: docs/decisions/0013.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from aexy.context import Context
from aexy.features.insights import breaking, rows
from aexy.features.insights.comparing_schemas import Alike
from aexy.features.insights.looking import View, look
from aexy.features.insights.schemas import Number, Reading
from aexy.features.insights.service import Asked
from aexy.features.routing import Viewer
from aexy.kernel.comparison import FEWEST_ROWS, drawn_in
from aexy.kernel.errors import Forbidden
from aexy.kernel.metric import Audience, Level, Metric, Unit
from aexy.kernel.periods import Window
from aexy.kernel.privacy import QUORUM, TOO_FEW, whole_weeks, withheld_of
from aexy.kernel.pseudonyms import Sample, in_bands, pseudonym
from aexy.store.privacy_keys import privacy_key

FEWEST_WEEKS = 12
SEES_ALL = "You may see everybody here by name, so nobody stands behind a pseudonym."
NOT_OPEN = "Others are compared by what is open to the workspace only."
TOO_SHORT = "Others are shown by twelve whole weeks or more, from a Monday to a Monday, once they are over."
# Means and shares waver when they rest on few rows. A count of two is a count of two.
_WAVERING = frozenset({Unit.SHARE, Unit.HOURS, Unit.LINES, Unit.SCORE})


@dataclass(frozen=True, slots=True)
class Beyond:
    """Everybody out of reach with their numbers, by id; or why there is nobody to show."""

    withheld: str | None
    window: Window | None = None
    key: bytes = b""
    numbers: Mapping[UUID, Mapping[str, Number]] = field(default_factory=dict)

    def of(self, metric: Metric, whole: Reading | None) -> tuple[list[Alike], str | None]:
        """Those alike in one metric, the smallest first; or why they are withheld."""
        withheld = NOT_OPEN if metric.audience is not Audience.OPEN else self.withheld
        if withheld:
            return [], withheld
        bands = in_bands(
            [
                _sample(pseudonym(self.key, who, metric.key), metric, found[metric.key], whole)
                for who, found in self.numbers.items()
                if metric.key in found and found[metric.key].value is not None
            ]
        )
        alike = [Alike(people=list(one.names), value=one.value, small=one.small) for one in bands]
        return alike, None if alike else TOO_FEW


def wavers(metric: Metric) -> bool:
    """Whether a few rows may give it any value at all."""
    return metric.unit in _WAVERING and not metric.is_whole


def _sample(name: str, metric: Metric, own: Number, whole: Reading | None) -> Sample:
    """A few rows are drawn in before anybody is alike: no wild number makes a band."""
    value = own.value or 0
    if not wavers(metric) or own.n >= FEWEST_ROWS:
        return Sample(name, value, small=False)
    group = whole.value if whole else None
    return Sample(name, value if group is None else drawn_in(value, own.n, group).value, small=True)


async def beyond(
    context: Context, viewer: Viewer, named: Sequence[UUID], metrics: Sequence[Metric], asked: Asked
) -> Beyond:
    """Everybody the viewer does not reach. Forbidden when one of those named is among them.

    A name asked for and a pseudonym answered would be who it is.
    """
    view = await look(context, viewer, subject="workspace", start=asked.start, end=asked.end)
    if view.onlooker.scope is None:
        return Beyond(SEES_ALL)
    for one in named:
        about = await look(context, viewer, subject=f"developer:{one}", start=asked.start, end=asked.end)
        if _is_beyond(view, about.subject.key):
            raise Forbidden(
                "Others are compared with people you reach, and one of those named is not among them.",
                next_step="Name people of your teams; the others come by themselves.",
            )
    weeks = whole_weeks(view.window, view.clock)
    if weeks is None or weeks.end - weeks.start < timedelta(weeks=FEWEST_WEEKS):
        return Beyond(TOO_SHORT)
    window = Window(weeks.start, weeks.end)
    counted = await breaking.everybody(context, replace(view, window=window), metrics[0])
    others = {key: numbers for key, numbers in counted.items() if _is_beyond(view, key)}
    if len(others) < QUORUM:
        return Beyond(TOO_FEW, window)
    async with context.database.workspace(view.workspace_id) as connection:
        key = await privacy_key(connection, view.workspace_id)
        known = await rows.names(connection, Level.DEVELOPER, list(others), context.now)
    return Beyond(None, window, key, {known[one]["id"]: others[one] for one in others if one in known})


def _is_beyond(view: View, key: int) -> bool:
    return withheld_of(Audience.OPEN, key, view.onlooker) is not None


__all__ = ["FEWEST_WEEKS", "NOT_OPEN", "SEES_ALL", "TOO_SHORT", "Beyond", "beyond", "wavers"]
