"""What signals about single people are for: off until an admin states a purpose, which stands beside what they show.

Attrition and individual risk are not counted yet; whatever does one day asks `purpose_of` first.
"""

from collections.abc import Mapping

from aexy.context import Context
from aexy.features.insights import purposes_rows as rows
from aexy.features.insights.purposes_rows import Signal, Statement
from aexy.features.insights.settings_schemas import InsightSettingsWish, Stated
from aexy.kernel.errors import Forbidden, Unusable
from aexy.kernel.ids import WorkspaceId

OFF = Statement()


async def purpose_of(context: Context, workspace_id: WorkspaceId, signal: Signal) -> str:
    """What a signal is for. Forbidden while nobody has stated it."""
    async with context.database.reading(workspace_id) as connection:
        found = (await rows.statements(connection, workspace_id)).get(signal, OFF)
    if not found.purpose:
        raise Forbidden(
            f"Nothing of this kind is shown here: {signal.value.replace('_', ' ')} is off.",
            next_step="An admin can turn it on in the settings, with a purpose.",
        )
    return found.purpose


def wanted(wish: InsightSettingsWish, before: Mapping[Signal, Statement]) -> dict[Signal, str | None]:
    """The purposes that change: None turns a signal off. Unusable for one that is on without, or off with a purpose."""
    found: dict[Signal, str | None] = {}
    for signal in Signal:
        is_on, purpose = getattr(wish, signal.value), getattr(wish, f"{signal.value}_purpose")
        was = before.get(signal, OFF).purpose
        will_be = (was is not None) if is_on is None else is_on
        stated = purpose or was
        if will_be and not stated:
            raise _unstated(signal)
        if not will_be and purpose:
            raise Unusable(
                "What is off has no purpose.",
                next_step=f"Turn it on with `{signal.value}`, or leave the purpose out.",
                field=f"{signal.value}_purpose",
            )
        after = stated if will_be else None
        if after != was:
            found[signal] = after
    return found


def _unstated(signal: Signal) -> Unusable:
    return Unusable(
        "Signals about single people are only shown for a purpose that is stated to them.",
        next_step=f"Say in `{signal.value}_purpose` what they are for.",
        field=f"{signal.value}_purpose",
    )


def stated(found: Statement) -> Stated:
    """As it is answered."""
    return Stated(on=found.purpose is not None, purpose=found.purpose, by=found.by, at=found.at)


__all__ = ["OFF", "Signal", "Statement", "purpose_of", "stated", "wanted"]
