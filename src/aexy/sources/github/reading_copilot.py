"""What a row of the `assistant_usage` stream says: a day of Copilot, of an organization or of one person in it.

Suggestions are what was offered to somebody who could take it or leave it. An agent's edits are offered to nobody: they
are left out of what was suggested and accepted, and stand in the breakdown.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from aexy.kernel.activity import AssistantUsage, Record, Who
from aexy.sources.contract import Scope
from aexy.sources.github import folk
from aexy.sources.github.shapes import Field, Shape, flag, maybe_number, maybe_text, one, perhaps, text

Row = Mapping[str, Any]

_COUNTS = (
    "code_generation_activity_count", "code_acceptance_activity_count", "loc_suggested_to_add_sum", "loc_added_sum",
)  # fmt: skip


def _day(name: str) -> Shape:
    return (Field(name, frozenset({str}), parse=date.fromisoformat),)


_FEATURES: Shape = (
    Field("totals_by_feature", frozenset({list}), text("feature") + perhaps(maybe_number(*_COUNTS)), is_list=True),
)
_USAGE: Shape = perhaps(
    maybe_number("user_id", "daily_active_users", "user_initiated_interaction_count")
    + maybe_text("user_login")
    + _FEATURES
)
USAGE: Shape = text("organization", "report") + _day("until") + flag("is_only") + one("usage", _day("day") + _USAGE)
_BREAKDOWN = (
    "totals_by_feature", "totals_by_cli", "pull_requests", "used_agent", "used_chat", "used_cli", "loc_added_sum",
    "loc_deleted_sum",
)  # fmt: skip
_AGENT = "agent_edit"


def usage(row: Row, scope: Scope) -> Iterator[Record]:
    """A day's usage. Everybody's together is said where one organization is read: those of several do not add up."""
    told, by_person = row["usage"], row["report"] == "users"
    who = _who(told, folk.prefix(scope)) if by_person else None
    if (by_person and who is None) or not (by_person or row["is_only"]):
        return
    features = told.get("totals_by_feature")
    offered, taken, lines, kept = (_sum(features, name) for name in _COUNTS)
    yield AssistantUsage(
        "copilot", date.fromisoformat(told["day"]), _after(row["until"]), who,
        None if by_person else told.get("daily_active_users"), None, offered, taken, lines, kept,
        told.get("user_initiated_interaction_count"), {name: told[name] for name in _BREAKDOWN if name in told},
    )  # fmt: skip


def _who(told: Row, before: str) -> Who | None:
    number, login = told.get("user_id"), told.get("user_login")
    if number is None:
        return None
    return folk.user({"id": number, "login": login or "", "type": "User"}, before) or Who(
        folk.PROVIDER, f"{before}{number}", account_type="User"
    )


def _sum(features: list[Row] | None, name: str) -> int | None:
    """What was counted for all that is suggested; None where nobody counted."""
    counted = [each[name] for each in features or () if each["feature"] != _AGENT and each.get(name) is not None]
    return sum(counted) if counted else None


def _after(day: str) -> datetime:
    """A later report of the same day knows better: reports are told apart by when their last day was over."""
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)
