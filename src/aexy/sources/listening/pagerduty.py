"""PagerDuty's web hooks of version 3: incidents that are triggered, acknowledged and resolved.

Each body is one event, signed as a whole: `X-PagerDuty-Signature: v1=<hex of HMAC-SHA256>`, several with commas while a
secret is exchanged. The event's own id is signed with it: the same event is the same delivery, whoever sends it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from aexy.kernel.activity import Incident, Record
from aexy.sources.contract import Heard, Row, Scope
from aexy.sources.listening.hushed import Hushed, is_signed
from aexy.sources.taking import needed_instant, needed_text, text

INCIDENTS: Final = "incidents"
_VERSION: Final = "v1="
_RESOLVED: Final = "incident.resolved"
_TOLD: Final = frozenset({
    "incident.triggered", "incident.acknowledged", "incident.unacknowledged", "incident.reopened", _RESOLVED,
    "incident.escalated", "incident.delegated", "incident.reassigned", "incident.priority_updated",
})  # fmt: skip


class PagerDuty(Hushed):
    """There is one PagerDuty; its incidents' ids are its own."""

    provider = "pagerduty"

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
        """Whether one of the secrets signed it."""
        said = [each.strip() for each in headers.get("x-pagerduty-signature", "").split(",")]
        return is_signed([each.removeprefix(_VERSION) for each in said if each.startswith(_VERSION)], body, secrets)

    def delivery(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """The event's id, which is signed with it, and its type."""
        del headers
        said = _parsed(body)
        return text(said, "event.id") or sha256(body).hexdigest(), text(said, "event.event_type") or "unreadable"

    def hear(self, event: str, payload: Row, now: datetime) -> Heard:
        """An incident as it is now."""
        del now
        said = payload.get("event")
        if event not in _TOLD or not isinstance(said, Mapping):
            why = "PagerDuty tries the web hook." if event == "pagey.ping" else f"Nothing is counted from {event}."
            return Heard(ignored=why)
        if text(said, "data.status") == "resolved" and event != _RESOLVED:
            return Heard(ignored="The incident is over; when that was is told by incident.resolved.")
        return Heard(rows=((INCIDENTS, "", said),))

    def read(self, stream: str, row: Row, scope: Scope) -> Iterable[Record]:
        """The incident. It is over when the event that says so occurred."""
        del stream, scope
        occurred_at = needed_instant(row, "occurred_at")
        yield Incident(
            external_id=needed_text(row, "data.id"),
            version=occurred_at,
            title=text(row, "data.title") or f"Incident {needed_text(row, 'data.id')}",
            started_at=needed_instant(row, "data.created_at"),
            resolved_at=occurred_at if text(row, "event_type") == _RESOLVED else None,
            severity=text(row, "data.priority.summary") or text(row, "data.urgency"),
            status=text(row, "data.status"),
            service=text(row, "data.service.summary"),
            url=text(row, "data.html_url"),
        )


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - whatever was sent
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


PAGERDUTY: Final = PagerDuty()
