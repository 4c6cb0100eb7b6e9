"""Deployments and incidents told in our own words, by whoever has the hook's secret: a pipeline, a script, a monitor.

    X-Aexy-Signature: sha256=<hex of HMAC-SHA256 over the body>
    {"deployments": [{"id": "d-1", "repository": "acme/shop", …}], "incidents": [{"id": "i-1", …}]}

Rows are those of `aexy import`. A row that names a repository belongs to it; others belong to none.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import orjson

from aexy.kernel.activity import Record
from aexy.sources.contract import Heard, Row, Scope
from aexy.sources.files import reading
from aexy.sources.listening.hushed import SIGNATURE, Hushed, is_signed

STREAMS: Final = ("deployments", "incidents")
HEADER: Final = "x-aexy-signature"
MOST: Final = 500


class Told(Hushed):
    """One hook; its ids are its own."""

    provider = "hook"

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[bytes]) -> bool:
        """Whether one of the secrets signed it."""
        said = headers.get(HEADER, "").strip()
        return said.startswith(SIGNATURE) and is_signed([said.removeprefix(SIGNATURE)], body, secrets)

    def delivery(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
        """The body's digest, and what it has."""
        del headers
        said = _parsed(body)
        there = [name for name in STREAMS if name in said]
        return sha256(body).hexdigest(), " and ".join(there) or "unreadable"

    def hear(self, event: str, payload: Row, now: datetime) -> Heard:
        """Each row, in the repository it names; without a time of its own it stands from now on."""
        found = [(name, row) for name in STREAMS for row in _rows(payload, name)]
        if not found or len(found) > MOST:
            return Heard(ignored=f"A delivery has 1 to {MOST} deployments and incidents, each an object: {event}.")
        return Heard(
            rows=tuple(
                (name, str(row.get("repository") or "").lower(), {"line": line, "at": now.isoformat(), "said": row})
                for line, (name, row) in enumerate(found)
            )
        )

    def read(self, stream: str, row: Row, scope: Scope) -> Iterable[Record]:
        """What a row says, as a file's row would."""
        del scope
        return reading.read(stream, row)


def _rows(payload: Row, name: str) -> list[Mapping[str, Any]]:
    rows = payload.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, Mapping) else {}


TOLD: Final = Told()
