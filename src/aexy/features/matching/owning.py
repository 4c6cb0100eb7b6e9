"""Whose the files are that a piece of work touches: as `features/knowledge` says, and not counted here."""

from collections.abc import Mapping, Sequence

from aexy.context import Context
from aexy.features.insights.looking import View
from aexy.features.matching.reading import Touch


async def ownership_of(context: Context, view: View, touched: Sequence[Touch]) -> Mapping[int, float] | None:
    """Of each person the share of what is touched that is theirs; None where ownership is not counted."""
    del context, view, touched
    return None
