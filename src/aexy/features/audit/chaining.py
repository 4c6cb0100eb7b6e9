"""What an event's content is, and whether a chain of them is what was written. Pure: rows in, the first break out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from aexy.features.audit.rows import Link

BEGINNING = bytes(32)
_CONTENTS = frozenset({"action", "at", "by", "chain", "said", "subject"})


def content_of(
    chain: str, *, by: UUID | None, action: str, subject: str, said: Mapping[str, Any], now: datetime
) -> str:
    """The event as canonical JSON: keys in order, no spaces. TypeError for what is no plain value, as a secret is."""
    content = {
        "action": action,
        "at": now.astimezone(UTC),
        "by": by,
        "chain": chain,
        "said": _storable(said),
        "subject": subject,
    }
    return orjson.dumps(content, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()


def _storable(value: Any) -> Any:  # noqa: ANN401 - JSON is any of several things
    """The same without NUL, the one character PostgreSQL has no place for."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, Mapping):
        return {_storable(key): _storable(each) for key, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list | tuple) else value


def _plain(value: object) -> str:
    """The database's own kind of UUID; nothing else is let in."""
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no plain value: the audit log keeps ids, numbers and words.")


def hash_of(previous: bytes, seq: int, content: str) -> bytes:
    """What the database computes too (migration 0053)."""
    return sha256(previous + seq.to_bytes(8, "big") + content.encode()).digest()


@dataclass(slots=True)
class Walk:
    """A walk along a chain; `seq` and `hash` are where it has come to."""

    chain: str
    seq: int = 0
    hash: bytes = BEGINNING
    since: datetime | None = None

    def step(self, link: Link) -> str | None:
        """Go on by one link: None, or why it does not hold."""
        why = self._why_not(link)
        if why is None:
            self.seq, self.hash = link.seq, link.hash
            self.since = self.since or link.at
        return why

    def _why_not(self, link: Link) -> str | None:
        if link.seq != self.seq + 1:
            return f"The events from {self.seq + 1} to {link.seq - 1} are missing."
        if link.previous != self.hash:
            return "It does not follow the event before it."
        if link.hash != hash_of(link.previous, link.seq, link.content):
            return "Its content or its hash was changed."
        return _mislabelled(self.chain, link)


def _mislabelled(chain: str, link: Link) -> str | None:
    """Whether what the event is found by says something else than its content."""
    try:
        said = orjson.loads(link.content)
        found = (said["chain"], said["action"], said["subject"], datetime.fromisoformat(said["at"]), said["by"])
    except (ValueError, KeyError, TypeError):
        return "Its content is no event."
    if found[0] != chain or set(said) != _CONTENTS:
        return "It belongs to another chain."
    if found[1:] != (link.action, link.subject, link.at, str(link.account_id) if link.account_id else None):
        return "It is filed under another action, subject, time or account than it says."
    return None
