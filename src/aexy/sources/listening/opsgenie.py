"""Opsgenie's outgoing web hooks: alerts that are created, acknowledged and closed count as incidents.

Opsgenie signs nothing. A secret stands in a header of one's own instead, `X-Aexy-Secret`; not in the address, since
addresses stand in the logs of everything on the way. A body has no id, so its digest is the delivery's.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import orjson

from aexy.kernel.activity import Gone, Incident, Record
from aexy.kernel.errors import SourceFailed
from aexy.sources.contract import Heard, Row, Scope
from aexy.sources.listening.hushed import Hushed, stands_in
from aexy.sources.taking import needed_text, said, text

INCIDENTS: Final = "incidents"
HEADER: Final = "x-aexy-secret"
_STATUS: Final[Mapping[str, str]] = {
    "Create": "open", "Acknowledge": "acknowledged", "UnAcknowledge": "open", "Close": "closed", "Delete": "deleted",
}  # fmt: skip
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Milliseconds and nanoseconds up to the year 2286.
_LONGEST: Final[Mapping[int, int]] = {1: 10**13, 1000: 10**19}


class Opsgenie(Hushed):
    """There is one Opsgenie; its alerts' ids are unique."""

    provider = "opsgenie"

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
        """Whether one of the secrets stands in its head."""
        del body
        return stands_in(headers, HEADER, secrets)

    def delivery(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """The body's digest, and what was done."""
        del headers
        return sha256(body).hexdigest(), text(_parsed(body), "action") or "unreadable"

    def hear(self, event: str, payload: Row, now: datetime) -> Heard:
        """An alert as it is now."""
        del now
        if event not in _STATUS or not isinstance(payload.get("alert"), Mapping):
            return Heard(ignored=f"Nothing is counted from {event}.")
        return Heard(rows=((INCIDENTS, "", {"action": event, "alert": payload["alert"]}),))

    def read(self, stream: str, row: Row, scope: Scope) -> Iterable[Record]:
        """The alert as an incident. What broke is named by `details.service`, else by its entity."""
        del stream, scope
        number, action = needed_text(row, "alert.alertId"), needed_text(row, "action")
        started_at = _since_epoch(row, "alert.createdAt", timedelta(milliseconds=1))
        version = started_at
        if said(row, "alert.updatedAt") is not None:
            version = _since_epoch(row, "alert.updatedAt", timedelta(microseconds=1), parts=1000)
        if action == "Delete":
            yield Gone("incident", number, version)
            return
        yield Incident(
            external_id=number,
            version=version,
            title=text(row, "alert.message") or f"Alert {number}",
            started_at=started_at,
            resolved_at=version if action == "Close" else None,
            severity=text(row, "alert.priority"),
            status=_STATUS[action],
            service=text(row, "alert.details.service") or text(row, "alert.entity"),
        )


def _since_epoch(row: Row, path: str, unit: timedelta, *, parts: int = 1) -> datetime:
    """An instant written as a number since 1970, of which `parts` are one unit."""
    found = said(row, path)
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < _LONGEST[parts]:
        return _EPOCH + found // parts * unit
    raise SourceFailed(
        f"Opsgenie gave {found!r} as {path}, which is no instant.",
        next_step="Read it again after an update of Aexy; if it stays so, report the field.",
        field=path,
    )


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - whatever was sent
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


OPSGENIE: Final = Opsgenie()
