"""Erasures as the data folder keeps them, outside of every dump: a restored backup brings nobody back.

A file a workspace, readable by us alone, with what the database holds: the key, and of each erasure its tombstones.
Nobody is named in it.
"""

import os
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from aexy.kernel.erasing import Mark
from aexy.kernel.ids import WorkspaceId
from aexy.settings import Settings


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure."""

    id: UUID
    developer_id: UUID
    token: str
    asked_at: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All erasures of a workspace, and the key of its hashes."""

    workspace_id: WorkspaceId
    key: bytes
    entries: tuple[Entry, ...]


def write(settings: Settings, workspace_id: WorkspaceId, key: bytes, entry: Entry) -> None:
    """Add an erasure, whole or not at all; one that is there already is written anew."""
    known = read(settings, workspace_id)
    others = [one for one in known.entries if one.id != entry.id] if known else []
    said = {
        "workspace_id": str(workspace_id),
        "key": b64encode(key).decode(),
        "erasures": [_said(one) for one in (*others, entry)],
    }
    path = _file(settings, workspace_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(orjson.dumps(said))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read(settings: Settings, workspace_id: WorkspaceId) -> Ledger | None:
    """What was erased in a workspace; None where nobody was."""
    path = _file(settings, workspace_id)
    return _ledger(orjson.loads(path.read_bytes())) if path.exists() else None


def all_of(settings: Settings) -> list[Ledger]:
    """Those of every workspace."""
    found = sorted((settings.home / "erasures").glob("*.json"))
    return [_ledger(orjson.loads(path.read_bytes())) for path in found]


def parsed(said: dict[str, Any]) -> Ledger:
    """A ledger as its file holds it."""
    return _ledger(said)


def _file(settings: Settings, workspace_id: WorkspaceId) -> Path:
    return settings.home / "erasures" / f"{workspace_id}.json"


def _said(one: Entry) -> dict[str, Any]:
    marks = [[mark.kind, mark.hash.hex()] for mark in one.marks]
    return {
        "id": str(one.id),
        "developer_id": str(one.developer_id),
        "token": one.token,
        "asked_at": one.asked_at,
        "marks": marks,
    }


def _ledger(said: dict[str, Any]) -> Ledger:
    entries = [
        Entry(
            UUID(one["id"]),
            UUID(one["developer_id"]),
            one["token"],
            one["asked_at"],
            tuple(Mark(kind, bytes.fromhex(text)) for kind, text in one["marks"]),
        )
        for one in said["erasures"]
    ]
    return Ledger(WorkspaceId(UUID(said["workspace_id"])), b64decode(said["key"]), tuple(entries))


__all__ = ["Entry", "Ledger", "all_of", "parsed", "read", "write"]
