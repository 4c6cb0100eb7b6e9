"""A signed note of how far a chain had come, kept beside the database: whoever shortens the chain there is found out.

The note stands in `audit/WORKSPACE.json` of the data folder, signed with the machine key. It proves that a chain once
had this hash in this place. It says nothing of events after it, and nothing against somebody who can write to both the
database and the data folder.
"""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import orjson

from aexy.kernel.errors import Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.settings import Settings
from aexy.store.vault import Vault, write_whole


class Witness(NamedTuple):
    """A place in a chain, and the hash that stood there."""

    seq: int
    hash: str
    at: datetime


def folder(home: Path) -> Path:
    """Where the notes are."""
    return home / "audit"


def read(settings: Settings, workspace_id: WorkspaceId) -> Witness | None:
    """The note; None when there is none. Unusable when it is not what we signed."""
    path = _path(settings.home, workspace_id)
    try:
        found = orjson.loads(path.read_bytes())
        witness = Witness(int(found["seq"]), str(found["hash"]), datetime.fromisoformat(found["at"]))
        key_id, signature = str(found["key"]), bytes.fromhex(found["signature"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _changed(path) from error
    if not Vault.there(settings).has_signed(key_id, _text(workspace_id, witness), signature):
        raise _changed(path)
    return witness


def write(settings: Settings, workspace_id: WorkspaceId, witness: Witness) -> None:
    """Put this note in the place of the one before."""
    key_id, signature = Vault.of(settings).sign(_text(workspace_id, witness))
    said = {**witness._asdict(), "key": key_id, "signature": signature.hex()}
    write_whole(_path(settings.home, workspace_id), orjson.dumps(said, option=orjson.OPT_INDENT_2))


def forget(settings: Settings, workspace_id: WorkspaceId) -> None:
    """The chain is gone with its workspace, and nothing is left to prove of it."""
    _path(settings.home, workspace_id).unlink(missing_ok=True)


def renew(settings: Settings) -> None:
    """Sign every note with the key that is current now; what is not ours stays as it is, to be found out."""
    for path in sorted(folder(settings.home).glob("*.json")):
        try:
            workspace_id = WorkspaceId(UUID(path.stem))
            witness = read(settings, workspace_id)
        except (Unusable, ValueError):
            continue
        if witness is not None:
            write(settings, workspace_id, witness)


def _path(home: Path, workspace_id: WorkspaceId) -> Path:
    return folder(home) / f"{workspace_id}.json"


def _text(workspace_id: WorkspaceId, witness: Witness) -> bytes:
    return f"aexy audit {workspace_id} {witness.seq} {witness.hash} {witness.at.isoformat()}".encode()


def _changed(path: Path) -> Unusable:
    return Unusable(
        f"The note of how far the audit log had come, {path}, cannot be believed: it was changed, or its key is gone.",
        next_step="Put back the copy of it from a backup; only when you know why it changed, remove it.",
    )
