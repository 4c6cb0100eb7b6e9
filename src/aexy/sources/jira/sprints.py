"""Sprints as Jira gives them: as objects, and on older servers as the text of one of its own."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from aexy.kernel.activity import Sprint
from aexy.kernel.errors import SourceFailed
from aexy.sources.taking import instant, needed_text, said, text

_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LEGACY: Final = re.compile(r"[\w.$]*Sprint@\w+\[(?P<inside>.*)\]", re.DOTALL)
# A value may hold commas and brackets; what ends it is the next name.
_PAIR: Final = re.compile(r"(?P<name>[A-Za-z]+)=(?P<value>.*?)(?=,[A-Za-z]+=|$)", re.DOTALL)
_STATES: Final[Mapping[str, Literal["future", "active", "closed"]]] = {
    "future": "future", "active": "active", "closed": "closed",
}  # fmt: skip


def sprint_objects(value: object) -> list[Mapping[str, Any]]:
    """What an issue's sprint field holds, each as an object."""
    several = value if isinstance(value, list) else [value]
    found = [_legacy(each) if isinstance(each, str) else each for each in several]
    return [each for each in found if isinstance(each, Mapping) and text(each, "id")]


def sprint(
    row: Mapping[str, Any], *, board: Mapping[str, Any] | None = None, seen_at: datetime | None = None
) -> Sprint:
    """A sprint. Jira does not say when one was changed: its own dates tell, or `seen_at`, when a change was noticed."""
    word = needed_text(row, "state").lower()
    state = _STATES.get(word)
    if state is None:
        raise SourceFailed(f"A sprint is {word!r}, which is no state.", next_step="Report it.", field="state")
    completed = instant(row, "completeDate") if state == "closed" else None
    known = (instant(row, "createdDate"), instant(row, "activatedDate") or instant(row, "startDate"), completed)
    # A sprint of the future has dates ahead of it, which say nothing of when they were set.
    past = known[:1] if state == "future" else known
    return Sprint(
        external_id=needed_text(row, "id"),
        version=max((at for at in (*past, seen_at) if at is not None), default=_LONG_AGO),
        name=needed_text(row, "name"),
        state=state,
        project=text(board, "project"),
        board=text(board, "name"),
        goal=text(row, "goal"),
        starts_at=instant(row, "startDate"),
        ends_at=instant(row, "endDate"),
        completed_at=completed,
    )


def _legacy(value: str) -> Mapping[str, Any] | None:
    """`com.atlassian.greenhopper.service.sprint.Sprint@1b2[id=7,state=CLOSED,name=EE Sprint 7,…]`."""
    found = _LEGACY.fullmatch(value.strip())
    if found is None:
        return None
    pairs = {each["name"]: each["value"] for each in _PAIR.finditer(found["inside"])}
    return {name: None if text_ in ("<null>", "") else text_ for name, text_ in pairs.items()}


def origin_board(row: Mapping[str, Any]) -> str | None:
    """The board a sprint was made on."""
    return text(row, "originBoardId") or text(row, "boardId") or text(row, "rapidViewId") or said(row, "board")
