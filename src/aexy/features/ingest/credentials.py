"""What git signs in with: the password that came with an address, kept apart from it, or a connection's token."""

import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import orjson

from aexy.context import Context
from aexy.features.connections import service as connections
from aexy.features.ingest.schemas import Repository
from aexy.kernel.ids import RepositoryId
from aexy.settings import Settings
from aexy.sources.git import Credentials


async def for_fetch(context: Context, repository: Repository) -> Credentials | None:
    """What was given with its address, else the token of the connection it is followed through; None for neither."""
    own = find(context.settings, repository.id)
    if own is not None or repository.is_local:
        return own
    return await connections.git_credentials(context, repository.workspace_id, repository.id, repository.url)


def keep(settings: Settings, repository_id: RepositoryId, credentials: Credentials) -> None:
    """Keep them for the fetches to come, in place of those kept before, in a file only we can read."""
    path = _file(settings, repository_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(orjson.dumps(asdict(credentials)))
    fresh.replace(path)


def find(settings: Settings, repository_id: RepositoryId) -> Credentials | None:
    """What was kept; None when its address came without."""
    try:
        return Credentials(**orjson.loads(_file(settings, repository_id).read_bytes()))
    except FileNotFoundError:
        return None


def forget(settings: Settings, repository_id: RepositoryId) -> None:
    """Keep them no longer."""
    with suppress(FileNotFoundError):
        _file(settings, repository_id).unlink()


def _file(settings: Settings, repository_id: RepositoryId) -> Path:
    return settings.home / "secrets" / f"repository-{repository_id}"
