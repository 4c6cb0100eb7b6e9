"""Linear's web hooks: who signed them, what they are called, and what is to be asked for because of them.

A web hook's issue lacks its history, so it only tells which issue to ask for. Deleted comments alone are read as they
come: nobody could ask for them.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from aexy.sources.contract import Heard, Hint, Row
from aexy.sources.taking import said, text

_SIGNATURE: Final = "linear-signature"
_DELIVERY: Final = "linear-delivery"
_SENT_AT: Final = "webhookTimestamp"
_MOST_MILLISECONDS: Final = 4_000_000_000_000
_REMOVED: Final = "remove"


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
    """Whether one of the secrets signed it, and it says when it was sent: the signature covers that."""
    given = headers.get(_SIGNATURE, "").strip().lower().encode()
    made = [hmac.new(secret, body, hashlib.sha256).hexdigest() for secret in secrets if secret]
    is_signed = sum(hmac.compare_digest(each.encode(), given) for each in made) > 0
    return is_signed and _sent_at(_parsed(body)) is not None


def delivery(headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """The delivery's id, which stays when it is sent again, and what it is about: `Issue`, `Comment`."""
    number = headers.get(_DELIVERY, "").strip() or hashlib.sha256(body).hexdigest()
    return number, text(_parsed(body), "type") or "unreadable"


def hear(event: str, payload: Row, now: datetime) -> Heard:
    """What is to be asked for. Whatever it does not know is ignored, saying so."""
    found = text(payload, "data.id")
    team = text(payload, "data.teamId") or text(payload, "data.team.id") or text(payload, "data.issue.teamId") or ""
    issue = found if event == "Issue" else text(payload, "data.issueId") or text(payload, "data.issue.id")
    if event == "Comment" and text(payload, "action") == _REMOVED and found:
        at = _sent_at(payload) or now
        return Heard(rows=(("comments", team, {"gone": {"id": found, "at": at.isoformat()}}),))
    if event in ("Issue", "Comment", "Attachment") and issue:
        return Heard(hints=(Hint("issues", team, issue),))
    if event == "Cycle" and found:
        return Heard(hints=(Hint("sprints", team, found),))
    return Heard(ignored=_why(event))


def _why(event: str) -> str:
    if event in ("Issue", "Attachment", "Cycle"):
        return f"{event} names nothing that could be asked for."
    if event == "Comment":
        return "The comment is of no issue."
    if event == "IssueLabel":
        return "Labels are read with their issues."
    if event == "User":
        return "People are read once a day."
    return f"Nothing is counted from {event}."


def _parsed(body: bytes) -> Any:  # noqa: ANN401 - whatever was sent
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _sent_at(payload: object) -> datetime | None:
    found = said(payload, _SENT_AT)
    if isinstance(found, int) and not isinstance(found, bool) and 0 < found < _MOST_MILLISECONDS:
        return datetime.fromtimestamp(found / 1000, UTC)
    return None
