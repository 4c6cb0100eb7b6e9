"""Files that people brought, until they are imported: a folder each within their workspace's, closed to others."""

import asyncio
import os
import re
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

from aexy.kernel.errors import Unavailable, Unusable
from aexy.kernel.ids import WorkspaceId
from aexy.settings import Settings

LARGEST_FILE = 1_000_000_000
_FORGOTTEN_SECONDS = 3 * 24 * 3600
_AT_ONCE = 1024 * 1024
_ODD = re.compile(r"[^\w.() -]+")
_LONGEST = 80


async def keep(
    settings: Settings, workspace_id: WorkspaceId, name: str, body: AsyncIterator[bytes]
) -> tuple[str, Path]:
    """Keep a body as a file as it comes: what to find it by, and where it is. Unavailable without room for it.

    Whatever lies there longer than any import takes is taken away on the occasion.
    """
    upload = uuid4().hex
    await asyncio.to_thread(_sweep, settings)
    path = await asyncio.to_thread(_make, settings, workspace_id, upload, name)
    try:
        await _write(path, body)
    except BaseException as error:
        drop(settings, workspace_id, upload)
        if isinstance(error, OSError):
            raise Unavailable(f"The file cannot be kept: {error.strerror}.", next_step="Make room.") from error
        raise
    return upload, path


def find(settings: Settings, workspace_id: WorkspaceId, upload: str) -> Path:
    """Where it is. Unusable when it is there no more, or was brought to another workspace."""
    found = next(iter(_folder(settings, workspace_id, upload).glob("*")), None)
    if found is None:
        raise Unusable("The file is not here any more.", next_step="Import it again.", field="file")
    return found


def drop(settings: Settings, workspace_id: WorkspaceId, upload: str) -> None:
    """It is needed no more."""
    shutil.rmtree(_folder(settings, workspace_id, upload), ignore_errors=True)


def _folder(settings: Settings, workspace_id: WorkspaceId, upload: str) -> Path:
    return settings.home / "imports" / str(workspace_id) / upload


def _make(settings: Settings, workspace_id: WorkspaceId, upload: str, name: str) -> Path:
    folder = _folder(settings, workspace_id, upload)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    return folder / (_ODD.sub("_", Path(name).name).strip(" .")[-_LONGEST:] or "file")


async def _write(path: Path, body: AsyncIterator[bytes]) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=_AT_ONCE) as file:
        async for piece in body:
            await asyncio.to_thread(file.write, piece) if len(piece) > _AT_ONCE else file.write(piece)


def _sweep(settings: Settings) -> None:
    for folder in (settings.home / "imports").glob("*/*"):
        if time.time() - folder.stat().st_mtime > _FORGOTTEN_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
