"""What a restore does besides putting rows back: where each file goes, and what has to be done again.

Here is the place for whoever keeps something outside of the database that a restored copy must not undo. `PLACES`
says of files how they meet those that are here; `STEPS` are run with the database restored and migrated, before
anybody can start it. Erasures need no step: their ledger is kept here, and the next start carries it out again.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final
from uuid import UUID

import orjson

from aexy.features.audit.machine import record_by_machine
from aexy.features.privacy import ledger
from aexy.kernel.ids import WorkspaceId
from aexy.settings import Settings
from aexy.stack.home import private_folder
from aexy.store.vault import merge_file

Place = Callable[[Settings, Path, Path], None]
# What is given to a step: the owner's address of the restored database, the settings, the instant.
Step = Callable[[str, Settings, datetime], Awaitable[None]]


def put_file(settings: Settings, name: str, staged: Path) -> None:
    """Bring a file of the backup to its place; what is there gives way, unless `PLACES` knows better."""
    target = settings.home / name
    for folder in reversed(PurePosixPath(name).parents[:-1]):
        private_folder(settings.home / folder)
    PLACES.get(name.partition("/")[0], _replace)(settings, staged, target)


def _replace(_: Settings, staged: Path, target: Path) -> None:
    staged.replace(target)


def _secret(settings: Settings, staged: Path, target: Path) -> None:
    """Keys that are here go on opening what they seal; the backup's seals from here on."""
    if target.name == "vault.json" and target.exists():
        merge_file(target, staged)
    else:
        _replace(settings, staged, target)


def _erasures(settings: Settings, staged: Path, target: Path) -> None:
    """Whoever was erased stays so, whether the copy knows of it or only this machine does."""
    if not target.exists():
        _replace(settings, staged, target)
        return
    workspace_id = WorkspaceId(UUID(target.stem))
    known = ledger.read(settings, workspace_id)
    there = {one.id for one in known.entries} if known else set()
    for entry in ledger.parsed(orjson.loads(staged.read_bytes())).entries:
        if entry.id not in there and known is not None:
            ledger.write(settings, workspace_id, known.key, entry)


async def _tell(owner_url: str, _: Settings, now: datetime) -> None:
    await record_by_machine(owner_url, action="backup.restored", said={}, now=now)


PLACES: Final[Mapping[str, Place]] = {"secrets": _secret, "erasures": _erasures}
STEPS: Final[tuple[Step, ...]] = (_tell,)

__all__ = ["PLACES", "STEPS", "put_file"]
